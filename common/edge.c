// SPDX-License-Identifier: MIT
// The table of edges.
#include <string.h>

#include "common/edge.h"

static const struct edge edges[] = {
#define EDGE(...) {__VA_ARGS__},
#define WRONG_WAY(...)
#include "common/edges.def"
#undef EDGE
#undef WRONG_WAY
};

static const struct wrong_way wrong_ways[] = {
#define EDGE(...)
#define WRONG_WAY(...) {__VA_ARGS__},
#include "common/edges.def"
#undef EDGE
#undef WRONG_WAY
};

const struct edge *edge_at(size_t place)
{
    return place < sizeof edges / sizeof *edges ? &edges[place] : NULL;
}

const struct wrong_way *edge_wrong(const char *rows, size_t length)
{
    for (size_t i = 0; i < sizeof wrong_ways / sizeof *wrong_ways; i++)
        if (strlen(wrong_ways[i].rows) == length && strncmp(wrong_ways[i].rows, rows, length) == 0)
            return &wrong_ways[i];
    return NULL;
}
