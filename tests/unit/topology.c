// SPDX-License-Identifier: MIT
// CPUs, placements and pairs on machines described to hwloc in words: SMT, several L3s, NUMA nodes, odd
// masks.
#include "harness/topology.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/topology_hwloc.h"
#include "synccost/topology_view.h"

/* Two packages of two L3s, four cores each, two threads a core: 32 CPUs; a core's threads lie side by side.
 */
static const char big[] = "package:2 [numa] l3:2 core:4 pu:2";

/* Builds the topology of a description, restricted to a list of CPUs ("0-3,8"; NULL for all). */
static int build(struct topology *t, const char *description, const char *mask, char err[SC_ERR])
{
    hwloc_topology_t h;
    hwloc_bitmap_t allowed = NULL;
    assert_int_equal(hwloc_topology_init(&h), 0);
    topology_filter(h);
    assert_int_equal(hwloc_topology_set_synthetic(h, description), 0);
    assert_int_equal(hwloc_topology_load(h), 0);
    if (mask) {
        allowed = hwloc_bitmap_alloc();
        assert_int_equal(hwloc_bitmap_list_sscanf(allowed, mask), 0);
    }
    int rc = topology_from_hwloc(t, h, allowed, err);
    hwloc_bitmap_free(allowed);
    hwloc_topology_destroy(h);
    return rc;
}

static struct topology make(const char *description, const char *mask)
{
    struct topology t;
    char err[SC_ERR] = "";
    if (build(&t, description, mask, err) != 0)
        fail_msg("%s: %s", description, err);
    return t;
}

static void counts_the_machine(void **state)
{
    (void)state;
    struct topology t = make(big, NULL);
    assert_int_equal(t.n_cpus, 32);
    assert_int_equal(t.n_cores, 16);
    assert_int_equal(t.machine_cpus, 32);
    assert_int_equal(t.machine_cores, 16);
    assert_int_equal(t.machine_packages, 2);
    assert_int_equal(t.machine_l3s, 4);
    assert_int_equal(t.machine_numa_nodes, 2);
    assert_int_equal(t.offline_cpus, 0);
    const struct cpu *last = topology_cpu(&t, 31);
    assert_non_null(last);
    assert_int_equal(last->core, 15);
    assert_int_equal(last->smt, 1);
    assert_int_equal(last->l3, 3);
    assert_int_equal(last->numa, 1);
    assert_int_equal(last->package, 1);
    assert_null(topology_cpu(&t, 32));
    for (unsigned i = 1; i < t.n_cpus; i++)
        assert_true(t.cpus[i - 1].os < t.cpus[i].os);
    topology_free(&t);
    assert_int_equal(t.n_cpus, 0);
    assert_null(t.cpus);
}

static void numa_nodes_inside_a_package(void **state)
{
    (void)state;
    struct topology t = make("package:1 numa:2 l3:2 core:2 pu:1", NULL);
    assert_int_equal(t.machine_numa_nodes, 2);
    assert_int_equal(t.cpus[0].numa, 0);
    assert_int_equal(t.cpus[7].numa, 1);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[7]), RELATION_CROSS_NUMA);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[2]), RELATION_CROSS_L3);
    topology_free(&t);
}

static void mask_narrows_only_the_usable(void **state)
{
    (void)state;
    struct topology t = make(big, "3,9,17");
    assert_int_equal(t.n_cpus, 3);
    assert_int_equal(t.n_cores, 3);
    assert_int_equal(t.machine_cpus, 32);
    assert_int_equal(t.machine_cores, 16);
    assert_int_equal(t.cpus[0].os, 3);
    assert_int_equal(t.cpus[0].smt, 1);
    assert_null(topology_cpu(&t, 2));
    topology_free(&t);

    t = make(big, "1");
    int cpus[3];
    struct cpu_pair *pairs;
    assert_int_equal(topology_place(&t, PLACE_SPREAD, 3, cpus), 0);
    assert_int_equal(cpus[0], 1);
    assert_int_equal(cpus[2], 1);
    assert_int_equal(topology_pairs(&t, &pairs), 0);
    assert_null(pairs);
    topology_free(&t);
}

static void empty_mask_is_an_error(void **state)
{
    (void)state;
    struct topology t;
    char err[SC_ERR] = "";
    assert_int_equal(build(&t, big, "99", err), -1);
    assert_non_null(strstr(err, "affinity"));
    int cpus[1];
    assert_int_equal(topology_place(&t, PLACE_SPREAD, 1, cpus), -1);
    topology_free(&t);
}

/* Threads 0 and 1 of a core are numbered 0 and 4: the way Linux does it on most x86 machines. */
static const char interleaved[] = "package:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)";

static void check_placement(const struct topology *t, enum placement p, const int *want, unsigned threads)
{
    int got[64];
    memset(got, 0xff, sizeof got);
    assert_int_equal(topology_place(t, p, threads, got), 0);
    for (unsigned i = 0; i < threads; i++) {
        if (got[i] != want[i])
            fail_msg("%s: thread %u on CPU %d, expected %d", placement_name(p), i, got[i], want[i]);
    }
    assert_int_equal(got[threads], -1);
}

