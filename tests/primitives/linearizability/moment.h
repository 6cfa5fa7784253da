// SPDX-License-Identifier: MIT
// The clock of histories: one for all threads, and cheap, so that it hides as little as it can.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/machine/ticks.h"
#include "tests/primitives/disturb.h"

/*
 * The counter of the CPU, where those of all CPUs agree: reading it touches no shared line. Where
 * they do not, or with STRESS_CLOCK=1, a number that every look increases: right on every machine,
 * but its line goes from thread to thread, and each look is a full barrier on x86-64.
 */
struct moment_clock {
    bool counts;
    _Atomic uint64_t count;
};

static struct moment_clock moment_clock __attribute__((unused));

/* Before the operation's first instruction. */
static inline uint64_t moment_begin(void)
{
    return moment_clock.counts ? atomic_fetch_add(&moment_clock.count, 1) : ticks_begin();
}

/* After the operation's last instruction. (A store of it may still be in the CPU's buffer.) */
static inline uint64_t moment_end(void)
{
    return moment_clock.counts ? atomic_fetch_add(&moment_clock.count, 1) : ticks_end();
}

enum { MOMENT_THROWS = 20000 };

/* Two threads throw the time to each other: it must not go back on the way. */
struct moment_court {
    _Atomic uint64_t ball[2];
    atomic_bool back;
};

struct moment_player {
    struct moment_court *court;
    unsigned side;
};

static inline void *moment_play(void *argument)
{
    const struct moment_player *me = argument;
    struct moment_court *court = me->court;
    uint64_t caught = 0;
    for (int i = 0; i < MOMENT_THROWS; i++) {
        if (me->side == 0 || i > 0)
            atomic_store_explicit(&court->ball[!me->side], ticks_end(), memory_order_release);
        uint64_t seen;
        for (unsigned looks = 0;
             (seen = atomic_load_explicit(&court->ball[me->side], memory_order_acquire)) == caught;)
            if (++looks > 1000)
                sched_yield();
        if (ticks_begin() < seen)
            atomic_store(&court->back, true);
        caught = seen;
    }
    if (me->side == 1)
        atomic_store_explicit(&court->ball[0], ticks_end(), memory_order_release);
    return NULL;
}

/* Chooses the clock; once, before the first history. Says which one it is, as a comment of TAP. */
static inline void moment_choose(void)
{
    struct moment_court court = {.back = false};
    struct moment_player side[2] = {{&court, 0}, {&court, 1}};
    pthread_t other;
    moment_clock.counts = stress_number("STRESS_CLOCK", 0) != 0;
    if (!moment_clock.counts) {
        assert_int_equal(pthread_create(&other, NULL, moment_play, &side[1]), 0);
        moment_play(&side[0]);
        pthread_join(other, NULL);
        moment_clock.counts = atomic_load(&court.back);
    }
    printf("# times are of %s\n", moment_clock.counts ? "a shared counter" : TICKS_SOURCE);
}
