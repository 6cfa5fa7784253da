// SPDX-License-Identifier: MIT
// Series and marks for the charts of the rows that changed.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "report/history/charts.h"

static const struct chart_point *points_of(const struct history *h, const struct history_row *row)
{
    struct chart_point *point = checked_alloc(row->n, sizeof *point);
    size_t change = 0, reports;
    for (size_t i = 0; i < row->n; i++) {
        const struct history_point *p = &row->point[i];
        while (change < row->changes.n && row->changes.change[change].at <= i)
            change++;
        point[i] = (struct chart_point){
            .date = h->report[p->report].date,
            .ns = p->ns,
            .low = p->low,
            .high = p->high,
            .level = history_level(row, change ? change - 1 : 0, change > 0, &reports)};
    }
    return point;
}

/* The points of the row that come before the report. */
static size_t points_before(const struct history_row *row, size_t report)
{
    size_t n = 0;
    while (n < row->n && row->point[n].report < report)
        n++;
    return n;
}

static void put_marks(struct history_charts *c, const struct history *h,
                      const struct history_row *row, struct chart_series *s, size_t *used)
{
    s->mark = c->marks + *used;
    for (size_t i = 0; i < row->changes.n + h->n_events; i++, (*used)++) {
        bool change = i < row->changes.n;
        const struct history_event *e = change ? NULL : &h->event[i - row->changes.n];
        char *text = c->texts[*used];
        if (change)
            snprintf(text, HISTORY_LINE, "%+.1f%%", 100 * expm1(row->changes.change[i].size.value));
        else
            snprintf(text, HISTORY_LINE, "%s %.16s to %.16s", e->what, e->from, e->to);
        c->marks[*used] = (struct chart_mark){.before = change ? row->changes.change[i].at
                                                               : points_before(row, e->report),
                                              .text = text,
                                              .change = change};
    }
    s->n_marks = row->changes.n + h->n_events;
}

void history_charts_init(struct history_charts *c, const struct history *h)
{
    const struct history_row **rows;
    size_t marks = 0, used = 0;
    *c = (struct history_charts){.of = history_changed(h, &rows)};
    c->n = c->of < CHART_MOST ? c->of : CHART_MOST;
    for (size_t i = 0; i < c->n; i++)
        marks += rows[i]->changes.n + h->n_events;
    c->series = checked_alloc(c->n, sizeof *c->series);
    c->marks = checked_alloc(marks, sizeof *c->marks);
    c->texts = checked_alloc(marks, sizeof *c->texts);
    history_says_span(h, c->about);
    for (size_t i = 0; i < c->n; i++) {
        struct chart_series *s = &c->series[i];
        *s = (struct chart_series){.row = &rows[i]->like,
                                   .about = c->about,
                                   .point = points_of(h, rows[i]),
                                   .n = rows[i]->n};
        put_marks(c, h, rows[i], s, &used);
    }
    free(rows);
}

void history_charts_free(struct history_charts *c)
{
    for (size_t i = 0; i < c->n; i++)
        free((struct chart_point *)c->series[i].point);
    free(c->series);
    free(c->marks);
    free(c->texts);
    *c = (struct history_charts){0};
}
