// SPDX-License-Identifier: MIT
// Floors by identifier.
#include <stddef.h>

#include "common/floors.h"

static const struct {
    const char *row;
    enum floor crowded;
} floors[FLOORS] = {
#define FLOOR(identifier, row, crowded) [FLOOR_##identifier] = {row, FLOOR_##crowded},
#include "common/floors.def"
#undef FLOOR
};

const char *floor_name(enum floor f)
{
    return floors[f].row;
}

enum floor floor_crowded(enum floor f)
{
    return floors[f].crowded;
}
