// SPDX-License-Identifier: MIT
// The edge table as GitHub's Markdown.
#include <math.h>
#include <string.h>

#include "common/basis.h"
#include "common/text.h"
#include "report/edges/parts.h"

enum { COLUMNS = 100 };

struct table {
    FILE *out;
    struct edge_notes notes;
};

/* A cell's value, with the number of the reason for what it does not say. */
static void put(struct table *t, const char *value, const char *why)
{
    size_t note = edge_note(&t->notes, why);
    fprintf(t->out, note ? "%s [%zu]" : "%s", value, note);
}

/* A footnote, as an entry of a list. */
static void put_note(FILE *out, size_t number, const char *text)
{
    char escaped[2000];
    fprintf(out, "* [%zu] ", number);
    text_wrap_at(out, 2, COLUMNS - 4, text_markdown(text, escaped, sizeof escaped));
}

static void put_seen(struct table *t, const struct edge_line *l)
{
    char seen[FORMAT], bound[FORMAT];
    bool known = l->seen.trials > 0;
    put(t, edge_format_rate(seen, l->seen.count, l->seen.trials), known ? "" : l->seen.why);
    fputs(" | ", t->out);
    if (l->verdict == EDGE_BROKEN)
        put(t, "**broken**", "");
    else
        put(t, edge_format_bound(bound, &l->seen), l->seen.why);
}

static void put_multiple(struct table *t, const struct edge_cost *c)
{
    char multiple[FORMAT];
    if (c->modes.n > 1 || !c->floor.row) {
        put(t, "-", c->floor_why);
        return;
    }
    fprintf(t->out, "%s `%s`%s", format_multiple(multiple, c->row->time.median / c->floor.ns),
            c->floor.row->name, c->floor.one_way ? ", one way" : "");
}

/* Time, interval and cycles, or of several modes each with its share. */
static void put_time(struct table *t, const struct edge_cost *c)
{
    char text[FORMAT], interval[FORMAT], cycles[FORMAT];
    const struct basis_words *basis = basis_find(c->row->basis);
    for (unsigned i = 0; c->modes.n > 1 && i < c->modes.n; i++)
        fprintf(t->out, "%s%s", i ? " or " : "", format_mode(text, &c->modes.mode[i]));
    if (c->modes.n <= 1)
        fputs(format_ns(text, c->row->time.median), t->out);
    fprintf(t->out, "%s | ", basis ? basis->remark : "");
    if (c->modes.n > 1)
        fputs("- | - | ", t->out);
    else
        fprintf(t->out, "%s | %s | ", format_interval(interval, &c->row->time),
                format_count(cycles, c->row->cycles.median));
}

static void put_asleep(struct table *t, const struct edge_cost *c)
{
    char time[FORMAT];
    if (c->row)
        put(t, format_ns(time, c->row->time.median), "");
    else
        put(t, "-", c->why);
}

static void put_cost(struct table *t, const struct edge_line *l)
{
    const struct edge_cost *c = &l->cost;
    char transfers[FORMAT];
    if (!c->row) {
        put(t, "-", c->why);
        fputs(" | - | - | ", t->out);
        put_asleep(t, &l->asleep);
        fputs(" | - | - | ", t->out);
        return;
    }
    put_time(t, c);
    put_asleep(t, &l->asleep);
    fputs(" | ", t->out);
    put_multiple(t, c);
    fputs(" | ", t->out);
    put(t, format_count(transfers, c->transfers), c->transfers_why);
    fputs(" | ", t->out);
}

static void put_wrong(struct table *t, const struct edge_line *l)
{
    char seen[FORMAT];
    for (size_t i = 0; i < l->n_wrong; i++) {
        fprintf(t->out, "%s%s ", i ? "; " : "", l->wrong[i].way->title);
        put(t, edge_format_rate(seen, l->wrong[i].seen.count, l->wrong[i].seen.trials),
            l->wrong[i].seen.why);
    }
    fputs(" |\n", t->out);
}

void edges_markdown(FILE *out, const struct edges *e)
{
    struct table t = {.out = out};
    fputs("| edge | rule, and its place in the model | the model on stale reads | "
          "stale reads / trials | rate, 95 % | cost | 95 % interval | cycles | asleep | "
          "multiple of its floor | lines moved | the wrong way |\n"
          "|---|---|---|---:|---:|---:|---:|---:|---:|---|---:|---|\n",
          out);
    for (size_t i = 0; i < e->n; i++) {
        const struct edge_line *l = &e->line[i];
        fprintf(out, "| %s | %s: %s | forbids | ", l->edge->title, l->edge->section, l->edge->rule);
        put_seen(&t, l);
        fputs(" | ", out);
        put_cost(&t, l);
        put_wrong(&t, l);
    }
    if (t.notes.n)
        fputc('\n', out);
    for (size_t i = 0; i < t.notes.n; i++)
        put_note(out, i + 1, t.notes.note[i]);
    if (e->note) {
        fputc('\n', out);
        text_wrap_at(out, 0, COLUMNS, e->note);
    }
}
