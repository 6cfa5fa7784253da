// SPDX-License-Identifier: MIT
// Lists of counters: what is refused before anything is probed, and names that must stay apart.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/probe.h"
#include "tests/harness/counters/fake.h"
#include "tests/test.h"

static unsigned loads;

static const char *no_load(enum counter_load load)
{
    (void)load;
    loads++;
    return NULL;
}

static struct counter_probe probe(void)
{
    fake_reset();
    loads = 0;
    return (struct counter_probe){
        .system = &fake_system, .load = no_load, .has_pmu = true, .paranoid = 2};
}

/* A list that is refused with these words before anything was probed. */
static void refused(const char *list, const char *words)
{
    struct counter_probe p = probe();
    struct counter_finding *f;
    char err[SC_ERR] = "";
    if (counter_find_all(&p, list, &f, err) != 0 || !strstr(err, words))
        fail_msg("'%s': '%s'; wanted '%s'", list, err, words);
    assert_null(f);
    assert_int_equal(loads, 0);
}

static void a_name_that_says_where_to_count_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "perf::CYCLES:u", "perf::CYCLES:k",      "perf::CYCLES:h",
        "perf::CYCLES:U", "perf::CYCLES.k",      "perf::CYCLES:u=1",
        "CYCLES:k",       "cycles,CYCLES:k:u=0", "perf::CYCLES:e:k:c=1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(bad[i], "--counters-kernel");
    struct counter_probe p = probe();
    struct counter_finding *f;
    char err[SC_ERR];
    const char *const other = "perf::PERF_COUNT_HW_CACHE_L1D:READ:ACCESS,u::a:unit,k::b:kept:hit=1";
    assert_int_equal(counter_find_all(&p, other, &f, err), 3);
    free(f);
}

static void names_of_one_key_are_refused(void **state)
{
    (void)state;
    refused("cycles,instructions,cycles", "pmu.cycles_per_op");
    refused("perf::CYCLES,perf::cycles", "perf::CYCLES and perf::cycles");
    refused("perf::A:B,perf::A_B", "pmu.perf_a_b_per_op");
    refused("CYCLES", "the metric cycles");
    refused("perf::A,PAGE-FAULTS", "the metric page_faults");
}

static void long_names_stay_apart(void **state)
{
    (void)state;
    static const char first[] = "clx::OFFCORE_RESPONSE_0:DMND_DATA_RD:DMND_RFO:L3_HIT:SNP_HITM";
    char list[2 * sizeof first], err[SC_ERR];
    struct counter_probe p = probe();
    struct counter_finding *f;
    snprintf(list, sizeof list, "%s,%.*sMISS", first, (int)sizeof first - 5, first);
    assert_int_equal(counter_find_all(&p, list, &f, err), 2);
    assert_string_equal(f[0].key, "clx_offcore_response_0_dmnd_data_rd_dmnd_rfo_l3_hit_snp_hitm");
    assert_string_equal(f[1].key, "clx_offcore_response_0_dmnd_data_rd_dmnd_rfo_l3_hit_snp_miss");
    free(f);
}

static void a_list_may_be_long_but_not_longer(void **state)
{
    (void)state;
    struct counter_probe p = probe();
    struct counter_finding *f;
    char list[16 * (COUNTERS_MOST + 1)] = "a", err[SC_ERR];
    for (unsigned i = 1; i < COUNTERS_MOST; i++)
        snprintf(list + strlen(list), 16, ",a%u", i);
    assert_int_equal(counter_find_all(&p, list, &f, err), COUNTERS_MOST);
    free(f);
    strcat(list, ",b");
    refused(list, "more than 24 counters");
    char name[COUNTER_NAME + 1] = "";
    memset(name, 'x', COUNTER_NAME);
    refused(name, "counter 1: ");
    name[COUNTER_NAME - 1] = '\0';
    assert_int_equal(counter_find_all(&p, name, &f, err), 1);
    assert_int_equal(strlen(f[0].key), COUNTER_NAME - 1);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_says_where_to_count_is_refused),
        cmocka_unit_test(names_of_one_key_are_refused),
        cmocka_unit_test(long_names_stay_apart),
        cmocka_unit_test(a_list_may_be_long_but_not_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
