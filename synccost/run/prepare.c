// SPDX-License-Identifier: MIT
// From options, or from an unfinished run's journal, to a run that can be measured.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/file.h"
#include "common/text.h"
#include "synccost/cli/paths.h"
#include "synccost/machine/context.h"
#include "synccost/run/child.h"
#include "synccost/run/counters.h"
#include "synccost/run/journal.h"
#include "synccost/run/placement.h"
#include "synccost/run/plan.h"
#include "synccost/run/resumable.h"
#include "synccost/run/run.h"

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

/* What --resume needs to go on in the same way; null where an option was not given. */
static json_t *settings_json(const struct run *run, const struct options *o)
{
    char started[32];
    utc_now(started);
    return json_pack("{s:s, s:o, s:o, s:I, s:i, s:i, s:i, s:f, s:f, s:f, s:f, s:b, s:s, s:b}",
                     "profile", run->profile.name, "filter", text_or_null(o->value[OPTION_filter]),
                     "threads", text_or_null(o->value[OPTION_threads]), "seed",
                     (json_int_t)run->seed, "launches", (int)run->profile.launches, "most_launches",
                     (int)run->profile.most, "trials", (int)run->profile.trials, "warmup_ms",
                     run->profile.warmup_ms, "window_ms", run->profile.window_ms, "patience_ms",
                     run->profile.patience_ms, "limit_s", run->profile.limit_s,
                     "spin_oversubscribed", run->catalog.spin_oversubscribed, "started", started,
                     "complete", 0);
}

static json_t *run_settings(const struct run *run)
{
    return json_object_get(json_object_get(run->report.context, "synccost"), "run");
}

int run_add_rows(struct report *r, const struct catalog *catalog, char err[SC_ERR])
{
    for (size_t i = 0; i < catalog->n; i++) {
        const struct catalog_row *c = &catalog->row[i];
        struct row *row = report_add_row(r, c->name);
        if (!row) {
            snprintf(err, SC_ERR,
                     "%.120s: a row's name has a forbidden character: mend the family program",
                     c->name);
            return -1;
        }
        if (r->n_rows != i + 1) {
            snprintf(err, SC_ERR, "%.120s: listed twice: rename one of the rows", c->name);
            return -1;
        }
        row_set_kind(row, c->kind);
        row->outcomes = json_incref(c->outcomes);
        row->matrix = json_incref(c->matrix);
        row->basis = checked_text(c->basis);
        row->floor = checked_text(c->floor);
        row->promises = checked_text(c->promises);
        row->threads = c->threads;
        row->cpus = c->cpus;
    }
    return 0;
}

/* A contended row whose threads had one CPU says so in its name; the whole report says it once
 * more. */
static void warn_about_sharing(struct run *run)
{
    unsigned rows = 0, cpus = 0;
    for (size_t i = 0; i < run->report.n_rows; i++)
        if (run->report.rows[i].threads > run->report.rows[i].cpus &&
            strncmp(run->report.rows[i].name, "floor/", 6) != 0) {
            rows++;
            cpus = run->report.rows[i].cpus;
        }
    char text[SC_ERR];
    snprintf(text, sizeof text, "%u rows have more threads than CPUs (/cpus:%u in their names)",
             rows, cpus);
    if (rows && cpus == 1)
        context_warn(run->report.context, "one-cpu", text,
                     "their threads never ran at the same time; use a machine or an affinity mask "
                     "with more CPUs");
    else if (rows)
        json_object_set_new(run_settings(run), "oversubscribed_rows", json_integer(rows));
}

char *run_dir(const struct options *o, const json_t *context, const char *kind)
{
    char stamp[32], *dir = NULL;
    time_t now = time(NULL);
    struct tm t;
    if (o->value[OPTION_out])
        return checked_text(o->value[OPTION_out]);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &t));
    const char *slug = context_machine(context, "slug");
    if (asprintf(&dir, "results/%s/%s%s", *slug ? slug : "unknown-machine", kind, stamp) < 0)
        return NULL;
    return path_make_another(dir);
}

int run_make_dir(const char *dir, char err[SC_ERR])
{
    char *report = NULL;
    int status = -1;
    if (asprintf(&report, "%s/report.json", dir) < 0)
        return -1;
    if (path_make(dir) != 0)
        snprintf(err, SC_ERR, "%.160s: cannot make the folder (%s): choose another with --out", dir,
                 strerror(errno));
    else if (access(dir, W_OK | X_OK) != 0)
        snprintf(err, SC_ERR, "%.160s: cannot write there (%s): choose another with --out", dir,
                 strerror(errno));
    else if (access(report, F_OK) == 0)
        snprintf(err, SC_ERR, "%.160s: holds a report already: choose another folder with --out",
                 dir);
    else
        status = 0;
    free(report);
    return status;
}

