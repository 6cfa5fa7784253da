// SPDX-License-Identifier: MIT
// The edge table as plain text.
#include <math.h>
#include <string.h>

#include "common/basis.h"
#include "common/text.h"
#include "report/edges/parts.h"
#include "report/model/legend.h"

enum { TITLE = 24, SEEN = 16, BOUND = 10, TIME = 8, INTERVAL = 12, CYCLES = 6 };
enum { MODES = TIME + 1 + INTERVAL + 1 + CYCLES, INDENT = 6 };

struct table {
    FILE *out;
    const char *section; /* that the last line was of */
    struct edge_notes notes;
    struct legend legend;
};

/* The value, or a dash with the number of its reason. */
static void put_cell(struct table *t, const char *value, const char *why, int width)
{
    char cell[FORMAT + 16];
    size_t note = edge_note(&t->notes, why);
    snprintf(cell, sizeof cell, note ? "%s[%zu]" : "%s", value, note);
    text_put(t->out, cell, width);
    fputc(' ', t->out);
}

static const char *per(const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    return basis ? basis->per : "-";
}

static void put_multiple(struct table *t, const struct edge_cost *c)
{
    char multiple[FORMAT];
    if (c->modes.n > 1 || !c->floor.row) {
        put_cell(t, "-", c->floor_why, 9);
        return;
    }
    text_put(t->out, format_multiple(multiple, c->row->time.median / c->floor.ns), 7);
    fprintf(t->out, " %c ", legend_letter(&t->legend, &c->floor));
}

static void put_time(struct table *t, const struct edge_cost *c)
{
    char time[FORMAT], interval[FORMAT], cycles[FORMAT], modes[3 * FORMAT];
    if (c->modes.n > 1) {
        snprintf(modes, sizeof modes, "%s | %s", format_mode(time, &c->modes.mode[0]),
                 format_mode(interval, &c->modes.mode[1]));
        text_put(t->out, modes, -MODES);
        fputc(' ', t->out);
        return;
    }
    text_put(t->out, format_ns(time, c->row->time.median), TIME);
    fputc(' ', t->out);
    text_put(t->out, format_interval(interval, &c->row->time), INTERVAL);
    fputc(' ', t->out);
    text_put(t->out, format_count(cycles, c->row->cycles.median), CYCLES);
    fputc(' ', t->out);
}

static void put_cost(struct table *t, const struct edge_cost *c)
{
    char transfers[FORMAT];
    if (!c->row) {
        fprintf(t->out, "%*s\n", TIME, "-");
        return;
    }
    put_time(t, c);
    fprintf(t->out, "%-4s ", per(c->row));
    put_multiple(t, c);
    size_t note = edge_note(&t->notes, c->transfers_why);
    if (note)
        fprintf(t->out, "-[%zu]\n", note);
    else
        fprintf(t->out, "%s\n", format_count(transfers, c->transfers));
}

static void put_wrapped(struct table *t, const char *text)
{
    fprintf(t->out, "%*s", INDENT, "");
    text_wrap(t->out, INDENT + 2, text);
}

/* What the cost runs over, which row says it or why none does, and what it is where the other
 * thread sleeps. */
static void put_timed(struct table *t, const struct edge_line *l)
{
    char line[1024], time[FORMAT];
    const struct edge_cost *asleep = &l->asleep;
    int n = snprintf(line, sizeof line, "cost: %s: %s", l->edge->timed,
                     l->cost.row ? l->cost.row->name : l->cost.why);
    if (asleep->row || asleep->why[0])
        snprintf(line + n, sizeof line - (size_t)n, "; of a thread that sleeps: %s",
                 asleep->row ? format_ns(time, asleep->row->time.median) : asleep->why);
    put_wrapped(t, line);
}

static void put_wrong(struct table *t, const struct edge_line *l)
{
    char line[1024] = "wrong:", seen[FORMAT];
    size_t used = strlen(line);
    for (size_t i = 0; i < l->n_wrong && used < sizeof line; i++) {
        const struct edge_wrong_way *w = &l->wrong[i];
        size_t note = edge_note(&t->notes, w->seen.why);
        used += (size_t)snprintf(line + used, sizeof line - used,
                                 note ? "%s %s %s[%zu]" : "%s %s %s", i ? ";" : "", w->way->title,
                                 edge_format_rate(seen, w->seen.count, w->seen.trials), note);
    }
    put_wrapped(t, line);
}

static void put_figures(struct table *t, const struct edge_line *l)
{
    char seen[FORMAT], bound[FORMAT];
    fputs("  ", t->out);
    text_put(t->out, l->edge->title, -TITLE);
    fputc(' ', t->out);
    text_put(t->out, edge_format_rate(seen, l->seen.count, l->seen.trials), SEEN);
    fputc(' ', t->out);
    if (l->verdict == EDGE_BROKEN)
        put_cell(t, "BROKEN", "", BOUND);
    else
        put_cell(t, edge_format_bound(bound, &l->seen), l->seen.why, BOUND);
    put_cost(t, &l->cost);
}

static void put_line(struct table *t, const struct edge_line *l)
{
    if (!t->section || strcmp(t->section, l->edge->section) != 0)
        fprintf(t->out, " %s\n", l->edge->section);
    t->section = l->edge->section;
    put_figures(t, l);
    put_wrapped(t, l->edge->rule);
    put_timed(t, l);
    put_wrong(t, l);
}

static void put_head(struct table *t)
{
    fprintf(t->out,
            "\nEdges of the Go memory model: what each orders, whether it held, what it costs"
            "\n  ");
    text_put(t->out, "edge", -TITLE);
    fprintf(t->out, " %*s %*s %*s %*s %*s %-4s %7s   %s\n", SEEN, "stale / trials", BOUND,
            "rate, 95 %", TIME, "cost", INTERVAL, "interval", CYCLES, "cycles", "per", "x floor",
            "lines");
}

static void put_foot(struct table *t, const struct edges *e)
{
    char number[16];
    fputs("\n  stale: the reader had its turn and did not see what was written before. The model "
          "forbids it of\n  every edge, and allows it of every wrong way. lines: moved between "
          "cores per operation.\n",
          t->out);
    legend_print(t->out, &t->legend);
    for (size_t i = 0; i < t->notes.n; i++) {
        int width = snprintf(number, sizeof number, "  [%zu] ", i + 1);
        fputs(number, t->out);
        text_wrap(t->out, (unsigned)width, t->notes.note[i]);
    }
    if (e->note) {
        fputs("  ", t->out);
        text_wrap(t->out, 2, e->note);
    }
}

/* The edges that have no line. */
static void put_unknown(struct table *t, const struct edges *e)
{
    char names[1024] = "neither tried nor priced in this report:";
    size_t first = strlen(names), used = first;
    for (size_t i = 0; i < e->n && used < sizeof names; i++) {
        const struct edge_line *l = &e->line[i];
        if (edge_known(l))
            continue;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s %s",
                                 used > first ? "," : "", l->edge->title);
    }
    if (used == first)
        return;
    fputs("  ", t->out);
    text_wrap(t->out, INDENT, names);
}

void edges_print(FILE *out, const struct edges *e, bool all)
{
    struct table t = {.out = out};
    put_head(&t);
    for (size_t i = 0; i < e->n; i++)
        if (all || edge_known(&e->line[i]))
            put_line(&t, &e->line[i]);
    if (!all)
        put_unknown(&t, e);
    put_foot(&t, e);
}
