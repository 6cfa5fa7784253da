// SPDX-License-Identifier: MIT
// CPUs, relations and pairs on made-up machines: SMT, several L3s, NUMA nodes, odd masks; and their
// view.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/machine/topology_view.h"
#include "tests/harness/machine/topology_synthetic.h"
#include "tests/printed.h"

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
    assert_int_equal(t.line_size, 64); /* as hwloc has it for a made-up cache */
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
    struct printed out;
    topology_show(printed_start(&out), t, NULL);
    return printed_end(&out);
}

static void view_says_why_not(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 core:2 pu:2", NULL);
    char *text = shown(&t);
    assert_non_null(strstr(text, "smt         yes"));
    assert_non_null(strstr(text, "cross-l3    no: "));
    assert_non_null(strstr(text, "pairs to measure: 6 in floor/core-to-core, 2 in "
                                 "floor/line-transfer (0-1, 0-2)\n"));
    assert_non_null(strstr(text, "pairs of cores, and of siblings: 3\n"));
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
    assert_non_null(strstr(text, "0 in floor/line-transfer: only one CPU is usable\n"));
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
