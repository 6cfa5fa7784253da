// SPDX-License-Identifier: MIT
// Setting members of a JSON object that must hold what was put into it; JSON that is printed.
#pragma once

#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Takes value over. Ends the program where memory is out. */
static inline void put_new(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        abort();
}

/* A value that is not known (NAN) or is infinite sets no key. */
static inline void put_number(json_t *object, const char *key, double value)
{
    if (isfinite(value))
        put_new(object, key, json_real(value));
}

/* An unsigned count as JSON's readers hold it. */
static inline json_t *whole(uint64_t n)
{
    return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

/* json_dumpf, but what steers a terminal or hides (text_shows_plainly) is written as an escape: the
 * same value to whoever reads it. 0, or -1 where not all was written. */
int show_json(const json_t *value, FILE *out, size_t flags);
