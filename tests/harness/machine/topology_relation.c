// SPDX-License-Identifier: MIT
// How near CPUs are, and the third one beside a pair, on made-up machines.
#include <stdlib.h>

#include "tests/harness/machine/topology_synthetic.h"

static enum relation between(const struct topology *t, int a, int b)
{
    const enum relation r = topology_relation(topology_cpu(t, a), topology_cpu(t, b));
    assert_int_equal(topology_relation(topology_cpu(t, b), topology_cpu(t, a)), r);
    return r;
}

/* Sub-NUMA clustering. */
static void nodes_of_one_l3_are_apart(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 numa:2 core:4 pu:2", NULL);
    struct cpu_pair *pairs;
    size_t n = topology_pairs(&t, &pairs), all[5] = {0}, first[5] = {0};
    assert_int_equal(t.n_numa_nodes, 2);
    assert_int_equal(between(&t, 0, 1), RELATION_SMT);
    assert_int_equal(between(&t, 0, 6), RELATION_SAME_L3);
    assert_int_equal(between(&t, 0, 8), RELATION_CROSS_NUMA);
    assert_int_equal(n, 8 + 8 * 7 / 2);
    for (size_t i = 0; i < n; i++) {
        all[pairs[i].relation]++;
        first[pairs[i].relation] += pairs[i].rank == 0;
    }
    assert_int_equal(all[RELATION_SAME_L3], 2 * 6);
    assert_int_equal(all[RELATION_CROSS_NUMA], 16);
    assert_true(first[RELATION_SAME_L3] == 1 && first[RELATION_CROSS_NUMA] == 1);
    free(pairs);
    topology_free(&t);
    t = make("package:1 l3:1 numa:2 core:4 pu:2", "0-7");
    assert_int_equal(t.n_numa_nodes, 1);
    topology_free(&t);
}

static void packages_count_before_nodes(void **state)
{
    (void)state;
    struct topology t = make("package:2 l3:1 numa:2 core:2 pu:1", NULL);
    assert_int_equal(between(&t, 0, 1), RELATION_SAME_L3);
    assert_int_equal(between(&t, 0, 2), RELATION_CROSS_NUMA);
    assert_int_equal(between(&t, 0, 4), RELATION_CROSS_PACKAGE);
    topology_free(&t);
    t = make("numa:2 package:2 l3:2 core:2 pu:1", NULL);
    assert_int_equal(between(&t, 0, 2), RELATION_CROSS_L3);
    assert_int_equal(between(&t, 0, 4), RELATION_CROSS_PACKAGE);
    assert_int_equal(between(&t, 0, 8), RELATION_CROSS_PACKAGE);
    topology_free(&t);
    t = make(big, NULL);
    assert_int_equal(between(&t, 0, 8), RELATION_CROSS_L3);
    assert_int_equal(between(&t, 0, 16), RELATION_CROSS_PACKAGE);
    topology_free(&t);
}

static int third(const struct topology *t, int a, int b)
{
    return topology_third(t, topology_cpu(t, a), topology_cpu(t, b));
}

/* A sibling of either has its caches, and is nearer than any other CPU. */
static void the_third_is_on_a_core_of_its_own(void **state)
{
    (void)state;
    struct topology t = make("core:2 pu:2", NULL);
    assert_int_equal(third(&t, 0, 2), -1);
    assert_int_equal(third(&t, 0, 1), 2);
    topology_free(&t);
    t = make("core:8 pu:2", NULL);
    assert_int_equal(third(&t, 0, 2), 4);
    assert_int_equal(third(&t, 0, 1), 2);
    assert_int_equal(third(&t, 4, 6), 0);
    topology_free(&t);
    t = make("core:3 pu:1", NULL);
    assert_int_equal(third(&t, 0, 1), 2);
    topology_free(&t);
    t = make("core:2 pu:1", NULL);
    assert_int_equal(third(&t, 0, 1), -1);
    topology_free(&t);
}

static void it_is_one_that_may_be_used(void **state)
{
    (void)state;
    struct topology t = make("core:8 pu:2", "0,2-3");
    assert_int_equal(third(&t, 0, 2), -1);
    topology_free(&t);
    t = make("core:8 pu:2", "0,2-3,13");
    assert_int_equal(third(&t, 0, 2), 13);
    topology_free(&t);
}

/* With the owner on its node, where there is room. */
static void it_may_be_of_another_node(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 numa:2 core:2 pu:1", NULL);
    assert_int_equal(third(&t, 0, 1), 2);
    assert_int_equal(third(&t, 0, 2), 3);
    topology_free(&t);
}

/* No nearer to the first than the second is, and then next to the second. */
static void it_is_with_the_second(void **state)
{
    (void)state;
    struct topology t = make(big, NULL);
    assert_int_equal(third(&t, 0, 2), 4);   /* same-l3 */
    assert_int_equal(third(&t, 0, 8), 10);  /* cross-l3 */
    assert_int_equal(third(&t, 0, 16), 18); /* cross-package */
    topology_free(&t);
    t = make(big, "0-9,16-17");
    assert_int_equal(third(&t, 0, 8), 16); /* not 2, which is nearer to 0 */
    assert_int_equal(third(&t, 0, 16), -1);
    topology_free(&t);
    /* four big cores, four little ones of one thread */
    t = make("package:1 l2:2 core:4 pu:2", "0-8,10,12,14");
    assert_int_equal(third(&t, 0, 1), 2);
    assert_int_equal(third(&t, 0, 2), 4);
    assert_int_equal(third(&t, 0, 8), 10);
    topology_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_of_one_l3_are_apart),
        cmocka_unit_test(packages_count_before_nodes),
        cmocka_unit_test(the_third_is_on_a_core_of_its_own),
        cmocka_unit_test(it_is_one_that_may_be_used),
        cmocka_unit_test(it_may_be_of_another_node),
        cmocka_unit_test(it_is_with_the_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
