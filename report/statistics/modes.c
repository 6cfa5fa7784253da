// SPDX-License-Identifier: MIT
// Modes of a row's launches: found by the dip test, parted at the widest gap.
#include <math.h>

#include "common/alloc.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

static const double significant = 0.01, significant_clear = 0.1, least_share = 0.1,
                    least_step = 1.1;

struct part {
    size_t from, to; /* launches [from, to) */
};

/* p of one mode of the values in the part; equal to others, or not above 0, they have no logarithm
 * to tell. */
static double one_mode_p(const double *sorted, struct part part)
{
    size_t n = part.to - part.from;
    if (n < 4 || !(sorted[part.from] > 0))
        return 1;
    double *logs = checked_alloc(n, sizeof *logs);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(sorted[part.from + i]);
    double p = modes_dip_p(modes_dip(logs, n), n);
    free(logs);
    return p;
}

static double median_of(const double *sorted, struct part part)
{
    return statistics_quantile(sorted + part.from, part.to - part.from, 0.5);
}

/* Where the right side of the widest gap begins; part.to where there is none. */
static size_t widest_gap(const double *sorted, struct part part, size_t all)
{
    size_t least = (size_t)fmax(2, ceil(least_share * (double)all)), best = part.to;
    double widest = 0;
    for (size_t i = part.from + least; i + least <= part.to; i++) {
        double gap = log(sorted[i] / sorted[i - 1]);
        struct part left = {part.from, i}, right = {i, part.to};
        if (gap > widest && median_of(sorted, right) >= least_step * median_of(sorted, left)) {
            widest = gap;
            best = i;
        }
    }
    return best;
}

/* Whether the gap before launch i is twice as wide as both sides together. */
static bool stands_clear(const double *sorted, struct part part, size_t i)
{
    double sides = log(sorted[i - 1] / sorted[part.from]) + log(sorted[part.to - 1] / sorted[i]);
    return log(sorted[i] / sorted[i - 1]) > 2 * sides;
}

/* Where the part's right mode begins; part.to where it has but one. */
static size_t second_mode(const double *sorted, struct part part, size_t all)
{
    double p = one_mode_p(sorted, part);
    if (p > significant_clear)
        return part.to;
    size_t i = widest_gap(sorted, part, all);
    return i < part.to && (p <= significant || stands_clear(sorted, part, i)) ? i : part.to;
}

static void add_modes(const double *sorted, struct part part, size_t all, unsigned room,
                      struct modes *m)
{
    size_t gap = room > 1 ? second_mode(sorted, part, all) : part.to;
    if (gap < part.to) {
        unsigned before = m->n;
        add_modes(sorted, (struct part){part.from, gap}, all, room - 1, m);
        add_modes(sorted, (struct part){gap, part.to}, all, room - (m->n - before), m);
        return;
    }
    m->mode[m->n++] = (struct mode){.median = median_of(sorted, part),
                                    .low = sorted[part.from],
                                    .high = sorted[part.to - 1],
                                    .share = (double)(part.to - part.from) / (double)all};
}

void modes_find(const double *sorted, size_t n, struct modes *m)
{
    *m = (struct modes){.p = n < 4 ? NAN : one_mode_p(sorted, (struct part){0, n})};
    if (n)
        add_modes(sorted, (struct part){0, n}, n, MODES_MOST, m);
}
