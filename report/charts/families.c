// SPDX-License-Identifier: MIT
// Collecting families, and what a legend says of each.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/charts/families.h"

enum { LEGEND = 32 }; /* letters of a family's name */

static int compare_families(const struct row *a, const struct row *b)
{
    size_t x = family_order(a->name), y = family_order(b->name);
    if (x != y)
        return x < y ? -1 : 1;
    size_t length_a = strcspn(a->name, "/"), length_b = strcspn(b->name, "/");
    int order = strncmp(a->name, b->name, length_a < length_b ? length_a : length_b);
    return order ? order : (length_a > length_b) - (length_a < length_b);
}

/* The place of the row's family, or the one where it belongs. */
static size_t find(const struct chart_families *s, const struct row *row)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_families(s->row[middle], row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void chart_families_add(struct chart_families *s, const struct row *row)
{
    size_t at = find(s, row);
    if (at < s->n && compare_families(s->row[at], row) == 0)
        return;
    s->row = checked_grow(s->row, s->n, sizeof *s->row);
    memmove(s->row + at + 1, s->row + at, (s->n++ - at) * sizeof *s->row);
    s->row[at] = row;
}

void chart_families_free(struct chart_families *s)
{
    free(s->row);
}

unsigned chart_families_place(const struct chart_families *s, const struct row *row)
{
    return (unsigned)find(s, row) + 1;
}

void chart_families_write(FILE *f, const struct chart_families *s)
{
    fputs("\n\n", f);
    for (size_t i = 0; i < s->n; i++) {
        const char *name = s->row[i]->name;
        size_t length = strcspn(name, "/");
        struct family_style style = family_style(name);
        fprintf(f, "%.*s%s\t%u\t%u\n", (int)(length < LEGEND ? length : LEGEND), name,
                length ? "" : "-", style.colour, style.mark);
    }
}

void chart_families_threaded(struct chart_families *s, const struct report *r)
{
    struct chart_families seen = {0};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        const struct family *family = family_find(row->name);
        if (!chart_usable(row) || (family->name && !family->contended))
            continue;
        chart_families_add(&seen, row);
        if (seen.row[find(&seen, row)]->threads != row->threads)
            chart_families_add(s, row);
    }
    chart_families_free(&seen);
}

void chart_families_unscaled(struct chart_families *s, const struct report *r)
{
    struct chart_families seen = {0};
    for (size_t i = 0; i < r->n_rows; i++)
        if (chart_usable(&r->rows[i]))
            chart_families_add(&seen, &r->rows[i]);
    for (size_t i = 0; i < seen.n; i++) {
        const char *name = seen.row[i]->name;
        char family[REPORT_NAME];
        snprintf(family, sizeof family, "%.*s", (int)strcspn(name, "/"), name);
        const struct family *known = family_find(name);
        const bool drawn = known->charts && !known->contended; /* by charts of its own */
        if (!drawn && !chart_has_scaling(r, family))
            chart_families_add(s, seen.row[i]);
    }
    chart_families_free(&seen);
}

/* Of the first letters of name. */
static void put_slug(const char *name, size_t length, char *out, size_t size)
{
    size_t n = 0;
    for (; n < length && n + 1 < size; n++) {
        char c = name[n];
        out[n] = (char)(isalnum((unsigned char)c) ? tolower((unsigned char)c) : '-');
    }
    snprintf(out + n, size - n, "%s", n ? "" : "-");
}

void chart_row_slug(const struct row *row, char *out, size_t size)
{
    put_slug(row->name, strlen(row->name), out, size);
}

void chart_family_slug(const struct row *row, char *out, size_t size)
{
    put_slug(row->name, strcspn(row->name, "/"), out, size);
}
