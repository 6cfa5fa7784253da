// SPDX-License-Identifier: MIT
// Pairs of neighbours, one after the other, each with a word that goes there and back.
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/clock.h"
#include "harness/trial/line.h"

/* LEAST_TRIPS of a batch: a reading of the clock takes as long as a part of one. UNTIMED: the
 * first waits for the neighbour, the second tells whether it runs. */
enum { LEAST_TRIPS = 2, UNTIMED = 2 };

/* Odd turns are sent, even ones are answered. */
#define GIVEN_UP UINT32_MAX

/* Apart for the reason that members are (harness/trial/team.h). */
struct line {
    _Atomic uint32_t word;
    /* Written by the sender, read by both at later meetings. */
    bool given_up; /* in this trial */
    unsigned lost; /* trials in a row in which it was */
} __attribute__((aligned(512)));

struct lines {
    unsigned threads, trips; /* trips: of a batch */
    struct line *line;       /* the i-th between threads i and i + 1 */
};

struct lines *lines_create(unsigned threads)
{
    const unsigned pairs = threads - 1;
    struct lines *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->threads = threads;
    l->trips = LINE_TRIPS / LINE_BATCHES / pairs;
    l->trips = l->trips < LEAST_TRIPS ? LEAST_TRIPS : l->trips;
    l->line = aligned_alloc(512, pairs * sizeof *l->line);
    if (!l->line) {
        free(l);
        return NULL;
    }
    memset(l->line, 0, pairs * sizeof *l->line);
    return l;
}

void lines_destroy(struct lines *l)
{
    if (l)
        free(l->line);
    free(l);
}

static void put(_Atomic uint32_t *word, uint32_t turn)
{
    atomic_store_explicit(word, turn, memory_order_release); /* as the floor's own trip does */
}

/* Returns false where the word has become GIVEN_UP. */
static bool await(_Atomic uint32_t *word, uint32_t turn)
{
    uint32_t seen;
    do
        seen = atomic_load_explicit(word, memory_order_acquire); /* as above */
    while (seen != turn && seen != GIVEN_UP);
    return seen == turn;
}

/* The word is left at the last turn or at 0, and each meeting begins with the first: both threads
 * count anew. */
static uint32_t there_and_back(_Atomic uint32_t *word, uint32_t turn, unsigned trips)
{
    for (unsigned i = 0; i < trips; i++, turn += 2) {
        put(word, turn + 1);
        await(word, turn + 2);
    }
    return turn;
}

static void answer(_Atomic uint32_t *word, unsigned trips)
{
    uint32_t turn;
    for (turn = 0; turn < 2 * trips && await(word, turn + 1); turn += 2)
        put(word, turn + 2);
    if (turn < 2 * trips)
        put(word, 0);
}

static double time_trips(_Atomic uint32_t *word, unsigned trips)
{
    double ns[LINE_BATCHES], taken;
    uint32_t turn = there_and_back(word, 0, 1);
    uint64_t begin = ticks();
    turn = there_and_back(word, turn, UNTIMED - 1);
    taken = clock_ns(ticks() - begin);
    for (unsigned i = 0; i < LINE_BATCHES; i++) {
        if (taken > LINE_MOST_NS) {
            put(word, GIVEN_UP);
            return NAN;
        }
        begin = ticks();
        turn = there_and_back(word, turn, trips);
        taken = clock_ns(ticks() - begin);
        ns[i] = taken / trips;
    }
    gsl_sort(ns, 1, LINE_BATCHES);
    return gsl_stats_median_from_sorted_data(ns, 1, LINE_BATCHES);
}

static bool is_open(const struct line *line, bool after)
{
    return line->lost < LINE_LOST && !(after && line->given_up);
}

static double send(struct line *line, unsigned trips, bool after)
{
    const double ns = time_trips(&line->word, trips);
    line->given_up = isnan(ns);
    if (line->given_up)
        line->lost++;
    else if (after)
        line->lost = 0;
    return ns;
}

static double meet(struct lines *l, unsigned thread, bool after)
{
    struct line *last = thread > 0 ? &l->line[thread - 1] : NULL;
    struct line *next = thread + 1 < l->threads ? &l->line[thread] : NULL;
    if (last && is_open(last, after))
        answer(&last->word, UNTIMED + LINE_BATCHES * l->trips);
    return next && is_open(next, after) ? send(next, l->trips, after) : NAN;
}

double lines_before(struct lines *l, unsigned thread)
{
    return meet(l, thread, false);
}

double lines_after(struct lines *l, unsigned thread)
{
    return meet(l, thread, true);
}
