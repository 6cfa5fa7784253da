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

enum { LEAST_TRIPS = 2 }; /* of a batch: a reading of the clock takes as long as a part of one */

/* Odd turns are sent, even ones are answered. */
#define GIVEN_UP UINT32_MAX

/* Apart for the reason that members are (harness/trial/team.h). */
struct line {
    _Atomic uint32_t word;
    bool hopeless; /* given up once: written by the sender, read by both at later meetings */
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

/* The word is left at the last turn, and each meeting begins with the first: both threads count
 * anew. */
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
    for (uint32_t turn = 0; turn < 2 * trips && await(word, turn + 1); turn += 2)
        put(word, turn + 2);
}

static double time_trips(struct line *line, unsigned trips)
{
    _Atomic uint32_t *word = &line->word;
    double ns[LINE_BATCHES], taken;
    uint64_t begin = ticks();
    uint32_t turn = there_and_back(word, 0, 1);
    taken = clock_ns(ticks() - begin);
    for (unsigned i = 0; i < LINE_BATCHES; i++) {
        if (taken > LINE_MOST_NS) {
            line->hopeless = true;
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

double lines_trip(struct lines *l, unsigned thread)
{
    struct line *last = thread > 0 ? &l->line[thread - 1] : NULL;
    struct line *next = thread + 1 < l->threads ? &l->line[thread] : NULL;
    if (last && !last->hopeless)
        answer(&last->word, 1 + LINE_BATCHES * l->trips);
    return next && !next->hopeless ? time_trips(next, l->trips) : NAN;
}
