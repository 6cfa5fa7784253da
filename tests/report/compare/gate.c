// SPDX-License-Identifier: MIT
// What --fail-above must not pass: rows that may be slower by more as far as anyone can tell, and
// lost ones.
#include "tests/report/compare/pair.h"

static const char lock[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";

static size_t open_rows(const struct comparison *c, double percent)
{
    size_t n = 0;
    for (int why = UNSURE_EMULATED; why <= UNSURE_WIDE; why++)
        n += comparison_open(c, percent, (enum unsure)why);
    return n;
}

static void test_wide_intervals(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10, .noise = 0.3},
              &(struct fake_options){.launches = 10, .noise = 0.3, .seed = 3});
    size_t wide = comparison_unsure(&p.c, UNSURE_WIDE), beyond = 0;
    for (size_t i = 0; i < p.c.n_rows; i++)
        beyond += p.c.row[i].why == UNSURE_WIDE && p.c.row[i].time.high > 1.3;
    assert_true(wide > p.c.n_rows / 2 && beyond > 0 && beyond < wide);
    assert_int_equal(comparison_open(&p.c, 30, UNSURE_WIDE), beyond);
    assert_int_equal(open_rows(&p.c, 1000), 0);
    for (size_t i = 0; i < p.c.n_rows; i++) {
        struct comparison_row *row = &p.c.row[i];
        row->time.low = row->time.high = NAN;
    }
    assert_int_equal(comparison_open(&p.c, 1000, UNSURE_WIDE), wide);
    free_pair(&p);
}

static void test_bounds(void **state)
{
    (void)state;
    struct comparison_row row = {.verdict = VERDICT_SLOWER, .time = {1.25, 1.2, 1.3}, .needs = 7},
                          rows[2];
    struct comparison c = {.row = &row, .n_rows = 1};
    assert_int_equal(comparison_slower(&c, 25), 0);
    assert_int_equal(comparison_slower(&c, 24.9), 1);
    assert_int_equal(comparison_slower(&c, 0), 1);
    row.verdict = VERDICT_UNSURE;
    assert_int_equal(comparison_slower(&c, 0), 0);
    row.why = UNSURE_NOISE;
    row.time.high = 1.25;
    assert_int_equal(open_rows(&c, 25), 0);
    assert_int_equal(open_rows(&c, 24.9), 1);
    row.time.low = NAN;
    assert_int_equal(open_rows(&c, 25), 1);
    row.time.low = 1.2;
    for (int why = UNSURE_EMULATED; why <= UNSURE_DISTURBED; why++) {
        row.why = (enum unsure)why;
        assert_int_equal(comparison_open(&c, 1000, row.why), 1);
    }
    rows[0] = rows[1] = row;
    rows[0].pooled_flag = true;
    rows[1].needs = 9;
    c = (struct comparison){.row = rows, .n_rows = 2};
    assert_int_equal(comparison_pooled(&c), 1);
    assert_int_equal(comparison_needs(&c), 9);
    rows[1].needs = 6;
    assert_int_equal(comparison_needs(&c), 7);
}

static void test_all_alike(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10}, &(struct fake_options){.launches = 10});
    assert_int_equal(open_rows(&p.c, 5), 0);
    assert_int_equal(comparison_lost(&p.c), 0);
    free_pair(&p);
}

static void test_within_noise(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 20, .trials = 1, .noise = 0.002},
              &(struct fake_options){.launches = 20,
                                     .trials = 1,
                                     .noise = 0.002,
                                     .seed = 3,
                                     .slow = "mutex/",
                                     .slow_factor = 1.03});
    assert_true(comparison_open(&p.c, 2, UNSURE_ASSUMED) >= 11);
    assert_int_equal(open_rows(&p.c, 10), 0);
    free_pair(&p);
}

/* Where disturbed trials count, neither figure nor interval stands. */
static void test_disturbed(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10, .trials = 1},
              &(struct fake_options){.launches = 10, .trials = 1});
    struct row *row = report_row(&p.next, lock);
    for (size_t i = 0; i < 6; i++)
        row->samples[i].value[METRIC_disturbed] = 1;
    report_estimate(&p.next);
    recompare(&p, &plain);
    assert_true(row_of(&p, lock)->time.high < 2);
    assert_int_equal(comparison_open(&p.c, 1000, UNSURE_DISTURBED), 1);
    assert_int_equal(open_rows(&p.c, 1000), 1);
    free_pair(&p);
}

static void test_few_and_emulated(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 4}, &(struct fake_options){.launches = 4});
    assert_int_equal(comparison_open(&p.c, 1000, UNSURE_FEW), p.c.n_rows);
    json_object_set_new(json_object_get(json_object_get(p.next.context, "synccost"), "machine"),
                        "emulated", json_true());
    recompare(&p, &plain);
    assert_int_equal(comparison_open(&p.c, 1000, UNSURE_EMULATED), p.c.n_rows);
    free_pair(&p);
}

static void test_lost(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, NULL, &(struct fake_options){.cpus = 1});
    size_t renamed = 0;
    for (size_t i = 0; i < p.base.n_rows; i++)
        renamed += !report_row(&p.next, p.base.rows[i].name);
    assert_true(renamed > 20);
    assert_int_equal(comparison_lost(&p.c), renamed);
    report_row(&p.next, lock)->status = ROW_FAILED;
    recompare(&p, &plain);
    assert_int_equal(comparison_lost(&p.c), renamed + 1);
    report_row(&p.base, lock)->status = ROW_FAILED; /* nothing was known that could be lost */
    recompare(&p, &plain);
    assert_int_equal(comparison_lost(&p.c), renamed);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_intervals), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_all_alike),      cmocka_unit_test(test_within_noise),
        cmocka_unit_test(test_disturbed),      cmocka_unit_test(test_few_and_emulated),
        cmocka_unit_test(test_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
