// SPDX-License-Identifier: MIT
// Edges of threads in litmus rows: start, join, what runs before main; and what looks like an edge
// and is none: a sleep, the end of a thread that nobody joins.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "benches/litmus_edge.h"
#include "primitives/init/constructor.h"
#include "primitives/relax.h"
#include "primitives/thread/pthread_default.h"

enum { LITMUS_STARTS = 32, SLEEP_NS = 20000 };

static void sleep_slow(long ns)
{
    const struct timespec time = {.tv_nsec = ns};
    nanosleep(&time, NULL);
}

/* The part of the member that has nothing to do: it leaves its CPU to the thread that the other
 * starts. */
static void idle_all(const struct litmus_walk *walk)
{
    struct litmus_edges *e = walk->context;
    memset(walk->seen, 0, walk->n * sizeof *walk->seen);
    /* relaxed: no data comes with it */
    while (!atomic_load_explicit(&e->inside, memory_order_relaxed))
        sleep_slow(SLEEP_NS);
}

static void idle_renew(void *edges)
{
    struct litmus_edges *e = edges;
    atomic_store_explicit(&e->inside, 0, memory_order_relaxed); /* relaxed: the meeting orders it */
}

/* The thread that is started inherits the CPUs: it is to run on another than this one. */
static cpu_set_t may_run_anywhere(void)
{
    cpu_set_t before, all;
    memset(&all, 0xff, sizeof all);
    sched_getaffinity(0, sizeof before, &before);
    sched_setaffinity(0, sizeof all, &all);
    return before;
}

/* Part 0 of a row in which a thread is started for each cell. */
static void start_each(const struct litmus_walk *walk, void (*function)(void *), bool writes)
{
    struct litmus_edges *e = walk->context;
    const cpu_set_t before = may_run_anywhere();
    for (unsigned i = 0; i < walk->n; i++) {
        struct pthread_default_thread thread;
        litmus_word *x = (litmus_word *)(walk->base + walk->offset[i]),
                    *word[2] = {x, &e->at[i].told};
        if (!writes)
            *x = 1;
        pthread_default_thread_init(&thread);
        const bool started = pthread_default_thread_start(&thread, function, word) == 0;
        if (started)
            pthread_default_thread_join(&thread);
        walk->seen[i] = (uint16_t)litmus_told(started, writes ? x : &e->at[i].told);
        pthread_default_thread_destroy(&thread);
    }
    sched_setaffinity(0, sizeof before, &before);
    /* relaxed: no data comes with it */
    atomic_store_explicit(&e->inside, 1, memory_order_relaxed);
}

/* ---- thread-start: what the starter wrote is there in the thread ---- */

static void look_from_thread(void *word)
{
    litmus_word **at = word;
    *at[1] = *at[0];
}

static void thread_start_write_all(const struct litmus_walk *walk)
{
    start_each(walk, look_from_thread, false);
}

/* ---- thread-join: what the thread wrote is there after the join ---- */

static void write_from_thread(void *word)
{
    litmus_word **at = word;
    *at[0] = 1;
}

static void thread_join_write_all(const struct litmus_walk *walk)
{
    start_each(walk, write_from_thread, true);
}

static void thread_start_read_all(const struct litmus_walk *walk)
{
    idle_all(walk);
}

static void thread_join_read_all(const struct litmus_walk *walk)
{
    idle_all(walk);
}

/* ---- constructor: what ran before main is there in every thread ---- */

LITMUS_WRITER(constructor)
{
    (void)e, (void)i;
    *x = 1;
    return 0;
}

LITMUS_READER(constructor)
{
    struct constructor_init init = {0};
    (void)e, (void)i, (void)x;
    return litmus_pack(1, init_data_is_whole(constructor_init_get(&init)), 0, 0);
}

LITMUS_LOOPS(constructor)

/* ---- sleep: the reader waits for a time, and for nothing else ---- */

static void sleep_write_all(const struct litmus_walk *walk)
{
    for (unsigned i = 0; i < walk->n; i++) {
        *(volatile litmus_word *)(walk->base + walk->offset[i]) = 1;
        walk->seen[i] = 0;
    }
}

static void look_at_all(const struct litmus_walk *walk, bool told)
{
    for (unsigned i = 0; i < walk->n; i++) {
        const uint32_t x = *(volatile litmus_word *)(walk->base + walk->offset[i]);
        walk->seen[i] = (uint16_t)(told ? litmus_pack(1, x, 0, 0) : 0);
    }
}

static void sleep_read_all(const struct litmus_walk *walk)
{
    sleep_slow(SLEEP_NS);
    look_at_all(walk, true);
}

/* ---- exit: the reader sees that the writing thread is gone, and has not joined it ---- */

enum { NOT_STARTED = UINT32_MAX };

static void *write_and_exit(void *argument)
{
    const struct litmus_walk *walk = argument;
    struct litmus_edges *e = walk->context;
    const uint32_t id = (uint32_t)syscall(SYS_gettid);
    atomic_store_explicit(&e->inside, id, memory_order_relaxed); /* relaxed: to order nothing */
    for (unsigned i = 0; i < walk->n; i++)
        *(volatile litmus_word *)(walk->base + walk->offset[i]) = 1;
    return NULL;
}

static void exit_write_all(const struct litmus_walk *walk)
{
    struct litmus_edges *e = walk->context;
    pthread_attr_t detached;
    pthread_t thread;
    memset(walk->seen, 0, walk->n * sizeof *walk->seen);
    e->walk = *walk; /* the thread may outlive this call, and is gone before the batch ends */
    const cpu_set_t before = may_run_anywhere();
    if (pthread_attr_init(&detached) != 0 ||
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED) != 0 ||
        pthread_create(&thread, &detached, write_and_exit, &e->walk) != 0)
        atomic_store_explicit(&e->inside, NOT_STARTED, memory_order_relaxed); /* relaxed: a flag */
    sched_setaffinity(0, sizeof before, &before);
    pthread_attr_destroy(&detached);
}

static void exit_read_all(const struct litmus_walk *walk)
{
    struct litmus_edges *e = walk->context;
    uint32_t id;
    /* relaxed: to order nothing */
    while ((id = atomic_load_explicit(&e->inside, memory_order_relaxed)) == 0)
        sched_yield();
    while (id != NOT_STARTED && syscall(SYS_tgkill, getpid(), (int)id, 0) == 0)
        sched_yield();
    look_at_all(walk, id != NOT_STARTED);
}

/* ---- wrc/waitgroup: the waiter is ordered; a thread that learns of it by a flag is not ---- */

LITMUS_WRITER(waitgroup_done)
{
    litmus_store(LITMUS_relaxed, x, 1);
    go_waitgroup_done(&e->at[i].waitgroup);
    return 0;
}

LITMUS_WRITER(waitgroup_waiter)
{
    go_waitgroup_wait(&e->at[i].waitgroup);
    const uint32_t seen = litmus_load(LITMUS_relaxed, x);
    litmus_store(LITMUS_relaxed, &e->at[i].told, 1);
    return litmus_pack(seen, 0, 0, 0);
}

LITMUS_READER(waitgroup_other)
{
    const uint32_t told = litmus_load(LITMUS_relaxed, &e->at[i].told);
    return litmus_pack(0, told, litmus_load(LITMUS_relaxed, x), 0);
}
