// SPDX-License-Identifier: MIT
// A run's time as it goes by, and the rows that go with it.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "synccost/run/measuring.h"
#include "synccost/run/plan.h"

double measuring_expected(const struct measuring *m, size_t row)
{
    const struct run *run = m->run;
    return cost_of_launch(&run->catalog.row[row], &run->profile, run->overhead);
}

double measuring_seconds(const struct measuring *m, size_t row)
{
    return pace_of(&m->pace, row, measuring_expected(m, row));
}

double measuring_time_left(const struct measuring *m)
{
    const struct run *run = m->run;
    double limit = run->profile.limit_s, spent = run->world->now(run->world->self) - run->began;
    return limit > 0 ? limit - m->spent_before - spent : INFINITY;
}

unsigned measuring_launches_left(const struct measuring *m, size_t row)
{
    const unsigned least = cost_launches(&m->run->catalog.row[row], &m->run->profile);
    unsigned left = 0;
    for (unsigned launch = 0; launch < least; launch++)
        left += !ledger_done(&m->ledger, row, launch);
    return left;
}

/* Seconds that the row needs to be worth a place in the report. */
static double needed_seconds(const struct measuring *m, size_t row)
{
    const unsigned first = cost_launches(&m->run->catalog.row[row], &m->run->profile),
                   spare = first > MEASURING_LEAST ? first - MEASURING_LEAST : 0,
                   left = measuring_launches_left(m, row);
    return left > spare ? (left - spare) * measuring_seconds(m, row) : 0;
}

static void give_up(struct measuring *m, size_t row, double seconds)
{
    struct row *r = &m->run->report.rows[row];
    const unsigned left = measuring_launches_left(m, row);
    progress_less(&m->progress, left, left * measuring_expected(m, row));
    ledger_give_up(&m->ledger, row);
    if (r->status != ROW_INCOMPLETE)
        return;
    char reason[SC_ERR];
    snprintf(reason, sizeof reason, "left out: the time limit leaves no %.2g s for it", seconds);
    r->status = ROW_SKIPPED;
    free(r->reason);
    r->reason = checked_text(reason);
    plan_note_left_out(&m->run->catalog.left_out, r->name, seconds);
}

void measuring_shed(struct measuring *m)
{
    const double spare = 0.03; /* for what goes slower from here on, beside three launches */
    const size_t n = m->run->catalog.n;
    double longest = 0;
    if (m->run->profile.limit_s <= 0)
        return;
    double *need = checked_alloc(n, sizeof *need);
    bool *gone = checked_alloc(n, sizeof *gone);
    for (size_t row = 0; row < n; row++) {
        need[row] = needed_seconds(m, row);
        longest = fmax(longest, need[row] > 0 ? measuring_seconds(m, row) : 0);
    }
    double left = (1 - spare) * measuring_time_left(m) - 3 * longest;
    size_t shed = pace_shed(&m->run->catalog, need, left, gone);
    for (size_t row = 0; row < n && shed; row++)
        if (gone[row])
            give_up(m, row, need[row]);
    if (shed)
        progress_say(&m->progress,
                     "%zu row%s left out: launches take %.2f times as long as planned", shed,
                     shed == 1 ? "" : "s", m->pace.taken / m->pace.expected);
    free(need);
    free(gone);
}
