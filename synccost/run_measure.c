// SPDX-License-Identifier: MIT
// The launches, one process each, and the report from them.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/context.h"
#include "synccost/journal.h"
#include "synccost/progress.h"
#include "synccost/run.h"

void run_order(size_t rows, unsigned launches, uint64_t seed, struct turn *turns)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, (unsigned long)(seed ^ (seed >> 32)));
    for (unsigned launch = 0; launch < launches; launch++) {
        struct turn *round = turns + launch * rows;
        for (size_t i = 0; i < rows; i++)
            round[i] = (struct turn){i, launch};
        gsl_ran_shuffle(rng, round, rows, sizeof *round);
    }
    gsl_rng_free(rng);
}

/* One bit per launch of every row: finished, or given up because its row timed out. */
struct ledger {
    bool *done;
    unsigned launches;
};

static bool *ledger_at(struct ledger *l, size_t row, unsigned launch)
{
    return &l->done[row * l->launches + launch];
}

static void give_up_row(struct ledger *l, size_t row)
{
    for (unsigned i = 0; i < l->launches; i++)
        *ledger_at(l, row, i) = true;
}

static size_t row_index(const struct run *run, const char *name)
{
    const struct row *row = report_row(&run->report, name);
    return row ? (size_t)(row - run->report.rows) : run->report.n_rows;
}

/* Takes over the launches of the run that is resumed. */
static size_t restore(struct run *run, struct ledger *l)
{
    size_t i, restored = 0;
    json_t *line;
    json_array_foreach (run->finished, i, line) {
        unsigned launch;
        const char *name = journal_row(line, &launch);
        size_t row = name ? row_index(run, name) : run->report.n_rows;
        if (row >= run->catalog.n || launch >= l->launches || *ledger_at(l, row, launch) ||
            !journal_apply(&run->report, line))
            continue;
        *ledger_at(l, row, launch) = true;
        if (run->report.rows[row].status == ROW_TIMEOUT)
            give_up_row(l, row);
        restored++;
    }
    return restored;
}

static void take_result(struct run *run, struct ledger *l, const struct turn *turn,
                        const struct launch_result *result, struct progress *progress)
{
    struct row *row = &run->report.rows[turn->row];
    *ledger_at(l, turn->row, turn->launch) = true;
    for (size_t i = 0; i < result->n_samples && result->status == LAUNCH_OK; i++) {
        struct sample s = result->samples[i];
        s.launch = turn->launch;
        row_add_sample(row, &s);
    }
    if (result->status == LAUNCH_OK)
        return;
    row->status = result->status == LAUNCH_TIMEOUT ? ROW_TIMEOUT : ROW_FAILED;
    free(row->reason);
    row->reason = strdup(result->reason);
    progress_say(progress, "%s: %s", row->name, result->reason);
    if (result->status == LAUNCH_TIMEOUT)
        give_up_row(l, turn->row);
}

static uint64_t launch_seed(const struct run *run, const struct turn *turn)
{
    return (run->seed + turn->launch * 0x9e3779b97f4a7c15u) ^ (turn->row * 0xbf58476d1ce4e5b9u);
}

/* Measures every turn not yet done. 0, 1 when interrupted, -1 with err when the journal takes no more. */
static int measure_turns(struct run *run, struct ledger *l, FILE *journal, const struct turn *turns, size_t n,
                         struct progress *progress, char err[SC_ERR])
{
    for (size_t i = 0; i < n; i++) {
        const struct catalog_row *row = &run->catalog.row[turns[i].row];
        double expected = catalog_launch_seconds(row, &run->profile, run->overhead);
        if (*ledger_at(l, turns[i].row, turns[i].launch))
            continue;
        struct profile profile = run->profile;
        if (profile.limit_s > 0 && progress->spent + progress->left > profile.limit_s)
            profile.redo = 0;
        struct launch_result result;
        launch_run(&run->catalog, row, &profile, launch_seed(run, &turns[i]),
                   run->timeout > 0 ? run->timeout : 5 + 10 * expected, &result);
        int status = result.status == LAUNCH_INTERRUPTED ? 1 : 0;
        if (status == 0) {
            take_result(run, l, &turns[i], &result, progress);
            progress_step(progress, row->name, expected, result.seconds);
            status = journal_append(journal, row->name, turns[i].launch, &result, err);
        }
        launch_result_free(&result);
        if (status != 0)
            return status;
    }
    return 0;
}

