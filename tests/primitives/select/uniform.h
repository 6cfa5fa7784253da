// SPDX-License-Identifier: MIT
// Whether counts look like those of a choice in which all are as likely.
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Pearson's chi-square against the quantile that one even choice in a thousand exceeds, after
 * Wilson and Hilferty (1931). n is at least 2.
 */
static inline bool uniform_looks(const uint64_t *count, size_t n)
{
    const double z = 3.0902, freedom = (double)n - 1, part = 2 / (9 * freedom);
    double total = 0, square = 0;
    for (size_t i = 0; i < n; i++)
        total += (double)count[i];
    for (size_t i = 0; i < n; i++) {
        double off = (double)count[i] - total / (double)n;
        square += off * off / (total / (double)n);
    }
    return square < freedom * pow(1 - part + z * sqrt(part), 3);
}
