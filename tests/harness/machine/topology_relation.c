// SPDX-License-Identifier: MIT
// The third CPU beside a pair, on made-up machines.
#include "tests/harness/machine/topology_synthetic.h"

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
        cmocka_unit_test(the_third_is_on_a_core_of_its_own),
        cmocka_unit_test(it_is_one_that_may_be_used),
        cmocka_unit_test(it_is_with_the_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
