// SPDX-License-Identifier: MIT
// Interleaved reports: which launches of the two sides ran back to back.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
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

/* Takes the launches of a block from *at on: the mean of their logarithms, NAN where one is
 * missing. */
static double block_mean(const struct launch_value *v, size_t n, size_t *at, unsigned block,
                         unsigned per_block)
{
    double sum = 0;
    unsigned launches = 0;
    for (; *at < n && v[*at].launch / per_block == block; ++*at) {
        sum += log(v[*at].value);
        launches++;
    }
    return launches == per_block && isfinite(sum) ? sum / per_block : NAN;
}

size_t compare_blocks(const struct row *base, const struct row *next, enum metric m,
                      unsigned per_block, double **ratios, unsigned **numbers)
{
    struct launch_value *from, *to;
    size_t n = launch_order(base, m, &from), n_next = launch_order(next, m, &to), i = 0, j = 0,
           blocks = 0;
    unsigned *number = checked_alloc(n, sizeof *number);
    *ratios = checked_alloc(n, sizeof **ratios);
    while (i < n && j < n_next) {
        unsigned a = from[i].launch / per_block, b = to[j].launch / per_block,
                 block = a < b ? a : b;
        double ratio = -block_mean(from, n, &i, block, per_block);
        ratio += block_mean(to, n_next, &j, block, per_block);
        if (!isfinite(ratio))
            continue;
        (*ratios)[blocks] = ratio;
        number[blocks++] = block;
    }
    if (numbers)
        *numbers = number;
    else
        free(number);
    free(from);
    free(to);
    return blocks;
}
