// SPDX-License-Identifier: MIT
// The launches, one process each: rounds of all rows, then rounds of those whose interval is still
// too wide.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/alloc.h"
#include "report/format/format.h"
#include "report/model/goal.h"
#include "report/model/outcomes.h"
#include "report/model/reaches.h"
#include "synccost/run/journal.h"
#include "synccost/run/measuring.h"

void run_shuffle(size_t *rows, size_t n, uint64_t seed, unsigned round)
{
    uint64_t mixed = seed + round * 0x9e3779b97f4a7c15u;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, (unsigned long)(mixed ^ (mixed >> 32)));
    if (n > 1)
        gsl_ran_shuffle(rng, rows, n, sizeof *rows);
    gsl_rng_free(rng);
}

uint64_t run_launch_seed(uint64_t seed, size_t row, unsigned launch)
{
    return (seed + launch * 0x9e3779b97f4a7c15u) ^ (row * 0xbf58476d1ce4e5b9u);
}

void run_take(struct row *row, unsigned launch, const struct launch_result *result,
              struct progress *progress)
{
    for (size_t i = 0; i < result->n_samples && result->status == LAUNCH_OK; i++) {
        struct sample s = result->samples[i];
        s.launch = launch;
        row_add_sample(row, &s);
    }
    if (result->status == LAUNCH_OK)
        return;
    row->status = result->status == LAUNCH_TIMEOUT ? ROW_TIMEOUT : ROW_FAILED;
    free(row->reason);
    row->reason = checked_text(result->reason);
    progress_say(progress, "%s: %s", row->name, result->reason);
}

/* A program that hangs must not keep the command from its end in time. */
static double timeout_of(const struct measuring *m, double expected)
{
    double own = m->run->timeout > 0 ? m->run->timeout : 5 + 10 * expected;
    return fmin(own, measuring_time_left(m) + m->run->profile.reserve_s / 2);
}

/* Between two launches, where nothing is measured: what a power cut may cost. */
static void sync_now_and_then(struct measuring *m)
{
    const time_t now = time(NULL), every = 5;
    if (now >= m->synced && now - m->synced < every)
        return;
    journal_sync(m->run->journal);
    m->synced = time(NULL);
}

/* The launch that the journal did not take: there may be room by now. */
static void append_last(struct measuring *m)
{
    struct unwritten *u = &m->unwritten;
    char err[SC_ERR];
    if (u->row) {
        m->run->last_lost =
            journal_append(m->run->journal, u->row, u->launch, &u->result, err) != 0;
        launch_result_free(&u->result);
        u->row = NULL;
    }
    journal_sync(m->run->journal);
}

/* 0, 1 when interrupted, -1 with err when the journal takes no more. */
static int measure_launch(struct measuring *m, size_t row, unsigned launch, char err[SC_ERR])
{
    struct run *run = m->run;
    struct profile profile = run->profile;
    double expected = measuring_expected(m, row);
    if (launch < profile.launches && measuring_time_left(m) < m->progress.left)
        profile.redo = 0, profile.patience_ms = 0;
    struct launch_settings settings = {.profile = &profile,
                                       .seed = run_launch_seed(run->seed, row, launch),
                                       .timeout = timeout_of(m, expected),
                                       .width = widths_of(&m->widths, row),
                                       .arena = -1};
    struct launch_result result;
    run->world->launch(run->world->self, &run->catalog, &run->catalog.row[row], &settings, &result);
    int status = result.status == LAUNCH_INTERRUPTED ? 1 : 0;
    if (status == 0) {
        widths_learn(&m->widths, row, result.samples, result.n_samples);
        pace_learn(&m->pace, row, result.seconds, expected);
        ledger_mark(&m->ledger, row, launch);
        run_take(&run->report.rows[row], launch, &result, &m->progress);
        if (result.status == LAUNCH_TIMEOUT)
            ledger_give_up(&m->ledger, row);
        progress_step(&m->progress, run->catalog.row[row].name, expected, result.seconds);
        status = journal_append(run->journal, run->catalog.row[row].name, launch, &result, err);
    }
    if (status == 0)
        sync_now_and_then(m);
    if (status < 0)
        m->unwritten = (struct unwritten){run->catalog.row[row].name, launch, result};
    else
        launch_result_free(&result);
    return status;
}

/* More launches of a guarantee than of other rows only where no limit of time is set. */
static bool wanted(const struct measuring *m, size_t row, unsigned round)
{
    const struct profile *p = &m->run->profile;
    const struct row *r = &m->run->report.rows[row];
    if (r->kind == KIND_GUARANTEE)
        return !outcomes_enough(r, p->enough) &&
               (round < p->launches || (r->status == ROW_INCOMPLETE && p->limit_s == 0));
    if (cost_is_fixed(&m->run->catalog.row[row]))
        return round < cost_launches(&m->run->catalog.row[row], p);
    return round < p->launches || (r->status == ROW_INCOMPLETE && !goal_reached(r));
}

/*
 * Fills m->round; the rounds are over where no row wants this one, whether or not a resumed run has
 * it already. A row that had its goal may want launches again: what was learned since of the widths
 * of cores may have marked some of its trials.
 */
static size_t choose_round(struct measuring *m, unsigned round)
{
    size_t n = 0;
    m->over = true;
    reaches_find(&m->run->report);
    for (size_t row = 0; row < m->run->catalog.n; row++) {
        if (round >= m->run->profile.launches)
            run_mark_busy_siblings(&m->run->report.rows[row], widths_of(&m->widths, row));
        if (!wanted(m, row, round))
            continue;
        m->over = false;
        if (!ledger_done(&m->ledger, row, round))
            m->round[n++] = row;
    }
    run_shuffle(m->round, n, m->run->seed, round);
    return n;
}

