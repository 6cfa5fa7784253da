// SPDX-License-Identifier: MIT
// Which of a few values do not belong to the others.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Rosner's test (1983): up to `most` values far from the others, however many of them hide each
 * other, with a chance of about alpha of any where all n are normal and alike; it is twice that
 * where most is nearly half of a dozen values. Sets out[i] for each. Returns how many; 0 below 3
 * values.
 */
size_t outliers_find(const double *values, size_t n, size_t most, double alpha, bool *out);
