// SPDX-License-Identifier: MIT
// Checks of a mutex that another thread holds: attempts, signals to who waits, cancelled waiters.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/mutex/subjects.h"
#include "tests/primitives/mutex/checker.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

/* A thread that comes while another holds the lock. */
struct late {
    const struct mutex_subject *subject;
    void *lock, *node;
    _Atomic pid_t tid;
    atomic_bool owned; /* its acquire has returned */
    bool tried;        /* what its try said, where it tried */
    pthread_t thread;
};

/* Gives back at once what it gets. */
static void *try_once(void *argument)
{
    struct late *me = argument;
    me->tried = me->subject->try_acquire(me->lock, me->node);
    if (me->tried)
        me->subject->release(me->lock, me->node);
    return NULL;
}

static void release_of(void *argument)
{
    struct late *me = argument;
    me->subject->release(me->lock, me->node);
}

/* What a thread does that may be cancelled: the lock is given up whether it is or not. */
static void *wait_and_release(void *argument)
{
    struct late *me = argument;
    atomic_store(&me->tid, gettid());
    me->subject->acquire(me->lock, me->node);
    pthread_cleanup_push(release_of, me);
    atomic_store(&me->owned, true);
    pthread_testcancel();
    pthread_cleanup_pop(1);
    return NULL;
}

static struct late *new_late(const struct mutex_subject *s, void *lock)
{
    struct late *l = rubbish(sizeof *l);
    *l = (struct late){.subject = s, .lock = lock, .node = rubbish(s->node_size)};
    s->node_init(l->node);
    return l;
}

static void free_late(struct late *l)
{
    free(l->node);
    free(l);
}

static void start_late(struct late *l, void *(*function)(void *))
{
    assert_int_equal(pthread_create(&l->thread, NULL, function, l), 0);
}

static bool tried_by_another(struct late *l)
{
    start_late(l, try_once);
    pthread_join(l->thread, NULL);
    return l->tried;
}

/* An attempt takes a free lock and leaves no trace on one that is held, whoever holds it. */
static inline void try_succeeds_when_free_only(void **state)
{
    const struct mutex_subject *s = *state;
    void *lock = rubbish(s->size), *node = rubbish(s->node_size), *spare = rubbish(s->node_size);
    s->init(lock);
    s->node_init(node);
    s->node_init(spare);
    struct late *other = new_late(s, lock);
    for (int i = 0; i < 3; i++) {
        if (i % 2)
            s->acquire(lock, node);
        else
            assert_true(s->try_acquire(lock, node));
        assert_false(s->try_acquire(lock, spare));
        assert_false(tried_by_another(other));
        assert_false(s->try_acquire(lock, spare));
        s->release(lock, node);
        assert_true(tried_by_another(other));
        s->acquire(lock, spare);
        s->release(lock, spare);
    }
    s->destroy(lock);
    free_late(other);
    free(spare);
    free(node);
    free(lock);
}

static const struct mutex_subject *tried_subject;

static void acquire_by_trying(void *lock, void *node)
{
    while (!tried_subject->try_acquire(lock, node))
        sched_yield();
}

/* By turns, so that attempts meet threads that queue. */
static void acquire_by_either(void *lock, void *node)
{
    static _Thread_local unsigned turn;
    if (turn++ % 2)
        acquire_by_trying(lock, node);
    else
        tried_subject->acquire(lock, node);
}

static inline void excludes_by_trying(void **state)
{
    const unsigned threads = cpus() < 4 ? 2 : 4;
    struct mutex_subject by = *(const struct mutex_subject *)(tried_subject = *state);
    by.acquire = acquire_by_trying;
    assert_sound(run(&by, threads, 0, stress_span(150)));
    by.acquire = acquire_by_either;
    assert_sound(run(&by, threads, 0, stress_span(150)));
}

/* A signal ends the system call in which a waiter sleeps, and not its wait. */
static inline void waits_on_after_signals(void **state)
{
    const struct mutex_subject *s = *state;
    void *lock = rubbish(s->size), *node = rubbish(s->node_size);
    s->init(lock);
    s->node_init(node);
    s->acquire(lock, node);
    struct late *l = new_late(s, lock);
    start_late(l, wait_and_release);
    await_wait(l->thread, &l->tid, &l->owned);
    disturb(l->thread, 100);
    assert_false(atomic_load(&l->owned));
    s->release(lock, node);
    pthread_join(l->thread, NULL);
    assert_true(atomic_load(&l->owned));
    s->destroy(lock);
    free_late(l);
    free(node);
    free(lock);
}

/* A waiter that is cancelled gets its turn and gives it up: those behind it go on. */
static inline void cancelled_waiter_holds_up_nobody(void **state)
{
    const struct mutex_subject *s = *state;
    enum { WAITERS = 3 };
    void *lock = rubbish(s->size), *node = rubbish(s->node_size);
    struct late *l[WAITERS];
    void *end;
    s->init(lock);
    s->node_init(node);
    s->acquire(lock, node);
    for (int i = 0; i < WAITERS; i++) {
        l[i] = new_late(s, lock);
        start_late(l[i], wait_and_release);
        await_wait(l[i]->thread, &l[i]->tid, &l[i]->owned);
    }
    pthread_cancel(l[0]->thread);
    pthread_cancel(l[1]->thread);
    s->release(lock, node);
    for (int i = 0; i < WAITERS; i++) {
        pthread_join(l[i]->thread, &end);
        assert_true(atomic_load(&l[i]->owned));
        assert_ptr_equal(end, i < 2 ? PTHREAD_CANCELED : NULL);
    }
    s->acquire(lock, node);
    s->release(lock, node);
    s->destroy(lock);
    for (int i = 0; i < WAITERS; i++)
        free_late(l[i]);
    free(node);
    free(lock);
}
