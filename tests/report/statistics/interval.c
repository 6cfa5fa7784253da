// SPDX-License-Identifier: MIT
// The interval of a median: wider where launches wander together.
#include <math.h>

#include "report/statistics/interval.h"
#include "tests/test.h"

enum { N = 30 };

/* Of two times, so many launches of the one and then as many of the other: all normal scores are of
 * one size, and neighbours of one time less those of two are the correlation. */
static void launches_that_wander_say_less(void **state)
{
    (void)state;
    static const struct {
        int block;
        double r; /* with 1/n; 0.9 at most */
    } orders[] = {{1, 0}, {3, (20.0 - 9 + 1) / N}, {5, (24.0 - 5 + 1) / N}, {15, 0.9}};
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
        double values[N], low, high;
        for (int i = 0; i < N; i++)
            values[i] = 10 + i / orders[k].block % 2;
        interval_of_median(values, N, &low, &high);
        const double wider = sqrt((1 + orders[k].r) / (1 - orders[k].r));
        assert_true(fabs(10.5 - low - 0.5 * wider) < 1e-9);
        assert_true(fabs(high - 10.5 - 0.5 * wider) < 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(launches_that_wander_say_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
