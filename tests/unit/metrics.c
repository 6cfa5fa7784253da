// SPDX-License-Identifier: MIT
// Counters in a report: the metrics' own keys, names that a person gave, and the estimate beside the count.
#include "tests/unit/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/report_file.h"

static int place(const char *key)
{
    for (int m = 0; m < METRIC_COUNT; m++)
        if (metric_table[m].key && strcmp(metric_table[m].key, key) == 0)
            return m;
    return -1;
}

static void learn(const char *key)
{
    json_t *o = json_object();
    json_object_set_new(o, key, json_real(1));
    metrics_learn(o);
    json_decref(o);
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
    free((char *)metric_table[m].key);
    metric_table[m].key = NULL; /* as another process finds it */
    assert_int_equal(report_read(&r, file, err), 0);
    assert_true(row_metric(&r.rows[0], (enum metric)place(key)) == 0.25);
    assert_true(isnan(row_metric(&r.rows[1], (enum metric)place(key))));
    report_free(&r);
}

static void only_counters_are_learnt_and_not_without_end(void **state)
{
    (void)state;
    static const char *const other[] = {
        "", "real_time_low", "pmu.", "pmu._per_op", "pmu.A_per_op", "pmu.a b_per_op", "pmu.a_per_op2"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        learn(other[i]);
        if (place(other[i]) >= 0)
            fail_msg("'%s' was learnt", other[i]);
    }
    for (int i = 0; i < 100; i++) {
        char key[32];
        snprintf(key, sizeof key, "pmu.many%d_per_op", i);
        learn(key);
    }
    assert_true(place("pmu.many0_per_op") >= METRIC_LEARNT);
    assert_int_equal(place("pmu.many99_per_op"), -1);
}

static void the_estimate_stands_beside_the_count(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct report r;
    size_t i, both = 0;
    fake_report(&r, NULL);
    struct row *row = report_row(&r, "atomic/fetch_add/shared-line/order:seq_cst/threads:2");
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
                             json_number_value(json_object_get(est, "line_transfers_per_op")) / 0.01) < 1e-3);
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
        cmocka_unit_test(only_counters_are_learnt_and_not_without_end),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
