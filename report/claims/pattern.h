// SPDX-License-Identifier: MIT
// Patterns of row names: which rows a claim speaks of.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/model/report.h"

/*
 * A pattern is a row's name in which '*' stands for one or more characters of one part, '**' for
 * any characters, slashes included, and '#' for a number ("64", "99.9"). '*' and '#' remember what
 * they stood for, so that the row of another pattern that belongs to a match can be named.
 */
enum { PATTERN_WILDCARDS = 8 };

struct pattern_match {
    struct {
        const char *at; /* in the row's name */
        size_t length;
    } star[PATTERN_WILDCARDS];
    size_t stars;
    double number; /* of '#'; NAN where the pattern has none */
    const char *number_at;
    size_t number_length;
};

/* NULL where text is a pattern, else what is wrong with it. */
const char *pattern_fault(const char *text);

bool pattern_has(const char *pattern, char wildcard); /* '#', or '*' for either form of it */
bool pattern_is_open(const char *pattern);            /* has '**' */
size_t pattern_stars(const char *pattern);            /* those that remember */

/* True where name is one that the pattern means; m refers to name. pattern_fault must be NULL. */
bool pattern_matches(const char *pattern, const char *name, struct pattern_match *m);

/* The pattern with what m remembers in place of its n-th '*' and of '#'; where m has no number, '#'
 * stays. False where it does not fit into out or m has fewer stars. */
bool pattern_fill(const char *pattern, const struct pattern_match *m, char *out, size_t size);

/* True where the two matches have the same text for each '*'. */
bool pattern_same_stars(const struct pattern_match *a, const struct pattern_match *b);
