// SPDX-License-Identifier: MIT
// What family programs are told of the machine.
#include <stdlib.h>

#include "common/protocol.h"
#include "synccost/run/tell.h"
#include "tests/test.h"

/* CPUs as threads take them, and counts with their ranks, on a machine that hwloc is told of. */
static void check(const char *machine, const char *cpus, const char *steps)
{
    setenv("HWLOC_SYNTHETIC", machine, 1);
    tell_machine();
    unsetenv("HWLOC_SYNTHETIC");
    assert_non_null(getenv(PROTOCOL_CPUS));
    assert_string_equal(getenv(PROTOCOL_CPUS), cpus);
    assert_string_equal(getenv(PROTOCOL_STEPS), steps);
}

static void the_machine_is_told(void **state)
{
    (void)state;
    check("pu:1", "0", "1");
    check("package:1 l3:1 core:6 pu:2", "0,2,4,6,8,10,1,3,5,7,9,11", "1,2,4:2,6:1,12");
    check("package:2 [numa] l3:2 core:2 pu:1", "0,1,2,3,4,5,6,7", "1,2,4:1,8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
