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
};

/* At any distance. */
static struct launches launches_of(const struct row *row, enum metric m)
{
    struct row any = *row;
    struct launches l = {0};
    any.reach = (struct reach){0};
    l.n = launch_order(&any, m, &l.time);
    l.n_lines = launch_order(&any, METRIC_line_ns, &l.line);
    return l;
}

static void launches_free(struct launches *l)
{
    free(l->time);
    free(l->line);
}

/* Takes the launches of a block: the mean of their logarithms, NAN where one is missing. */
static double block_mean(struct launches *l, unsigned block, unsigned per_block)
{
    double sum = 0;
    unsigned launches = 0;
    for (; l->at < l->n && l->time[l->at].launch / per_block == block; l->at++) {
        sum += log(l->time[l->at].value);
        launches++;
    }
    return launches == per_block && isfinite(sum) ? sum / per_block : NAN;
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

size_t compare_blocks(const struct row *base, const struct row *next, enum metric m,
                      unsigned per_block, double **ratios, unsigned **numbers)
{
    struct launches from = launches_of(base, m), to = launches_of(next, m);
    size_t blocks = 0;
    unsigned *number = checked_alloc(from.n, sizeof *number);
    *ratios = checked_alloc(from.n, sizeof **ratios);
    while (from.at < from.n && to.at < to.n) {
        const unsigned a = from.time[from.at].launch / per_block,
                       b = to.time[to.at].launch / per_block, block = a < b ? a : b;
        const double ratio = block_ratio(&from, &to, block, per_block);
        if (!isfinite(ratio))
            continue;
        (*ratios)[blocks] = ratio;
        number[blocks++] = block;
    }
    if (numbers)
        *numbers = number;
    else
        free(number);
    launches_free(&from);
    launches_free(&to);
    return blocks;
}
