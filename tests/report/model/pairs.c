// SPDX-License-Identifier: MIT
// Core to core: pairs from rows that name them, and from a matrix.
#include <stdlib.h>

#include "report/model/estimate.h"
#include "report/model/pairs.h"
#include "tests/report/fake_matrix.h"

#define NAMED "floor/line-transfer/same-l3/pair:"

static void a_name_is_read_whole(void **state)
{
    (void)state;
    static const char *const none[] = {
        NAMED "1",       NAMED "1-",    NAMED "-1",        NAMED "1-1",  NAMED "x-1",
        NAMED "1-x",     NAMED "1-2x",  NAMED "-1-2",      NAMED "1--2", NAMED "1-65536",
        NAMED "65536-1", NAMED "1-2-3", "floor/x/pair:1-2"};
    struct report r;
    struct pairs p;
    report_init(&r);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        fake_pair_row(&r, none[i], 20);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 0);
    assert_int_equal(p.n_cpus, 0);
    pairs_free(&p);
    fake_pair_row(&r, NAMED "0-65535", 20);
    fake_pair_row(&r, NAMED "65535-0", 30);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 2);
    for (size_t i = 0; i < p.n; i++)
        assert_true(p.pair[i].a == 0 && p.pair[i].b == 65535);
    pairs_free(&p);
    report_free(&r);
}

static void pairs_of_rows_have_their_cpus(void **state)
{
    (void)state;
    static const int cpus[] = {2, 3, 4};
    static const size_t met[] = {2, 1, 1};
    struct report r;
    struct pairs p;
    report_init(&r);
    fake_pair_row(&r, NAMED "4-2", 20);
    fake_pair_row(&r, "floor/line-transfer/cross-package/pair:2-3", 0.4);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 2);
    assert_true(p.pair[0].a == 2 && p.pair[0].b == 4 && p.pair[0].ns == 20);
    assert_true(p.pair[1].a == 2 && p.pair[1].b == 3 && p.pair[1].ns == 0.4);
    assert_int_equal(p.pair[0].distance, DISTANCE_SAME_L3);
    assert_int_equal(p.pair[1].distance, DISTANCE_CROSS_PACKAGE);
    assert_int_equal(p.n_cpus, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(p.cpus[i], cpus[i]);
        assert_int_equal(p.met[i], met[i]);
        assert_int_equal(pairs_place(p.cpus, 3, cpus[i]), i);
    }
    assert_int_equal(pairs_place(p.cpus, 3, 5), 3);
    assert_int_equal(pairs_place(NULL, 0, 5), 0);
    pairs_free(&p);
    report_free(&r);
}

/* Its times, however short, and no rows beside it. */
static void a_matrix_has_all_pairs(void **state)
{
    (void)state;
    struct report r;
    struct pairs p;
    report_init(&r);
    struct row *row = fake_row_of_pairs(&r, "floor/core-to-core");
    row->matrix = json_pack("{s:[i,i,i], s:s}", "cpus", 1, 2, 5, "distance", "sss");
    for (unsigned launch = 0; launch < 6; launch++) {
        struct sample s = fake_trial(launch, 1);
        s.cells = json_pack("{s:[f,f,f], s:[]}", "ns", 0.4, 30.0, 0.0, "disturbed");
        row_add_sample(row, &s);
        sample_free(&s);
    }
    fake_pair_row(&r, NAMED "7-8", 20);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 2);
    assert_true(p.pair[0].a == 1 && p.pair[0].b == 2 && p.pair[0].ns == 0.4);
    assert_true(p.pair[1].a == 1 && p.pair[1].b == 5 && p.pair[1].ns == 30);
    assert_int_equal(p.pair[1].time.launches, 6);
    assert_int_equal(p.n_cpus, 3);
    assert_int_equal(p.met[0], 2);
    pairs_free(&p);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_read_whole),
        cmocka_unit_test(pairs_of_rows_have_their_cpus),
        cmocka_unit_test(a_matrix_has_all_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
