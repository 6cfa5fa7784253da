// SPDX-License-Identifier: MIT
// Line transfers per operation, counted or reckoned from time.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/floors.h"
#include "report/model/estimate.h"
#include "report/model/transfers.h"
#include "report/statistics/statistics.h"

bool transfers_line(const char *name)
{
    const char *line = floor_name(FLOOR_line_transfer);
    return name && strncmp(name, line, strlen(line)) == 0;
}

static const struct row *measured_row(const struct report *r, const char *name)
{
    const struct row *row = report_row(r, name);
    return row && row_measured(row) ? row : NULL;
}

/* Replaces the first part of the name that equals or begins with from; leaves other names as they
 * are. */
static void replace_part(char name[REPORT_NAME], const char *from, const char *to)
{
    char changed[REPORT_NAME];
    char *at = strstr(name, from);
    if (!at)
        return;
    size_t rest = strcspn(at + 1, "/") + 1; /* the part's own end */
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - name), name, to, at + rest);
    memcpy(name, changed, sizeof changed);
}

static bool adds_to_counters(const struct row *row)
{
    char scenario[64];
    return strncmp(row->name, "counter/", 8) == 0 && row_part(row, 2, scenario, sizeof scenario) &&
           strcmp(scenario, "rmw") == 0;
}

const struct row *transfers_own_line(const struct report *r, const struct row *row)
{
    char name[REPORT_NAME];
    snprintf(name, sizeof name, "%s", row->name);
    replace_part(name, "/contended", "/uncontended");
    replace_part(name, "/shared-line", "/own-line");
    replace_part(name, "/threads:", "/threads:1");
    const struct row *twin = strcmp(name, row->name) == 0 ? NULL : measured_row(r, name);
    if (!twin && (strncmp(row->name, "atomic/", 7) == 0 || adds_to_counters(row)))
        twin = measured_row(r, floor_name(FLOOR_rmw));
    return twin;
}

static bool passes_lines(const struct row *row)
{
    return row_measured(row) && row->basis && strcmp(row->basis, "thread") == 0 &&
           row->threads >= 2 && row->cpus >= row->threads &&
           (adds_to_counters(row) || transfers_line(row->floor));
}

static unsigned fewest(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static struct estimate estimated(const struct report *r, const struct row *row)
{
    struct estimate e = {.median = NAN, .low = NAN, .high = NAN};
    const struct row *own = passes_lines(row) ? transfers_own_line(r, row) : NULL;
    struct row waits = *row;
    if (adds_to_counters(row)) /* whose own floor is the addition */
        waits.floor = (char *)floor_name(FLOOR_line_transfer);
    const struct row *line = own ? row_floor(r, &waits) : NULL;
    double line_ns = line ? row_floor_ns(r, &waits) : NAN;
    double transfers = line ? (row->time.median / row->threads - own->time.median) / line_ns : NAN;
    if (!(line_ns > 0 && transfers > 0))
        return e;
    const double part = line_ns / line->time.median; /* one way, of a round trip */
    e.median = transfers;
    e.low = fmax(0, (row->time.low / row->threads - own->time.high) / (line->time.high * part));
    e.high = (row->time.high / row->threads - own->time.low) / (line->time.low * part);
    e.launches = fewest(row->time.launches, fewest(own->time.launches, line->time.launches));
    return e;
}

struct estimate transfers_of(const struct report *r, const struct row *row, enum transfers how)
{
    return how == TRANSFERS_COUNTED ? estimate_of(row, METRIC_pmu_line_transfers)
                                    : estimated(r, row);
}

double transfers_estimate(const struct report *r, const struct row *row)
{
    return estimated(r, row).median;
}

enum transfers transfers_best(const struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (row_measured(&r->rows[i]) &&
            isfinite(row_metric(&r->rows[i], METRIC_pmu_line_transfers)))
            return TRANSFERS_COUNTED;
    return TRANSFERS_ESTIMATED;
}
