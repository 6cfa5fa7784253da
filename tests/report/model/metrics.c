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
        if (metric_table[m].key && strcmp(metric_table[m].key, key) == 0)
            return m;
    return -1;
}

static bool learn(const char *key)
{
    json_t *o = json_object();
    json_object_set_new(o, key, json_real(1));
    bool kept = metrics_learn(o);
    json_decref(o);
    return kept;
}

/* As another process finds it. */
static void forget(void)
{
    for (int m = METRIC_LEARNT; m < METRIC_COUNT; m++) {
        free((char *)metric_table[m].key);
        metric_table[m].key = NULL;
    }
}

static void counters_have_their_keys(void **state)
{
    (void)state;
    assert_int_equal(place("pmu.line_transfers_per_op"), METRIC_pmu_line_transfers);
    assert_int_equal(place("pmu.task_clock_per_op"), METRIC_pmu_task_clock);
    assert_null(metric_table[METRIC_LEARNT].key);
}

static void a_named_counter_survives_a_report(void **state)
{
    (void)state;
    static const char key[] = "pmu.clx_machine_clears_smc_per_op";
    char err[SC_ERR] = "";
    struct report r;
    learn(key);
    int m = place(key);
    assert_true(m >= METRIC_LEARNT);
    fake_report(&r, NULL);
    for (size_t i = 0; i < r.rows[0].n_samples; i++)
        r.rows[0].samples[i].value[m] = 0.25;
    assert_int_equal(report_write(&r, file, err), 0);
    report_free(&r);
    forget();
    assert_int_equal(report_read(&r, file, err), 0);
    assert_true(row_metric(&r.rows[0], (enum metric)place(key)) == 0.25);
    assert_true(isnan(row_metric(&r.rows[1], (enum metric)place(key))));
    report_free(&r);
}

/* A report with COUNTERS_MOST counters whose names begin with first, each with a value of its
 * own. */
static void write_counters(char first, const char *path)
{
    struct report r;
    char err[SC_ERR] = "", key[32];
    forget();
    fake_report(&r, NULL);
    for (int i = 0; i < COUNTERS_MOST; i++) {
        snprintf(key, sizeof key, "pmu.%c%d_per_op", first, i);
        assert_true(learn(key));
        for (size_t s = 0; s < r.rows[0].n_samples; s++)
            r.rows[0].samples[s].value[place(key)] = first + i;
    }
    assert_int_equal(report_write(&r, path, err), 0);
    report_free(&r);
}

static void expect_counters(const struct report *r, char first)
{
    char key[32];
    for (int i = 0; i < COUNTERS_MOST; i++) {
        snprintf(key, sizeof key, "pmu.%c%d_per_op", first, i);
        assert_true(place(key) >= METRIC_LEARNT);
        assert_true(row_metric(&r->rows[0], (enum metric)place(key)) == first + i);
    }
}

static void two_reports_keep_all_counters_and_a_third_is_refused(void **state)
{
    (void)state;
    struct report r[3] = {0};
    char err[SC_ERR] = "", path[3][80];
    for (int i = 0; i < 3; i++) {
        snprintf(path[i], sizeof path[i], "%s/%d.json", folder, i);
        write_counters((char)('a' + i), path[i]);
        report_init(&r[i]);
    }
    forget();
    for (int i = 0; i < 2; i++)
        assert_int_equal(report_read(&r[i], path[i], err), 0);
    for (int i = 0; i < 2; i++)
        expect_counters(&r[i], (char)('a' + i));
    assert_int_equal(report_read(&r[2], path[2], err), -1);
    assert_non_null(strstr(err, "more than 48 counters"));
    assert_non_null(strstr(err, ": give fewer reports"));
    assert_int_equal(report_read(&r[2], path[0], err), 0); /* nothing new in it */
    for (int i = 0; i < 3; i++) {
        report_free(&r[i]);
        unlink(path[i]);
    }
    forget();
}

static void only_counters_are_learnt_and_not_without_end(void **state)
{
    (void)state;
    static const char *const other[] = {"",
                                        "real_time_low",
                                        "pmu.",
                                        "pmu._per_op",
                                        "pmu.A_per_op",
                                        "pmu.a b_per_op",
                                        "pmu.a_per_op2"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        assert_true(learn(other[i])); /* nothing of a counter's is lost */
        if (place(other[i]) >= 0)
            fail_msg("'%s' was learnt", other[i]);
    }
    char key[REPORT_NAME + 1];
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "pmu.many%d_per_op", i);
        assert_int_equal(learn(key), i < METRIC_COUNT - METRIC_LEARNT);
    }
    assert_true(place("pmu.many0_per_op") >= METRIC_LEARNT);
    assert_int_equal(place("pmu.many99_per_op"), -1);
    forget();
    /* the longest that a run has */
    snprintf(key, sizeof key, "pmu.%0*d_per_op", COUNTER_KEY - 1, 1);
    assert_true(learn(key) && place(key) == METRIC_LEARNT);
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
        cmocka_unit_test(a_named_counter_survives_a_report),
        cmocka_unit_test(the_estimate_stands_beside_the_count),
        cmocka_unit_test(two_reports_keep_all_counters_and_a_third_is_refused),
        cmocka_unit_test(only_counters_are_learnt_and_not_without_end),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
