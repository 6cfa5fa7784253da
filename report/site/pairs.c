// SPDX-License-Identifier: MIT
// Core to core: the picture, and the matrix that says the same.
#include <stdlib.h>

#include "common/alloc.h"
#include "report/model/pairs.h"
#include "report/site/parts.h"

/* The pair of each two places on the axis; the first of several. */
static const struct pair **arrange(const struct pairs *p)
{
    const struct pair **at = checked_alloc(p->n_cpus * p->n_cpus, sizeof *at);
    for (size_t i = 0; i < p->n; i++) {
        size_t x = 0, y = 0;
        while (p->cpus[x] != p->pair[i].a)
            x++;
        while (p->cpus[y] != p->pair[i].b)
            y++;
        if (!at[y * p->n_cpus + x])
            at[y * p->n_cpus + x] = &p->pair[i];
    }
    return at;
}

static void put_line(struct template_values *v, const struct pairs *p, size_t y,
                     const struct pair *const *at)
{
    char text[FORMAT];
    template_textf(v, "CPU", "%d", p->cpus[y]);
    for (size_t x = 0; x <= y; x++) {
        struct template_values *cell = template_section(v, "PAIR");
        if (!at[x]) {
            template_text(cell, "TEXT", x == y ? "" : "-");
            continue;
        }
        template_textf(template_section(cell, "NS"), "X", "%.6g", at[x]->ns);
        template_text(cell, "TEXT", format_ns(text, at[x]->ns));
    }
}

void put_pairs(struct page *p)
{
    struct template_values *v = template_section(p->values, "CORE_TO_CORE");
    struct pairs pairs;
    pairs_of(&pairs, p->report);
    if (pairs.n == 0)
        template_section(v, "EMPTY");
    else
        put_chart(p, v, "core-to-core", "table-core-to-core");
    struct template_values *table = pairs.n ? template_section(v, "MATRIX") : NULL;
    const struct pair **at = arrange(&pairs);
    for (size_t i = 0; i < pairs.n_cpus; i++) {
        template_textf(template_section(table, "COLUMN"), "CPU", "%d", pairs.cpus[i]);
        put_line(template_section(table, "LINE"), &pairs, i, at + i * pairs.n_cpus);
    }
    free(at);
    pairs_free(&pairs);
}