static unsigned settle_rows(struct run *run)
{
    unsigned failed = 0;
    for (size_t i = 0; i < run->report.n_rows; i++) {
        struct row *row = &run->report.rows[i];
        unsigned launches = 0;
        for (size_t j = 0; j < row->n_samples; j++)
            launches += j == 0 || row->samples[j].launch != row->samples[j - 1].launch;
        if (row->status == ROW_INCOMPLETE && launches >= run->profile.launches)
            row->status = ROW_OK;
        failed += row->status == ROW_FAILED || row->status == ROW_TIMEOUT;
    }
    return failed;
}

static int write_report(struct run *run, bool complete, double seconds, char err[SC_ERR])
{
    json_t *settings = json_object_get(json_object_get(run->report.context, "synccost"), "run");
    char finished[32], *path = NULL, why[SC_ERR];
    utc_now(finished);
    json_object_set_new(settings, "complete", json_boolean(complete));
    json_object_set_new(settings, "finished", json_string(finished));
    double before = json_number_value(json_object_get(settings, "measured_s"));
    json_object_set_new(settings, "measured_s", json_real(before + seconds));
    report_estimate(&run->report, run->seed);
    if (asprintf(&path, "%s/report.json", run->dir) < 0)
        return -1;
    int status = report_write(&run->report, path, why);
    if (status != 0)
        snprintf(err, SC_ERR, "%.100s: %.150s", path, why);
    free(path);
    return status;
}

static FILE *open_journal(struct run *run, char err[SC_ERR])
{
    char why[SC_ERR];
    FILE *f;
    json_t *header = NULL, *lines = NULL;
    if (run->finished) {
        f = journal_open(run->dir, &header, &lines, why);
    } else {
        header = json_pack("{s:i, s:O}", "synccost_journal", 1, "context", run->report.context);
        f = journal_create(run->dir, header, why);
    }
    json_decref(header);
    json_decref(lines);
    if (!f)
        snprintf(err, SC_ERR, "%.100s: %.150s", run->dir, why);
    return f;
}

static int measure_all(struct run *run, struct ledger *l, const struct turn *turns, size_t n,
                       char err[SC_ERR])
{
    FILE *journal = open_journal(run, err);
    if (!journal)
        return -1;
    size_t restored = run->finished ? restore(run, l) : 0, left = 0;
    double seconds = 0;
    run->overhead = catalog_overhead(&run->catalog);
    for (size_t i = 0; i < n; i++)
        if (!*ledger_at(l, turns[i].row, turns[i].launch)) {
            left++;
            seconds += catalog_launch_seconds(&run->catalog.row[turns[i].row], &run->profile, run->overhead);
        }
    struct progress progress;
    if (restored)
        fprintf(stderr, "%zu launches of the unfinished run are kept\n", restored);
    progress_begin(&progress, left, seconds);
    int status = measure_turns(run, l, journal, turns, n, &progress, err);
    progress_end(&progress);
    fclose(journal);
    unsigned failed = settle_rows(run);
    char why[SC_ERR];
    if (write_report(run, status == 0, progress.spent, why) != 0) {
        if (status >= 0)
            snprintf(err, SC_ERR, "%s", why);
        return -1;
    }
    if (status == 0)
        journal_remove(run->dir);
    return status != 0 ? status : failed != 0;
}

int run_measure(struct run *run, char err[SC_ERR])
{
    size_t n = run->catalog.n * run->profile.launches;
    struct turn *turns = calloc(n, sizeof *turns);
    struct ledger ledger = {calloc(n, sizeof *ledger.done), run->profile.launches};
    int status = -1;
    if (turns && ledger.done) {
        run_order(run->catalog.n, run->profile.launches, run->seed, turns);
        status = measure_all(run, &ledger, turns, n, err);
    } else {
        snprintf(err, SC_ERR, "no memory for %zu launches: use --filter", n);
    }
    free(turns);
    free(ledger.done);
    return status;
}
