// SPDX-License-Identifier: MIT
// How far two CPUs are from each other, as a matrix of all pairs says it.
#pragma once

enum distance {
#define DISTANCE(identifier, ...) DISTANCE_##identifier,
#include "common/distances.def"
#undef DISTANCE
    DISTANCES
};

/* The words of a distance; every text is constant. */
struct distance_words {
    char letter;
    const char *name, *row, *meaning;
};
const struct distance_words *distance_words(enum distance d);

/* The distance of that letter, or of the rows' word; DISTANCES where there is none. */
enum distance distance_of_letter(char letter);
enum distance distance_of_row(const char *word);
