// SPDX-License-Identifier: MIT
// The table of machines as JSON.
#include <math.h>

#include "common/json.h"
#include "report/machines/machines.h"
#include "report/model/facts.h"

static json_t *json_machine(const struct report *r, size_t column)
{
    static const char *const paths[] = {"slug", "host", "fingerprint", "model"};
    char label[MACHINES_LABEL], path[32], fact[128];
    json_t *object = json_object();
    put_new(object, "label", json_string(machines_label(label, column)));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        snprintf(path, sizeof path, "machine.%s", paths[i]);
        if (report_member(r, path))
            put_new(object, paths[i], json_string(report_fact(r, path, fact, sizeof fact)));
    }
    return object;
}

static json_t *json_cell(const struct machines_cell *c)
{
    json_t *object = json_object();
    if (!c->row)
        return object;
    put_number(object, "ns", c->row->time.median);
    put_number(object, "low", c->row->time.low);
    put_number(object, "high", c->row->time.high);
    put_number(object, "cycles", c->row->cycles.median);
    put_number(object, "multiple", c->multiple);
    if (c->best)
        put_new(object, "rank", json_pack("[ii]", (int)c->best, (int)c->worst));
    return object;
}

static json_t *json_row(const struct machines *m, const struct machines_row *row)
{
    json_t *object = json_object(), *cells = json_array();
    put_new(object, "name", json_string(row->row->name));
    if (row->row->basis)
        put_new(object, "basis", json_string(row->row->basis));
    put_new(object, "ranked", whole(row->ranked));
    for (size_t i = 0; i < m->n; i++)
        json_array_append_new(cells, json_cell(&row->cell[i]));
    put_new(object, "machines", cells);
    return object;
}

static json_t *json_family(const struct machines *m, const struct machines_family *f)
{
    json_t *object = json_object(), *cells = json_array();
    put_new(object, "name", json_string(f->name));
    put_new(object, "rows", whole(f->rows));
    for (size_t i = 0; i < m->n; i++) {
        json_t *cell = json_object();
        put_number(cell, "ns", f->ns[i]);
        put_number(cell, "cycles", f->cycles[i]);
        put_number(cell, "multiple", f->multiple[i]);
        json_array_append_new(cells, cell);
    }
    put_new(object, "machines", cells);
    return object;
}

static json_t *json_outlier(const struct machines_outlier *o)
{
    char label[MACHINES_LABEL];
    json_t *object = json_object();
    put_new(object, "machine", json_string(machines_label(label, o->column)));
    put_new(object, "twins", whole(o->twins));
    put_new(object, "rows", whole(o->rows));
    put_new(object, "contended", json_boolean(o->contended));
    put_number(object, "ratio", o->ratio.value);
    put_number(object, "ratio_low", o->ratio.low);
    put_number(object, "ratio_high", o->ratio.high);
    return object;
}

json_t *machines_json(const struct machines *m)
{
    json_t *root = json_object(), *machines = json_array(), *rows = json_array(),
           *families = json_array(), *outliers = json_array();
    for (size_t i = 0; i < m->n; i++)
        json_array_append_new(machines, json_machine(m->report[i], i));
    for (size_t i = 0; i < m->n_rows; i++)
        json_array_append_new(rows, json_row(m, &m->row[i]));
    for (size_t i = 0; i < m->n_families; i++)
        json_array_append_new(families, json_family(m, &m->family[i]));
    for (size_t i = 0; i < m->n_outliers; i++)
        json_array_append_new(outliers, json_outlier(&m->outlier[i]));
    put_new(root, "machines", machines);
    put_new(root, "needs", whole(m->needs));
    put_new(root, "rows", rows);
    put_new(root, "families", families);
    put_new(root, "twins", whole(m->twins));
    put_new(root, "outliers", outliers);
    return root;
}
