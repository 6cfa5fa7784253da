// SPDX-License-Identifier: MIT
// The line's round trip: every pair of neighbours has one, again and again, and each of them is a
// time.
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "harness/machine/clock.h"
#include "harness/trial/line.h"
#include "tests/test.h"

enum { MEETINGS = 2, MOST = 3 };

struct taker {
    struct lines *lines;
    unsigned thread;
    double ns[MEETINGS];
};

static void *take_part(void *arg)
{
    struct taker *t = arg;
    for (unsigned i = 0; i < MEETINGS; i++)
        t->ns[i] = lines_trip(t->lines, t->thread);
    return NULL;
}

static void all_but_the_last_have_a_time(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads <= MOST; threads++) {
        struct taker taker[MOST];
        pthread_t handle[MOST];
        struct lines *lines = lines_create(threads);
        assert_non_null(lines);
        for (unsigned i = 0; i < threads; i++) {
            taker[i] = (struct taker){.lines = lines, .thread = i};
            assert_int_equal(pthread_create(&handle[i], NULL, take_part, &taker[i]), 0);
        }
        for (unsigned i = 0; i < threads; i++)
            pthread_join(handle[i], NULL);
        for (unsigned i = 0; i < threads; i++)
            for (unsigned k = 0; k < MEETINGS; k++)
                assert_true(i + 1 < threads ? taker[i].ns[k] > 1 && taker[i].ns[k] < 1e9
                                            : isnan(taker[i].ns[k]));
        lines_destroy(lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_but_the_last_have_a_time)};
    clock_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
