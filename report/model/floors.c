// SPDX-License-Identifier: MIT
// What a row is set against: the floor's row, or the line between the row's own CPUs.
#include <math.h>
#include <string.h>

#include "common/basis.h"
#include "common/floors.h"
#include "report/model/report.h"

const struct row *row_floor(const struct report *r, const struct row *row)
{
    if (!row->floor || !*row->floor)
        return NULL;
    const struct row *exact = report_row(r, row->floor), *best = NULL;
    if (exact)
        return row_measured(exact) ? exact : NULL;
    size_t length = strlen(row->floor);
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *other = &r->rows[i];
        if (strncmp(other->name, row->floor, length) == 0 && row_measured(other) &&
            (!best || other->time.median < best->time.median))
            best = other;
    }
    return best;
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