static int choose_counters(struct run *run, const struct options *o, char err[SC_ERR])
{
    const char *list = o->value[OPTION_counters];
    return list ? run_choose_counters(run, list, o->value[OPTION_counters_kernel] != NULL, err) : 0;
}

void run_note_left_out(struct run *run)
{
    if (run->catalog.left_out.rows)
        json_object_set_new(run_settings(run), "left_out", plan_left_out(&run->catalog));
}

/* Ranks the rows and leaves out those for which there is no time; noted in the report. */
static void plan(struct run *run, const struct options *o, struct overhead overhead)
{
    json_t *settings = run_settings(run);
    run->overhead = overhead;
    plan_rows(&run->catalog, &run->profile, overhead);
    json_object_set_new(settings, "overhead_s", json_real(overhead.process));
    json_object_set_new(settings, "overhead_thread_s", json_real(overhead.thread));
    if (o->value[OPTION_time_limit])
        json_object_set_new(settings, "time_limit_s",
                            json_real(option_duration(o, OPTION_time_limit)));
    run_note_left_out(run);
}

static struct overhead overhead_here(const struct run *run)
{
    return plan_overhead(cost_overhead(&run->catalog, run->world));
}

/* Where it leads from any folder; as it was named where the whole path is in no encoding that a
 * journal can hold. NULL where none was named. */
static char *named_benches(const struct options *o)
{
    const char *named = o->value[OPTION_benches];
    char *whole = named ? realpath(named, NULL) : NULL;
    if (whole && text_is_utf8(whole))
        return whole;
    free(whole);
    return checked_text(named);
}

static int prepare_new(struct run *run, const struct options *o, char err[SC_ERR])
{
    options_profile(o, &run->profile);
    run->seed = option_number(o, OPTION_seed, (uint64_t)time(NULL) ^ ((uint64_t)getpid() << 32)) &
                INT64_MAX;
    if (catalog_load(&run->catalog, o, &run->profile, err) != 0)
        return -1;
    json_decref(run->report.context);
    run->report.context = context_create(o->value[OPTION_name], err);
    if (!run->report.context) {
        run->report.context = json_object();
        return -1;
    }
    run->width = context_width(run->report.context);
    run->benches = named_benches(o);
    json_object_set_new(json_object_get(run->report.context, "synccost"), "run",
                        settings_json(run, o));
    if (run_choose_memory(run, o, err) != 0)
        return -1;
    plan(run, o, overhead_here(run));
    if (child_interrupted) {
        snprintf(err, SC_ERR, "interrupted before the first launch: run it again");
        return -1;
    }
    run->dir = run_dir(o, run->report.context, "");
    if (!run->dir || run_make_dir(run->dir, err) != 0 ||
        run_add_rows(&run->report, &run->catalog, err) != 0)
        return -1;
    catalog_keep_about(&run->catalog, json_object_get(run->report.context, "synccost"));
    warn_about_sharing(run);
    context_warn_planted(run->report.context);
    return choose_counters(run, o, err);
}

/* What a resumed run's rows were chosen by: chosen so again they are the same. */
static struct overhead overhead_then(const struct run *run, const json_t *settings)
{
    const json_t *process = json_object_get(settings, "overhead_s"),
                 *thread = json_object_get(settings, "overhead_thread_s");
    if (!json_is_number(process) || !json_is_number(thread))
        return overhead_here(run);
    return (struct overhead){json_number_value(process), json_number_value(thread)};
}

