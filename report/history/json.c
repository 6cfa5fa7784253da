// SPDX-License-Identifier: MIT
// A history as JSON.
#include <math.h>

#include "common/json.h"
#include "report/history/history.h"

static json_t *json_change(const struct history *h, const struct history_row *row, size_t i)
{
    const struct change *c = &row->changes.change[i];
    const struct history_report *first = &h->report[row->point[c->at].report],
                                *last = &h->report[row->point[c->at - 1].report];
    json_t *object = json_object();
    size_t reports;
    put_new(object, "date", json_string(first->date));
    put_new(object, "revisions", json_pack("[ss]", last->revision, first->revision));
    put_number(object, "ratio", exp(c->size.value));
    put_number(object, "ratio_low", exp(c->size.low));
    put_number(object, "ratio_high", exp(c->size.high));
    put_number(object, "before_ns", history_level(row, i, 0, &reports));
    put_new(object, "before_reports", whole(reports));
    put_number(object, "after_ns", history_level(row, i, 1, &reports));
    put_new(object, "after_reports", whole(reports));
    return object;
}

static json_t *json_point(const struct history *h, const struct history_point *p)
{
    json_t *object = json_object();
    put_new(object, "report", whole(p->report));
    put_new(object, "date", json_string(h->report[p->report].date));
    put_number(object, "ns", p->ns);
    put_number(object, "low", p->low);
    put_number(object, "high", p->high);
    put_number(object, "line_ns", p->line_ns);
    return object;
}

static json_t *json_row(const struct history *h, const struct history_row *row)
{
    json_t *object = json_object(), *changes = json_array(), *series = json_array();
    put_new(object, "name", json_string(row->like.name));
    if (row->like.basis)
        put_new(object, "basis", json_string(row->like.basis));
    put_new(object, "looked_at", json_boolean(!isnan(row->p)));
    put_number(object, "p", row->p);
    put_number(object, "p_bh", row->p_adjusted);
    put_number(object, "noise_threshold", row->threshold);
    put_new(object, "noise_measured", json_boolean(row->measured));
    put_new(object, "drifts", json_boolean(row->changes.drifts));
    put_new(object, "apart", whole(row->apart));
    for (size_t i = 0; i < row->changes.n; i++)
        json_array_append_new(changes, json_change(h, row, i));
    for (size_t i = 0; i < row->n; i++)
        json_array_append_new(series, json_point(h, &row->point[i]));
    put_new(object, "changes", changes);
    put_new(object, "series", series);
    return object;
}

static json_t *json_reports(const struct history *h)
{
    json_t *reports = json_array();
    for (size_t i = 0; i < h->n_reports; i++)
        json_array_append_new(reports, json_pack("{s:s, s:s}", "date", h->report[i].date,
                                                 "revision", h->report[i].revision));
    return reports;
}

json_t *history_json(const struct history *h)
{
    json_t *root = json_object(), *rows = json_array(), *events = json_array();
    for (size_t i = 0; i < h->n_events; i++) {
        const struct history_event *e = &h->event[i];
        json_array_append_new(events,
                              json_pack("{s:s, s:s, s:s, s:s}", "date", h->report[e->report].date,
                                        "what", e->what, "from", e->from, "to", e->to));
    }
    for (size_t i = 0; i < h->n_rows; i++)
        json_array_append_new(rows, json_row(h, &h->row[i]));
    put_new(root, "host", json_string(h->host));
    put_new(root, "reports", json_reports(h));
    put_new(root, "looked_at", whole(h->looked));
    put_new(root, "changed", whole(h->changed));
    put_new(root, "drifting", whole(h->drifting));
    put_new(root, "too_few", whole(h->few));
    put_new(root, "needs", whole(h->needs));
    put_new(root, "needs_alone", whole(h->alone));
    put_number(root, "false_alarms", HISTORY_ALPHA);
    put_new(root, "events", events);
    put_new(root, "rows", rows);
    return root;
}
