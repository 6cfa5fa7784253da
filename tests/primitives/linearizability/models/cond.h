// SPDX-License-Identifier: MIT
// The sequential condition variable with its mutex: a queue of those who wait.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum { COND_MOST_THREADS = 8 };

/*
 * A wait takes effect twice: it gives the mutex up and waits, and it has been woken and takes the
 * mutex again. So it is two operations of one call.
 */
enum cond_verb {
    COND_ACQUIRE,
    COND_RELEASE,
    COND_SLEEP,
    COND_WAKE,
    COND_SIGNAL,
    COND_BROADCAST,
    COND_FINISH /* a broadcast by one who holds the mutex for it alone */
};

/* Nobody waits, and the mutex is free: all zero but for fifo. */
struct cond_state {
    uint8_t fifo;    /* a signal wakes who has waited longest; 0: a wait may end at any time */
    uint8_t holder;  /* 1 + the thread that has the mutex; 0: none */
    uint8_t woken;   /* a bit for each thread that may end its wait */
    uint8_t waiting; /* so many stand in the queue, the next one first; behind them are zeros */
    uint8_t queue[COND_MOST_THREADS];
};

/* Moves the first n of the queue to those that are woken. */
static inline void cond_wake(struct cond_state *s, unsigned n)
{
    for (; n > 0 && s->waiting > 0; n--) {
        s->woken |= (uint8_t)(1u << s->queue[0]);
        memmove(s->queue, s->queue + 1, COND_MOST_THREADS - 1);
        s->queue[COND_MOST_THREADS - 1] = 0;
        s->queue[--s->waiting] = 0;
    }
}

static inline bool cond_apply(void *state, const struct operation *o)
{
    struct cond_state *s = state;
    const uint8_t me = (uint8_t)(1u << o->thread);
    const bool held = s->holder == o->thread + 1, free = s->holder == 0;
    switch (o->verb) {
    case COND_ACQUIRE:
        s->holder = o->thread + 1;
        return free;
    case COND_RELEASE:
        s->holder = 0;
        return held;
    case COND_SLEEP:
        s->holder = 0;
        if (s->fifo)
            s->queue[s->waiting++] = o->thread;
        else
            s->woken |= me;
        return held;
    case COND_WAKE:
        if (!free || !(s->woken & me))
            return false;
        s->woken &= (uint8_t)~me;
        s->holder = o->thread + 1;
        return true;
    case COND_SIGNAL:
        cond_wake(s, 1);
        return true;
    default:
        cond_wake(s, COND_MOST_THREADS);
        return o->verb == COND_BROADCAST || free;
    }
}

static inline void cond_print(char text[OPERATION_TEXT], const struct operation *o)
{
    static const char *const words[] = {"acquire", "release",   "wait",  "go on",
                                        "signal",  "broadcast", "finish"};
    snprintf(text, OPERATION_TEXT, "%s", words[o->verb]);
}

/* Every operation stays: whom a signal wakes depends on all who wait. */
static const struct model cond_model = {.name = "cond",
                                        .state_size = sizeof(struct cond_state),
                                        .apply = cond_apply,
                                        .print = cond_print};
