// SPDX-License-Identifier: MIT
// The table of bases.
#include <stddef.h>
#include <string.h>

#include "common/basis.h"

static const struct basis_words bases[BASES] = {
#define BASIS(identifier, ...) [BASIS_##identifier] = {__VA_ARGS__},
#include "common/bases.def"
#undef BASIS
};

const struct basis_words *basis_words(enum basis b)
{
    return &bases[b];
}

const struct basis_words *basis_find(const char *name)
{
    for (int b = 0; name && b < BASES; b++)
        if (strcmp(bases[b].name, name) == 0)
            return &bases[b];
    return NULL;
}

bool basis_is(const char *name, enum basis b)
{
    return name && strcmp(name, bases[b].name) == 0;
}
