// SPDX-License-Identifier: MIT
// Interleaved reports: which launches of the two sides ran back to back.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/line.h"
#include "report/compare/parts.h"
#include "report/model/facts.h"
#include "report/model/launch_order.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/rank.h"

enum { MOST_PER_BLOCK = 64 };

static unsigned per_block_of(const struct report *r)
{
    json_int_t n = json_integer_value(report_member(r, "run.interleaved.per_block"));
    return n >= 1 && n <= MOST_PER_BLOCK ? (unsigned)n : 0;
}

unsigned compare_interleaved(const struct report *base, const struct report *next)
{
    const char *a = json_string_value(report_member(base, "run.interleaved.id")),
               *b = json_string_value(report_member(next, "run.interleaved.id"));
    const char *from = json_string_value(report_member(base, "run.interleaved.side")),
               *to = json_string_value(report_member(next, "run.interleaved.side"));
    bool one_run = a && b && *a && strcmp(a, b) == 0,
         two_sides = from && to && strcmp(from, to) != 0;
    unsigned n = per_block_of(base);
    return one_run && two_sides && n == per_block_of(next) ? n : 0;
}

/* A side's launches and the round trips that went with them, each with the place of the next. */
struct launches {
    struct launch_value *time, *line;
    size_t n, n_lines, at, at_line;
    unsigned taken; /* of the block that was asked for last */
    bool noisy;     /* disturbed ones are among them */
};

/* At any distance. */
static struct launches launches_of(const struct row *row, enum metric m)
{
    struct row any = *row;
    struct launches l = {0};
    struct trials t;
    any.reach = (struct reach){0};
    trials_that_count(&any, m, &t);
    l.n = launch_order_of(&t, m, &l.time);
    l.noisy = t.noisy;
    trials_free(&t);
    l.n_lines = launch_order(&any, METRIC_line_ns, &l.line);
    return l;
}

static void launches_free(struct launches *l)
{
    free(l->time);
    free(l->line);
}

/* Takes the launches of a block: the mean of their logarithms, NAN where there is none. */
static double block_mean(struct launches *l, unsigned block, unsigned per_block)
{
    double sum = 0;
    for (l->taken = 0; l->at < l->n && l->time[l->at].launch / per_block == block; l->at++) {
        sum += log(l->time[l->at].value);
        l->taken++;
    }
    return sum / l->taken;
}

/* Widens the range by the block's round trips. */
static void block_lines(struct launches *l, unsigned block, unsigned per_block, double *low,
                        double *high)
{
    for (; l->at_line < l->n_lines && l->line[l->at_line].launch / per_block <= block; l->at_line++)
        if (l->line[l->at_line].launch / per_block == block) {
            *low = fmin(*low, l->line[l->at_line].value);
            *high = fmax(*high, l->line[l->at_line].value);
        }
}

static double block_ratio(struct launches *from, struct launches *to, unsigned block,
                          unsigned per_block)
{
    double low = INFINITY, high = 0, ratio = -block_mean(from, block, per_block);
    ratio += block_mean(to, block, per_block);
    block_lines(from, block, per_block, &low, &high);
    block_lines(to, block, per_block, &low, &high);
    return high > LINE_SAME * low ? NAN : ratio;
}

struct block_ratios compare_blocks(const struct row *base, const struct row *next, enum metric m,
                                   unsigned per_block)
{
    struct launches from = launches_of(base, m), to = launches_of(next, m);
    struct block_ratios b = {.ratio = checked_alloc(from.n, sizeof *b.ratio),
                             .number = checked_alloc(from.n, sizeof *b.number),
                             .noisy = from.noisy || to.noisy};
    while (from.at < from.n && to.at < to.n) {
        const unsigned own = from.time[from.at].launch / per_block,
                       other = to.time[to.at].launch / per_block, block = own < other ? own : other;
        const double ratio = block_ratio(&from, &to, block, per_block);
        if (!isfinite(ratio))
            continue;
        b.ratio[b.n] = ratio;
        b.number[b.n++] = block;
        b.launches[0] += from.taken;
        b.launches[1] += to.taken;
    }
    launches_free(&from);
    launches_free(&to);
    return b;
}

void compare_blocks_free(struct block_ratios *b)
{
    free(b->ratio);
    free(b->number);
}

/*
 * Whether p may be a verdict's among so many rows though the farthest block says the opposite. To
 * look at p itself, block by block, would sooner or later find what is not there.
 */
static bool one_may_oppose(size_t blocks, size_t rows)
{
    double *size = checked_alloc(blocks, sizeof *size);
    for (size_t i = 0; i < blocks; i++)
        size[i] = (double)(i + 1) * (i + 1 < blocks ? 1 : -1);
    const double p = signed_rank_p(size, blocks);
    free(size);
    return p * (double)rows < COMPARISON_ALPHA;
}

bool comparison_blocks_enough(const struct row *base, const struct row *next, unsigned per_block,
                              size_t rows)
{
    struct block_ratios b = compare_blocks(base, next, METRIC_real_time, per_block);
    const struct ratio r = hodges_lehmann_paired_ratio(b.ratio, b.n);
    const bool enough = !b.noisy && b.n >= STATISTICS_ENOUGH && one_may_oppose(b.n, rows) &&
                        log(r.high / r.low) <= 2 * log1p(NOISE_LEAST);
    compare_blocks_free(&b);
    return enough;
}
