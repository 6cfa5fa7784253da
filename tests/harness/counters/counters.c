// SPDX-License-Identifier: MIT
// Event groups: real software events, and a PMU of our own making for what this machine may not
// have.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/counters/counters.h"
#include "harness/counters/load.h"
#include "harness/machine/usage.h"
#include "tests/harness/counters/fake.h"
#include "tests/harness/counters/plan.h"
#include "tests/test.h"

/* ---- on the machine itself ---- */

/* Opens faults and task clock; skips the test where the kernel lets nobody count even these. */
static void open_real(struct counter_group *g, struct counters_plan *plan)
{
    *plan = (struct counters_plan){.sets = 1};
    plan_event(plan, "page_faults", "perf::PERF_COUNT_SW_PAGE_FAULTS", COUNTER_EVERY_SET);
    plan_event(plan, "task_clock", "perf::PERF_COUNT_SW_TASK_CLOCK", COUNTER_EVERY_SET);
    int why = counters_open(g, plan, 0, &counter_kernel);
    if (why == EACCES || why == EPERM || why == ENOSYS)
        skip();
    assert_int_equal(why, 0);
}

static void only_what_happens_in_the_window_counts(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan;
    double value[COUNTERS_MOST];
    open_real(&g, &plan);
    touch_fresh_pages(300);
    const struct usage before = usage_of_thread();
    counters_enable(&g);
    touch_fresh_pages(50);
    do /* it spins for a time, of which another may take a part */
        counter_load_run(LOAD_SPIN);
    while (usage_since(&before).cpu_ns < 1e6);
    counters_disable(&g);
    touch_fresh_pages(300);
    assert_true(counters_read(&g, value));
    counters_close(&g);
    assert_true(value[0] >= 50 && value[0] < 300);
    assert_true(value[1] >= 0.9e6); /* ns */
    assert_true(isnan(value[2]));
}

static void a_group_counts_its_own_thread_only(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan;
    double value[COUNTERS_MOST];
    open_real(&g, &plan);
    counters_enable(&g);
    pid_t child = fork();
    if (child == 0) {
        touch_fresh_pages(5000);
        _exit(0);
    }
    assert_true(child > 0);
    counter_load_run(LOAD_SPIN);
    counters_disable(&g);
    assert_true(counters_read(&g, value));
    counters_close(&g);
    assert_true(value[0] < 5000);
}

static void nothing_counts_before_the_window(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan;
    double value[COUNTERS_MOST];
    open_real(&g, &plan);
    touch_fresh_pages(50);
    assert_true(counters_read(&g, value));
    counters_close(&g);
    assert_true(isnan(value[0])); /* it never ran: that is not 0 */
}

/* ---- with a PMU ---- */

static void counts_are_scaled_by_the_time_they_ran(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan = {0};
    double value[COUNTERS_MOST];
    fake_reset();
    fake.enabled = 4000;
    fake.running = 1000;
    plan_event(&plan, "cycles", "perf::PERF_COUNT_HW_CPU_CYCLES", 0);
    assert_int_equal(counters_open(&g, &plan, 0, &fake_system), 0);
    counters_enable(&g);
    counters_disable(&g);
    assert_true(counters_read(&g, value));
    assert_true(value[0] == 400);
    counters_close(&g);
    assert_int_equal(fake.open, 0);
    assert_int_equal(fake.switched_on, 1);
    assert_int_equal(fake.switched_off, 1);
}

static void what_never_ran_is_unknown(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan = {0};
    double value[COUNTERS_MOST];
    fake_reset();
    fake.schedules = 0;
    plan_event(&plan, "cycles", "perf::PERF_COUNT_HW_CPU_CYCLES", 0);
    assert_int_equal(counters_open(&g, &plan, 0, &fake_system), 0);
    counters_enable(&g);
    assert_true(counters_read(&g, value));
    assert_true(isnan(value[0]));
    fake.schedules = 1;
    fake.running = 0; /* whatever stands in the count */
    assert_true(counters_read(&g, value));
    assert_true(isnan(value[0]));
    counters_close(&g);
}

static void a_group_is_led_by_hardware_and_starts_switched_off(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan = {0};
    double value[COUNTERS_MOST];
    fake_reset();
    plan_event(&plan, "task_clock", "perf::PERF_COUNT_SW_TASK_CLOCK", COUNTER_EVERY_SET);
    plan_event(&plan, "cycles", "perf::PERF_COUNT_HW_CPU_CYCLES", 0);
    plan_event(&plan, "instructions", "perf::PERF_COUNT_HW_INSTRUCTIONS", 1);
    plan.item[0].scope = COUNTER_BOTH;
    assert_int_equal(counters_open(&g, &plan, 0, &fake_system), 0);
    assert_int_equal(g.n, 2);
    assert_int_equal(fake.attr[0].type, PERF_TYPE_HARDWARE);
    assert_true(fake.attr[0].disabled && fake.attr[0].exclude_kernel && fake.attr[0].exclude_hv);
    assert_true(!fake.attr[1].disabled && !fake.attr[1].exclude_kernel);
    counters_enable(&g);
    assert_true(counters_read(&g, value));
    assert_true(value[0] == 100 && value[1] == 100 &&
                isnan(value[2])); /* by item, not by place in the group */
    counters_close(&g);
}

static void a_refused_event_leaves_nothing_open(void **state)
{
    (void)state;
    struct counter_group g;
    struct counters_plan plan = {0};
    fake_reset();
    fake.accepts = 1;
    plan_event(&plan, "cycles", "perf::PERF_COUNT_HW_CPU_CYCLES", 0);
    plan_event(&plan, "instructions", "perf::PERF_COUNT_HW_INSTRUCTIONS", 0);
    assert_int_equal(counters_open(&g, &plan, 0, &fake_system), EINVAL);
    assert_int_equal(fake.open, 0);
    assert_int_equal(g.n, 0);
}

