// SPDX-License-Identifier: MIT
// A semaphore on lines of its own, and a crowd of threads that records who was let in.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "primitives/relax.h"
#include "primitives/semaphore/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

enum { MOST_THREADS = 16 };

/* It was full of rubbish: init must not count on zeros. */
static void *new_semaphore(const struct semaphore_subject *s, unsigned permits)
{
    void *p = rubbish(s->size);
    assert_int_equal(s->init(p, permits), 0);
    return p;
}

static void free_semaphore(const struct semaphore_subject *s, void *p)
{
    s->destroy(p);
    free(p);
}

/* The permits that are there, up to most; most where it cannot try. Gives them back. */
static unsigned permits_left(const struct semaphore_subject *s, void *p, unsigned most)
{
    unsigned n = 0;
    if (!s->try_acquire)
        return most;
    while (n < most && s->try_acquire(p))
        n++;
    for (unsigned i = 0; i < n; i++)
        s->release(p);
    return n;
}

struct crowd {
    const struct semaphore_subject *subject;
    void *semaphore;
    unsigned permits, threads;
    uint64_t visits_each;
    _Atomic unsigned ready;
    _Atomic unsigned inside,
        most_inside; /* relaxed: they must not add the order that is under test */
    /* plain on purpose; with one permit only: ThreadSanitizer reports what it does not order */
    uint64_t counter, message[4];
};

struct visitor {
    struct crowd *crowd;
    uint64_t visits, refused, torn;
    pthread_t thread;
};

static void visit_inside(struct crowd *c, struct visitor *v)
{
    const unsigned inside = atomic_fetch_add_explicit(&c->inside, 1, memory_order_relaxed) + 1;
    unsigned most = atomic_load_explicit(&c->most_inside, memory_order_relaxed);
    while (most < inside &&
           !atomic_compare_exchange_weak_explicit(&c->most_inside, &most, inside,
                                                  memory_order_relaxed, memory_order_relaxed))
        ;
    if (c->permits == 1) {
        volatile uint64_t *message = c->message;
        const uint64_t before = c->counter;
        for (size_t i = 0; i < sizeof c->message / sizeof *c->message; i++) {
            v->torn += message[i] != before + i;
            message[i] = before + i + 1;
            if (v->visits % 16 == i) /* makes room for an intruder */
                sched_yield();
        }
        c->counter = before + 1;
    } else if (v->visits % 16 == 0) {
        sched_yield();
    }
    atomic_fetch_sub_explicit(&c->inside, 1, memory_order_relaxed);
}

/* By turns the ways that the subject has to come in. */
static bool come_in(const struct semaphore_subject *s, void *semaphore, uint64_t turn)
{
    const struct timespec now = {0, 0}; /* has passed: one attempt */
    struct timespec soon;
    if (turn % 4 == 1 && s->try_acquire)
        return s->try_acquire(semaphore);
    if (turn % 4 == 2 && s->acquire_until)
        return s->acquire_until(semaphore, &now);
    if (turn % 4 == 3 && s->acquire_until) {
        clock_gettime(CLOCK_MONOTONIC, &soon);
        soon.tv_nsec += 20000;
        soon.tv_sec += soon.tv_nsec / 1000000000;
        soon.tv_nsec %= 1000000000;
        return s->acquire_until(semaphore, &soon);
    }
    s->acquire(semaphore);
    return true;
}

static void *visit(void *argument)
{
    struct visitor *v = argument;
    struct crowd *c = v->crowd;
    atomic_fetch_add(&c->ready, 1);
    while (atomic_load(&c->ready) < c->threads)
        sched_yield();
    struct stress_random random = {(uintptr_t)v};
    for (uint64_t turn = 0; v->visits < c->visits_each; turn++) {
        stress_delay(&random);
        if (come_in(c->subject, c->semaphore, turn)) {
            visit_inside(c, v);
            v->visits++;
            c->subject->release(c->semaphore);
        } else {
            v->refused++;
        }
    }
    return NULL;
}

struct tally {
    uint64_t visits, counted, refused, torn;
    unsigned most_inside, left;
};

static struct tally run(const struct semaphore_subject *s, unsigned permits, unsigned threads,
                        uint64_t visits_each)
{
    struct crowd c = {.subject = s,
                      .semaphore = new_semaphore(s, permits),
                      .permits = permits,
                      .threads = threads,
                      .visits_each = visits_each};
    struct visitor v[MOST_THREADS] = {0};
    struct tally t = {0};
    for (size_t i = 0; i < sizeof c.message / sizeof *c.message; i++)
        c.message[i] = i;
    assert_true(threads <= MOST_THREADS);
    for (unsigned i = 0; i < threads; i++) {
        v[i].crowd = &c;
        assert_int_equal(pthread_create(&v[i].thread, NULL, visit, &v[i]), 0);
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(v[i].thread, NULL);
        t.visits += v[i].visits;
        t.refused += v[i].refused;
        t.torn += v[i].torn;
    }
    t.counted = c.counter;
    stress_did(2 * t.visits + t.refused);
    t.most_inside = c.most_inside;
    t.left = permits_left(s, c.semaphore, permits + 1);
    free_semaphore(s, c.semaphore);
    return t;
}
