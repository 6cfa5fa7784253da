// SPDX-License-Identifier: MIT
// Machines of one model, and the one that is not like its twins.
#include "report/model/headline.h"
#include "tests/printed.h"
#include "tests/report/machines/fleet.h"

static void test_twins(void **state)
{
    (void)state;
    struct fleet f = {0};
    for (int i = 0; i < MOST; i++)
        add(&f, (struct fake_options){.slow = i == 7 ? "" : NULL, .slow_factor = 1.22});
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    assert_int_equal(f.m.twins, MOST);
    assert_int_equal(f.m.n_outliers, 2);
    for (int i = 0; i < 2; i++) {
        const struct machines_outlier *o = &f.m.outlier[i];
        assert_int_equal(o->column, 7);
        assert_int_equal(o->twins, MOST - 1);
        assert_int_equal(o->contended, i);
        assert_true(fabs(o->ratio.value - 1.22) < 0.02);
    }
    char line[MACHINES_LINE];
    machines_says_outlier(&f.m, &f.m.outlier[1], line);
    assert_non_null(strstr(line, "(H) is 22 % slower than its 19 twins in contended rows"));
    json_t *root = machines_json(&f.m);
    assert_int_equal(json_array_size(json_object_get(root, "outliers")), 2);
    json_decref(root);
    done(&f);
}

/* Where the noise is not known, contended rows must differ by more than others. */
static void test_twins_assumed(void **state)
{
    (void)state;
    struct fleet f = {0};
    for (int i = 0; i < 12; i++)
        add(&f, (struct fake_options){.slow = i == 5 ? "" : NULL, .slow_factor = 1.1});
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    assert_int_equal(f.m.n_outliers, 1);
    assert_false(f.m.outlier[0].contended);
    done(&f);
}

/* Twins are looked at with their CPUs at one distance: one whose CPUs were moved is none the slower
 * for it, and rows of which it has no launch there do not count. */
static void test_twins_distance(void **state)
{
    (void)state;
    for (unsigned near = 0; near <= 5; near += 5) {
        struct fleet f = {0};
        for (int i = 0; i < 6; i++)
            add(&f, (struct fake_options){.launches = 12});
        for (size_t i = 0; i < f.report[0].n_rows; i++)
            if (row_contended(&f.report[0].rows[i]))
                move_all_but(&f, f.report[0].rows[i].name, near);
        estimate_all(&f);
        machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
        assert_int_equal(f.m.twins, 6);
        assert_int_equal(f.m.n_outliers, 0);
        done(&f);
    }
}

/* Equal twins have no outlier; nor have machines of other models, or without a host. */
static void test_no_outliers(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct fleet f = {0};
        char print[6][32];
        for (int i = 0; i < 6; i++) {
            snprintf(print[i], sizeof print[i], "fingerprint-%d", kind == 1 ? i : 0);
            add(&f, (struct fake_options){.fingerprint = print[i],
                                          .slow = kind && i == 2 ? "" : NULL,
                                          .slow_factor = 1.5});
            if (kind == 2)
                json_object_del(report_member(&f.report[i], "machine"), "host");
        }
        machines_init(&f.m, f.reports, f.noise, f.n, 5);
        assert_int_equal(f.m.n_outliers, 0);
        assert_int_equal(f.m.twins, kind ? 0 : 6);
        struct printed out;
        machines_print(printed_start(&out), &f.m);
        char *text = printed_end(&out);
        assert_int_equal(strstr(text, "\n\n6 machines have two twins or more") != NULL, kind == 0);
        free(text);
        done(&f);
    }
}

/* What the twins' own runs differ by is known: of one row, however many there are. */
static void test_twins_noise(void **state)
{
    (void)state;
    for (int above = 0; above < 2; above++) {
        struct noise_family known[] = {{.name = "floor"},   {.name = "atomic"},
                                       {.name = "mutex"},   {.name = "rwmutex"},
                                       {.name = "channel"}, {.name = "counter"}};
        struct noise noise = {
            .runs = 3, .family = known, .n_families = sizeof known / sizeof *known};
        for (size_t i = 0; i < noise.n_families; i++)
            known[i].threshold[0] = known[i].threshold[1] = above ? log(1.15) : log(1.1);
        struct fleet f = {0};
        for (int i = 0; i < 12; i++) {
            add(&f, (struct fake_options){.slow = i == 5 ? "" : NULL, .slow_factor = 1.12});
            f.noise[i] = &noise;
        }
        machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
        assert_int_equal(f.m.n_outliers, above ? 0 : 2);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_twins),          cmocka_unit_test(test_twins_assumed),
        cmocka_unit_test(test_twins_distance), cmocka_unit_test(test_no_outliers),
        cmocka_unit_test(test_twins_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
