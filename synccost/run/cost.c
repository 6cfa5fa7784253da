// SPDX-License-Identifier: MIT
// What a run will take, from what one process takes here.
#include <math.h>

#include "synccost/run/cost.h"
#include "synccost/run/launch.h"

double cost_of_launch(const struct catalog_row *row, const struct profile *profile, double overhead)
{
    const double per_window = 0.0005; /* gate and cycle time before and after */
    const double redone_share =
        0.2; /* trials redone, as seen on a shared guest; a quiet machine is done sooner */
    double window = (profile->warmup_ms + profile->window_ms) / 1e3 + per_window;
    double redone = profile->redo > 0 ? redone_share : 0;
    return overhead + window * (profile->trials * (1 + redone) + (row->sampled ? 1 : 0));
}

unsigned cost_launches(const struct catalog_row *row, const struct profile *p)
{
    const double trials_per_s = 2e7; /* of a litmus row, as seen */
    const double seconds = p->trials * (p->warmup_ms + p->window_ms) / 1e3;
    if (!row->outcomes)
        return p->launches;
    return (unsigned)fmin(p->launches, ceil(p->enough / (trials_per_s * seconds)));
}

double cost_overhead(const struct catalog *c)
{
    enum { TRIES = 5 };
    const struct profile shortest = {
        .name = "probe", .launches = 1, .trials = 1, .redo = 0, .warmup_ms = 0, .window_ms = 0.1};
    const struct launch_settings settings = {
        .profile = &shortest, .seed = 1, .timeout = 10, .arena = -1};
    double sum = 0;
    for (int i = 0; i < TRIES; i++) {
        struct launch_result result;
        launch_run(c, &c->row[0], &settings, &result);
        sum += result.seconds;
        launch_result_free(&result);
    }
    return sum / TRIES;
}

/* Rounds that the row gets before its interval is narrow enough, as seen in standard runs on a
 * shared guest. */
static double usual_launches(const struct catalog_row *row, const struct profile *p)
{
    const double often = row->threads > row->cpus ? 3 : 1.4;
    return row->outcomes ? cost_launches(row, p) : fmin(often * p->launches, p->most);
}

struct cost cost_of_run(const struct catalog *c, const struct profile *p, double overhead)
{
    struct cost t = {0};
    for (size_t i = 0; i < c->n; i++) {
        double launch = cost_of_launch(&c->row[i], p, overhead);
        t.least += launch * cost_launches(&c->row[i], p);
        t.usual += launch * usual_launches(&c->row[i], p);
        t.most += launch * p->most;
    }
    if (p->limit_s > 0) {
        double limit = fmax(t.least, p->limit_s);
        t.usual = fmin(t.usual, limit);
        t.most = fmin(t.most, limit);
    }
    return t;
}
