// SPDX-License-Identifier: MIT
// Planted effects: a chain that lasts as long as the percentage asks for.
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

#undef SYNCCOST_PLANT
#define SYNCCOST_PLANT 5
#include "harness/trial/plant.h"

const volatile double plant_percent = SYNCCOST_PLANT;

static int group_setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
}

static void a_window_ends_later(void **state)
{
    (void)state;
    struct team_member m = {.phase = 1, .cycle_before = 0.5};
    m.ended = ticks();
    m.started = m.ended - clock_ticks(1e9);
    uint64_t end = m.ended;
    plant_window(&m);
    assert_true(clock_ns(m.ended - end) > 10e6); /* 50 ms, at two adds a nanosecond */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_ends_later),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
