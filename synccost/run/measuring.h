// SPDX-License-Identifier: MIT
// A run under way: what measure.c, restore.c and shed.c share.
#pragma once

#include <time.h>

#include "report/statistics/statistics.h"
#include "synccost/run/launch.h"
#include "synccost/run/ledger.h"
#include "synccost/run/pace.h"
#include "synccost/run/progress.h"
#include "synccost/run/run.h"

struct measuring {
    struct run *run;
    struct ledger ledger;
    struct widths widths;
    struct progress progress;
    struct pace pace;
    double spent_before; /* seconds of the run that is resumed */
    size_t *round;       /* rows of the round under way; room for all */
    struct unwritten {
        const char *row; /* NULL: none */
        unsigned launch;
        struct launch_result result;
    } unwritten;   /* the last launch, where the journal did not take it */
    time_t synced; /* when the disk last had all of the journal */
    bool over;     /* of the extra rounds: every row has its goal, or the time is up */
};

/* Seconds of the row's next launch: as planned, and by what launches took so far. */
double measuring_expected(const struct measuring *m, size_t row);
double measuring_seconds(const struct measuring *m, size_t row);

/* Seconds until the profile's limit; INFINITY where it has none. */
double measuring_time_left(const struct measuring *m);

/* Launches of the first rounds that the row still needs. */
unsigned measuring_launches_left(const struct measuring *m, size_t row);

/* Takes over the launches of the run that is resumed: each has its row (resumable.h), unless its
 * line is not understood, which counts as damaged. Returns how many. */
size_t measuring_restore(struct measuring *m);

/* With fewer launches an interval is no more than their range (report/statistics/interval.h). */
enum { MEASURING_LEAST = STATISTICS_ENOUGH + 1 };

/*
 * To be called before each round before number MEASURING_LEAST. Where not all rows would have so
 * many launches before the time is over, the least important get no more: they are skipped, with
 * the reason, and noted as left out, and the ledger gives them up.
 */
void measuring_shed(struct measuring *m);
