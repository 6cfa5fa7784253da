// SPDX-License-Identifier: MIT
// Channels for tests of Go's select, and a thread that selects.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "primitives/select/go.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

static inline void make(struct go_channel *c, size_t capacity)
{
    memset(c, 0xa5, sizeof *c);
    assert_int_equal(go_channel_init(c, capacity), 0);
}

/* Nobody is queued, not even one who has been decided: a wait has left nothing. */
static inline void expect_empty(const struct go_channel *c)
{
    assert_null(c->senders.head);
    assert_null(c->receivers.head);
}

/* A select by a thread of its own. */
struct choice {
    struct go_select_case *cases;
    size_t n;
    const struct timespec *deadline;
    int chosen;
    struct wait_place place; /* on this stack, but where all are nil */
    _Atomic pid_t tid;
    pthread_t thread;
};

static inline void *choose(void *argument)
{
    struct choice *me = argument;
    me->place.frame = __builtin_frame_address(0);
    atomic_store(&me->tid, gettid());
    me->chosen = me->deadline ? go_select_wait_until(me->cases, me->n, me->deadline)
                              : go_select_wait(me->cases, me->n);
    return NULL;
}

static inline void start_choice(struct choice *c)
{
    bool nil = true;
    for (size_t i = 0; i < c->n; i++)
        nil = nil && !c->cases[i].channel;
    assert_int_equal(pthread_create(&c->thread, NULL, choose, c), 0);
    await_sleep_in(&c->tid, nil ? NULL : &c->place);
}
