// SPDX-License-Identifier: MIT
// Line transfers per operation, counted or reckoned from time.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/basis.h"
#include "common/family.h"
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

/* True for rows of the scenario in which the family's threads meet. */
static bool is_contended(const struct row *row, const struct family *f)
{
    char scenario[64];
    return f->contended && row_part(row, 2, scenario, sizeof scenario) &&
           strcmp(scenario, f->contended) == 0;
}

/* The name of the row's counterpart of one thread, in that scenario or, where it is NULL, its
 * own. */
static void name_alone(const struct row *row, const char *scenario, char name[REPORT_NAME])
{
    size_t used = 0;
    const char *part = row->name;
    name[0] = '\0';
    for (unsigned n = 0; used < REPORT_NAME; n++) {
        int length = (int)strcspn(part, "/");
        if (n == 2 && scenario)
            used += (size_t)snprintf(name + used, REPORT_NAME - used, "/%s", scenario);
        else if (strncmp(part, "threads:", 8) == 0)
            used += (size_t)snprintf(name + used, REPORT_NAME - used, "/threads:1");
        else
            used += (size_t)snprintf(name + used, REPORT_NAME - used, "%s%.*s", n ? "/" : "",
                                     length, part);
        if (part[length] == '\0')
            return;
        part += length + 1;
    }
}

const struct row *transfers_own_line(const struct report *r, const struct row *row)
{
    const struct family *f = family_find(row->name);
    const bool contended = is_contended(row, f);
    char name[REPORT_NAME];
    if (contended ? !f->alone : f->name != NULL)
        return NULL;
    name_alone(row, contended ? f->alone : NULL, name);
    const struct row *twin = strcmp(name, row->name) == 0 ? NULL : measured_row(r, name);
    return twin || !f->own_cost ? twin : measured_row(r, f->own_cost);
}

/* Of a row whose threads pass a line although its floor does not say so. */
static bool passes_unsaid(const struct row *row)
{
    const struct family *f = family_find(row->name);
    return f->passes_line && is_contended(row, f);
}

static bool passes_lines(const struct row *row)
{
    return row_measured(row) && basis_is(row->basis, BASIS_THREAD) && row->threads >= 2 &&
           row->cpus >= row->threads && (passes_unsaid(row) || transfers_line(row->floor));
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
    if (passes_unsaid(row))
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
