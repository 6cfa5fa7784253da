// SPDX-License-Identifier: MIT
// Blocks of four launches, two of each build, on the same physical lines.
#include <errno.h>
#include <gsl/gsl_rng.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/trial/arena.h"
#include "report/compare/compare.h"
#include "synccost/ab/ab.h"
#include "synccost/run/cost.h"
#include "synccost/run/launch.h"
#include "synccost/run/progress.h"
#include "synccost/run/run.h"

/* A neighbour stays for seconds: where its trials are many, a launch does not wait for it to go. */
const struct profile ab_launch[AB_ROWS] = {
    [AB_ALONE] = {.name = "block",
                  .trials = 1,
                  .redo = 2,
                  .warmup_ms = 3,
                  .window_ms = 10,
                  .patience_ms = 10},
    [AB_CONTENDED] =
        {.name = "block", .trials = 4, .warmup_ms = 3, .window_ms = 10, .patience_ms = 2},
};

struct pair {
    size_t row[AB_SIDES]; /* in its side's catalog and report */
};

struct blocks {
    struct ab *ab;
    struct pair *pair;
    size_t n, *round;
    struct widths widths[AB_SIDES];
    gsl_rng *rng;
    struct overhead overhead;
    struct progress progress;
    double write_at; /* on the world's clock, when both reports are written again */
};

static void find_pairs(struct blocks *b)
{
    const struct report *base = &b->ab->report[AB_BASE], *next = &b->ab->report[AB_NEW];
    for (size_t i = 0; i < base->n_rows; i++) {
        const struct row *other = report_row(next, base->rows[i].name);
        if (other)
            b->pair[b->n++] = (struct pair){{i, (size_t)(other - next->rows)}};
    }
}

static const struct catalog_row *row_of(const struct blocks *b, size_t pair, enum ab_side side)
{
    return &b->ab->catalog[side].row[b->pair[pair].row[side]];
}

static const struct profile *launch_profile(const struct catalog_row *row)
{
    return &ab_launch[row->threads > 1 ? AB_CONTENDED : AB_ALONE];
}

static double launch_seconds(const struct blocks *b, size_t pair)
{
    const struct catalog_row *row = row_of(b, pair, AB_BASE);
    return cost_of_launch(row, launch_profile(row), b->overhead);
}

static bool any_quiet(const struct launch_result *result)
{
    for (size_t i = 0; i < result->n_samples; i++)
        if (result->samples[i].value[METRIC_disturbed] == 0)
            return true;
    return false;
}

/* False when interrupted. *quiet is set where a trial was not disturbed. */
static bool launch_side(struct blocks *b, size_t pair, enum ab_side side, unsigned launch,
                        struct launch_settings settings, bool *quiet)
{
    struct ab *ab = b->ab;
    const struct catalog_row *row = row_of(b, pair, side);
    size_t place = b->pair[pair].row[side];
    struct launch_result result;
    settings.width = widths_of(&b->widths[side], place);
    launch_run(&ab->catalog[side], row, &settings, &result);
    bool go_on = result.status != LAUNCH_INTERRUPTED;
    if (go_on) {
        widths_learn(&b->widths[side], place, result.samples, result.n_samples);
        run_take(&ab->report[side].rows[place], launch, &result, &b->progress);
        *quiet |= any_quiet(&result);
        progress_step(&b->progress, row->name, launch_seconds(b, pair), result.seconds);
    }
    launch_result_free(&result);
    return go_on;
}

/* A row that failed on one side is given up on both: a block needs all four. */
static bool failed(const struct blocks *b, size_t pair)
{
    for (int side = 0; side < AB_SIDES; side++)
        if (b->ab->report[side].rows[b->pair[pair].row[side]].status != ROW_INCOMPLETE)
            return true;
    return false;
}

/*
 * Where both sides' first launches were disturbed, the others most likely will be too, and the
 * block counts only where two of them are not: its time is better spent on another one. 0, 1 when
 * interrupted, -1 with err where there is no memory to share.
 */
static int measure_block(struct blocks *b, size_t pair, unsigned block, char err[SC_ERR])
{
    int fd = memfd_create("synccost-arena", 0); /* inherited by the launches */
    if (fd < 0 || ftruncate(fd, (off_t)arena_bytes()) != 0) {
        snprintf(err, SC_ERR, "no memory for the launches to share (%s): free some",
                 strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    struct launch_settings settings = {.profile = launch_profile(row_of(b, pair, AB_BASE)),
                                       .seed = run_launch_seed(b->ab->seed, pair, block),
                                       .timeout = 5 + 10 * launch_seconds(b, pair),
                                       .arena = fd};
    unsigned outer = (unsigned)gsl_rng_uniform_int(b->rng, 2), taken[AB_SIDES] = {0};
    bool quiet = false;
    int status = 0;
    for (unsigned i = 0; i < AB_SIDES * AB_PER_BLOCK && status == 0 && !failed(b, pair); i++) {
        enum ab_side side = (i == 0 || i == 3) ? outer : !outer;
        const unsigned launch = AB_PER_BLOCK * block + taken[side]++;
        if (i == AB_SIDES && !b->ab->blocks && !quiet)
            break;
        status = launch_side(b, pair, side, launch, settings, &quiet) ? 0 : 1;
    }
    close(fd);
    return status;
}

static double time_left(const struct blocks *b)
{
    return b->ab->budget_s > 0 ? b->ab->budget_s - b->progress.spent : INFINITY;
}

/* Where no number of blocks was asked for, a row has as many as its ratio needs. */
static bool wanted(const struct blocks *b, size_t pair)
{
    const struct report *base = &b->ab->report[AB_BASE], *next = &b->ab->report[AB_NEW];
    const size_t *row = b->pair[pair].row;
    return !failed(b, pair) && (b->ab->blocks || !comparison_blocks_enough(
                                                     &base->rows[row[AB_BASE]],
                                                     &next->rows[row[AB_NEW]], AB_PER_BLOCK, b->n));
}

/* What was learned since of the widths of cores may have marked some of a row's trials. */
static size_t choose_round(struct blocks *b, unsigned block)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        for (int side = 0; side < AB_SIDES; side++) {
            const size_t row = b->pair[i].row[side];
            run_mark_busy_siblings(&b->ab->report[side].rows[row],
                                   widths_of(&b->widths[side], row));
        }
        if (wanted(b, i))
            b->round[n++] = i;
    }
    run_shuffle(b->round, n, b->ab->seed, block);
    return n;
}

