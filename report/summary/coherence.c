// SPDX-License-Identifier: MIT
// A table for each distance: a line for each state, a column for each operation; and whether the
// loads are plausible.
#include <stdio.h>

#include "common/text.h"
#include "report/format/format.h"
#include "report/model/coherence.h"
#include "report/summary/coherence.h"

enum { NAME_COLUMNS = 27, CELL_COLUMNS = 10 };

static void print_head(FILE *out, const struct coherence *c, const struct coherence_table *t)
{
    char name[NAME_COLUMNS + 1];
    snprintf(name, sizeof name, "%s, CPUs %s", distance_words(t->distance)->name, t->pair);
    fputs("  ", out);
    text_put(out, name, -NAME_COLUMNS);
    for (unsigned i = 0; i < c->n_operations; i++) {
        fputc(' ', out);
        text_put(out, c->operation[i], CELL_COLUMNS);
    }
    fputc('\n', out);
}

static void print_state(FILE *out, const struct coherence *c, const struct coherence_table *t,
                        enum line_state s)
{
    char ns[FORMAT];
    fputs("    ", out);
    text_put(out, line_state_words(s)->name, -(NAME_COLUMNS - 2));
    for (unsigned i = 0; i < c->n_operations; i++) {
        fputc(' ', out);
        text_put(out, t->cell[s][i] ? format_ns(ns, t->cell[s][i]->time.median) : "-",
                 CELL_COLUMNS);
    }
    fputc('\n', out);
}

static void print_checks(FILE *out, const struct coherence *c, const struct coherence_table *t)
{
    char note[COHERENCE_NOTE];
    for (int i = 0; i < COHERENCE_CHECKS; i++)
        if (coherence_note(c, t, (enum coherence_check)i, note))
            fprintf(out, "    %s\n", note);
}

void summary_coherence(FILE *out, const struct report *r)
{
    struct coherence c;
    coherence_of(&c, r);
    if (c.n == 0)
        return;
    fputs("\nCoherence: one access to a line, by the state in which its owner has it\n", out);
    for (size_t i = 0; i < c.n; i++) {
        print_head(out, &c, &c.table[i]);
        for (int s = 0; s < LINE_STATES; s++)
            if (c.table[i].has[s])
                print_state(out, &c, &c.table[i], (enum line_state)s);
        print_checks(out, &c, &c.table[i]);
    }
    for (int s = 0; s < LINE_STATES; s++)
        if (c.has[s])
            fprintf(out, "  %s: %s.\n", line_state_words((enum line_state)s)->name,
                    line_state_words((enum line_state)s)->meaning);
}