/* Every row once, or once more those that need it while there is time. 0, 1 or -1 as
 * measure_launch. */
static int measure_round(struct measuring *m, unsigned round, char err[SC_ERR])
{
    if (round > 0 && round < MEASURING_LEAST)
        measuring_shed(m);
    size_t n = choose_round(m, round), measured = 0;
    const double slower = 1.25; /* than the mean: what a launch may well be */
    bool extra = round >= m->run->profile.launches;
    int status = 0;
    if (extra)
        progress_until(&m->progress, n, "more launches of", measuring_time_left(m));
    for (size_t i = 0; i < n && status == 0; i++)
        if (slower * measuring_seconds(m, m->round[i]) < measuring_time_left(m)) {
            status = measure_launch(m, m->round[i], round, err);
            measured++;
        }
    m->over |= n > 0 && measured == 0;
    return status;
}

/* That of a resumed run is open. Another run may have begun and ended in the folder meanwhile. */
static int create_journal(struct run *run, char err[SC_ERR])
{
    char why[SC_ERR];
    if (run->finished)
        return 0;
    const struct journal_options options = {run->benches, run->timeout, run->no_plot};
    run->journal = journal_create(run->dir, run->report.context, &options, why);
    if (run->journal < 0) {
        snprintf(err, SC_ERR, "%.100s: %.150s", run->dir, why);
        return -1;
    }
    if (run_make_dir(run->dir, err) == 0)
        return 0;
    journal_remove(run->dir);
    close(run->journal);
    run->journal = -1;
    return -1;
}

/* What is left of a run, by the launches that it has of each row. */
static struct cost cost_left(const struct measuring *m)
{
    const struct run *run = m->run;
    unsigned *done = checked_alloc(run->catalog.n, sizeof *done);
    for (size_t row = 0; row < run->catalog.n; row++)
        done[row] = ledger_count(&m->ledger, row);
    struct cost cost = cost_of_run(&run->catalog, &run->profile, run->overhead, done);
    free(done);
    return cost;
}

/* Of a run that nothing ends but its rows: how long they will take, before the first of them. */
static void say_time(const struct measuring *m)
{
    const struct run *run = m->run;
    char usual[FORMAT], least[FORMAT], most[FORMAT];
    if (run->profile.limit_s > 0)
        return;
    const struct cost cost = cost_left(m);
    fprintf(stderr,
            "profile %s has no limit of time: %s%zu rows take%s about %s (%s to %s). ^C interrupts "
            "it, and synccost run --resume %s goes on\n",
            run->profile.name, run->finished ? "what is left of " : "", run->catalog.n,
            run->finished ? "s" : "", format_duration(usual, cost.usual),
            format_duration(least, cost.least), format_duration(most, cost.most), run->dir);
}

/* What the first rounds still need. */
static void begin_progress(struct measuring *m)
{
    size_t left = 0;
    double seconds = 0;
    for (size_t row = 0; row < m->run->catalog.n; row++) {
        left += measuring_launches_left(m, row);
        seconds += measuring_launches_left(m, row) * measuring_expected(m, row);
    }
    progress_begin(&m->progress, left, seconds);
}

static int measure_rounds(struct measuring *m, char err[SC_ERR])
{
    struct run *run = m->run;
    size_t restored = run->finished ? measuring_restore(m) : 0;
    if (restored)
        fprintf(stderr, "%zu launches of the unfinished run are kept\n", restored);
    if (run->damaged)
        fprintf(stderr, "%zu lines of its journal are damaged: what they held is measured again\n",
                run->damaged);
    say_time(m);
    begin_progress(m);
    int status = 0;
    for (unsigned round = 0; round < run->profile.most && status == 0 && !m->over; round++)
        status = measure_round(m, round, err);
    progress_end(&m->progress);
    return status;
}

static int measure_and_write(struct measuring *m, char err[SC_ERR])
{
    struct run *run = m->run;
    if (create_journal(run, err) != 0)
        return -1;
    int status = measure_rounds(m, err);
    run_note_left_out(run);
    run->promised =
        run->world->now(run->world->self) + measuring_time_left(m) + run->profile.reserve_s;
    unsigned failed =
        run_settle(&run->report, &m->widths, run->profile.launches, run->profile.enough);
    char why[SC_ERR];
    int written =
        run_write(&run->report, run->dir, status == 0, m->spent_before + m->progress.spent, why);
    append_last(m);
    if (written != 0) {
        if (status >= 0)
            snprintf(err, SC_ERR, "%s", why);
        return -1;
    }
    run->complete = status == 0;
    return status != 0 ? status : failed != 0;
}

void run_end(const struct run *run)
{
    if (run->complete)
        journal_remove(run->dir);
}

int run_measure(struct run *run, char err[SC_ERR])
{
    size_t n = run->catalog.n;
    struct measuring m = {.run = run, .round = calloc(n, sizeof *m.round)};
    bool room = ledger_init(&m.ledger, n, run->profile.most) &&
                widths_init(&m.widths, &run->catalog, run->width) && pace_init(&m.pace, n) &&
                m.round;
    int status = -1;
    if (room)
        status = measure_and_write(&m, err);
    else
        snprintf(err, SC_ERR, "no memory for %zu launches: use --filter", n * run->profile.most);
    ledger_free(&m.ledger);
    widths_free(&m.widths);
    pace_free(&m.pace);
    free(m.round);
    return status;
}
