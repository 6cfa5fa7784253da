// SPDX-License-Identifier: MIT
// Accesses to a line by its state: a table for each distance.
#include <string.h>

#include "report/model/coherence.h"
#include "report/site/parts.h"

static void put_state(struct template_values *table, const struct coherence *c,
                      const struct coherence_table *t, enum line_state s)
{
    struct template_values *line = template_section(table, "LINE");
    template_text(line, "STATE", line_state_words(s)->name);
    template_text(line, "MEANING", line_state_words(s)->meaning);
    for (unsigned i = 0; i < c->n_operations; i++) {
        char text[FORMAT];
        struct template_values *cell = template_section(line, "ACCESS");
        if (!t->cell[s][i]) {
            template_text(cell, "TEXT", "-");
            continue;
        }
        const double ns = t->cell[s][i]->time.median;
        put_digits(cell, "NS", ns);
        template_text(cell, "TEXT", format_ns(text, ns));
    }
}

static void put_checks(struct template_values *table, const struct coherence *c,
                       const struct coherence_table *t)
{
    char note[COHERENCE_NOTE];
    for (int i = 0; i < COHERENCE_CHECKS; i++)
        if (coherence_note(c, t, (enum coherence_check)i, note))
            template_text(template_section(table, "CHECK"), "NOTE", note);
}

void put_coherence(struct page *p, struct template_values *v)
{
    struct coherence c;
    coherence_of(&c, p->report);
    for (size_t k = 0; k < c.n; k++) {
        const struct coherence_table *t = &c.table[k];
        struct template_values *table = template_section(v, "COHERENCE");
        template_text(table, "DISTANCE", distance_words(t->distance)->name);
        template_text(table, "DISTANCE_MEANING", distance_words(t->distance)->meaning);
        template_text(table, "PAIR_OF_CPUS", t->pair);
        for (unsigned i = 0; i < c.n_operations; i++)
            template_text(template_section(table, "OPERATION"), "NAME", c.operation[i]);
        for (int s = 0; s < LINE_STATES; s++)
            if (t->has[s])
                put_state(table, &c, t, (enum line_state)s);
        put_checks(table, &c, t);
    }
}
