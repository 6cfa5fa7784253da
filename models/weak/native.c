// SPDX-License-Identifier: MIT
// The scenarios of a program on real threads: what the machine, or ThreadSanitizer, shows of them.
// usage: PROGRAM SECONDS RUNS [SCENARIO]
// Each scenario, or that one, runs for that long, at most RUNS times (0: any number). Prints
// "FAULTS of RUNS runs", of all scenarios together; ends with 0 where there was no fault, else
// with 1.
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/weak/weak.h"

enum { TURNS = 1000, LOOKS = 2000, OFFSETS = 11 };

static const struct weak_scenario *scenario;
static bool over; /* no more runs of it */
/* Counts: of runs, and of the threads that have come to this one and are through with it. */
static _Alignas(128) _Atomic unsigned begun;
static _Alignas(128) _Atomic unsigned ready, ended;
static _Atomic unsigned faults; /* in this run */
static _Thread_local unsigned self;
static _Thread_local uint64_t dice;

unsigned weak_self(void)
{
    return self;
}

unsigned weak_random(unsigned limit)
{
    /* Marsaglia, "Xorshift RNGs" (2003). */
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 32) % limit;
}

void weak_require(bool condition, const char *text)
{
    (void)text;
    if (!condition)
        atomic_fetch_add_explicit(&faults, 1, memory_order_relaxed);
}

int weak_yield(void)
{
    return sched_yield();
}

/* Waits until *count is value; acquires what came before. */
static void await(_Atomic unsigned *count, unsigned value)
{
    for (unsigned looks = 0; atomic_load_explicit(count, memory_order_acquire) != value; looks++)
        if (looks > LOOKS)
            sched_yield();
}

/* Begins a moment later: up to 2^OFFSETS turns, short ones as often as long ones. */
static void take_part(void)
{
    for (volatile unsigned wait = weak_random(1u << weak_random(OFFSETS)); wait > 0; wait--)
        ;
    scenario->thread(self);
}

static void *helper(void *number)
{
    self = (unsigned)(uintptr_t)number;
    dice = 0x9e3779b97f4a7c15u * (self + 1);
    for (unsigned run = 1;; run++) {
        await(&begun, run);
        if (over)
            return NULL;
        atomic_fetch_add_explicit(&ready, 1, memory_order_relaxed);
        take_part();
        atomic_fetch_add_explicit(&ended, 1, memory_order_acq_rel);
    }
}

static bool run_once(void)
{
    atomic_store_explicit(&faults, 0, memory_order_relaxed);
    atomic_store_explicit(&ready, 1, memory_order_relaxed);
    atomic_store_explicit(&ended, 1, memory_order_relaxed);
    scenario->before();
    atomic_fetch_add_explicit(&begun, 1, memory_order_acq_rel);
    await(&ready, scenario->threads);
    take_part();
    await(&ended, scenario->threads);
    if (scenario->after)
        scenario->after();
    return atomic_load_explicit(&faults, memory_order_relaxed) > 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Returns how many of the runs, which are counted in *runs, had a fault. */
static unsigned long run_for(double seconds, unsigned long most, unsigned long *runs)
{
    pthread_t threads[WEAK_THREADS];
    const double until = now() + seconds;
    unsigned long own = 0, faulty = 0;
    over = false;
    atomic_store_explicit(&begun, 0, memory_order_relaxed);
    for (uintptr_t i = 1; i < scenario->threads; i++)
        if (pthread_create(&threads[i], NULL, helper, (void *)i) != 0)
            _Exit(2);
    for (; own < most && (own % TURNS != 0 || now() < until); own++)
        faulty += run_once();
    over = true;
    atomic_fetch_add_explicit(&begun, 1, memory_order_acq_rel);
    for (unsigned i = 1; i < scenario->threads; i++)
        pthread_join(threads[i], NULL);
    *runs += own;
    return faulty;
}

int main(int argc, char **argv)
{
    unsigned long runs = 0, faulty = 0;
    if (argc < 3)
        return 2;
    const unsigned long most = strtoul(argv[2], NULL, 10);
    dice = 0x9e3779b97f4a7c15u;
    for (scenario = weak_scenarios; scenario->name; scenario++)
        if (argc == 3 || strcmp(argv[3], scenario->name) == 0)
            faulty += run_for(strtod(argv[1], NULL), most > 0 ? most : ULONG_MAX, &runs);
    printf("%lu of %lu runs\n", faulty, runs);
    return faulty > 0;
}
