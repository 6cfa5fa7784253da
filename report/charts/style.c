// SPDX-License-Identifier: MIT
// Colours, dashes and marks by name.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/charts/style.h"

static const struct listed {
    const char *name;
    struct chart_style style;
} listed[] = {
#define STYLE(name, colour, dash, mark) {name, {colour, dash, mark}},
#include "common/styles.def"
#undef STYLE
};

/* Neighbours differ in lightness. */
static const unsigned colours[] = {0x0072B2, 0xE69F00, 0x000000, 0x56B4E9, 0xD55E00,
                                   0x009E73, 0xCC79A7, 0x7A3B00, 0x7A7A7A, 0x5B2A86,
                                   0x8C7BE8, 0x004D40, 0xA89000, 0x9E1B4F};
static const unsigned dashes[] = {1, 11, 12, 13, 14};
static const unsigned marks[] = {7, 5, 9, 13, 11, 15, 6, 4, 8, 12, 10, 14, 2, 1, 3};

enum {
    COLOURS = sizeof colours / sizeof *colours,
    DASHES = sizeof dashes / sizeof *dashes,
    MARKS = sizeof marks / sizeof *marks,
    FILLED = 6 /* of the marks, the first */
};

static char dashed(char c)
{
    return c == '_' ? '-' : c;
}

static bool same_name(const char *a, const char *b)
{
    while (*a && dashed(*a) == dashed(*b)) {
        a++;
        b++;
    }
    return dashed(*a) == dashed(*b);
}

struct chart_style chart_style_of(const char *name)
{
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (same_name(listed[i].name, name))
            return listed[i].style;
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)dashed(*c)) * 1099511628211u;
    hash ^= hash >> 32; /* its low bits alone know little of the first letters */
    return (struct chart_style){colours[hash % COLOURS], dashes[hash / COLOURS % DASHES],
                                marks[hash / (COLOURS * DASHES) % MARKS]};
}

struct chart_style chart_style_at(size_t n)
{
    return (struct chart_style){colours[n % COLOURS], dashes[n % DASHES], marks[n % FILLED]};
}

void chart_style_write(FILE *f, struct chart_style style)
{
    fprintf(f, "\t%u\t%u\t%u", style.colour, style.dash, style.mark);
}
