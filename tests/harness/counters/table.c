// SPDX-License-Identifier: MIT
// Every name of every event table is encoded by libpfm4 as if the machine were that processor.
#include <stdio.h>
#include <string.h>

#include "harness/counters/encode.h"
#include "harness/counters/table.h"
#include "tests/test.h"

static void check_events(const struct counter_event *events, const char *pmu)
{
    bool taken[COUNTER_METRICS] = {false};
    for (; events->name; events++) {
        char name[COUNTER_NAME], err[SC_ERR] = "";
        struct counter_code code;
        snprintf(name, sizeof name, "%s::%s", pmu, events->name);
        if (counter_encode(name, &code, err) != 0)
            fail_msg("%s", err);
        assert_string_equal(code.name, name);
        assert_false(taken[events->metric]); /* one event a metric */
        taken[events->metric] = true;
    }
}

static void every_name_of_this_architecture_encodes(void **state)
{
    (void)state;
    unsigned known = 0, foreign = 0;
    for (const struct counter_model *m = counter_models; m->name; m++) {
        if (counter_pmu_known(m->pmu)) {
            check_events(m->events, m->pmu);
            known++;
        } else {
            foreign++;
        }
    }
    check_events(counter_generic, "perf");
#if defined(__x86_64__)
    assert_int_equal(known, 11);
    assert_int_equal(foreign, 6); /* Arm's */
#elif defined(__aarch64__)
    assert_int_equal(known, 6);
    assert_int_equal(foreign, 11);
#endif
}

static void every_model_counts_the_essentials(void **state)
{
    (void)state;
    for (const struct counter_model *m = counter_models; m->name; m++) {
        assert_non_null(counter_event_find(m->events, COUNTER_cycles));
        assert_non_null(counter_event_find(m->events, COUNTER_instructions));
        assert_non_null(counter_event_find(m->events, COUNTER_line_transfers));
        assert_non_null(counter_event_find(m->events, COUNTER_ownership_stores));
        assert_ptr_equal(counter_model_find(m->name), m);
    }
    for (int m = COUNTER_task_clock; m < COUNTER_METRICS; m++)
        assert_non_null(counter_event_find(counter_generic, (enum counter_metric)m));
}

/* Codes as the vendors' own event lists give them. */
static void codes_are_the_vendors(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t config, config1;
    } known[] = {
        {"skx::OFFCORE_RESPONSE_0:DMND_DATA_RD:DMND_RFO:L3_HIT:SNP_HITM", 0x1b7, 0x10003c0003},
        {"clx::MACHINE_CLEARS:MEMORY_ORDERING", 0x2c3, 0},
        {"icx::OCR:READS_TO_CORE_L3_HIT_SNOOP_HITM", 0x1b7, 0x10003c0477},
        {"amd64_fam19h_zen4::REQUESTS_TO_L2_GROUP1:RD_BLK_X:CHANGE_TO_X", 0x4860, 0},
        {"arm_n1::L2D_CACHE_REFILL", 0x17, 0},
        {"perf::PERF_COUNT_SW_CONTEXT_SWITCHES", 3, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct counter_code code;
        char err[SC_ERR], pmu[32];
        snprintf(pmu, sizeof pmu, "%.*s", (int)strcspn(known[i].name, ":"), known[i].name);
        if (!counter_pmu_known(pmu))
            continue;
        assert_int_equal(counter_encode(known[i].name, &code, err), 0);
        assert_int_equal(code.attr.config & 0xfffff, known[i].config);
        assert_int_equal(code.attr.config1, known[i].config1);
    }
}

static void a_microarchitecture_finds_its_model(void **state)
{
    (void)state;
    assert_string_equal(counter_model_of("cascadelake")->name, "clx");
    assert_string_equal(counter_model_of("cooperlake")->name, "clx");
    assert_string_equal(counter_model_of("skylake")->name, "skl");
    assert_string_equal(counter_model_of("zen4c")->name, "zen4");
    assert_string_equal(counter_model_of("zen5")->pmu, "amd64_fam19h_zen4");
    assert_string_equal(counter_model_of("neoverse-v2")->name, "v2");
    assert_null(counter_model_of("zen"));
    assert_null(counter_model_of("m1-firestorm"));
    assert_null(counter_model_of(""));
}

static void an_unknown_name_says_so(void **state)
{
    (void)state;
    struct counter_code code;
    char err[SC_ERR] = "";
    assert_int_equal(counter_encode("perf::NOT_AN_EVENT", &code, err), -1);
    assert_non_null(strstr(err, "NOT_AN_EVENT"));
    assert_int_equal(counter_metric_find("cycle"), COUNTER_METRICS);
    assert_null(counter_model_find("zen1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_this_architecture_encodes),
        cmocka_unit_test(every_model_counts_the_essentials),
        cmocka_unit_test(codes_are_the_vendors),
        cmocka_unit_test(a_microarchitecture_finds_its_model),
        cmocka_unit_test(an_unknown_name_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