/* Both sides' reports as they stand. Their rows are settled by the caller, when no launch comes any
 * more. */
static int write_sides(struct blocks *b, bool complete, char err[SC_ERR])
{
    int status = 0;
    for (int side = 0; side < AB_SIDES && status == 0; side++) {
        char *dir = ab_side_dir(b->ab, side);
        status = run_write(&b->ab->report[side], dir, complete, b->progress.spent, err);
        free(dir);
    }
    b->ab->kept |= status == 0;
    return status;
}

/* A crash costs what was measured since the last write: seconds, or where a write takes long, fifty
 * times as long. */
static int write_now_and_then(struct blocks *b, char err[SC_ERR])
{
    const double least = 5, share = 50, began = world_real.now(world_real.self);
    if (began < b->write_at)
        return 0;
    const int status = write_sides(b, false, err);
    const double ended = world_real.now(world_real.self);
    b->write_at = ended + fmax(least, share * (ended - began));
    return status;
}

/* One block of every row that wants one, in random order. *any tells whether there was time, and a
 * row, for one. */
static int measure_round(struct blocks *b, unsigned block, bool *any, char err[SC_ERR])
{
    const size_t n = choose_round(b, block);
    int status = 0;
    progress_until(&b->progress, n, "blocks of", time_left(b));
    *any = false;
    for (size_t i = 0; i < n && status == 0; i++) {
        size_t pair = b->round[i];
        if (AB_SIDES * AB_PER_BLOCK * launch_seconds(b, pair) > time_left(b))
            continue;
        status = measure_block(b, pair, block, err);
        if (status == 0)
            status = write_now_and_then(b, err);
        *any = true;
    }
    return status;
}

/* The last of both sides' reports. With a status of -1 err says why already. Where it ended before
 * anything was measured, the folder is left to another try. */
static int end_sides(struct blocks *b, int status, char err[SC_ERR])
{
    const unsigned least = AB_PER_BLOCK; /* launches of a row that was measured: one block */
    unsigned failures = 0;
    char why[SC_ERR];
    b->ab->launches = b->progress.done;
    if (status != 0 && b->progress.done == 0)
        return status;
    for (int side = 0; side < AB_SIDES; side++)
        failures += run_settle(&b->ab->report[side], &b->widths[side], least, UINT_MAX);
    if (write_sides(b, status == 0, why) == 0)
        return status != 0 ? status : failures != 0;
    if (status >= 0)
        snprintf(err, SC_ERR, "%s", why);
    return -1;
}

static int measure_rounds(struct blocks *b, char err[SC_ERR])
{
    struct ab *ab = b->ab;
    int status = 0;
    bool any = true;
    b->overhead = cost_overhead(&ab->catalog[AB_BASE], &world_real);
    for (unsigned block = 0; any && status == 0 && (!ab->blocks || block < ab->blocks); block++)
        status = measure_round(b, block, &any, err);
    progress_end(&b->progress);
    return end_sides(b, status, err);
}

static bool make_room(struct blocks *b, size_t rows)
{
    b->pair = calloc(rows, sizeof *b->pair);
    b->round = calloc(rows, sizeof *b->round);
    b->rng = gsl_rng_alloc(gsl_rng_mt19937);
    bool room = b->pair && b->round && b->rng;
    for (int side = 0; side < AB_SIDES; side++)
        room = widths_init(&b->widths[side], &b->ab->catalog[side], b->ab->width) && room;
    return room;
}

int ab_measure(struct ab *ab, char err[SC_ERR])
{
    size_t rows = ab->report[AB_BASE].n_rows;
    struct blocks b = {.ab = ab};
    int status = -1;
    if (make_room(&b, rows)) {
        gsl_rng_set(b.rng, (unsigned long)(ab->seed ^ (ab->seed >> 32)));
        find_pairs(&b);
        progress_start(&b.progress);
        status = measure_rounds(&b, err);
    } else {
        snprintf(err, SC_ERR, "no memory for %zu rows: use --filter", rows);
    }
    for (int side = 0; side < AB_SIDES; side++)
        widths_free(&b.widths[side]);
    free(b.pair);
    free(b.round);
    gsl_rng_free(b.rng);
    return status;
}
