// SPDX-License-Identifier: MIT
// Which rows of a report its page shows: all, or as many as a browser opens at once.
#include <stdlib.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/edges/edges.h"
#include "report/model/headline.h"
#include "report/site/shown.h"

struct shown {
    const struct report *report;
    bool *is; /* by the row's place in the report */
    size_t room;
};

static void show(struct shown *s, const struct row *row)
{
    if (!row || s->is[row - s->report->rows] || s->room == 0)
        return;
    s->is[row - s->report->rows] = true;
    s->room--;
    show(s, row_floor(s->report, row));
}

static void show_edges(struct shown *s)
{
    struct edges edges;
    edges_read(&edges, s->report);
    for (size_t i = 0; i < edges.n; i++) {
        show(s, edges.line[i].cost.row);
        show(s, edges.line[i].asleep.row);
    }
    edges_free(&edges);
}

static void show_headline(struct shown *s)
{
    const struct row **rows;
    size_t n = headline_rows(s->report, HEADLINE_ROWS, &rows);
    for (size_t i = 0; i < n; i++)
        show(s, rows[i]);
    free(rows);
}

/* The place of the family's next row at or behind from; n_rows where there is none. */
static size_t next_of(const struct report *r, size_t from, const char *name)
{
    while (from < r->n_rows && !family_same(r->rows[from].name, name))
        from++;
    return from;
}

/* The families take turns, so that a large one does not take the room of others. */
static void show_in_turn(struct shown *s)
{
    const struct report *r = s->report;
    size_t *next = checked_alloc(r->n_rows, sizeof *next), n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        size_t k = 0;
        while (k < n && !family_same(r->rows[next[k]].name, r->rows[i].name))
            k++;
        if (k == n)
            next[n++] = i;
    }
    while (n && s->room)
        for (size_t k = 0; k < n; k++) {
            const char *family = r->rows[next[k]].name;
            show(s, &r->rows[next[k]]);
            size_t at = next_of(r, next[k] + 1, family);
            if (at < r->n_rows)
                next[k] = at;
            else
                next[k--] = next[--n];
        }
    free(next);
}

bool *shown_rows(const struct report *r)
{
    struct shown s = {.report = r, .is = checked_alloc(r->n_rows, sizeof *s.is), .room = PAGE_ROWS};
    if (r->n_rows > PAGE_ROWS) {
        show_headline(&s);
        show_edges(&s);
        show_in_turn(&s);
    } else {
        for (size_t i = 0; i < r->n_rows; i++)
            s.is[i] = true;
    }
    return s.is;
}

void put_some(struct template_values *v, size_t shown, size_t of)
{
    if (shown == of)
        return;
    struct template_values *some = template_section(v, "SOME");
    template_textf(some, "SHOWN", "%zu", shown);
    template_textf(some, "OF", "%zu", of);
}
