// SPDX-License-Identifier: MIT
// What the members of this family initialise: some words that belong together.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"

enum { INIT_WORDS = 8 };

/* Plain: it is written before anybody may read it, and never again. */
struct init_data {
    uint64_t word[INIT_WORDS];
    uint64_t runs; /* of init_data_make */
};

/* A constant of the golden ratio: no two words are alike, and none is 0. */
SC_INLINE uint64_t init_data_word(unsigned i)
{
    return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* data is zeroed, and nobody reads it meanwhile. */
SC_SLOW void init_data_make_slow(void *data)
{
    struct init_data *d = data;
    for (unsigned i = 0; i < INIT_WORDS; i++)
        d->word[i] = init_data_word(i);
    d->runs++;
}

/* Whether data was made, once. */
static inline bool init_data_is_whole(const struct init_data *data)
{
    for (unsigned i = 0; i < INIT_WORDS; i++)
        if (data->word[i] != init_data_word(i))
            return false;
    return data->runs == 1;
}
