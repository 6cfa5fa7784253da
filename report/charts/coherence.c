// SPDX-License-Identifier: MIT
// Data of the bars of accesses by the state of the line, a panel for each distance.
#include <math.h>
#include <stdlib.h>

#include "report/charts/data.h"
#include "report/charts/style.h"
#include "report/model/coherence.h"

/* A bar whose launches fall far apart would make all others flat: the panel ends above the
 * medians. */
static const double room = 1.18;

static double most_of(const struct coherence *c, const struct coherence_table *t)
{
    double most = 0;
    for (int s = 0; s < LINE_STATES; s++)
        for (unsigned i = 0; i < c->n_operations; i++)
            if (t->cell[s][i])
                most = fmax(most, t->cell[s][i]->time.median);
    return most;
}

static void write_bar(FILE *f, const struct row *row, enum line_state s, size_t panel,
                      unsigned place)
{
    char ns[32];
    chart_ns_text(row->time.median, ns, sizeof ns);
    fputs(line_state_words(s)->name, f);
    chart_style_write(f, chart_style_at((size_t)s));
    fprintf(f, "\t%zu\t%u", panel + 1, place + 1);
    chart_estimate(f, &row->time, 1);
    fprintf(f, "\t%s\t%s\n", ns, row->name);
}

static void write_state(FILE *f, const struct coherence *c, enum line_state s)
{
    fputs("\n\n", f);
    for (size_t p = 0; p < c->n; p++)
        for (unsigned i = 0; i < c->n_operations; i++)
            if (c->table[p].cell[s][i])
                write_bar(f, c->table[p].cell[s][i], s, p, i);
}

static void write_axes(FILE *f, const struct coherence *c)
{
    char word[CHART_TEXT];
    fputs("\n\n", f);
    for (unsigned i = 0; i < c->n_operations; i++) {
        chart_clean(c->operation[i], word, sizeof word);
        fprintf(f, "%u\t%s\n", i + 1, word);
    }
    fputs("\n\n", f);
    for (size_t p = 0; p < c->n; p++) {
        const struct coherence_table *t = &c->table[p];
        const struct distance_words *d = distance_words(t->distance);
        chart_clean(t->pair, word, sizeof word);
        fprintf(f, "%zu\t%s: %s, CPUs %s", p + 1, d->name, d->meaning, word);
        chart_number(f, most_of(c, t) * room);
        fputc('\n', f);
    }
}

void chart_write_coherence(FILE *f, const struct chart_input *in)
{
    static const char title[] = "One access to a line, by the state in which its owner has it";
    struct coherence c;
    struct chart_launches launches = {0};
    unsigned states = 0;
    char operations[24], panels[24];
    coherence_of(&c, in->reports[0]);
    if (c.n == 0) {
        chart_nothing(f, title, "needs rows of the family coherence, and two CPUs");
        return;
    }
    for (int s = 0; s < LINE_STATES; s++) {
        states += c.has[s];
        for (size_t p = 0; p < c.n; p++)
            for (unsigned i = 0; i < c.n_operations; i++)
                if (c.table[p].cell[s][i])
                    chart_count_launches(&launches, c.table[p].cell[s][i]);
    }
    snprintf(operations, sizeof operations, "%u", c.n_operations);
    snprintf(panels, sizeof panels, "%zu", c.n);
    chart_head(f, in, &launches,
               &(struct chart_head){.title = title,
                                    .unit = "ns per access",
                                    .series = states,
                                    .extra = {operations, panels, NULL},
                                    .columns = "state, colour, dash, mark, panel, place of "
                                               "operation, median ns, low ns, high ns, median as "
                                               "text, row; then: place, operation; last: panel, "
                                               "distance, top of the axis"});
    for (int s = 0; s < LINE_STATES; s++)
        if (c.has[s])
            write_state(f, &c, (enum line_state)s);
    write_axes(f, &c);
}
