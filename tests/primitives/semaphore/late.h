// SPDX-License-Identifier: MIT
// Threads that come to a semaphore that has no permit for them.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "primitives/semaphore/subjects.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/semaphore/crowd.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

struct late {
    const struct semaphore_subject *subject;
    void *semaphore;
    const struct timespec *deadline; /* NULL: none */
    _Atomic unsigned *turns;
    unsigned turn; /* how many were let in before this one */
    bool refused;
    struct wait_place place;
    _Atomic pid_t tid;
    atomic_bool done; /* let in, or refused */
    pthread_t thread;
};

/* Keeps the permit that it gets. */
static void *come(void *argument)
{
    struct late *l = argument;
    l->place.frame = __builtin_frame_address(0);
    atomic_store(&l->tid, gettid());
    if (l->deadline)
        l->refused = !l->subject->acquire_until(l->semaphore, l->deadline);
    else
        l->subject->acquire(l->semaphore);
    if (!l->refused)
        l->turn = atomic_fetch_add(l->turns, 1);
    atomic_store(&l->done, true);
    return NULL;
}

static void give_back(void *argument)
{
    struct late *l = argument;
    l->subject->release(l->semaphore);
}

/* What a thread does that may be cancelled: the permit that it gets is given back. */
static void *come_cancelled(void *argument)
{
    struct late *l = argument;
    l->place.frame = __builtin_frame_address(0);
    atomic_store(&l->tid, gettid());
    l->subject->acquire(l->semaphore);
    pthread_cleanup_push(give_back, l);
    atomic_store(&l->done, true);
    pthread_testcancel();
    pthread_cleanup_pop(1);
    return NULL;
}

/* Returns when the thread is let in, refused, or waits; else the alarm ends the program. */
static void start(struct late *l, void *(*function)(void *))
{
    l->place = (struct wait_place){.object = l->semaphore, .size = l->subject->size};
    assert_int_equal(pthread_create(&l->thread, NULL, function, l), 0);
    await_wait_in(l->thread, &l->tid, &l->done, &l->place);
}

static void take_all(const struct semaphore_subject *s, void *semaphore, unsigned permits)
{
    for (unsigned i = 0; i < permits; i++)
        s->acquire(semaphore);
}

static void give_all(const struct semaphore_subject *s, void *semaphore, unsigned permits)
{
    for (unsigned i = 0; i < permits; i++)
        s->release(semaphore);
}
