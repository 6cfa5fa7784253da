// SPDX-License-Identifier: MIT
// Whether another thread has come to its wait, and signals that disturb it there.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>

#include "primitives/tsan.h"
#include "tests/primitives/asleep.h"

/* A thread spins in its wait, and is not on the way there, once it has used so much CPU time. */
enum { WAITING_SPINS_NS = 5000000 };

/* CPU time of a thread that has not been joined. */
static inline uint64_t thread_cpu_ns(pthread_t thread)
{
    clockid_t clock;
    struct timespec t = {0, 0};
    if (pthread_getcpuclockid(thread, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Where a wait sleeps: on words of object, or of the stack of the thread that waits. */
struct wait_place {
    const void *object;
    size_t size;
    const void *frame; /* from here down; the thread sets it before its id */
    bool spins;        /* nowhere: it never sleeps */
};

enum { WAIT_FRAMES = 1 << 14 }; /* bytes of stack below the frame */

/* Whether something makes a thread sleep on its way, for locks of its own: ThreadSanitizer, or an
 * emulator of one process. */
static inline bool others_sleep(void)
{
#ifdef SC_TSAN
    return true;
#else
    return getenv("TEST_UNDER") != NULL;
#endif
}

/* Whether the thread sleeps in its wait: the first argument of the system call tells, where the
 * kernel gives it away. p is NULL: whether it sleeps at all. */
static inline bool sleeps_in(pid_t tid, const struct wait_place *p)
{
    if (!p)
        return thread_asleep(tid);
    if (p->spins || !thread_asleep(tid))
        return false;
    if (!others_sleep())
        return true;
    char path[64];
    unsigned long word = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)tid);
    FILE *f = fopen(path, "r");
    if (!f)
        return true;
    const int fields = fscanf(f, "%*d %lx", &word); /* "running": none */
    fclose(f);
    return fields == 1 &&
           (word - (uintptr_t)p->object < p->size || (uintptr_t)p->frame - word < WAIT_FRAMES);
}

/* Returns when the thread that stores its id in tid sleeps there; else the alarm ends the
 * program. */
static inline void await_sleep_in(_Atomic pid_t *tid, const struct wait_place *place)
{
    while (atomic_load(tid) == 0 || !sleeps_in(atomic_load(tid), place))
        sleep_ms(1);
}

/*
 * Returns once thread is done with its wait (*done, which it sets itself) or is in it: asleep, or
 * spinning for long. *tid: its id, which it sets as the last thing before the wait. What never
 * comes is ended by the test's alarm. place: for a test that must not take a thread for one that
 * waits before it does, at any load; else NULL.
 */
static inline void await_wait_in(pthread_t thread, _Atomic pid_t *tid, atomic_bool *done,
                                 const struct wait_place *place)
{
    const struct timespec pause = {0, 200000};
    while (atomic_load(tid) == 0)
        nanosleep(&pause, NULL);
    const uint64_t before = thread_cpu_ns(thread);
    while (!atomic_load(done) && !sleeps_in(atomic_load(tid), place) &&
           thread_cpu_ns(thread) - before < WAITING_SPINS_NS)
        nanosleep(&pause, NULL);
}

static inline void await_wait(pthread_t thread, _Atomic pid_t *tid, atomic_bool *done)
{
    await_wait_in(thread, tid, done, NULL);
}

static inline void ignore_signal(int signal)
{
    (void)signal;
}

/* Sends thread, which waits, count signals that end its system calls with EINTR, one by one. */
static inline void disturb(pthread_t thread, unsigned count)
{
    const struct timespec pause = {0, 200000};
    /* no SA_RESTART */
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = ignore_signal}, NULL);
    for (unsigned i = 0; i < count; i++) {
        pthread_kill(thread, SIGUSR1);
        nanosleep(&pause, NULL);
    }
}
