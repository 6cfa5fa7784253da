// SPDX-License-Identifier: MIT
// What a row is set against: the floor's row, or the line between the row's own CPUs.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "common/floors.h"
#include "report/model/floors.h"

struct named {
    const char *name;
    size_t place; /* of the row */
};

struct report_floors {
    size_t n;
    struct named *order; /* the n rows by name; NULL before the first floor */
    json_t *least;       /* by floor: the place of its row, or null */
};

void report_floors_free(struct report *r)
{
    if (!r->floors)
        return;
    free(r->floors->order);
    json_decref(r->floors->least);
    free(r->floors);
    r->floors = NULL;
}

void report_floors_renew(struct report *r)
{
    report_floors_free(r);
    r->floors = checked_alloc(1, sizeof *r->floors);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Those of the report, which are there, with all its rows. */
static const struct report_floors *in_order(const struct report *r)
{
    struct report_floors *f = r->floors;
    if (f->order && f->n == r->n_rows)
        return f;
    free(f->order);
    json_decref(f->least);
    *f = (struct report_floors){.n = r->n_rows,
                                .order = checked_alloc(r->n_rows, sizeof *f->order),
                                .least = json_object()};
    for (size_t i = 0; i < f->n; i++)
        f->order[i] = (struct named){r->rows[i].name, i};
    qsort(f->order, f->n, sizeof *f->order, by_name);
    return f;
}

/* The first in order whose name is not before those that begin so: there they are, if any is. */
static size_t first_of(const struct report_floors *f, const char *beginning, size_t length)
{
    size_t low = 0, high = f->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strncmp(f->order[middle].name, beginning, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_less(const struct row *row, const struct row *best)
{
    return !best || row->time.median < best->time.median ||
           (row->time.median == best->time.median && row < best);
}

/* The cheapest of the rows whose names begin with floor, and among equals the first. */
static const struct row *least_of(const struct report *r, const char *floor)
{
    const struct report_floors *f = r->floors;
    const size_t length = strlen(floor);
    const struct row *best = NULL;
    for (size_t i = first_of(f, floor, length);
         i < f->n && strncmp(f->order[i].name, floor, length) == 0; i++) {
        const struct row *row = &r->rows[f->order[i].place];
        if (row_measured(row) && is_less(row, best))
            best = row;
    }
    return best;
}

/* That of least_of, looked for once. */
static const struct row *find_least(const struct report *r, const char *floor)
{
    const struct report_floors *f = in_order(r);
    const json_t *kept = json_object_get(f->least, floor);
    if (kept)
        return json_is_integer(kept) ? &r->rows[json_integer_value(kept)] : NULL;
    const struct row *least = least_of(r, floor);
    json_t *place = least ? json_integer((json_int_t)(least - r->rows)) : json_null();
    if (json_object_set_new_nocheck(f->least, floor, place) != 0)
        abort();
    return least;
}

const struct row *row_floor(const struct report *r, const struct row *row)
{
    if (!row->floor || !*row->floor)
        return NULL;
    const struct row *exact = report_row(r, row->floor),
                     *least = exact || !r->floors ? exact : find_least(r, row->floor);
    return least && row_measured(least) ? least : NULL;
}

bool report_may_begin(const struct report *r, const char *beginning, size_t length)
{
    if (!r->floors)
        return true;
    const struct report_floors *f = in_order(r);
    const size_t first = first_of(f, beginning, length);
    return first < f->n && strncmp(f->order[first].name, beginning, length) == 0;
}

static bool is_line(const char *floor)
{
    const char *line = floor_name(FLOOR_line_transfer);
    return strncmp(floor, line, strlen(line)) == 0;
}

struct row_floor row_floor_of(const struct report *r, const struct row *row)
{
    struct row_floor f = {.row = row_floor(r, row), .ns = NAN, .of_row = NAN};
    if (!f.row)
        return f;
    const double one_way = row_metric(f.row, METRIC_one_way_ns),
                 own = is_line(row->floor) ? row_metric(row, METRIC_line_ns) : NAN;
    f.one_way = isfinite(one_way) && !basis_is(row->basis, BASIS_ROUND_TRIP);
    f.own = isfinite(own);
    f.ns = f.of_row = f.one_way ? one_way : f.row->time.median;
    if (f.own)
        f.ns = f.one_way ? own / 2 : own;
    return f;
}

double row_floor_ns(const struct report *r, const struct row *row)
{
    return row_floor_of(r, row).ns;
}

const char *row_floor_way(const struct row_floor *f)
{
    if (f->one_way)
        return ", one way";
    return f->row && basis_is(f->row->basis, BASIS_ROUND_TRIP) ? ", round trip" : "";
}
