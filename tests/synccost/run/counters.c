// SPDX-License-Identifier: MIT
// From --counters to a run's plan and its report, on a machine with a PMU of the test's making.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/run/counters.h"
#include "tests/harness/counters/fake.h"
#include "tests/test.h"

/* Another user takes the whole PMU while page faults are probed. */
static const char *take_the_pmu(enum counter_load load)
{
    if (load == LOAD_TOUCH)
        fake.schedules = 0;
    return NULL;
}

static const char *no_load(enum counter_load load)
{
    (void)load;
    return NULL;
}

static struct counter_probe probe(const char *(*load)(enum counter_load load))
{
    fake_reset();
    return (struct counter_probe){
        .system = &fake_system, .load = load, .has_pmu = true, .paranoid = 2};
}

static void start(struct run *run)
{
    *run = (struct run){.seed = 1};
    report_init(&run->report);
    json_object_set_new(run->report.context, "synccost",
                        json_pack("{s:{}, s:[]}", "run", "warnings"));
}

static void stop(struct run *run)
{
    free(run->catalog.counters);
    report_free(&run->report);
}

static json_t *part(const struct run *run, const char *key)
{
    return json_object_get(json_object_get(run->report.context, "synccost"), key);
}

static const char *text_at(const struct run *run, const char *list, size_t i, const char *key)
{
    const char *text = json_string_value(json_object_get(json_array_get(part(run, list), i), key));
    return text ? text : "";
}

static void what_the_plan_drops_is_not_said_to_count(void **state)
{
    (void)state;
    struct counter_probe p = probe(take_the_pmu);
    struct run run;
    char err[SC_ERR] = "";
    start(&run);
    assert_int_equal(run_plan_counters(&run, &p, "cycles,page_faults", err), 0);
    assert_string_equal(run.catalog.counters, "*u:page_faults=perf::PERF_COUNT_SW_PAGE_FAULTS");
    assert_string_equal(text_at(&run, "counters", 0, "status"), "no set");
    assert_true(text_at(&run, "counters", 0, "reason")[0] != '\0');
    assert_string_equal(text_at(&run, "counters", 1, "status"), "counts");
    assert_int_equal(json_array_size(part(&run, "warnings")), 1);
    assert_string_equal(text_at(&run, "warnings", 0, "text"),
                        "1 of 2 counters do not count here, cycles the first");
    stop(&run);
}

static void what_counts_is_planned_without_a_warning(void **state)
{
    (void)state;
    struct counter_probe p = probe(no_load);
    struct run run;
    char err[SC_ERR] = "";
    start(&run);
    p.kernel = true;
    assert_int_equal(run_plan_counters(&run, &p, "cycles,page_faults", err), 0);
    assert_non_null(strstr(run.catalog.counters, "0k:cycles="));
    assert_int_equal(json_array_size(part(&run, "warnings")), 0);
    assert_string_equal(json_string_value(json_object_get(part(&run, "run"), "counters")),
                        "cycles,page_faults");
    assert_true(json_is_true(json_object_get(part(&run, "run"), "counters_kernel")));
    stop(&run);
}

/* As where a run is taken up again: the same silence is told once, a new one is told. */
static void each_silence_is_told_once(void **state)
{
    (void)state;
    struct counter_probe p = probe(no_load);
    struct run run;
    char err[SC_ERR] = "";
    start(&run);
    for (int i = 0; i < 4; i++) {
        fake.refuses = i < 2 ? 0 : ENOENT;
        assert_int_equal(run_plan_counters(&run, &p, "cycles,page_faults", err), 0);
        assert_int_equal(json_array_size(part(&run, "warnings")), i < 2 ? 0 : 1);
        free(run.catalog.counters);
        run.catalog.counters = NULL;
    }
    stop(&run);
}

static void a_bad_list_is_refused_in_one_line(void **state)
{
    (void)state;
    static const struct {
        const char *list, *words;
    } bad[] = {{"cycles,", "--counters: counter 2: empty"},
               {"cycles,no_such_counter", "no_such_counter: libpfm4 says"},
               {"perf::CYCLES:k", "--counters-kernel"},
               {"perf::CYCLES,perf::cycles", "ask for one of them"}};
    struct counter_probe p = probe(no_load);
    struct run run;
    start(&run);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char err[SC_ERR] = "";
        assert_int_equal(run_plan_counters(&run, &p, bad[i].list, err), -1);
        if (!strstr(err, bad[i].words) || strchr(err, '\n'))
            fail_msg("'%s': '%s'", bad[i].list, err);
        assert_null(run.catalog.counters);
        assert_null(part(&run, "counters"));
    }
    stop(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_plan_drops_is_not_said_to_count),
        cmocka_unit_test(what_counts_is_planned_without_a_warning),
        cmocka_unit_test(each_silence_is_told_once),
        cmocka_unit_test(a_bad_list_is_refused_in_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
