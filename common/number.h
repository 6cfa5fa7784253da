// SPDX-License-Identifier: MIT
// Numbers from command lines and system files, read strictly.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Decimal digits only, whole string, min <= value <= max. */
bool number_u64(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* A finite decimal number, whole string, min <= value <= max. */
bool number_double(const char *text, double min, double max, double *value);

/* A time in seconds, whole string: a number with s, m or h behind it, or nothing for seconds; min
 * <= seconds <= max. */
bool number_duration(const char *text, double min, double max, double *seconds);

/*
 * A comma-separated list of whole numbers from min to max into values (room for capacity), sorted,
 * without repeats. Returns how many, or 0 for anything else.
 */
unsigned number_list(const char *text, unsigned min, unsigned max, unsigned *values,
                     unsigned capacity);
