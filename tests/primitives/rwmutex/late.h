// SPDX-License-Identifier: MIT
// Checks of readers and writers that wait: signals, and waiters that are cancelled.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/rwmutex/checker.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

/* A signal ends the system call in which a waiter sleeps, and not its wait. */
static void waits_on_after_signals(void **state)
{
    const struct rwmutex_subject *s = *state;
    void *lock = new_lock(s);
    for (int writes = 0; writes < 2; writes++) {
        _Atomic unsigned turns = 0;
        struct visitor first = {.subject = s, .lock = lock, .turns = &turns}, late = first;
        first.writes = !writes;
        late.writes = writes;
        start(&first);
        start(&late);
        disturb(late.thread, 100);
        bool early = atomic_load(&late.inside);
        let_go(&first);
        let_go(&late);
        pthread_join(first.thread, NULL);
        pthread_join(late.thread, NULL);
        assert_false(early);
        assert_int_equal(late.turn, 1);
    }
    free_lock(s, lock);
}

static void release_visit(void *argument)
{
    struct visitor *v = argument;
    if (v->writes)
        v->subject->write_release(v->lock);
    else
        v->subject->read_release(v->lock);
}

/* What a thread does that may be cancelled: the lock is given up whether it is or not. */
static void *visit_cancelled(void *argument)
{
    struct visitor *v = argument;
    atomic_store(&v->tid, gettid());
    if (v->writes)
        v->subject->write_acquire(v->lock);
    else
        v->subject->read_acquire(v->lock);
    pthread_cleanup_push(release_visit, v);
    atomic_store(&v->inside, true);
    pthread_testcancel();
    pthread_cleanup_pop(1);
    return NULL;
}

/* A reader and a writer are cancelled while they wait: they get their turns and give them up. */
static void cancelled_waiters_hold_up_nobody(void **state)
{
    const struct rwmutex_subject *s = *state;
    enum { WAITERS = 4 };
    void *lock = new_lock(s), *end;
    struct visitor v[WAITERS];
    s->write_acquire(lock);
    for (int i = 0; i < WAITERS; i++) {
        v[i] = (struct visitor){.subject = s, .lock = lock, .writes = i % 2};
        assert_int_equal(pthread_create(&v[i].thread, NULL, visit_cancelled, &v[i]), 0);
        await_wait(v[i].thread, &v[i].tid, &v[i].inside);
    }
    pthread_cancel(v[0].thread);
    pthread_cancel(v[1].thread);
    s->write_release(lock);
    for (int i = 0; i < WAITERS; i++) {
        pthread_join(v[i].thread, &end);
        assert_true(atomic_load(&v[i].inside));
        assert_ptr_equal(end, i < 2 ? PTHREAD_CANCELED : NULL);
    }
    s->write_acquire(lock);
    s->write_release(lock);
    free_lock(s, lock);
}
