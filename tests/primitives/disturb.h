// SPDX-License-Identifier: MIT
// What makes a stress test longer and its threads' lives harder, from the environment; and whether
// a test program leaves anything behind.
#pragma once

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "primitives/relax.h"
#include "tests/test.h"

/*
 * In the environment of a test program:
 *   STRESS_SCALE=x    its numbers of operations times x (0.1 is a tenth), and its time limit too
 *   STRESS_SIGNALS=1  a thread sends SIGUSR1 to all others, whose handler does nothing and lets no
 *                     system call restart
 *   STRESS_DELAYS=1   threads sleep now and then between operations
 *   STRESS_THREADS=n  so many threads where the test can have any number
 *   STRESS_SEED=n     the seed of all random numbers; without it the clock gives one
 * tests/long sets them. A test takes them in six places:
 *   stress_count(ordinary)                 for a number of operations
 *   stress_span(ordinary)                  for the time that threads run
 *   stress_time(ordinary)                  for alarm(), and a time that must not be short
 *   stress_threads(ordinary, most)         for a number of threads
 *   stress_delay(&random)                  in its loops, between operations (or stress_pause)
 *   stress_did(operations)                 after a run, so that they are counted
 *   stress_begin, stress_end               as the setup and teardown of its group
 */

static inline double stress_number(const char *name, double otherwise)
{
    const char *text = getenv(name);
    char *end;
    if (!text || !*text)
        return otherwise;
    double n = strtod(text, &end);
    if (*end != '\0' || !(n >= 0 && n < 1e18)) {
        fprintf(stderr, "%s=%s: not a number\n", name, text);
        exit(2);
    }
    return n;
}

/* At least 1. */
static inline uint64_t stress_count(uint64_t ordinary)
{
    double n = (double)ordinary * stress_number("STRESS_SCALE", 1);
    return n < 1 ? 1 : (uint64_t)n;
}

/* For a run that lasts for a time: at least a third of it, since each thread must have its turn. */
static inline unsigned stress_span(unsigned ordinary)
{
    uint64_t n = stress_count(ordinary);
    return n < ordinary / 3 ? ordinary / 3 : (unsigned)n;
}

/* For alarm(), and where a thread shall surely have had its turn: never shorter. */
static inline unsigned stress_time(unsigned ordinary)
{
    uint64_t n = stress_count(ordinary);
    return n < ordinary ? ordinary : (unsigned)n;
}

static inline unsigned stress_threads(unsigned ordinary, unsigned most)
{
    double n = stress_number("STRESS_THREADS", ordinary);
    return n < 1 ? 1 : n < most ? (unsigned)n : most;
}

/* ---- random numbers ---- */

/* Any seed will do. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators" (2014), SplitMix64. */
struct stress_random {
    uint64_t state;
};

