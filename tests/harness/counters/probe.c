// SPDX-License-Identifier: MIT
// What counts and why not: each answer a kernel may give, and the loads on this machine.
#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/probe.h"
#include "tests/harness/counters/fake.h"
#include "tests/test.h"

static enum counter_load loaded;
static unsigned loads;
static const char *lack;

static const char *no_load(enum counter_load load)
{
    loaded = load;
    loads++;
    return lack;
}

/* A processor of this architecture: the other's names are not in the libpfm4 that is built for
 * it. */
static const struct {
    const char *model, *transfers;
    uint64_t config, config1, cycles; /* of the event of line transfers; config of that of cycles */
} here =
#ifdef __aarch64__
    {"n1", "arm_n1::L2D_CACHE_REFILL", 0x17, 0, 0x11};
#else
    {"clx", "clx::OFFCORE_RESPONSE_0", 0x1b7, 0x10003c0003, 0x3c};
#endif

static struct counter_probe probe(void)
{
    fake_reset();
    loads = 0;
    lack = NULL;
    return (struct counter_probe){.system = &fake_system,
                                  .model = counter_model_find(here.model),
                                  .load = no_load,
                                  .has_pmu = true,
                                  .paranoid = 2};
}

static void expect(const struct counter_finding *f, enum counter_status status, const char *reason,
                   const char *fix)
{
    assert_string_equal(counter_status_name(f->status), counter_status_name(status));
    if (!strstr(f->reason, reason) || !strstr(f->fix, fix))
        fail_msg("%s: reason '%s', fix '%s'; wanted '%s', '%s'", f->key, f->reason, f->fix, reason,
                 fix);
}

static void a_metric_is_counted_under_its_own_load(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    counter_find(&p, "page_faults", &f);
    expect(&f, COUNTER_COUNTS, "", "");
    assert_int_equal(loads, 1);
    assert_int_equal(loaded, LOAD_TOUCH);
    assert_true(f.seen == 100);
    assert_int_equal(fake.open, 0);
    assert_int_equal(f.scope, COUNTER_USER);
    counter_find(&p, "context_switches", &f);
    assert_int_equal(f.scope, COUNTER_BOTH);
    assert_false(fake.attr[0].exclude_kernel);
}

static void the_model_names_the_event_and_the_kernel_stands_in(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    counter_find(&p, "line_transfers", &f);
    expect(&f, COUNTER_COUNTS, "", "");
    assert_non_null(strstr(f.code.name, here.transfers));
    assert_int_equal(f.code.attr.config & 0xffff, here.config);
    assert_int_equal(f.code.attr.config1, here.config1);
    assert_int_equal(loaded, LOAD_BOUNCE);
    /* the processor's own cycles; the kernel's generic event is config 0 */
    fake.hidden = here.cycles;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_COUNTS, "", "");
    assert_string_equal(f.code.name, "perf::PERF_COUNT_HW_CPU_CYCLES");
}

static void a_count_of_zero_is_no_count(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    fake.count = 0;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_ZERO, "reads zero", "");
    fake.count = 100;
    fake.schedules = 0;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_IDLE, "never let it run", "nmi_watchdog");
    assert_true(isnan(f.seen));
}

static void without_its_load_an_event_is_not_proved(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    lack = "one CPU";
    counter_find(&p, "cpu_migrations", &f);
    expect(&f, COUNTER_UNPROVED, "one CPU", "");
}

static void each_refusal_comes_with_its_fix(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    p.has_pmu = false;
    fake.refuses = ENOENT;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_NO_PMU, "no PMU here", "pmu=on");
    fake.refuses = EOPNOTSUPP;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_NO_PMU, "no PMU here", "pmu=on");
    p.has_pmu = true;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_NO_PMU, "no such event for this PMU", "");
    fake.refuses = EPERM;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_REFUSED, "seccomp", "--cap-add PERFMON");
    fake.refuses = EACCES;
    p.paranoid = 3;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_REFUSED, "perf_event_paranoid is 3", "perf_event_paranoid=2");
    p.paranoid = INT_MIN;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_REFUSED, "EACCES", "CAP_PERFMON");
    fake.refuses = ENOSYS;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_NO_PMU, "no perf_event_open", "CONFIG_PERF_EVENTS");
    fake.refuses = EMFILE;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_FAILED, "Too many open files", "ulimit -n");
    assert_int_equal(loads, 0);
}

static void the_kernel_is_counted_only_where_it_may_be(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    p.kernel = true;
    counter_find(&p, "cycles", &f);
    assert_int_equal(f.scope, COUNTER_BOTH);
    fake.refuses_kernel = EACCES;
    counter_find(&p, "cycles", &f);
    expect(&f, COUNTER_COUNTS, "", "");
    assert_int_equal(f.scope, COUNTER_USER);
    counter_find(&p, "context_switches", &f);
    expect(&f, COUNTER_REFUSED, "perf_event_paranoid is 2", "perf_event_paranoid=1");
}

