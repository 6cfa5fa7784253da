// SPDX-License-Identifier: MIT
// A comparison as JSON.
#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/json_put.h"
#include "report/words.h"

static json_t *json_estimate(const struct estimate *e)
{
    json_t *object = json_object();
    put_number(object, "median", e->median);
    put_number(object, "low", e->low);
    put_number(object, "high", e->high);
    put_new(object, "launches", json_integer(e->launches));
    return object;
}

static json_t *json_measure(const struct estimate *base, const struct estimate *next, const struct ratio *r)
{
    json_t *object = json_object();
    put_new(object, "base", json_estimate(base));
    put_new(object, "new", json_estimate(next));
    put_number(object, "ratio", r->value);
    put_number(object, "ratio_low", r->low);
    put_number(object, "ratio_high", r->high);
    return object;
}

static json_t *json_row(const struct comparison_row *row)
{
    static const char *const verdicts[] = {"~", "differs", "?"};
    json_t *object = json_object();
    put_new(object, "name", json_string(row->base->name));
    if (row->base->basis)
        put_new(object, "basis", json_string(row->base->basis));
    put_new(object, "verdict", json_string(verdicts[row->verdict]));
    put_new(object, "launches", json_integer(row->launches));
    put_new(object, "time_ns", json_measure(&row->base->time, &row->next->time, &row->time));
    if (isfinite(row->cycles.value))
        put_new(object, "cycles", json_measure(&row->base->cycles, &row->next->cycles, &row->cycles));
    return object;
}

static json_t *json_gap(const struct comparison_gap *g)
{
    json_t *object = json_object();
    put_new(object, "name", json_string(g->base ? g->base->name : g->next->name));
    put_new(object, "why", json_string(g->why));
    if (g->base)
        put_new(object, "base_status", json_string(row_status_name(g->base->status)));
    if (g->next)
        put_new(object, "new_status", json_string(row_status_name(g->next->status)));
    return object;
}

static json_t *json_side(const struct report *r)
{
    static const char *const paths[] = {"machine.slug", "machine.fingerprint", "run.profile"};
    json_t *object = json_object(), *date = json_object_get(r->context, "date");
    if (json_is_string(date))
        json_object_set(object, "date", date);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        json_t *fact = words_member(r, paths[i]);
        const char *dot = strchr(paths[i], '.');
        if (json_is_string(fact))
            json_object_set(object, dot ? dot + 1 : paths[i], fact);
    }
    put_number(object, "cycle_ns", statistics_cycle_ns(r));
    return object;
}

json_t *comparison_json(const struct comparison *c)
{
    json_t *root = json_object(), *differences = json_array(), *families = json_array(), *rows = json_array(),
           *gaps = json_array();
    put_new(root, "schema", json_integer(1));
    put_new(root, "base", json_side(c->base));
    put_new(root, "new", json_side(c->next));
    if (c->machines != MACHINES_UNKNOWN)
        put_new(root, "same_machine", json_boolean(c->machines == MACHINES_SAME));
    for (size_t i = 0; i < c->n_differences; i++) {
        const struct comparison_difference *d = &c->difference[i];
        json_t *object = json_object();
        put_new(object, "what", json_string(d->what));
        if (strcmp(d->base, "-") != 0)
            put_new(object, "base", json_string(d->base));
        if (strcmp(d->next, "-") != 0)
            put_new(object, "new", json_string(d->next));
        json_array_append_new(differences, object);
    }
    for (size_t i = 0; i < c->n_families; i++) {
        json_t *object = json_object();
        put_new(object, "name", json_string(c->family[i].name));
        put_new(object, "rows", json_integer((json_int_t)c->family[i].rows));
        put_number(object, "time_ratio", c->family[i].time);
        put_number(object, "cycles_ratio", c->family[i].cycles);
        json_array_append_new(families, object);
    }
    for (size_t i = 0; i < c->n_rows; i++)
        json_array_append_new(rows, json_row(&c->row[i]));
    for (size_t i = 0; i < c->n_gaps; i++)
        json_array_append_new(gaps, json_gap(&c->gap[i]));
    put_new(root, "differences", differences);
    put_new(root, "families", families);
    put_new(root, "rows", rows);
    put_new(root, "not_compared", gaps);
    return root;
}
