// SPDX-License-Identifier: MIT
// The table of dimensions.
#include "common/dimension.h"

static const struct dimension dimensions[] = {
#define DIMENSION(...) {__VA_ARGS__},
#include "common/dimensions.def"
#undef DIMENSION
};

const struct dimension *dimension_at(size_t place)
{
    return place < sizeof dimensions / sizeof *dimensions ? &dimensions[place] : NULL;
}
