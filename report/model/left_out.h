// SPDX-License-Identifier: MIT
// What a run had no time for, in words.
#pragma once

#include <jansson.h>
#include <stddef.h>

/*
 * How many rows a run left out, and the time that they would take, such as "7 rows for lack of time
 * (30 s more)". Empty where the object is none or no row was left out. Returns out.
 */
char *left_out_count(const json_t *left_out, char *out, size_t size);

/*
 * Of {"rows": N, "seconds": S, "groups": {GROUP: ROWS}} (the report's run.left_out): the same,
 * and the groups with the most of them. Cleaned text. Returns out.
 */
char *left_out_text(const json_t *left_out, char *out, size_t size);
