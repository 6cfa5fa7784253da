// SPDX-License-Identifier: MIT
// The line's round trip: every pair of neighbours has one, again and again, and each of them is a
// time.
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/trial/line.h"
#include "tests/primitives/waiting.h"
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

struct late {
    struct taker taker;
    pthread_t neighbour;
    _Atomic pid_t tid; /* of the neighbour, which is about to take part */
    atomic_bool done;  /* never */
};

/* Comes later than its neighbour waits for it, counted from when that spins for it. */
static void *take_part_late(void *arg)
{
    const struct timespec late = {0, 2L * LINE_MOST_NS};
    struct late *l = arg;
    await_wait_in(l->neighbour, &l->tid, &l->done, &(struct wait_place){.spins = true});
    nanosleep(&late, NULL);
    return take_part(&l->taker);
}

/* Who has waited too long for its neighbour has no time, now and later. */
static void a_neighbour_that_is_late_has_no_time(void **state)
{
    (void)state;
    struct lines *lines = lines_create(2);
    pthread_barrier_t between;
    struct taker first = {.lines = lines, .thread = 0, .between = &between};
    struct late late = {.taker = {.lines = lines, .thread = 1, .between = &between},
                        .neighbour = pthread_self()};
    pthread_t thread;
    assert_non_null(lines);
    assert_int_equal(pthread_barrier_init(&between, NULL, 2), 0);
    assert_int_equal(pthread_create(&thread, NULL, take_part_late, &late), 0);
    atomic_store(&late.tid, gettid());
    take_part(&first);
    pthread_join(thread, NULL);
    assert_true(isnan(first.ns[0]));
    assert_true(isnan(first.ns[1]));
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
