// SPDX-License-Identifier: MIT
// What statistics say of values: estimates, ratios, quantiles. Nothing here knows a row.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Launches below which disturbed trials count, and a side below which a comparison is not
 * judged. */
enum { STATISTICS_ENOUGH = 5 };

/* Median over launches of the launch's median trial, with a 95 % interval over launches
 * (interval.h). */
struct estimate {
    double median, low, high;
    double min, q1, q3; /* over all trials that count */
    unsigned launches;  /* that have the metric */
    unsigned quiet;     /* of these, with a trial that counts and is not marked disturbed */
    unsigned apart;     /* of these, all at another distance between the CPUs: they do not count */
    bool noisy; /* disturbed trials had to count, since too few launches are quiet (statistics.h) */
};

struct ratio {
    double value, low, high; /* NAN where unknown */
};

/* Quantile q (0 to 1) of n values in ascending order, interpolated; NAN where n is 0. */
double statistics_quantile(const double *sorted, size_t n, double q);

/* The seed of a row's random numbers: another for every name. */
uint64_t statistics_seed(uint64_t seed, const char *name);

/* The lowest probability with which an interval of that many launches holds the true median, while
 * it is their range: 1 - 2^(1-n). */
double statistics_range_coverage(unsigned launches);
