// SPDX-License-Identifier: MIT
// The C library's semaphore.
/*
 * Example: at most eight files are open at a time.
 *
 *     struct sem_t_semaphore files;
 *     if (sem_t_semaphore_init(&files, 8) != 0)
 *         return 1;
 *     sem_t_semaphore_acquire(&files);
 *     // open, read, close
 *     sem_t_semaphore_release(&files);
 *     sem_t_semaphore_destroy(&files);
 */
#ifndef SYNCCOST_SEMAPHORE_SEM_T_H
#define SYNCCOST_SEMAPHORE_SEM_T_H

#include <errno.h>
#include <semaphore.h>
#include <stdbool.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/tsan.h"

/*
 * Source: POSIX, sem_wait(3) and sem_post(3); private to the process. In glibc a word with the
 * permits and the number of waiters, without spinning. Who arrives may take the permit before the
 * waiter that was woken for it. A thread that waits is at a cancellation point. Nothing notices a
 * release of more than is held.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what was done before a sem_post is visible
 * after the sem_wait that it lets go on.
 */
struct sem_t_semaphore {
    sem_t s;
};

/* s is not in use. Returns 0, or -EINVAL where permits is above SEM_VALUE_MAX. */
SC_INLINE int sem_t_semaphore_init(struct sem_t_semaphore *s, unsigned permits)
{
    return sem_init(&s->s, 0, permits) == 0 ? 0 : -errno;
}

/* Nobody waits, and every call has returned. */
SC_INLINE void sem_t_semaphore_destroy(struct sem_t_semaphore *s)
{
    sem_destroy(&s->s);
}

/* A signal ended the wait, if it has begun: it is begun again. A cancellation point. */
SC_SLOW void sem_t_semaphore_acquire_slow(struct sem_t_semaphore *s)
{
    while (sem_wait(&s->s) != 0)
        ;
}

/*
 * Returns once the caller has a permit, after a sleep where there is none. A cancellation point.
 * Acquires what the release of the permit released.
 */
SC_INLINE void sem_t_semaphore_acquire(struct sem_t_semaphore *s)
{
    if (sem_wait(&s->s) != 0)
        sem_t_semaphore_acquire_slow(s);
}

/* Returns at once whether the caller now has a permit. */
SC_INLINE bool sem_t_semaphore_try_acquire(struct sem_t_semaphore *s)
{
    return sem_trywait(&s->s) == 0;
}

#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 30)
#define SYNCCOST_SEM_T_TIMED
/*
 * As acquire, at most until CLOCK_MONOTONIC reaches deadline. Returns whether the caller has a
 * permit. A cancellation point. Needs glibc 2.30.
 */
SC_INLINE bool sem_t_semaphore_acquire_until(struct sem_t_semaphore *s,
                                             const struct timespec *deadline)
{
    int result;
    do
        result = sem_clockwait(&s->s, CLOCK_MONOTONIC, deadline);
    while (result != 0 && errno == EINTR);
    if (result != 0)
        return false;
    SC_TSAN_ACQUIRED(s); /* it intercepts sem_wait, and not sem_clockwait */
    return true;
}
#endif
#endif

/*
 * Gives a permit back, of which there are fewer than SEM_VALUE_MAX. Releases to the acquire that
 * takes it.
 */
SC_INLINE void sem_t_semaphore_release(struct sem_t_semaphore *s)
{
    SC_TSAN_RELEASING(s);
    sem_post(&s->s);
}

#endif
#ifdef SEMAPHORE_SUBJECT
SEMAPHORE_SUBJECT(sem_t, .cancels = true)
#endif
#ifdef SEMAPHORE_TRY_SUBJECT
SEMAPHORE_TRY_SUBJECT(sem_t)
#endif
#if defined(SEMAPHORE_TIMED_SUBJECT) && defined(SYNCCOST_SEM_T_TIMED)
SEMAPHORE_TIMED_SUBJECT(sem_t)
#endif
