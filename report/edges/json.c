// SPDX-License-Identifier: MIT
// The edge table as JSON.
#include <math.h>
#include <string.h>

#include "common/json.h"
#include "report/edges/parts.h"
#include "report/model/estimate.h"

static void put_why(json_t *object, const char *key, const char *why)
{
    if (*why)
        put_new(object, key, json_string(why));
}

static json_t *json_seen(const struct edge_seen *seen)
{
    json_t *object = json_object();
    if (seen->trials) {
        put_new(object, "count", whole(seen->count));
        put_new(object, "trials", whole(seen->trials));
        put_new(object, "allowed", json_boolean(seen->allowed));
        put_number(object, "rate_below", seen->bound);
    }
    put_why(object, "why", seen->why);
    return object;
}

static json_t *json_time(const struct estimate *e)
{
    json_t *object = json_object();
    put_number(object, "median", e->median);
    put_number(object, "low", e->low);
    put_number(object, "high", e->high);
    return object;
}

static json_t *json_cost(const struct edge_cost *c)
{
    json_t *object = json_object();
    put_why(object, "why", c->why);
    if (!c->row)
        return object;
    put_new(object, "row", json_string(c->row->name));
    if (c->row->basis)
        put_new(object, "basis", json_string(c->row->basis));
    put_new(object, "time_ns", json_time(&c->row->time));
    put_new(object, "cycles", json_time(&c->row->cycles));
    if (c->modes.n > 1)
        put_new(object, "modes_ns", modes_json(&c->modes));
    if (c->floor.row) {
        put_new(object, "floor", json_string(c->floor.row->name));
        put_number(object, "floor_ns", c->floor.ns);
        put_number(object, "of_floor", c->row->time.median / c->floor.ns);
    }
    put_why(object, "floor_why", c->floor_why);
    put_number(object, "line_transfers", c->transfers);
    put_why(object, "line_transfers_why", c->transfers_why);
    return object;
}

static json_t *json_wrong(const struct edge_line *l)
{
    json_t *list = json_array();
    for (size_t i = 0; i < l->n_wrong; i++) {
        json_t *way = json_object();
        put_new(way, "way", json_string(l->wrong[i].way->title));
        put_new(way, "rows", json_string(l->wrong[i].way->rows));
        put_new(way, "seen", json_seen(&l->wrong[i].seen));
        json_array_append_new(list, way);
    }
    return list;
}

static json_t *json_line(const struct edge_line *l)
{
    const struct edge *edge = l->edge;
    json_t *object = json_object();
    put_new(object, "edge", json_string(edge->name));
    put_new(object, "title", json_string(edge->title));
    put_new(object, "section", json_string(edge->section));
    put_new(object, "rule", json_string(edge->rule));
    put_new(object, "verdict", json_string(edge_verdict_name(l->verdict)));
    put_new(object, "rows", json_string(edge->litmus));
    put_new(object, "forbidden", json_string(edge->stale));
    put_new(object, "seen", json_seen(&l->seen));
    put_new(object, "timed", json_string(edge->timed));
    put_new(object, "cost", json_cost(&l->cost));
    if (edge->asleep)
        put_new(object, "asleep", json_cost(&l->asleep));
    put_new(object, "wrong", json_wrong(l));
    return object;
}

json_t *edges_json(const struct edges *e)
{
    json_t *object = json_object(), *list = json_array();
    for (size_t i = 0; i < e->n; i++)
        json_array_append_new(list, json_line(&e->line[i]));
    put_new(object, "edges", list);
    put_why(object, "weak", e->weak);
    if (e->note)
        put_new(object, "note", json_string(e->note));
    return object;
}