static void any_name_of_libpfm4_can_be_asked_for(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding f;
    counter_find(&p, "perf::PERF_COUNT_HW_BRANCH_MISSES", &f);
    expect(&f, COUNTER_COUNTS, "", "");
    assert_string_equal(f.key, "perf_perf_count_hw_branch_misses");
    assert_int_equal(loads, 1); /* it counted under the first */
    fake.count = loads = 0;
    counter_find(&p, "perf::PERF_COUNT_HW_BRANCH_MISSES", &f);
    expect(&f, COUNTER_ZERO, "reads zero", "");
    assert_int_equal(loads, LOAD_COUNT);
    counter_find(&p, "NO_SUCH:EVENT", &f);
    expect(&f, COUNTER_NO_NAME, "NO_SUCH", "synccost events");
    p.model = NULL;
    counter_find(&p, "ordering_clears", &f);
    expect(&f, COUNTER_NO_EVENT, "in no table", "");
}

static void a_list_is_read_name_by_name(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding *f;
    char err[SC_ERR];
    assert_int_equal(counter_find_all(&p, "task_clock,page_faults", &f, err), 2);
    assert_string_equal(f[1].key, "page_faults");
    struct counters_plan plan;
    f[0].status = COUNTER_ZERO;
    counter_plan(&p, f, 2, &plan);
    assert_int_equal(plan.n, 1);
    assert_string_equal(plan.item[0].key, "page_faults");
    expect(&f[0], COUNTER_ZERO, "", "");
    expect(&f[1], COUNTER_COUNTS, "", "");
    free(f);
    assert_int_equal(counter_find_all(&p, NULL, &f, err), COUNTER_METRICS);
    free(f);
    const char *const bad[] = {"", ",", "cycles,", "cycles,,instructions"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err[0] = '\0';
        assert_int_equal(counter_find_all(&p, bad[i], &f, err), 0);
        assert_non_null(strstr(err, "commas"));
        free(f);
    }
}

static void what_fits_no_set_does_not_count(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding *f;
    struct counters_plan plan;
    char err[SC_ERR];
    assert_int_equal(counter_find_all(&p, "page_faults,perf::PERF_COUNT_HW_BRANCH_MISSES", &f, err),
                     2);
    expect(&f[1], COUNTER_COUNTS, "", "");
    fake.schedules = 0; /* another has taken the PMU since */
    counter_plan(&p, f, 2, &plan);
    assert_int_equal(plan.n, 1);
    expect(&f[0], COUNTER_COUNTS, "", "");
    expect(&f[1], COUNTER_NO_SET, "not in a set of its own", "other users of perf");
    free(f);
}

/* ---- on the machine itself ---- */

static void software_events_count_here(void **state)
{
    (void)state;
    struct counter_probe p = counter_probe_here(false);
    const char *const keys[] = {"task_clock", "page_faults", "context_switches", "cpu_migrations"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct counter_finding f;
        counter_find(&p, keys[i], &f);
        if (f.status != COUNTER_REFUSED && f.status != COUNTER_UNPROVED &&
            f.status != COUNTER_NO_PMU)
            expect(&f, COUNTER_COUNTS, "", "");
        else
            assert_true(f.reason[0] != '\0');
    }
}

static void every_load_ends_and_leaves_the_mask_alone(void **state)
{
    (void)state;
    cpu_set_t before, after;
    sched_getaffinity(0, sizeof before, &before);
    for (int l = 0; l < LOAD_COUNT; l++)
        counter_load_run((enum counter_load)l);
    sched_getaffinity(0, sizeof after, &after);
    assert_memory_equal(&before, &after, sizeof before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_metric_is_counted_under_its_own_load),
        cmocka_unit_test(the_model_names_the_event_and_the_kernel_stands_in),
        cmocka_unit_test(a_count_of_zero_is_no_count),
        cmocka_unit_test(without_its_load_an_event_is_not_proved),
        cmocka_unit_test(each_refusal_comes_with_its_fix),
        cmocka_unit_test(the_kernel_is_counted_only_where_it_may_be),
        cmocka_unit_test(any_name_of_libpfm4_can_be_asked_for),
        cmocka_unit_test(a_list_is_read_name_by_name),
        cmocka_unit_test(what_fits_no_set_does_not_count),
        cmocka_unit_test(software_events_count_here),
        cmocka_unit_test(every_load_ends_and_leaves_the_mask_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
