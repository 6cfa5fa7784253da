// SPDX-License-Identifier: MIT
// What a run had no time for, in words.
#pragma once

#include <jansson.h>
#include <stddef.h>

/*
 * Of {"rows": N, "seconds": S, "groups": {GROUP: ROWS}} (the report's run.left_out): how many rows,
 * the time that they would take, and the groups with the most of them. Cleaned text; empty where
 * the object is none or no row was left out. Returns out.
 */
char *left_out_text(const json_t *left_out, char *out, size_t size);
