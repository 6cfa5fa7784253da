// SPDX-License-Identifier: MIT
// Line transfers per operation, reckoned from time.
#include "report/transfers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct row *measured_row(const struct report *r, const char *name)
{
    const struct row *row = report_row(r, name);
    return row && row_measured(row) ? row : NULL;
}

/* Replaces the first part of the name that equals or begins with from; leaves other names as they are. */
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

const struct row *transfers_own_line(const struct report *r, const struct row *row)
{
    char name[REPORT_NAME];
    snprintf(name, sizeof name, "%s", row->name);
    replace_part(name, "/contended", "/uncontended");
    replace_part(name, "/shared-line", "/own-line");
    replace_part(name, "/threads:", "/threads:1");
    const struct row *twin = strcmp(name, row->name) == 0 ? NULL : measured_row(r, name);
    if (!twin && strncmp(row->name, "atomic/", 7) == 0)
        twin = measured_row(r, "floor/rmw/own-line");
    return twin;
}

static bool passes_lines(const struct row *row)
{
    return row_measured(row) && row->basis && strcmp(row->basis, "thread") == 0 && row->threads >= 2 &&
           row->cpus >= row->threads && row->floor && strncmp(row->floor, "floor/line-transfer", 19) == 0;
}

double transfers_estimate(const struct report *r, const struct row *row)
{
    const struct row *own = passes_lines(row) ? transfers_own_line(r, row) : NULL;
    double line_ns = own ? row_floor_ns(r, row) : NAN;
    if (!(line_ns > 0))
        return NAN;
    double transfers = (row->time.median / row->threads - own->time.median) / line_ns;
    return transfers > 0 ? transfers : NAN;
}
