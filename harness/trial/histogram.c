// SPDX-License-Identifier: MIT
// Quantiles of a log-linear histogram.
#include <math.h>

#include "harness/trial/histogram.h"

static void add_counts(struct histogram *into, const struct histogram *from)
{
    into->total += from->total;
    if (from->max > into->max)
        into->max = from->max;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->count[i] += from->count[i];
}

void histogram_sum(struct histogram *sum, const struct histogram *each, unsigned n)
{
    *sum = (struct histogram){0};
    for (unsigned i = 0; i < n; i++)
        add_counts(sum, &each[i]);
}

/* Largest value that falls into bucket i. */
static uint64_t bucket_end(unsigned i)
{
    unsigned group = i >> HISTOGRAM_SUB_BITS, sub = i & ((1u << HISTOGRAM_SUB_BITS) - 1);
    if (group == 0)
        return sub;
    uint64_t low = ((uint64_t)sub + (1u << HISTOGRAM_SUB_BITS)) << (group - 1);
    return low + ((uint64_t)1 << (group - 1)) - 1;
}

uint64_t histogram_quantile(const struct histogram *h, double share)
{
    uint64_t need = (uint64_t)ceil(share * (double)h->total), seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && h->total; i++) {
        seen += h->count[i];
        if (seen >= need && seen > 0)
            return bucket_end(i) < h->max ? bucket_end(i) : h->max;
    }
    return h->max;
}

double histogram_median(const struct histogram *h)
{
    const double need = (double)h->total / 2;
    double seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && h->total; i++) {
        const double here = (double)h->count[i];
        if (here > 0 && seen + here >= need) {
            const double first = i ? (double)bucket_end(i - 1) + 1 : 0;
            return first + ((double)bucket_end(i) + 1 - first) * (need - seen) / here;
        }
        seen += here;
    }
    return 0;
}
