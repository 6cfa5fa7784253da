// SPDX-License-Identifier: MIT
// What a run will take, from what one process takes here.
#include <math.h>

#include "synccost/run/cost.h"

bool cost_is_fixed(const struct catalog_row *row)
{
    return row->seconds > 0;
}

double cost_of_launch(const struct catalog_row *row, const struct profile *profile,
                      struct overhead overhead)
{
    const double per_window = 0.0005; /* gate and cycle time before and after */
    const double redone_share =
        0.2; /* trials redone, as seen on a shared guest; a quiet machine is done sooner */
    double window = (profile->warmup_ms + profile->window_ms) / 1e3 + per_window;
    double redone = profile->redo > 0 ? redone_share : 0;
    double started = overhead.process + overhead.thread * (row->threads - 1);
    if (cost_is_fixed(row))
        return started + row->seconds;
    return started + window * (profile->trials * (1 + redone) + (row->sampled ? 1 : 0));
}

unsigned cost_launches(const struct catalog_row *row, const struct profile *p)
{
    const double trials_per_s = 2e7; /* of a litmus row, as seen */
    const double seconds = p->trials * (p->warmup_ms + p->window_ms) / 1e3;
    if (cost_is_fixed(row))
        return (unsigned)fmin(p->launches, fmax(COST_MATRIX_LEAST, COST_MATRIX_S / row->seconds));
    if (!row->outcomes)
        return p->launches;
    return (unsigned)fmin(p->launches, ceil(p->enough / (trials_per_s * seconds)));
}

enum { TRIES = 5 };

/* The shortest of some: what other programs take part in differs from time to time, and two runs
 * should plan alike. 0 where one fails or hangs: its time is not that of a launch, and the next
 * would hang as long. */
static double shortest_launch(const struct catalog *c, const struct catalog_row *row,
                              const struct world *world)
{
    const struct profile shortest = {
        .name = "probe", .launches = 1, .trials = 1, .redo = 0, .warmup_ms = 0, .window_ms = 0.1};
    const struct launch_settings settings = {
        .profile = &shortest, .seed = 1, .timeout = 10, .arena = -1};
    double least = INFINITY;
    for (int i = 0; i < TRIES; i++) {
        struct launch_result result;
        world->launch(world->self, c, row, &settings, &result);
        const bool good = result.status == LAUNCH_OK;
        least = fmin(least, result.seconds);
        launch_result_free(&result);
        if (!good)
            return 0;
    }
    return least;
}

struct overhead cost_overhead(const struct catalog *c, const struct world *world)
{
    const struct catalog_row *least = NULL, *most = NULL;
    for (size_t i = 0; i < c->n; i++) {
        if (cost_is_fixed(&c->row[i]))
            continue;
        if (!least || c->row[i].threads < least->threads)
            least = &c->row[i];
        if (!most || c->row[i].threads > most->threads)
            most = &c->row[i];
    }
    if (!least)
        return (struct overhead){0};
    struct overhead o = {.process = shortest_launch(c, least, world)};
    if (most->threads > least->threads)
        o.thread =
            fmax(0, shortest_launch(c, most, world) - o.process) / (most->threads - least->threads);
    o.process = fmax(0, o.process - o.thread * (least->threads - 1));
    return o;
}

/* Rounds that the row gets before its interval is narrow enough, as seen in standard runs on a
 * shared guest. */
static double usual_launches(const struct catalog_row *row, const struct profile *p)
{
    const double often = row->threads > row->cpus ? 3 : 1.4;
    return row->outcomes || cost_is_fixed(row) ? cost_launches(row, p)
                                               : fmin(often * p->launches, p->most);
}

/* Of so many launches of the row those that are not done. */
static double left_of(double launches, const unsigned *done, size_t row)
{
    return fmax(0, launches - (done ? done[row] : 0));
}

struct cost cost_of_run(const struct catalog *c, const struct profile *p, struct overhead overhead,
                        const unsigned *done)
{
    struct cost t = {0};
    struct profile undisturbed = *p;
    undisturbed.redo = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct catalog_row *row = &c->row[i];
        const double launch = cost_of_launch(row, p, overhead);
        const unsigned first = cost_launches(row, p);
        t.least += cost_of_launch(row, &undisturbed, overhead) * left_of(first, done, i);
        t.usual += launch * left_of(usual_launches(row, p), done, i);
        t.most += launch * left_of(cost_is_fixed(row) ? first : p->most, done, i);
    }
    if (p->limit_s > 0) {
        double limit = fmax(t.least, p->limit_s);
        t.most = fmin(t.most, limit);
        if (t.usual > limit) /* it may be as quiet as never before, or take all the time there is */
            t.usual = (t.least + limit) / 2;
    }
    return t;
}
