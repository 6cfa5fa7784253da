// SPDX-License-Identifier: MIT
// Placements: which CPUs threads get on made-up machines, and which placements a machine cannot
// give.
#include <string.h>

#include "tests/harness/machine/topology_synthetic.h"

/* Threads 0 and 1 of a core are numbered 0 and 4: the way Linux does it on most x86 machines. */
static const char interleaved[] = "package:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)";

static void check_placement(const struct topology *t, enum placement p, const int *want,
                            unsigned threads)
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
        const struct cpu *here = topology_cpu(t, got[i]),
                         *before = i ? topology_cpu(t, got[i - 1]) : NULL;
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
    char why[SC_ERR] = "";
    assert_false(topology_can_place(&t, PLACE_CROSS_L3, 2, why));
    assert_non_null(strstr(why, "lie in one L3 cache"));
    topology_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spread_takes_cores_first),
        cmocka_unit_test(spread_and_smt_within_a_mask),
        cmocka_unit_test(cross_placements_alternate),
        cmocka_unit_test(cross_needs_two_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