static inline uint64_t stress_next(struct stress_random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* A number from 0 to n - 1. */
static inline unsigned stress_below(struct stress_random *r, unsigned n)
{
    return (unsigned)((stress_next(r) >> 32) * n >> 32);
}

/* The program's seed; said once, as a comment of TAP. */
static inline uint64_t stress_seed(void)
{
    static uint64_t seed;
    if (seed == 0) {
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        seed = (uint64_t)stress_number("STRESS_SEED",
                                       (double)(t.tv_sec % 100000 * 10000 + t.tv_nsec / 100000));
        seed += seed == 0;
        printf("# STRESS_SEED=%llu\n", (unsigned long long)seed);
    }
    return seed;
}

/* ---- delays ---- */

static inline void stress_sleep_us(long us)
{
    struct timespec left = {us / 1000000, us % 1000000 * 1000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static inline bool stress_delays(void)
{
    static int delays = -1; /* every thread computes the same */
    int on = __atomic_load_n(&delays, __ATOMIC_RELAXED);
    if (on < 0)
        __atomic_store_n(&delays, on = stress_number("STRESS_DELAYS", 0) != 0, __ATOMIC_RELAXED);
    return on;
}

/* May delay the caller: mostly not, often for some cycles, seldom for a turn of its CPU, and with
 * STRESS_DELAYS for some microseconds. */
static inline void stress_pause(struct stress_random *r)
{
    unsigned dice = stress_below(r, 64);
    if (dice == 0)
        sched_yield();
    else if (dice < 4 && stress_delays())
        stress_sleep_us((long)stress_below(r, 50));
    else if (dice < 32)
        for (unsigned i = stress_below(r, 1 << stress_below(r, 8)); i > 0; i--)
            cpu_relax();
}

/* The same with STRESS_DELAYS; nothing without. For loops that must stay tight. */
static inline void stress_delay(struct stress_random *r)
{
    if (stress_delays())
        stress_pause(r);
}

/* ---- signals ---- */

static inline void stress_interrupted(int signal)
{
    (void)signal;
}

struct stress_sender {
    pthread_t thread;
    atomic_bool stop;
    bool on;
};

/* Sends SIGUSR1 to every thread of the process but the caller. */
static inline void stress_interrupt_all(void)
{
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *e; tasks && (e = readdir(tasks));) {
        pid_t tid = (pid_t)strtol(e->d_name, NULL, 10);
        if (tid > 0 && tid != gettid())
            syscall(SYS_tgkill, getpid(), tid, SIGUSR1);
    }
    if (tasks)
        closedir(tasks);
}

static inline void *stress_send_signals(void *argument)
{
    struct stress_sender *s = argument;
    struct stress_random r = {stress_seed()};
    sigset_t all;
    sigfillset(&all);
    /* A signal to the process is for the threads of the test. */
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    while (!atomic_load(&s->stop)) {
        stress_interrupt_all();
        stress_sleep_us(20 + (long)stress_below(&r, 400));
    }
    return NULL;
}

/* ---- the group's setup and teardown ---- */

struct stress_group {
    struct stress_sender sender;
    _Atomic uint64_t operations;
    unsigned tasks, descriptors; /* of the process before the first test */
};

static inline struct stress_group *stress_group(void)
{
    static struct stress_group group;
    return &group;
}

static inline void stress_did(uint64_t operations)
{
    atomic_fetch_add(&stress_group()->operations, operations);
}

static inline unsigned stress_entries(const char *folder)
{
    unsigned n = 0;
    DIR *d = opendir(folder);
    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

/*
 * The entries that stay, such as the process's threads or descriptors. A thread that was joined may
 * be listed for a moment still, and the sender opens a folder now and then. So the fewest of some
 * looks count: of 20 within 20 ms, and then of more within a second, until it is expected.
 */
static inline unsigned stress_fewest(const char *folder, unsigned expected)
{
    unsigned fewest = stress_entries(folder);
    for (int i = 0; i < 20 || (expected > 0 && fewest > expected && i < 1000); i++) {
        stress_sleep_us(1000);
        unsigned n = stress_entries(folder);
        fewest = n < fewest ? n : fewest;
    }
    return fewest;
}

static inline bool stress_start_signals(void)
{
    struct stress_sender *s = &stress_group()->sender;
    atomic_store(&s->stop, false);
    return !s->on || pthread_create(&s->thread, NULL, stress_send_signals, s) == 0;
}

static inline void stress_stop_signals(void)
{
    struct stress_sender *s = &stress_group()->sender;
    atomic_store(&s->stop, true);
    if (s->on)
        pthread_join(s->thread, NULL);
}

static inline void *stress_nothing(void *argument)
{
    return argument;
}

static inline int stress_begin(void **state)
{
    (void)state;
    struct stress_group *g = stress_group();
    stress_seed();
    /* The first thread makes a sanitizer start its own. */
    pthread_t first;
    if (pthread_create(&first, NULL, stress_nothing, NULL) == 0)
        pthread_join(first, NULL);
    g->tasks = stress_fewest("/proc/self/task", 0);
    g->descriptors = stress_entries("/proc/self/fd");
    g->sender.on = stress_number("STRESS_SIGNALS", 0) != 0;
    struct sigaction no_restart = {.sa_handler = stress_interrupted};
    if (g->sender.on && sigaction(SIGUSR1, &no_restart, NULL) != 0)
        return -1;
    return stress_start_signals() ? 0 : -1;
}

/* Fails where the process has more threads than at the beginning, or other descriptors. */
static inline int stress_end(void **state)
{
    (void)state;
    struct stress_group *g = stress_group();
    stress_stop_signals();
    unsigned tasks = stress_fewest("/proc/self/task", g->tasks);
    unsigned descriptors = stress_entries("/proc/self/fd");
    printf("# %llu operations\n", (unsigned long long)atomic_load(&g->operations));
    const bool good = tasks <= g->tasks && descriptors == g->descriptors;
    if (!good)
        printf("# left over: %d threads, %d descriptors\n", (int)(tasks - g->tasks),
               (int)(descriptors - g->descriptors));
    return good ? 0 : -1;
}
