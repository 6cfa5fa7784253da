// SPDX-License-Identifier: MIT
// Log-linear counts of tick values: every value within 1/32 of its bucket, no allocation, cheap
// enough to feed between two acquires.
#pragma once

#include <stdint.h>

enum {
    HISTOGRAM_SUB_BITS = 5,
    HISTOGRAM_BUCKETS = (64 - HISTOGRAM_SUB_BITS + 1) << HISTOGRAM_SUB_BITS
};

struct histogram {
    uint64_t total, max;
    uint64_t count[HISTOGRAM_BUCKETS];
} __attribute__((aligned(512)));

static inline unsigned histogram_bucket(uint64_t value)
{
    if (value < (1u << HISTOGRAM_SUB_BITS))
        return (unsigned)value;
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - HISTOGRAM_SUB_BITS;
    return ((shift + 1) << HISTOGRAM_SUB_BITS) + (unsigned)(value >> shift) -
           (1u << HISTOGRAM_SUB_BITS);
}

static inline void histogram_add(struct histogram *h, uint64_t value)
{
    h->total++;
    h->count[histogram_bucket(value)]++;
    if (value > h->max)
        h->max = value;
}

/* Makes sum, whatever it holds, the counts of all n together. It is none of them. */
void histogram_sum(struct histogram *sum, const struct histogram *each, unsigned n);

/* The smallest value v such that at least share (0 to 1) of the counted values are at most v,
 * rounded up to its bucket's end; 0 when empty. */
uint64_t histogram_quantile(const struct histogram *h, double share);

/* The median, by linear interpolation in its bucket, since a bucket is too wide a step for a figure
 * whose interval may be 1 %. 0 when empty. */
double histogram_median(const struct histogram *h);
