// SPDX-License-Identifier: MIT
// A channel that is broken on purpose, and threads that call one verb.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/channel/go.h"
#include "primitives/channel/subjects.h"
#include "tests/primitives/asleep.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

/* ---- a channel that is wrong in one way at a time ---- */

enum fault { NO_FAULT, DROPS, DOUBLES, SWAPS, ROOMY, BURNS };

static enum fault fault; /* set while no broken channel is in use */

struct broken_channel {
    struct go_channel go;
    _Atomic uint64_t sends;
    uint64_t held; /* SWAPS, by one sender only */
};

static int broken_channel_init(struct broken_channel *c, size_t capacity)
{
    atomic_init(&c->sends, 0);
    return go_channel_init(&c->go, capacity + (fault == ROOMY));
}

static void broken_channel_destroy(struct broken_channel *c)
{
    go_channel_destroy(&c->go);
}

static bool broken_channel_send(struct broken_channel *c, uint64_t value)
{
    uint64_t nth = atomic_fetch_add_explicit(&c->sends, 1, memory_order_relaxed);
    if (fault == DROPS && nth % 64 == 63)
        return true;
    if (fault == DOUBLES && nth % 64 == 63)
        return go_channel_send(&c->go, value) && go_channel_send(&c->go, value);
    if (fault == SWAPS && nth % 64 == 62) {
        c->held = value;
        return true;
    }
    if (fault == SWAPS && nth % 64 == 63)
        return go_channel_send(&c->go, value) && go_channel_send(&c->go, c->held);
    return go_channel_send(&c->go, value);
}

static bool broken_channel_receive(struct broken_channel *c, uint64_t *value)
{
    for (bool nothing = fault == BURNS; nothing;) {
        sema_lock(&c->go.lock);
        const bool closed = c->go.closed;
        sema_unlock(&c->go.lock);
        nothing = !closed && go_channel_len(&c->go) == 0;
    }
    return go_channel_receive(&c->go, value);
}

static void broken_channel_close(struct broken_channel *c)
{
    go_channel_close(&c->go);
}

CHANNEL_VERBS(broken)
static const struct channel_subject broken_subject = CHANNEL_ENTRY(
    broken, .values = true, .unbuffered = true, .bounded = true, .many = true, .close = true);

/* ---- helpers ---- */

enum { APART = 128, MOST_THREADS = 24, MOST_CAPACITIES = 4 };

/* A channel on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_channel(const struct channel_subject *s, size_t capacity)
{
    size_t room = (s->size + APART - 1) / APART * APART;
    void *c = aligned_alloc(APART, room);
    assert_non_null(c);
    memset(c, 0xa5, room);
    assert_int_equal(s->init(c, capacity), 0);
    return c;
}

static void free_channel(const struct channel_subject *s, void *c)
{
    s->destroy(c);
    free(c);
}

/* Whether s keeps a capacity that is known here. */
static bool capacity_known(const struct channel_subject *s)
{
    return s->traits.unbuffered || (s->traits.bounded && !s->traits.rounded) ||
           s->traits.fixed_capacity > 0;
}

/* The capacities to test s with. Returns how many; one that nobody looks at where the kernel
 * decides. */
static size_t capacities(const struct channel_subject *s, size_t c[MOST_CAPACITIES])
{
    size_t n = 0;
    if (s->traits.unbuffered)
        c[n++] = 0;
    if (s->traits.bounded) {
        c[n++] = 1;
        c[n++] = 2;
        c[n++] = 16;
    }
    if (n == 0)
        c[n++] = (size_t)s->traits.fixed_capacity;
    return n;
}

/* A thread that calls one verb of a channel once. */
struct caller {
    const struct channel_subject *subject;
    void *channel;
    uint64_t value;      /* to send, or received */
    bool result;         /* what the verb returned */
    const uint64_t *see; /* read after the verb where not NULL, plain on purpose */
    uint64_t saw;
    _Atomic pid_t tid; /* 0 until it runs */
    pthread_t thread;
};

static void *send_once(void *argument)
{
    struct caller *me = argument;
    atomic_store(&me->tid, gettid());
    me->result = me->subject->send(me->channel, me->value);
    return NULL;
}

static void *receive_once(void *argument)
{
    struct caller *me = argument;
    atomic_store(&me->tid, gettid());
    me->result = me->subject->receive(me->channel, &me->value);
    if (me->see)
        me->saw = *me->see;
    return NULL;
}

static void start_and_await_sleep(struct caller *c, void *(*verb)(void *))
{
    assert_int_equal(pthread_create(&c->thread, NULL, verb, c), 0);
    await_sleep(&c->tid);
}

static uint64_t cpu_ns(pthread_t thread)
{
    clockid_t clock;
    struct timespec t;
    assert_int_equal(pthread_getcpuclockid(thread, &clock), 0);
    assert_int_equal(clock_gettime(clock, &t), 0);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void interrupted(int signal)
{
    (void)signal;
}

/* CPU time in ns that a sleeping thread uses in 200 ms, in which ten signals interrupt it. */
static inline uint64_t cpu_ns_while_asleep(pthread_t thread)
{
    struct sigaction no_restart = {.sa_handler = interrupted};
    assert_int_equal(sigaction(SIGUSR1, &no_restart, NULL), 0);
    uint64_t before = cpu_ns(thread);
    for (int i = 0; i < 10; i++) {
        sleep_ms(20);
        pthread_kill(thread, SIGUSR1);
    }
    return cpu_ns(thread) - before;
}

enum { ASLEEP_CPU_NS = 20000000 };

/* Of a sleeper in that time; who gets thousands of signals (disturb.h) wakes for each. */
static inline bool slept(uint64_t cpu)
{
    return cpu < ASLEEP_CPU_NS * (getenv("STRESS_SIGNALS") ? 5u : 1u);
}
