// SPDX-License-Identifier: MIT
// Checks of a read-write lock's attempts: what they get, and what they leave behind.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/rwmutex/checker.h"
#include "tests/test.h"

struct attempt {
    const struct rwmutex_subject *subject;
    void *lock;
    bool writes, got;
};

/* Gives back at once what it gets. */
static void *attempt_once(void *argument)
{
    struct attempt *a = argument;
    const struct rwmutex_subject *s = a->subject;
    a->got = a->writes ? s->try_write_acquire(a->lock) : s->try_read_acquire(a->lock);
    if (a->got && a->writes)
        s->write_release(a->lock);
    else if (a->got)
        s->read_release(a->lock);
    return NULL;
}

/* Whether an attempt of another thread gets the lock. */
static bool another_gets(const struct rwmutex_subject *s, void *lock, bool writes)
{
    struct attempt a = {.subject = s, .lock = lock, .writes = writes};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, attempt_once, &a), 0);
    pthread_join(thread, NULL);
    return a.got;
}

/* What is held by an attempt or by an acquire refuses the same attempts, and nothing is left of
 * those that were refused. */
static void tries_as_it_acquires(void **state)
{
    const struct rwmutex_subject *s = *state;
    void *lock = new_lock(s);
    for (int i = 0; i < 4; i++) {
        assert_true(another_gets(s, lock, false));
        assert_true(another_gets(s, lock, true));
        if (i % 2)
            s->read_acquire(lock);
        else
            assert_true(s->try_read_acquire(lock));
        assert_true(another_gets(s, lock, false));
        assert_false(another_gets(s, lock, true));
        assert_false(s->try_write_acquire(lock));
        assert_true(another_gets(s, lock, false));
        s->read_release(lock);
        if (i % 2)
            s->write_acquire(lock);
        else
            assert_true(s->try_write_acquire(lock));
        assert_false(another_gets(s, lock, false));
        assert_false(another_gets(s, lock, true));
        assert_false(s->try_read_acquire(lock));
        s->write_release(lock);
    }
    free_lock(s, lock);
}

/* A waiting writer refuses attempts to read where it stops readers; attempts to write it always
 * does. */
static void tries_beside_a_waiting_writer(void **state)
{
    const struct rwmutex_subject *s = *state;
    void *lock = new_lock(s);
    _Atomic unsigned turns = 0;
    struct visitor first = {.subject = s, .lock = lock, .turns = &turns}, writer = first;
    writer.writes = true;
    start(&first);
    start(&writer);
    bool read = another_gets(s, lock, false), written = another_gets(s, lock, true);
    let_go(&first);
    let_go(&writer);
    pthread_join(first.thread, NULL);
    pthread_join(writer.thread, NULL);
    assert_int_equal(read, !s->traits.prefer_writer);
    assert_false(written);
    assert_true(another_gets(s, lock, true));
    free_lock(s, lock);
}

static const struct rwmutex_subject *tried_subject;

static void read_by_trying(void *lock)
{
    while (!tried_subject->try_read_acquire(lock))
        sched_yield();
}

/* By turns: attempts and waiting writers must not disturb each other. */
static void write_by_either(void *lock)
{
    static _Thread_local unsigned turn;
    if (turn++ % 2)
        tried_subject->write_acquire(lock);
    else
        while (!tried_subject->try_write_acquire(lock))
            sched_yield();
}

static void excludes_by_trying(void **state)
{
    static const unsigned mix[][2] = {{1, 1}, {0, 2}, {2, 2}};
    struct rwmutex_subject by = *(const struct rwmutex_subject *)(tried_subject = *state);
    by.write_acquire = write_by_either;
    for (size_t i = 0; i < sizeof mix / sizeof *mix; i++) {
        by.read_acquire = i % 2 ? tried_subject->read_acquire : read_by_trying;
        struct tally t = run(&by, mix[i][0], mix[i][1], stress_span(150));
        assert_int_equal(t.overlap, 0);
        assert_int_equal(t.stale, 0);
        assert_int_equal(t.counted, t.writes);
        assert_true(t.writes > 0);
    }
}
