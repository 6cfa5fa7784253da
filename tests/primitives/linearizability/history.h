// SPDX-License-Identifier: MIT
// A timed history: which operations threads called on one object, when, and what they returned.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST_OPERATIONS = 64, MOST_STATE = 128, OPERATION_TEXT = 64 };

/* The end of an operation that has not returned. */
#define NEVER UINT64_MAX

/*
 * Times are of one clock for all threads: begin is read before the call, end after its return. So
 * an operation took effect between the two. Two operations whose times touch count as concurrent.
 */
struct operation {
    uint64_t begin, end;
    uint8_t thread;
    uint8_t verb; /* one of the model's */
    bool okay;    /* what the verb returned, where it says yes or no */
    int64_t key;
    int64_t argument, second; /* what the caller passed */
    int64_t result;           /* what the verb gave back */
};

/*
 * The operations of one thread stand in its program's order; threads may be mixed. An operation
 * that has not returned carries the result that it has returned later: it may have taken effect
 * with that result or not at all.
 */
struct history {
    unsigned n;
    struct operation op[MOST_OPERATIONS];
};

/*
 * A sequential object. Its state is state_size bytes, at most MOST_STATE, that are equal exactly
 * where two states are the same: no padding, and unused parts are zero.
 */
struct model {
    const char *name;
    size_t state_size;
    /* The object is one independent object for each key, of which this is the model. A history is
     * linearizable exactly where its part for each key is (Herlihy and Wing: locality). */
    bool by_key;
    /* Whether the operation with its result is possible now. Where it is, *state becomes what it
     * leaves. */
    bool (*apply)(void *state, const struct operation *o);
    /*
     * NULL, or whether two operations that take effect at one moment are possible, as a rendezvous
     * is: neither of them is possible alone. Called with both orders. (Hemed, Rinetzky and
     * Vafeiadis, "Modular verification of concurrency-aware linearizability", 2015.)
     */
    bool (*apply_both)(void *state, const struct operation *a, const struct operation *b);
    /*
     * Whether b has to leave the history where a does, so that what is left has no explanation only
     * if the whole had none. A read changes nothing and leaves alone; a value leaves a queue with
     * its send and its receive. Where not even a goes with a, a stays. NULL: every operation stays.
     */
    bool (*goes_with)(const struct history *h, const struct operation *a,
                      const struct operation *b);
    /* Writes the call and its result: "send 3", "receive = 3". */
    void (*print)(char text[OPERATION_TEXT], const struct operation *o);
};

/* The first moment of a history, where it has an operation. */
static inline uint64_t history_begin(const struct history *h)
{
    uint64_t first = NEVER;
    for (unsigned i = 0; i < h->n; i++)
        if (h->op[i].begin < first)
            first = h->op[i].begin;
    return first;
}

/* The operation that begins next after the moment at, or has the same begin and a higher index. */
static inline const struct operation *history_next(const struct history *h,
                                                   const struct operation *last)
{
    const struct operation *next = NULL;
    for (const struct operation *o = h->op; o < h->op + h->n; o++)
        if ((!last || o->begin > last->begin || (o->begin == last->begin && o > last)) &&
            (!next || o->begin < next->begin))
            next = o;
    return next;
}

/*
 * Writes the history to out, one operation a line in the order of their begins, with times in ticks
 * from the first one. Each line begins with prefix ("# " in TAP).
 */
static inline void history_print(FILE *out, const char *prefix, const struct model *model,
                                 const struct history *h)
{
    uint64_t first = history_begin(h);
    fprintf(out, "%s%8s %8s  thread  operation\n", prefix, "begin", "end");
    for (const struct operation *o = history_next(h, NULL); o; o = history_next(h, o)) {
        char text[OPERATION_TEXT], end[24] = "-";
        model->print(text, o);
        if (o->end != NEVER)
            snprintf(end, sizeof end, "%llu", (unsigned long long)(o->end - first));
        fprintf(out, "%s%8llu %8s  %6u  %s%s\n", prefix, (unsigned long long)(o->begin - first),
                end, (unsigned)o->thread, text, o->end == NEVER ? " (has not returned)" : "");
    }
}
