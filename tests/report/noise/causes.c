// SPDX-License-Identifier: MIT
// Why a row's runs may differ: likely causes, by what the runs' trials say of themselves.
#include <math.h>

#include "report/model/estimate.h"
#include "tests/report/noise/runs.h"

static void set_all(struct report runs[RUNS], const char *name, enum metric m, double value)
{
    for (int k = 0; k < RUNS; k++) {
        struct row *row = report_row(&runs[k], name);
        for (size_t i = 0; i < row->n_samples; i++)
            row->samples[i].value[m] = value;
    }
}

static const double width = 4;

static const char *cause_of(const struct report runs[RUNS], const char *name)
{
    const struct row *rows[RUNS];
    for (int k = 0; k < RUNS; k++)
        rows[k] = report_row(&runs[k], name);
    return noise_cause(rows, RUNS, width);
}

static void test_causes(void **state)
{
    (void)state;
    struct report runs[RUNS];
    make_runs(runs);
    assert_string_equal(cause_of(runs, alone),
                        "placement"); /* launches spread five times as wide as trials */
    for (int k = 0; k < RUNS; k++) {
        struct row *row = report_row(&runs[k], alone);
        for (size_t i = 0; i < row->n_samples; i++)
            row->samples[i].value[METRIC_real_time] = 4 * (1 + 0.03 * (double)(i * 7 % 5));
        row = report_row(&runs[k], together);
        for (size_t i = 0; i < row->n_samples; i++)
            row->samples[i].value[METRIC_real_time] = 40 + row->samples[i].launch;
    }
    assert_null(cause_of(runs, alone));
    assert_string_equal(cause_of(runs, together), "drift");
    set_all(runs, together, METRIC_voluntary_switches, 500);
    assert_string_equal(cause_of(runs, together), "scheduler");
    set_all(runs, together, METRIC_steal_ms, 10);
    assert_string_equal(cause_of(runs, together), "steal");
    free_runs(runs);
}

/* Each figure just within its bound, then beyond it in four trials of 48 and in five; being marked
 * disturbed says nothing by itself. */
static void test_recorded_causes(void **state)
{
    (void)state;
    static const struct {
        enum metric m;
        double within, beyond;
        const char *cause;
    } cases[] = {
        {METRIC_core_width, 0.91 * 4, 0.89 * 4, "neighbour on the core's other thread"},
        {METRIC_cycle_shift, 0.019, 0.021, "frequency"},
        {METRIC_cycle_shift, -0.019, -0.021, "frequency"},
        {METRIC_delayed_share, 0.0049, 0.0051, "other programs"},
        {METRIC_steal_ms, 0, 10, "steal"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct report runs[RUNS];
        make_runs(runs);
        set_all(runs, together, METRIC_disturbed, 1);
        set_all(runs, together, cases[i].m, cases[i].within);
        assert_string_equal(cause_of(runs, together), "placement");
        report_row(&runs[0], together)->samples[0].value[cases[i].m] = cases[i].beyond;
        for (int k = 0; k < RUNS; k++) {
            assert_string_equal(cause_of(runs, together), "placement");
            report_row(&runs[k], together)->samples[3].value[cases[i].m] = cases[i].beyond;
        }
        assert_string_equal(cause_of(runs, together), cases[i].cause);
        free_runs(runs);
    }
}

/* Threads that sleep, or share their CPUs, wait for a CPU whatever else runs. */
static void test_waiting_is_not_other_programs(void **state)
{
    (void)state;
    struct report runs[RUNS];
    make_runs(runs);
    set_all(runs, together, METRIC_delayed_share, 0.2);
    assert_string_equal(cause_of(runs, together), "other programs");
    for (int k = 0; k < RUNS; k++)
        report_row(&runs[k], together)->cpus = 1;
    assert_string_equal(cause_of(runs, together), "placement");
    for (int k = 0; k < RUNS; k++)
        report_row(&runs[k], together)->cpus = 2;
    set_all(runs, together, METRIC_voluntary_switches, 1);
    assert_string_equal(cause_of(runs, together), "placement");
    free_runs(runs);
}

/* The widest core is sought among all rows: a neighbour may have been beside one row in every
 * run. */
static void test_widest_core_of_all_rows(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise;
    make_runs(runs);
    set_all(runs, together, METRIC_core_width, 2.5);
    set_all(runs, alone, METRIC_core_width, 3.9);
    make_noise(&noise, runs);
    for (size_t i = 0; i < noise.n_rows; i++)
        if (strcmp(noise.row[i].name, together) == 0)
            assert_string_equal(noise.row[i].cause, "neighbour on the core's other thread");
        else
            assert_true(!noise.row[i].cause || !strstr(noise.row[i].cause, "neighbour"));
    noise_free(&noise);
    free_runs(runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_recorded_causes),
        cmocka_unit_test(test_waiting_is_not_other_programs),
        cmocka_unit_test(test_widest_core_of_all_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
