// SPDX-License-Identifier: MIT
// Counters in a report: the metrics' own keys, names that a person gave, and the estimate beside
// the count.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/counters.h"
#include "tests/report/model/report_file.h"
#include "tests/test.h"

static int place(const char *key)
{
    for (int m = 0; m < METRIC_COUNT; m++)
        if (strcmp(metric_table[m].key, key) == 0)
            return m;
    return -1;
}

static void counters_have_their_keys(void **state)
{
    (void)state;
    assert_int_equal(place("pmu.line_transfers_per_op"), METRIC_pmu_line_transfers);
    assert_int_equal(place("pmu.task_clock_per_op"), METRIC_pmu_task_clock);
    assert_false(metric_is_named("pmu.line_transfers_per_op"));
    assert_false(metric_is_named("pmu._per_op"));
}

static void figures_have_a_range(void **state)
{
    (void)state;
    assert_true(metric_in_range(0, METRIC_real_time) && metric_in_range(1e18, METRIC_real_time));
    assert_false(metric_in_range(1.1e18, METRIC_real_time) ||
                 metric_in_range(-1, METRIC_real_time) || metric_in_range(NAN, METRIC_real_time) ||
                 metric_in_range(INFINITY, METRIC_real_time));
    assert_true(metric_in_range(-1, METRIC_cycle_shift));
    assert_false(metric_in_range(-INFINITY, METRIC_cycle_shift));
    for (int m = 0; m < METRIC_COUNT; m++)
        assert_false(metric_is_named(metric_table[m].key));
}

static void a_named_counter_survives_a_report(void **state)
{
    (void)state;
    static const char key[] = "pmu.clx_machine_clears_smc_per_op";
    char err[SC_ERR] = "";
    struct report r;
    assert_true(metric_is_named(key));
    fake_report(&r, NULL);
    for (size_t i = 0; i < r.rows[0].n_samples; i++)
        sample_set_named(&r.rows[0].samples[i], key, 0.25 + (double)i);
    double median = row_named_metric(&r.rows[0], key);
    assert_true(median > 0.25);
    assert_int_equal(report_write(&r, file, err), 0);
    report_free(&r);
    assert_int_equal(report_read(&r, file, err), 0);
    assert_true(row_named_metric(&r.rows[0], key) == median);
    assert_true(sample_named(&r.rows[0].samples[1], key) == 1.25);
    assert_true(isnan(row_named_metric(&r.rows[1], key)));
    assert_true(isnan(sample_named(&r.rows[1].samples[0], key)));
    report_free(&r);
}

/* A report with n counters whose names begin with first, each with a value of its own. */
static void write_counters(char first, int n, const char *path)
{
    struct report r;
    char err[SC_ERR] = "", key[32];
    fake_report(&r, NULL);
    for (int i = 0; i < n; i++) {
        snprintf(key, sizeof key, "pmu.%c%d_per_op", first, i);
        for (size_t s = 0; s < r.rows[0].n_samples; s++)
            sample_set_named(&r.rows[0].samples[s], key, first + i);
    }
    assert_int_equal(report_write(&r, path, err), 0);
    report_free(&r);
}

static void expect_counters(const struct report *r, char first, int n)
{
    char key[32];
    json_t *named = report_named(r);
    assert_int_equal(json_object_size(named), n);
    json_decref(named);
    for (int i = 0; i < n; i++) {
        snprintf(key, sizeof key, "pmu.%c%d_per_op", first, i);
        assert_true(row_named_metric(&r->rows[0], key) == first + i);
    }
}

/* Each report has its own, however many are read in one process. */
static void reports_do_not_share_their_counters(void **state)
{
    (void)state;
    enum { REPORTS = 8 };
    struct report r[REPORTS] = {0};
    char err[SC_ERR] = "", path[REPORTS][80];
    for (int i = 0; i < REPORTS; i++) {
        snprintf(path[i], sizeof path[i], "%s/%d.json", folder, i);
        write_counters((char)('a' + i), COUNTERS_MOST, path[i]);
        report_init(&r[i]);
        assert_int_equal(report_read(&r[i], path[i], err), 0);
    }
    for (int i = 0; i < REPORTS; i++) {
        expect_counters(&r[i], (char)('a' + i), COUNTERS_MOST);
        report_free(&r[i]);
        unlink(path[i]);
    }
}

static void too_many_counters_are_refused(void **state)
{
    (void)state;
    struct report r = {0};
    char err[SC_ERR] = "";
    report_init(&r);
    write_counters('z', REPORT_NAMED, file);
    assert_int_equal(report_read(&r, file, err), 0);
    expect_counters(&r, 'z', REPORT_NAMED);
    write_counters('z', REPORT_NAMED + 1, file);
    assert_int_equal(report_read(&r, file, err), -1);
    assert_non_null(strstr(err, "more than 1000 counters"));
    report_free(&r);
}

static void only_counters_have_names_of_their_own(void **state)
{
    (void)state;
    static const char *const other[] = {"",
                                        "real_time_low",
                                        "pmu.",
                                        "pmu._per_op",
                                        "pmu.A_per_op",
                                        "pmu.a b_per_op",
                                        "pmu.a_per_op2"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (metric_is_named(other[i]))
            fail_msg("'%s' is taken for a counter", other[i]);
    char key[REPORT_NAME + 1];
    snprintf(key, sizeof key, "pmu.%0*d_per_op", COUNTER_KEY - 1, 1); /* the longest of a run */
    assert_true(metric_is_named(key));
    struct sample s = {0};
    sample_set_named(&s, key, NAN);
    sample_set_named(&s, key, -1);
    assert_null(s.named);
}

static void the_estimate_stands_beside_the_count(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct report r;
    size_t i, both = 0;
    fake_report(&r, NULL);
    struct row *row = report_row(&r, "atomic/fetch-add/shared-line/order:seq-cst/threads:2");
    for (i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_pmu_line_transfers] = 0.01;
    assert_int_equal(report_write(&r, file, err), 0);
    json_t *root = json_load_file(file, 0, NULL), *o;
    json_array_foreach (json_object_get(root, "benchmarks"), i, o) {
        const json_t *est = json_object_get(o, "est"),
                     *ratio = json_object_get(est, "line_transfers_over_counted");
        both += ratio != NULL;
        if (ratio)
            assert_true(fabs(json_number_value(ratio) -
                             json_number_value(json_object_get(est, "line_transfers_per_op")) /
                                 0.01) < 1e-3);
        if (ratio)
            assert_true(json_number_value(json_object_get(o, "pmu.line_transfers_per_op")) == 0.01);
    }
    assert_int_equal(both, 1);
    json_decref(root);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_have_their_keys),
        cmocka_unit_test(figures_have_a_range),
        cmocka_unit_test(a_named_counter_survives_a_report),
        cmocka_unit_test(the_estimate_stands_beside_the_count),
        cmocka_unit_test(reports_do_not_share_their_counters),
        cmocka_unit_test(too_many_counters_are_refused),
        cmocka_unit_test(only_counters_have_names_of_their_own),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
