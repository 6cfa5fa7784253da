// SPDX-License-Identifier: MIT
// The thread counts of a sweep on made-up machines, and the sample of their pairs of CPUs.
#include <stdlib.h>

#include "tests/harness/machine/topology_synthetic.h"

/* Counts as text, a step's rank behind a dash where it is not 0: "1 2 8-1". */
static void check(const char *machine, const char *mask, const char *expected)
{
    struct topology t = make(machine, mask);
    struct step steps[STEPS_MOST];
    unsigned n = topology_steps(&t, steps);
    char got[128] = "";
    size_t used = 0;
    assert_in_range(n, 1, STEPS_MOST);
    for (unsigned i = 0; i < n; i++) {
        used +=
            (size_t)snprintf(got + used, sizeof got - used, "%s%u", i ? " " : "", steps[i].threads);
        if (steps[i].rank)
            used += (size_t)snprintf(got + used, sizeof got - used, "-%u", steps[i].rank);
        assert_true(i == 0 || steps[i].threads > steps[i - 1].threads);
    }
    assert_int_equal(steps[n - 1].threads, t.n_cpus);
    if (strcmp(got, expected) != 0)
        fail_msg("%s (%s): %s, not %s", machine, mask ? mask : "all", got, expected);
    topology_free(&t);
}

static void steps_are_the_machines(void **state)
{
    (void)state;
    check("pu:1", NULL, "1");
    check("core:2 pu:1", NULL, "1 2");
    check("core:1 pu:2", NULL, "1 2");
    check("package:1 l3:1 core:8 pu:2", NULL, "1 2 4-2 8-1 16");
    check("package:2 l3:8 core:8 pu:2", NULL, "1 2 8-1 16-2 64-1 128-1 256");
    check("package:2 [numa] l3:2 core:4 pu:2", NULL, "1 2 4-1 8-1 16-1 32");
}

/* Where the machine has no steps of its own, powers of two fill the gaps. */
static void gaps_are_filled(void **state)
{
    (void)state;
    check("core:3 pu:1", NULL, "1 2 3");
    check("core:6 pu:1", NULL, "1 2 4-2 6");
    check("core:12 pu:1", NULL, "1 2 4-2 8-2 12");
    check("package:1 l3:1 core:64 pu:1", NULL, "1 2 4-2 8-2 16-2 32-2 64");
    check("core:128 pu:1", NULL, "1 2 4-2 8-2 16-2 32-2 128");
}

/* The part that the first threads fill counts, whatever its size. */
static void parts_may_differ(void **state)
{
    (void)state;
    check("package:2 l3:2 core:4 pu:1", "0-1,8-15", "1 2 4-2 10");
    check("package:2 l3:2 core:4 pu:1", "0-6,8-15", "1 2 4-1 7-1 15");
    /* a package without L3 whose clusters share an L2 */
    check("package:1 l2:2 core:4 pu:1", NULL, "1 2 4-1 8");
    /* a node of less than an L3 */
    check("package:1 l3:1 numa:2 core:4 pu:1", NULL, "1 2 4-1 8");
}

static void pairs_of_low_rank_are_a_sample(void **state)
{
    (void)state;
    struct topology t = make("package:2 l3:8 core:8 pu:2", NULL);
    struct cpu_pair *pairs;
    size_t n = topology_pairs(&t, &pairs), up_to[16][5] = {{0}};
    assert_int_equal(n, 128 * 127 / 2 + 128);
    for (size_t i = 0; i < n; i++)
        for (unsigned rank = pairs[i].rank; rank < 16; rank++)
            up_to[rank][pairs[i].relation]++;
    for (int r = 0; r < 5; r++)
        for (unsigned rank = 0; rank < 16; rank++) {
            size_t all = up_to[15][r], wanted = (size_t)1 << rank;
            assert_int_equal(up_to[rank][r], wanted < all ? wanted : all);
        }
    /* the sample of cross-package pairs reaches over the first package */
    int least = 256, most = 0;
    for (size_t i = 0; i < n; i++)
        if (pairs[i].relation == RELATION_CROSS_PACKAGE && pairs[i].rank <= 3) {
            least = pairs[i].a < least ? pairs[i].a : least;
            most = pairs[i].a > most ? pairs[i].a : most;
        }
    assert_true(least < 16 && most > 100);
    free(pairs);
    topology_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_the_machines),
        cmocka_unit_test(gaps_are_filled),
        cmocka_unit_test(parts_may_differ),
        cmocka_unit_test(pairs_of_low_rank_are_a_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