static void spread_takes_cores_first(void **state)
{
    (void)state;
    struct topology t = make(interleaved, NULL);
    check_placement(&t, PLACE_SPREAD, (int[]){0, 1, 2, 3, 4, 5, 6, 7, 0, 1}, 10);
    check_placement(&t, PLACE_SMT, (int[]){0, 4, 1, 5, 2, 6, 3, 7, 0, 4}, 10);
    topology_free(&t);
    t = make("package:1 core:4 pu:2", NULL);
    check_placement(&t, PLACE_SPREAD, (int[]){0, 2, 4, 6, 1, 3, 5, 7}, 8);
    check_placement(&t, PLACE_SMT, (int[]){0, 1, 2, 3}, 4);
    topology_free(&t);
}

static void spread_and_smt_within_a_mask(void **state)
{
    (void)state;
    struct topology t = make("package:1 core:4 pu:2", "1,3,6-7");
    check_placement(&t, PLACE_SPREAD, (int[]){1, 3, 6, 7, 1}, 5);
    check_placement(&t, PLACE_SMT, (int[]){6, 7, 1, 3}, 4);
    topology_free(&t);
    t = make("package:1 core:4 pu:2", "1,3");
    char why[SC_ERR] = "";
    assert_false(topology_can_place(&t, PLACE_SMT, 2, why));
    assert_non_null(strstr(why, "hardware threads"));
    topology_free(&t);
}

static void check_alternates(const struct topology *t, enum placement p, unsigned threads)
{
    int got[64];
    bool used[64] = {false};
    assert_int_equal(topology_place(t, p, threads, got), 0);
    for (unsigned i = 0; i < threads; i++) {
        const struct cpu *here = topology_cpu(t, got[i]), *before = i ? topology_cpu(t, got[i - 1]) : NULL;
        assert_non_null(here);
        assert_false(used[here->os]);
        used[here->os] = true;
        if (before && p == PLACE_CROSS_L3)
            assert_int_not_equal(here->l3, before->l3);
        if (before && p == PLACE_CROSS_NUMA)
            assert_int_not_equal(here->numa, before->numa);
    }
}

static void cross_placements_alternate(void **state)
{
    (void)state;
    struct topology t = make(big, NULL);
    for (unsigned threads = 1; threads <= 32; threads++) {
        check_alternates(&t, PLACE_CROSS_L3, threads);
        check_alternates(&t, PLACE_CROSS_NUMA, threads);
    }
    int got[40];
    assert_int_equal(topology_place(&t, PLACE_CROSS_L3, 40, got), 0);
    assert_int_equal(got[32], got[0]);
    topology_free(&t);

    t = make(big, "0,8-13");
    check_alternates(&t, PLACE_CROSS_L3, 3);
    char why[SC_ERR] = "";
    assert_false(topology_can_place(&t, PLACE_CROSS_L3, 4, why));
    assert_non_null(strstr(why, "at most 3"));
    assert_false(topology_can_place(&t, PLACE_CROSS_NUMA, 2, why));
    topology_free(&t);
}

static void cross_needs_two_sides(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 core:4 pu:1", NULL);
    int got[2];
    assert_int_equal(topology_place(&t, PLACE_CROSS_L3, 2, got), -1);
    assert_int_equal(topology_place(&t, PLACE_CROSS_NUMA, 2, got), -1);
    assert_int_equal(topology_place(&t, PLACE_SMT, 2, got), -1);
    assert_int_equal(topology_place(&t, PLACE_SPREAD, 2, got), 0);
    topology_free(&t);
}

static void clusters_count_by_their_l2(void **state)
{
    (void)state;
    struct topology t = make("package:1 l2:2 core:2 pu:1", NULL);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[1]), RELATION_SAME_L3);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[2]), RELATION_CROSS_L3);
    assert_int_equal(t.machine_l3s, 2);
    topology_free(&t);
    t = make("package:1 core:4 l2:1 pu:1", NULL);
    assert_int_equal(t.cpus[0].l3, -1);
    assert_int_equal(t.machine_l3s, 0);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[3]), RELATION_SAME_L3);
    topology_free(&t);
}

static void cores_that_nobody_names(void **state)
{
    (void)state;
    struct topology t = make("pu:3", NULL);
    assert_int_equal(t.n_cores, 3);
    assert_int_equal(t.machine_cores, 0);
    assert_int_equal(t.machine_packages, 0);
    assert_int_equal(t.cpus[0].package, -1);
    assert_int_equal(topology_relation(&t.cpus[0], &t.cpus[1]), RELATION_SAME_L3);
    topology_free(&t);
}

