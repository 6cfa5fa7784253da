// SPDX-License-Identifier: MIT
// The emblem table: every edge of the memory model, whether it held, and what it costs.
#include <math.h>
#include <stdio.h>

#include "report/edges/edges.h"
#include "report/site/parts.h"

/* A cell's value, with the number of the reason for what it does not say. */
static void put_cell(struct edge_notes *notes, struct template_values *v, const char *name,
                     const char *text, const char *why)
{
    struct template_values *cell = template_include(v, name, "noted.html");
    size_t note = edge_note(notes, why);
    template_text(cell, "TEXT", text);
    if (note)
        template_textf(template_section(cell, "NOTE"), "NUMBER", "%zu", note);
}

static void put_seen(struct edge_notes *notes, struct template_values *v, const struct edge_line *l)
{
    char text[FORMAT];
    edge_format_rate(text, l->seen.count, l->seen.trials);
    put_cell(notes, v, "SEEN", text, l->seen.trials ? "" : l->seen.why);
    put_cell(notes, v, "BOUND", edge_format_bound(text, &l->seen),
             l->seen.trials ? l->seen.why : "");
}

static void put_asleep(struct page *p, struct edge_notes *notes, struct template_values *v,
                       const struct edge_cost *asleep)
{
    if (asleep->row)
        put_value(template_section(v, "ASLEEP"), p->report, asleep->row, NULL, VALUE_ALONE);
    else
        put_cell(notes, template_section(v, "AWAKE"), "CELL", "-", asleep->why);
}

static void put_cost(struct page *p, struct edge_notes *notes, struct template_values *v,
                     const struct edge_cost *c)
{
    char text[FORMAT];
    if (!c->row) {
        put_cell(notes, template_section(v, "UNPRICED"), "CELL", "-", c->why);
        return;
    }
    struct template_values *cost = template_section(v, "PRICED");
    bool several = c->modes.n > 1;
    put_value(cost, p->report, c->row, NULL, VALUE_ALONE);
    template_text(cost, "COST_ROW", c->row->name);
    template_text(cost, "COST_ID", row_id(p, c->row));
    template_text(cost, "INTERVAL_TEXT", several ? "-" : format_interval(text, &c->row->time));
    put_cell(notes, cost, "MULTIPLE",
             format_multiple(text, several ? NAN : c->row->time.median / c->floor.ns),
             c->floor_why);
    put_cell(notes, cost, "MOVED", format_count(text, c->transfers), c->transfers_why);
}

static void put_line(struct page *p, struct edge_notes *notes, struct template_values *v,
                     const struct edge_line *l)
{
    char text[FORMAT];
    template_text(v, "EDGE", l->edge->title);
    template_text(v, "EDGE_SECTION", l->edge->section);
    template_text(v, "RULE", l->edge->rule);
    template_text(v, "TIMED", l->edge->timed);
    template_text(v, "EDGE_VERDICT", edge_verdict_name(l->verdict));
    put_seen(notes, v, l);
    put_cost(p, notes, v, &l->cost);
    put_asleep(p, notes, v, &l->asleep);
    for (size_t i = 0; i < l->n_wrong; i++) {
        struct template_values *wrong = template_section(v, "WRONG");
        template_text(wrong, "WAY", l->wrong[i].way->title);
        put_cell(notes, wrong, "CELL",
                 edge_format_rate(text, l->wrong[i].seen.count, l->wrong[i].seen.trials),
                 l->wrong[i].seen.why);
    }
}

void put_guarantees(struct page *p)
{
    struct template_values *v = template_section(p->values, "GUARANTEES");
    struct edges edges;
    struct edge_notes notes = {.n = 0};
    edges_read(&edges, p->report);
    put_chart(p, v, "edges", "table-guarantees");
    for (size_t i = 0; i < edges.n; i++)
        put_line(p, &notes, template_section(v, "EDGE_LINE"), &edges.line[i]);
    for (size_t i = 0; i < notes.n; i++) {
        struct template_values *note = template_section(v, "EDGE_NOTE");
        template_textf(note, "NUMBER", "%zu", i + 1);
        template_text(note, "WHY", notes.note[i]);
    }
    if (edges.note)
        template_text(template_section(v, "REMARK"), "WHY", edges.note);
    edges_free(&edges);
}
