// SPDX-License-Identifier: MIT
// Whether another thread has come to its wait, and signals that disturb it there.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

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

/*
 * Returns once thread is done with its wait (*done, which it sets itself) or is in it: asleep, or
 * spinning for long. *tid: its id, which it sets as the last thing before the wait. What never
 * comes is ended by the test's alarm.
 */
static inline void await_wait(pthread_t thread, _Atomic pid_t *tid, atomic_bool *done)
{
    const struct timespec pause = {0, 200000};
    while (atomic_load(tid) == 0)
        nanosleep(&pause, NULL);
    const uint64_t before = thread_cpu_ns(thread);
    while (!atomic_load(done) && !thread_asleep(atomic_load(tid)) &&
           thread_cpu_ns(thread) - before < WAITING_SPINS_NS)
        nanosleep(&pause, NULL);
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