static void pairs_of_a_big_machine(void **state)
{
    (void)state;
    struct topology t = make(big, NULL);
    struct cpu_pair *pairs;
    size_t n = topology_pairs(&t, &pairs), by_relation[5] = {0};
    assert_int_equal(n, 16 * 15 / 2 + 16);
    for (size_t i = 0; i < n; i++) {
        assert_true(pairs[i].a < pairs[i].b);
        if (i)
            assert_true(pairs[i - 1].a < pairs[i].a ||
                        (pairs[i - 1].a == pairs[i].a && pairs[i - 1].b < pairs[i].b));
        by_relation[pairs[i].relation]++;
    }
    assert_int_equal(by_relation[RELATION_SMT], 16);
    assert_int_equal(by_relation[RELATION_SAME_L3], 4 * 6);
    assert_int_equal(by_relation[RELATION_CROSS_L3], 2 * 16);
    assert_int_equal(by_relation[RELATION_CROSS_NUMA], 0);
    assert_int_equal(by_relation[RELATION_CROSS_PACKAGE], 64);
    free(pairs);
    topology_free(&t);
}

static void names_are_the_contract(void **state)
{
    (void)state;
    assert_string_equal(relation_name(RELATION_SMT), "smt");
    assert_string_equal(relation_name(RELATION_SAME_L3), "same-l3");
    assert_string_equal(relation_name(RELATION_CROSS_L3), "cross-l3");
    assert_string_equal(relation_name(RELATION_CROSS_NUMA), "cross-numa");
    assert_string_equal(relation_name(RELATION_CROSS_PACKAGE), "cross-package");
    assert_string_equal(placement_name(PLACE_SPREAD), "spread");
    assert_string_equal(placement_name(PLACE_SMT), "smt");
    assert_string_equal(placement_name(PLACE_CROSS_L3), "cross-l3");
    assert_string_equal(placement_name(PLACE_CROSS_NUMA), "cross-numa");
}

static void this_machine_agrees_with_the_scheduler(void **state)
{
    (void)state;
    struct topology t;
    char err[SC_ERR] = "";
    cpu_set_t before, one;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    if (topology_load(&t, err) != 0)
        fail_msg("%s", err);
    assert_int_equal(t.n_cpus, CPU_COUNT(&before));
    assert_true(t.machine_cpus >= t.n_cpus);
    assert_true(t.n_cores >= 1 && t.n_cores <= t.n_cpus);
    int last = t.cpus[t.n_cpus - 1].os;
    topology_free(&t);

    CPU_ZERO(&one);
    CPU_SET(last, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    int rc = topology_load(&t, err);
    sched_setaffinity(0, sizeof before, &before);
    assert_int_equal(rc, 0);
    assert_int_equal(t.n_cpus, 1);
    assert_int_equal(t.cpus[0].os, last);
    topology_free(&t);
}

static char *shown(const struct topology *t)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    assert_non_null(f);
    topology_show(f, t, NULL);
    fclose(f);
    return text;
}

static void view_says_why_not(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 core:2 pu:2", NULL);
    char *text = shown(&t);
    assert_non_null(strstr(text, "smt         yes"));
    assert_non_null(strstr(text, "cross-l3    no: "));
    assert_non_null(strstr(text, "pairs to measure: 3"));
    free(text);
    json_t *o = topology_object(&t, NULL);
    const json_t *list = json_object_get(o, "placements");
    assert_int_equal(json_array_size(list), 4);
    assert_true(json_is_true(json_object_get(json_array_get(list, 1), "possible")));
    assert_true(json_is_false(json_object_get(json_array_get(list, 3), "possible")));
    assert_non_null(json_object_get(json_array_get(list, 3), "reason"));
    assert_int_equal(json_array_size(json_object_get(o, "pairs")), 3);
    assert_null(json_object_get(o, "caches"));
    json_decref(o);
    topology_free(&t);
}

static void view_hides_what_is_unknown(void **state)
{
    (void)state;
    struct cpu cpu = {.os = 5, .core = 0, .smt = 0, .package = -1, .l3 = -1, .numa = -1};
    struct topology t = {.cpus = &cpu, .n_cpus = 1, .n_cores = 1, .machine_cpus = 1};
    json_t *o = topology_object(&t, NULL);
    const json_t *c = json_array_get(json_object_get(o, "cpus"), 0);
    assert_int_equal(json_integer_value(json_object_get(c, "cpu")), 5);
    assert_null(json_object_get(c, "l3"));
    assert_null(json_object_get(c, "package"));
    assert_null(json_object_get(o, "line_size"));
    json_decref(o);
    char *text = shown(&t);
    assert_non_null(strstr(text, "L3 caches unknown"));
    assert_null(strstr(text, "line  "));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_the_machine),
        cmocka_unit_test(numa_nodes_inside_a_package),
        cmocka_unit_test(mask_narrows_only_the_usable),
        cmocka_unit_test(empty_mask_is_an_error),
        cmocka_unit_test(spread_takes_cores_first),
        cmocka_unit_test(spread_and_smt_within_a_mask),
        cmocka_unit_test(cross_placements_alternate),
        cmocka_unit_test(cross_needs_two_sides),
        cmocka_unit_test(clusters_count_by_their_l2),
        cmocka_unit_test(cores_that_nobody_names),
        cmocka_unit_test(pairs_of_a_big_machine),
        cmocka_unit_test(names_are_the_contract),
        cmocka_unit_test(this_machine_agrees_with_the_scheduler),
        cmocka_unit_test(view_says_why_not),
        cmocka_unit_test(view_hides_what_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
