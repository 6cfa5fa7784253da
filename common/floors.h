// SPDX-License-Identifier: MIT
// Names of the hardware's floors.
#pragma once

/* FLOOR_none: a row that is set against nothing, as the floors themselves. */
enum floor {
    FLOOR_none,
#define FLOOR(identifier, row, crowded) FLOOR_##identifier,
#include "common/floors.def"
#undef FLOOR
    FLOORS
};

/* The floor's row, or what the names of all its rows begin with; NULL for FLOOR_none. */
const char *floor_name(enum floor f);

/* The floor that holds in f's place where threads must share CPUs. */
enum floor floor_crowded(enum floor f);