/* The settings of the unfinished run become this run's options. */
static int options_from_settings(const json_t *settings, const struct options *given,
                                 struct options *o, char err[SC_ERR])
{
    static char launches[24], seed[32], time_limit[32];
    const json_t *limit = json_object_get(settings, "time_limit_s");
    *o = *given;
    o->value[OPTION_profile] = json_string_value(json_object_get(settings, "profile"));
    o->value[OPTION_filter] = json_string_value(json_object_get(settings, "filter"));
    o->value[OPTION_threads] = json_string_value(json_object_get(settings, "threads"));
    o->value[OPTION_spin_oversubscribed] =
        json_is_true(json_object_get(settings, "spin_oversubscribed")) ? "" : NULL;
    snprintf(launches, sizeof launches, "%lld",
             (long long)json_integer_value(json_object_get(settings, "launches")));
    snprintf(seed, sizeof seed, "%lld",
             (long long)json_integer_value(json_object_get(settings, "seed")));
    bool fixed = json_integer_value(json_object_get(settings, "launches")) ==
                 json_integer_value(json_object_get(settings, "most_launches"));
    o->value[OPTION_launches] = fixed ? launches : NULL;
    o->value[OPTION_seed] = seed;
    snprintf(time_limit, sizeof time_limit, "%.6f", json_number_value(limit));
    o->value[OPTION_time_limit] = limit ? time_limit : NULL;
    o->value[OPTION_memory] = json_string_value(json_object_get(settings, "memory"));
    o->value[OPTION_pages] = json_string_value(json_object_get(settings, "pages"));
    o->value[OPTION_counters] = json_string_value(json_object_get(settings, "counters"));
    o->value[OPTION_counters_kernel] =
        json_is_true(json_object_get(settings, "counters_kernel")) ? "" : NULL;
    if (o->value[OPTION_profile] && profile_find(o->value[OPTION_profile]))
        return 0;
    snprintf(err, SC_ERR, "the journal names no known profile: start a new run without --resume");
    return -1;
}

/* What the run left that was killed while it wrote its report or its summary. */
static void remove_halves(const char *dir)
{
    static const char *const names[] = {"report.json", "summary.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", dir, names[i]) < 0)
            abort();
        file_remove_halves(path);
        free(path);
    }
}

/* Those that the journal has, but for what is given anew. */
static void take_options(struct run *run, struct journal_options kept, struct options *o)
{
    if (!o->value[OPTION_benches])
        o->value[OPTION_benches] = kept.benches;
    if (!o->value[OPTION_timeout])
        run->timeout = kept.timeout;
    run->no_plot |= kept.no_plot;
}

static int prepare_resumed(struct run *run, const struct options *given, char err[SC_ERR])
{
    struct journal_contents journal;
    json_t *context, *settings;
    struct options o;
    char why[SC_ERR];
    run->dir = checked_text(given->value[OPTION_resume]);
    run->journal = journal_open(run->dir, &journal, why);
    if (run->journal < 0) {
        snprintf(err, SC_ERR, "%.80s: %.160s", run->dir, why);
        journal_contents_free(&journal);
        return -1;
    }
    run->finished = json_incref(journal.launches);
    run->damaged = journal.damaged;
    context = json_object_get(journal.header, "context");
    settings = json_object_get(json_object_get(context, "synccost"), "run");
    int status = -1;
    if (!json_is_object(settings))
        snprintf(err, SC_ERR,
                 "%.80s: the journal has no settings: start a new run without --resume", run->dir);
    else if (resumable_here(context, err) && options_from_settings(settings, given, &o, err) == 0) {
        take_options(run, journal_options(journal.header), &o);
        remove_halves(run->dir);
        json_decref(run->report.context);
        run->report.context = json_incref(context);
        options_profile(&o, &run->profile);
        run->seed = option_number(&o, OPTION_seed, 0);
        run->width = context_width(run->report.context);
        if (catalog_load(&run->catalog, &o, &run->profile, err) == 0) {
            plan(run, &o, overhead_then(run, settings));
            status = run_add_rows(&run->report, &run->catalog, err) == 0 &&
                             resumable_launches(run, err) && run_choose_memory(run, &o, err) == 0
                         ? choose_counters(run, &o, err)
                         : -1;
        }
        run->catalog.threads =
            run->catalog.threads ? json_string_value(json_object_get(settings, "threads")) : NULL;
    }
    journal_contents_free(&journal);
    return status;
}

int run_prepare(struct run *run, const struct options *o, char err[SC_ERR])
{
    *run = (struct run){.journal = -1};
    report_init(&run->report);
    run->world = &world_real;
    run->began = run->world->now(run->world->self);
    run->timeout = option_double(o, OPTION_timeout, 0);
    run->no_plot = o->value[OPTION_no_plot] != NULL;
    return o->value[OPTION_resume] ? prepare_resumed(run, o, err) : prepare_new(run, o, err);
}

void run_free(struct run *run)
{
    free(run->catalog.counters);
    catalog_free(&run->catalog);
    report_free(&run->report);
    json_decref(run->finished);
    if (run->journal >= 0)
        close(run->journal);
    free(run->dir);
    free(run->benches);
}
