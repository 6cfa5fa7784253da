// SPDX-License-Identifier: MIT
// The line's round trip: every pair of neighbours has one, again and again, and each of them is a
// time.
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "harness/machine/clock.h"
#include "harness/trial/line.h"
#include "tests/test.h"

enum { MEETINGS = 2, MOST = 3 };

struct taker {
    struct lines *lines;
    unsigned thread;
    double ns[MEETINGS];
    pthread_barrier_t *between; /* of all takers */
};

static void *take_part(void *arg)
{
    struct taker *t = arg;
    for (unsigned i = 0; i < MEETINGS; i++) {
        t->ns[i] = lines_trip(t->lines, t->thread);
        pthread_barrier_wait(t->between);
    }
    return NULL;
}

static void all_but_the_last_have_a_time(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads <= MOST; threads++) {
        struct taker taker[MOST];
        pthread_t handle[MOST];
        struct lines *lines = lines_create(threads);
        pthread_barrier_t between;
        assert_non_null(lines);
        assert_int_equal(pthread_barrier_init(&between, NULL, threads), 0);
        for (unsigned i = 0; i < threads; i++) {
            taker[i] = (struct taker){.lines = lines, .thread = i, .between = &between};
            assert_int_equal(pthread_create(&handle[i], NULL, take_part, &taker[i]), 0);
        }
        for (unsigned i = 0; i < threads; i++)
            pthread_join(handle[i], NULL);
        for (unsigned i = 0; i < threads; i++)
            for (unsigned k = 0; k < MEETINGS; k++) {
                if (i + 1 == threads)
                    assert_true(isnan(taker[i].ns[k]));
                else /* threads that have one CPU between them may give up */
                    assert_false(taker[i].ns[k] < 1 || taker[i].ns[k] > LINE_MOST_NS);
            }
        lines_destroy(lines);
    }
}

static void *take_part_late(void *arg)
{
    const struct timespec late = {0, 3L * LINE_MOST_NS};
    struct taker *t = arg;
    nanosleep(&late, NULL);
    return take_part(t);
}

/* Who has waited too long for its neighbour has no time, now and later. */
static void a_neighbour_that_is_late_has_no_time(void **state)
{
    (void)state;
    struct lines *lines = lines_create(2);
    pthread_barrier_t between;
    struct taker taker[2] = {{.lines = lines, .thread = 0, .between = &between},
                             {.lines = lines, .thread = 1, .between = &between}};
    pthread_t late;
    assert_non_null(lines);
    assert_int_equal(pthread_barrier_init(&between, NULL, 2), 0);
    assert_int_equal(pthread_create(&late, NULL, take_part_late, &taker[1]), 0);
    take_part(&taker[0]);
    pthread_join(late, NULL);
    assert_true(isnan(taker[0].ns[0]));
    assert_true(isnan(taker[0].ns[1]));
    lines_destroy(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_but_the_last_have_a_time),
        cmocka_unit_test(a_neighbour_that_is_late_has_no_time),
    };
    clock_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
