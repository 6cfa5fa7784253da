// SPDX-License-Identifier: MIT
// What a thread used, as differences, and when it was disturbed.
#include <math.h>
#include <time.h>

#include "harness/machine/usage.h"
#include "tests/test.h"

static void what_was_used_is_a_difference(void **state)
{
    (void)state;
    const struct timespec moment = {.tv_nsec = 1000};
    const struct usage then = usage_of_thread();
    nanosleep(&moment, NULL);
    const struct usage used = usage_since(&then), all = usage_since(&(struct usage){0});
    assert_true(used.cpu_ns >= 0 && then.cpu_ns + used.cpu_ns <= all.cpu_ns);
    assert_true(used.voluntary >= 1 && then.voluntary + used.voluntary <= all.voluntary);
    assert_true(then.involuntary + used.involuntary <= all.involuntary);
    assert_true(isnan(then.delay_ns) || then.delay_ns + used.delay_ns <= all.delay_ns);
    /* of a thread that had been switched more often: no sum */
    const struct usage later = {1e18, 1e18, 1ull << 62, 1ull << 62};
    const struct usage less = usage_since(&later);
    assert_true(less.cpu_ns < 0 && !(less.delay_ns > 0));
    assert_true(less.involuntary + later.involuntary < later.involuntary);
    assert_true(less.voluntary + later.voluntary < later.voluntary);
}

static void waiting_for_a_cpu_disturbs(void **state)
{
    (void)state;
    assert_false(usage_disturbed(0, 9));
    assert_false(usage_disturbed(0.004, 9));
    assert_true(usage_disturbed(0.006, 0));
    assert_false(usage_disturbed(NAN, 0));
    assert_true(usage_disturbed(NAN, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_used_is_a_difference),
        cmocka_unit_test(waiting_for_a_cpu_disturbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
