// SPDX-License-Identifier: MIT
// Looks for figures that no machine can have.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/submit/plausible.h"

static const double CYCLE_LEAST = 0.1, CYCLE_MOST = 10;  /* ns: 10 GHz and 100 MHz */
static const double TIME_LEAST = 0.01, TIME_MOST = 1e11; /* ns of a row */
static const double LINE_LEAST = 2;                      /* ns, one way: below is no other core */
static const double CLOCK_SLACK = 5;                     /* s between clocks of a run */

static const char advice[] = "measure anew; if it stays, report it as a fault of synccost";

static const struct row *row_beginning(const struct report *r, const char *prefix)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (row_measured(&r->rows[i]) && strncmp(r->rows[i].name, prefix, strlen(prefix)) == 0)
            return &r->rows[i];
    return NULL;
}

static size_t check_cycle(struct findings *f, const struct report *r)
{
    double cycle = estimate_cycle_ns(r);
    if (cycle >= CYCLE_LEAST && cycle <= CYCLE_MOST)
        return 0;
    if (isfinite(cycle))
        findings_add(f, FINDING_STOP, "times", advice, "a CPU cycle of %g ns cannot be", cycle);
    else
        findings_add(f, FINDING_STOP, "times", "measure anew with this version",
                     "no trial says how long a CPU cycle took");
    return 1;
}

static size_t check_rows(struct findings *f, const struct report *r)
{
    size_t wrong = 0;
    const char *first = NULL;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!row_measured(row) || row->kind != KIND_TIME ||
            (row->time.median >= TIME_LEAST && row->time.median <= TIME_MOST))
            continue;
        first = wrong++ ? first : row->name;
    }
    if (wrong)
        findings_add(f, FINDING_STOP, "times", advice, "%zu rows have a time that cannot be: %s",
                     wrong, first);
    return wrong;
}

/* A read-modify-write has a load before an add before a store; a line comes from another core. */
static size_t check_floors(struct findings *f, const struct report *r)
{
    const struct row *rmw = row_beginning(r, "floor/rmw/own-line"),
                     *line = row_beginning(r, "floor/line-transfer/"),
                     *add = row_beginning(r, "floor/dependent-add");
    double cycle = estimate_cycle_ns(r), way = line ? row_metric(line, METRIC_one_way_ns) : NAN;
    size_t wrong = 0;
    if (rmw && rmw->time.median < cycle)
        wrong++, findings_add(f, FINDING_STOP, "times", advice,
                              "an atomic read-modify-write of %.3g ns is less than a cycle",
                              rmw->time.median);
    if (line && way < LINE_LEAST)
        wrong++, findings_add(f, FINDING_STOP, "times", advice,
                              "a line that goes to another core in %.3g ns cannot be", way);
    if (add && fabs(log(add->time.median / cycle)) > log(2))
        wrong++, findings_add(f, FINDING_STOP, "times", advice,
                              "a dependent add of %.3g ns is no cycle of %.3g ns", add->time.median,
                              cycle);
    return wrong;
}

/* Seconds since 1970 of 2026-11-28T17:24:27Z; NAN where it is no such time. */
static double seconds_of(const json_t *text)
{
    struct tm t = {0};
    const char *s = json_string_value(text);
    const char *end = s ? strptime(s, "%Y-%m-%dT%H:%M:%S", &t) : NULL;
    return end && strcmp(end, "Z") == 0 ? (double)timegm(&t) : NAN;
}

static size_t check_hours(struct findings *f, const struct report *r)
{
    double started = seconds_of(report_member(r, "run.started")),
           finished = seconds_of(report_member(r, "run.finished")),
           measured = json_number_value(report_member(r, "run.measured_s"));
    size_t wrong = 0;
    if (finished < started || measured > finished - started + CLOCK_SLACK)
        wrong++, findings_add(f, FINDING_STOP, "times", advice,
                              "%.0f s were measured in a run that took %.0f s", measured,
                              finished - started);
    if (finished > (double)time(NULL) + 86400)
        wrong++,
            findings_add(f, FINDING_STOP, "times", "set the clock of the machine, measure anew",
                         "the run ends in the future");
    return wrong;
}

void plausible_check(struct findings *f, const struct report *r)
{
    size_t wrong = check_cycle(f, r) + check_rows(f, r) + check_floors(f, r) + check_hours(f, r);
    if (!wrong)
        findings_add(f, FINDING_FINE, "times", "", "can be: cycle, floors, rows and hours");
}
