// SPDX-License-Identifier: MIT
// Where threads wait for each other before and after a trial, without sleeping.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* The lines are written by every arriving thread: they stay apart from all else. */
struct gate {
    _Atomic unsigned arrived __attribute__((aligned(512)));
    _Atomic uint64_t start __attribute__((aligned(512))); /* ticks; 0 until published */
    unsigned threads;
    /* two threads on one CPU: waiters yield, since they may sit on the one that another needs */
    bool shared_cpus;
};

/* Ready for the threads' next trial. All must be out of the gate, and none may enter before it
 * returns. */
void gate_close(struct gate *g);

/*
 * Waits for all threads; the last to arrive publishes a start in the future, for which all wait.
 * Returns it, in ticks. What a thread wrote before is visible to all others after (release,
 * acquire).
 */
uint64_t gate_pass(struct gate *g);

/* Waits until every thread that passed has come here. */
void gate_leave(struct gate *g);
