// SPDX-License-Identifier: MIT
// What a run makes of its launches: who is marked, who is finished, and what is still to do.
#include "tests/unit/test.h"

#include <math.h>

#include "synccost/launch.h"
#include "synccost/ledger.h"
#include "synccost/progress.h"
#include "synccost/run.h"

static struct sample sample_of(double time, double width)
{
    struct sample s = {.iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = time;
    s.value[METRIC_adds_per_cycle] = width;
    s.value[METRIC_disturbed] = 0;
    return s;
}

static void take(struct row *row, unsigned launch, double width, enum launch_status status)
{
    struct sample s = sample_of(10, width);
    struct launch_result result = {.status = status, .samples = &s, .n_samples = 1, .reason = "why"};
    struct progress progress;
    progress_start(&progress);
    run_take(row, launch, &result, &progress);
}

static void busy_siblings_are_marked_by_the_whole_runs_width(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "floor/x");
    take(row, 0, 2.0, LAUNCH_OK); /* before any core was seen at its width */
    take(row, 1, 3.2, LAUNCH_OK);
    take(row, 2, NAN, LAUNCH_OK);
    assert_int_equal(run_settle(&r, 3.2, 3), 0);
    assert_true(row->samples[0].value[METRIC_disturbed] == 1);
    assert_true(row->samples[1].value[METRIC_disturbed] == 0);
    assert_true(row->samples[2].value[METRIC_disturbed] == 0);
    report_free(&r);
}

static void a_row_is_settled_by_its_launches(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    const char *const names[] = {"floor/whole", "floor/cut", "floor/broken", "floor/hung"};
    for (int i = 0; i < 4; i++)
        report_add_row(&r, names[i]);
    for (unsigned launch = 0; launch < 3; launch++)
        take(&r.rows[0], launch, NAN, LAUNCH_OK);
    take(&r.rows[1], 0, NAN, LAUNCH_OK);
    take(&r.rows[2], 0, NAN, LAUNCH_FAILED);
    take(&r.rows[3], 0, NAN, LAUNCH_TIMEOUT);
    assert_int_equal(run_settle(&r, 0, 3), 2);
    assert_int_equal(r.rows[0].status, ROW_OK);
    assert_int_equal(r.rows[1].status, ROW_INCOMPLETE);
    assert_int_equal(r.rows[2].status, ROW_FAILED);
    assert_int_equal(r.rows[3].status, ROW_TIMEOUT);
    assert_string_equal(r.rows[2].reason, "why");
    report_free(&r);
}

static void the_width_is_the_greatest_seen(void **state)
{
    (void)state;
    struct sample s[] = {sample_of(1, 3.1), sample_of(1, NAN), sample_of(1, 2.9)};
    struct launch_result result = {.samples = s, .n_samples = 3};
    assert_true(run_widest(0, &result) == 3.1);
    assert_true(run_widest(3.3, &result) == 3.3);
}

static void a_ledger_remembers_launches_and_gives_rows_up(void **state)
{
    (void)state;
    struct ledger l;
    assert_true(ledger_init(&l, 2, 3));
    ledger_mark(&l, 0, 1);
    assert_true(ledger_done(&l, 0, 1));
    assert_false(ledger_done(&l, 0, 0) || ledger_done(&l, 0, 2) || ledger_done(&l, 1, 1));
    ledger_give_up(&l, 1);
    for (unsigned i = 0; i < 3; i++)
        assert_true(ledger_done(&l, 1, i));
    assert_false(ledger_done(&l, 0, 2));
    ledger_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(busy_siblings_are_marked_by_the_whole_runs_width),
        cmocka_unit_test(a_row_is_settled_by_its_launches),
        cmocka_unit_test(the_width_is_the_greatest_seen),
        cmocka_unit_test(a_ledger_remembers_launches_and_gives_rows_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
