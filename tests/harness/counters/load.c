// SPDX-License-Identifier: MIT
// Loads of counters: what they need, and that they leave the process as it was.
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "harness/counters/load.h"
#include "tests/test.h"

/* Lets this process have at most so many CPUs, the lowest of those that it may use. Returns how
 * many. */
static int narrow(int most)
{
    cpu_set_t all, some;
    int n = 0;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&some);
    for (int i = 0; i < CPU_SETSIZE && n < most; i++)
        if (CPU_ISSET((unsigned)i, &all)) {
            CPU_SET((unsigned)i, &some);
            n++;
        }
    assert_int_equal(sched_setaffinity(0, sizeof some, &some), 0);
    return n;
}

static void two_cpus_are_enough_and_one_is_not(void **state)
{
    static const enum counter_load loads[] = {LOAD_BOUNCE, LOAD_ORDER, LOAD_MOVE};
    cpu_set_t before, now, after;
    (void)state;
    sched_getaffinity(0, sizeof before, &before);
    for (int most = 2; most > 0; most--) {
        const int cpus = narrow(most);
        sched_getaffinity(0, sizeof now, &now);
        for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
            const char *lack = counter_load_run(loads[i]);
            assert_int_equal(lack == NULL, cpus == 2);
            assert_true(!lack || strstr(lack, "two CPUs"));
            sched_getaffinity(0, sizeof after, &after);
            assert_true(CPU_EQUAL(&now, &after));
        }
    }
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

/* Pages of this process's address space. */
static unsigned long pages_mapped(void)
{
    unsigned long n = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%lu", &n), 1);
    fclose(f);
    return n;
}

static void nothing_stays_mapped(void **state)
{
    (void)state;
    pages_mapped();
    const unsigned long before = pages_mapped();
    for (int i = 0; i < 8; i++)
        assert_null(counter_load_run(LOAD_TOUCH));
    assert_true(pages_mapped() < before + 256); /* one load's pages */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_cpus_are_enough_and_one_is_not),
        cmocka_unit_test(nothing_stays_mapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
