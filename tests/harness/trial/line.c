// SPDX-License-Identifier: MIT
// The line's round trip: every pair of neighbours has one, again and again, and each of them is a
// time. Who does not run beside its neighbour has none, for as long as that lasts.
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <time.h>

#include "harness/machine/clock.h"
#include "harness/trial/line.h"
#include "tests/test.h"

/* Something else may keep a thread from its CPU for long, and the pair gives up: what has to be
 * seen is seen in one of TRIES. */
enum { MEETINGS = 14, MOST = 3, TRIES = 20 };

struct taker {
    struct lines *lines;
    unsigned thread;
    const char *places; /* of the meetings: A on its own CPU, S on the shared one */
    int own, shared;
    double ns[MEETINGS];
    pthread_barrier_t *between; /* of all takers */
};

static int cpus[MOST]; /* that this process may use */
static unsigned n_cpus;

static int find_cpus(void **state)
{
    cpu_set_t set;
    (void)state;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return -1;
    for (int cpu = 0; cpu < CPU_SETSIZE && n_cpus < MOST; cpu++)
        if (CPU_ISSET((unsigned)cpu, &set))
            cpus[n_cpus++] = cpu;
    clock_start();
    return 0;
}

/* With fewer CPUs than threads nothing has to be seen. */
static unsigned tries(unsigned threads)
{
    return n_cpus < threads ? 1 : TRIES;
}

static void go_to(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
}

static void *take_part(void *arg)
{
    struct taker *t = arg;
    for (unsigned i = 0; t->places[i]; i++) {
        go_to(t->places[i] == 'A' ? t->own : t->shared);
        t->ns[i] = i % 2 ? lines_after(t->lines, t->thread) : lines_before(t->lines, t->thread);
        pthread_barrier_wait(t->between);
    }
    return NULL;
}

/* A team of threads meets. Where late is not NULL, that is the second thread. */
static void meet(struct taker *taker, unsigned threads, const char *places, void *(*late)(void *))
{
    pthread_t handle[MOST];
    pthread_barrier_t between;
    struct lines *lines = lines_create(threads);
    assert_non_null(lines);
    assert_int_equal(pthread_barrier_init(&between, NULL, threads), 0);
    for (unsigned i = 0; i < threads; i++) {
        taker[i] = (struct taker){.lines = lines,
                                  .thread = i,
                                  .places = places,
                                  .own = cpus[i % n_cpus],
                                  .shared = cpus[0],
                                  .between = &between};
        void *(*part)(void *) = late && i == 1 ? late : take_part;
        assert_int_equal(pthread_create(&handle[i], NULL, part, &taker[i]), 0);
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(handle[i], NULL);
    pthread_barrier_destroy(&between);
    lines_destroy(lines);
}

/* Whether there is a time in each meeting that times has x for, and never another one. */
static bool is_timed(const struct taker *t, const char *times)
{
    bool all = true;
    for (unsigned i = 0; times[i]; i++) {
        const double ns = t->ns[i];
        assert_true(isnan(ns) || (times[i] == 'x' && ns >= 1 && ns <= LINE_MOST_NS));
        all &= times[i] == '-' || !isnan(ns);
    }
    return all;
}

static void all_but_the_last_have_a_time(void **state)
{
    struct taker taker[MOST];
    (void)state;
    for (unsigned threads = 2; threads <= MOST; threads++) {
        bool timed = false;
        for (unsigned i = 0; i < tries(threads) && !timed; i++) {
            meet(taker, threads, "AAAA", NULL);
            timed = is_timed(&taker[threads - 1], "----");
            for (unsigned k = 0; k + 1 < threads; k++)
                timed &= is_timed(&taker[k], "xxxx");
        }
        assert_true(timed || n_cpus < threads);
    }
}

/* Longer than a trip may take. */
static void *take_part_late(void *arg)
{
    const struct timespec late = {0, 2L * LINE_MOST_NS};
    nanosleep(&late, NULL);
    return take_part(arg);
}

/* A core without its full width is waited for: the neighbour's first trip lasts as long. */
static void a_neighbour_may_be_late(void **state)
{
    struct taker taker[2];
    bool timed = false;
    (void)state;
    for (unsigned i = 0; i < tries(2) && !timed; i++) {
        meet(taker, 2, "AAAA", take_part_late);
        timed = is_timed(&taker[0], "xxxx");
    }
    assert_true(timed || n_cpus < 2);
}

/* Before and after each trial. Given up before it, the pair has none after it, and one again in the
 * next trial. After two such trials in a row it has none for good. */
static void who_gives_up_does_so_for_a_trial_or_for_good(void **state)
{
    static const char places[] = "SA"
                                 "AA"
                                 "AS"
                                 "AA"
                                 "AS"
                                 "SA"
                                 "AA",
                      times[] = "--"
                                "xx"
                                "x-"
                                "xx"
                                "x-"
                                "--"
                                "--";
    struct taker taker[2];
    bool timed = false;
    (void)state;
    for (unsigned i = 0; i < tries(2) && !timed; i++) {
        meet(taker, 2, places, NULL);
        timed = is_timed(&taker[0], times);
    }
    assert_true(timed || n_cpus < 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_but_the_last_have_a_time),
        cmocka_unit_test(a_neighbour_may_be_late),
        cmocka_unit_test(who_gives_up_does_so_for_a_trial_or_for_good),
    };
    return cmocka_run_group_tests(tests, find_cpus, NULL);
}
