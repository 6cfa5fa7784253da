// SPDX-License-Identifier: MIT
// What an edge costs, by the row that prices it.
#include <math.h>
#include <string.h>

#include "common/text.h"
#include "report/edges/parts.h"
#include "report/model/estimate.h"

/* Of the rows that rows means the one to take: measured, and with the fewest threads. Else one that
 * was not measured, or NULL. */
static const struct row *find_row(const struct report *r, const char *rows, size_t length)
{
    const struct row *best = NULL;
    if (!report_may_begin(r, rows, length))
        return NULL;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!edge_means(rows, length, row) || row->kind != KIND_TIME)
            continue;
        bool measured = row_measured(row), is_better = measured && best && !row_measured(best);
        if (!best || is_better || (measured && row->threads < best->threads))
            best = row;
    }
    return best;
}

static void say_unmeasured(struct edge_cost *c, const struct report *r, const char *list,
                           const struct row *row)
{
    char reason[EDGE_WHY / 2];
    int length = (int)strcspn(list, ",");
    if (row)
        snprintf(c->why, EDGE_WHY, "%s: %s: %s", row->name, row_status_name(row->status),
                 text_clean(row->reason ? row->reason : "-", reason, sizeof reason));
    else if (edge_one_cpu(r))
        snprintf(c->why, EDGE_WHY, "one CPU: no row %.*s here", length, list);
    else
        snprintf(c->why, EDGE_WHY, "no row %.*s in the report: profile standard has it", length,
                 list);
}

static void set_floor(struct edge_cost *c, const struct report *r)
{
    c->floor = row_floor_of(r, c->row);
    if (c->floor.row)
        return;
    if (c->row->floor)
        snprintf(c->floor_why, EDGE_WHY, "the floor %.100s was not measured", c->row->floor);
    else
        snprintf(c->floor_why, EDGE_WHY, "%.100s is set against no floor", c->row->name);
}

static void set_transfers(struct edge_cost *c)
{
    c->transfers = row_metric(c->row, METRIC_pmu_line_transfers);
    if (isfinite(c->transfers))
        return;
    if (c->row->threads < 2 || c->row->cpus < 2)
        snprintf(c->transfers_why, EDGE_WHY, "one CPU takes part: no line moves between cores");
    else
        snprintf(c->transfers_why, EDGE_WHY,
                 "not counted: synccost events says which counters work here, and run --counters "
                 "line_transfers counts");
}

static void set_figures(struct edge_cost *c, const struct report *r, const struct row *row)
{
    c->row = row;
    estimate_modes(row, METRIC_real_time, &c->modes);
    set_floor(c, r);
    set_transfers(c);
}

struct edge_cost edge_price(const struct report *r, const char *list)
{
    struct edge_cost c = {.floor.ns = NAN, .transfers = NAN};
    const struct row *unmeasured = NULL;
    if (report_imported(r)) {
        snprintf(c.why, EDGE_WHY, "not measurable here: imported");
        return c;
    }
    for (const char *rows = list; *rows && !c.row;) {
        size_t length = strcspn(rows, ",");
        const struct row *row = find_row(r, rows, length);
        if (row && row_measured(row))
            set_figures(&c, r, row);
        else if (row && !unmeasured)
            unmeasured = row;
        rows += length + (rows[length] == ',');
    }
    if (!c.row)
        say_unmeasured(&c, r, list, unmeasured);
    return c;
}