/* ---- sets ---- */

static void fill(struct counters_plan *plan)
{
    *plan = (struct counters_plan){0};
    plan_event(plan, "task_clock", "perf::PERF_COUNT_SW_TASK_CLOCK", 0);
    plan_event(plan, "cycles", "perf::PERF_COUNT_HW_CPU_CYCLES", 0);
    plan_event(plan, "instructions", "perf::PERF_COUNT_HW_INSTRUCTIONS", 0);
    plan_event(plan, "llc_misses", "perf::PERF_COUNT_HW_CACHE_MISSES", 0);
    plan_event(plan, "branches", "perf::PERF_COUNT_HW_BRANCH_INSTRUCTIONS", 0);
    plan_event(plan, "branch_misses", "perf::PERF_COUNT_HW_BRANCH_MISSES", 0);
}

static void check_sets(const struct counters_plan *plan, unsigned sets, const int *wanted)
{
    assert_int_equal(plan->n, 6);
    assert_int_equal(plan->sets, sets);
    for (unsigned i = 0; i < plan->n; i++)
        assert_int_equal(plan->item[i].set, wanted[i]);
}

static void a_small_pmu_gets_sets_in_turn(void **state)
{
    (void)state;
    const int pairs[] = {COUNTER_EVERY_SET, 0, 0, 1, 1, 2},
              all[] = {COUNTER_EVERY_SET, 0, 0, 0, 0, 0};
    struct counters_plan plan;
    fake_reset();
    fill(&plan);
    counters_arrange(&plan, &fake_system);
    check_sets(&plan, 1, all);
    fake.accepts = 2; /* refused at once */
    fill(&plan);
    counters_arrange(&plan, &fake_system);
    check_sets(&plan, 3, pairs);
    fake_reset();
    fake.schedules = 2; /* accepted, and never run: the NMI watchdog holds a counter */
    fill(&plan);
    counters_arrange(&plan, &fake_system);
    check_sets(&plan, 3, pairs);
    assert_int_equal(fake.open, 0);
}

static void what_fits_no_set_leaves_the_plan(void **state)
{
    (void)state;
    struct counters_plan plan;
    fake_reset();
    fake.schedules = 0;
    fill(&plan);
    counters_arrange(&plan, &fake_system);
    assert_int_equal(plan.n, 1);
    assert_string_equal(plan.item[0].key, "task_clock");
    assert_int_equal(plan.sets, 1);
}

/* ---- text ---- */

static void a_plan_survives_its_text(void **state)
{
    (void)state;
    struct counters_plan plan, read;
    char err[SC_ERR];
    fill(&plan);
    plan.item[0].set = COUNTER_EVERY_SET;
    plan.item[0].scope = COUNTER_BOTH;
    plan.item[5].set = 2;
    plan.sets = 3;
    char *text = counters_plan_text(&plan);
    assert_non_null(strstr(text, "*k:task_clock=perf::PERF_COUNT_SW_TASK_CLOCK,0u:cycles="));
    assert_int_equal(counters_plan_parse(&read, text, err), 0);
    free(text);
    assert_int_equal(read.n, plan.n);
    assert_int_equal(read.sets, plan.sets);
    for (unsigned i = 0; i < plan.n; i++) {
        assert_string_equal(read.item[i].key, plan.item[i].key);
        assert_string_equal(read.item[i].code.name, plan.item[i].code.name);
        assert_memory_equal(&read.item[i].code.attr, &plan.item[i].code.attr,
                            sizeof plan.item[i].code.attr);
        assert_int_equal(read.item[i].scope, plan.item[i].scope);
        assert_int_equal(read.item[i].set, plan.item[i].set);
    }
}

static void bad_plans_are_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",
                               ",",
                               "cycles",
                               "0u:cycles",
                               "0x:cycles=perf::CYCLES",
                               "*1u:cycles=perf::CYCLES",
                               "0u:cy cles=perf::CYCLES",
                               "0u:cycles=perf::NOSUCHEVENT",
                               "0u:cycles=perf::CYCLES,",
                               "0u:a=perf::CYCLES;0u:b=perf::CYCLES"};
    struct counters_plan plan;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char err[SC_ERR] = "";
        assert_int_equal(counters_plan_parse(&plan, bad[i], err), -1);
        assert_true(err[0] != '\0');
    }
    char many[40 * COUNTERS_MOST] = "0u:a=perf::CYCLES", err[SC_ERR] = "";
    for (unsigned i = 0; i < COUNTERS_MOST; i++)
        strcat(many, ",0u:a=perf::CYCLES");
    assert_int_equal(counters_plan_parse(&plan, many, err), -1);
    assert_non_null(strstr(err, "more than"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_happens_in_the_window_counts),
        cmocka_unit_test(a_group_counts_its_own_thread_only),
        cmocka_unit_test(nothing_counts_before_the_window),
        cmocka_unit_test(counts_are_scaled_by_the_time_they_ran),
        cmocka_unit_test(what_never_ran_is_unknown),
        cmocka_unit_test(a_group_is_led_by_hardware_and_starts_switched_off),
        cmocka_unit_test(a_refused_event_leaves_nothing_open),
        cmocka_unit_test(a_small_pmu_gets_sets_in_turn),
        cmocka_unit_test(what_fits_no_set_leaves_the_plan),
        cmocka_unit_test(a_plan_survives_its_text),
        cmocka_unit_test(bad_plans_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
