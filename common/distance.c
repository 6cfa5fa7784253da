// SPDX-License-Identifier: MIT
// The table of distances.
#include <string.h>

#include "common/distance.h"

static const struct distance_words words[DISTANCES] = {
#define DISTANCE(identifier, ...) [DISTANCE_##identifier] = {__VA_ARGS__},
#include "common/distances.def"
#undef DISTANCE
};

const struct distance_words *distance_words(enum distance d)
{
    return &words[d];
}

enum distance distance_of_letter(char letter)
{
    int d = 0;
    while (d < DISTANCES && words[d].letter != letter)
        d++;
    return (enum distance)d;
}

enum distance distance_of_row(const char *word)
{
    int d = 0;
    while (d < DISTANCES && strcmp(words[d].row, word) != 0)
        d++;
    return (enum distance)d;
}
