// SPDX-License-Identifier: MIT
// The list of floors: each names rows of its own, and what holds among threads that share CPUs.
#include <string.h>

#include "common/floors.h"
#include "tests/test.h"

static void names_are_apart(void **state)
{
    (void)state;
    assert_null(floor_name(FLOOR_none));
    for (enum floor f = FLOOR_none + 1; f < FLOORS; f++) {
        assert_true(strncmp(floor_name(f), "floor/", 6) == 0);
        for (enum floor other = FLOOR_none + 1; other < FLOORS; other++)
            assert_true(other == f ||
                        strncmp(floor_name(f), floor_name(other), strlen(floor_name(other))) != 0);
    }
}

static void threads_that_share_a_cpu_wait_for_a_switch(void **state)
{
    (void)state;
    assert_int_equal(floor_crowded(FLOOR_none), FLOOR_none);
    assert_int_equal(floor_crowded(FLOOR_rmw), FLOOR_rmw);
    assert_int_equal(floor_crowded(FLOOR_line_transfer), FLOOR_futex_switch);
    for (enum floor f = FLOOR_none; f < FLOORS; f++)
        assert_int_equal(floor_crowded(floor_crowded(f)), floor_crowded(f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_apart),
        cmocka_unit_test(threads_that_share_a_cpu_wait_for_a_switch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
