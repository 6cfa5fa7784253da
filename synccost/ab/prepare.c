// SPDX-License-Identifier: MIT
// From two build folders to two empty reports of the same context.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/alloc.h"
#include "synccost/ab/ab.h"
#include "synccost/machine/context.h"
#include "synccost/run/child.h"
#include "synccost/run/lock.h"
#include "synccost/run/run.h"

static const char *const side_names[AB_SIDES] = {"base", "new"};
static const enum option_id side_options[AB_SIDES] = {OPTION_base, OPTION_new};

char *ab_side_dir(const struct ab *ab, enum ab_side side)
{
    char *dir = NULL;
    if (asprintf(&dir, "%s/%s", ab->dir, side_names[side]) < 0)
        abort();
    return dir;
}

static int load_side(struct ab *ab, enum ab_side side, const struct options *given,
                     char err[SC_ERR])
{
    struct options o = *given;
    char *benches = NULL, why[SC_ERR];
    if (asprintf(&benches, "%s/benches", given->value[side_options[side]]) < 0)
        abort();
    o.value[OPTION_benches] = benches;
    int status = catalog_load(&ab->catalog[side], &o, profile_find(o.value[OPTION_profile]), why);
    if (status != 0)
        snprintf(err, SC_ERR, "--%s: %.200s", side_names[side], why);
    free(benches);
    return status;
}

/* What the build's own command says of it. NULL with err where it is too old to say so: then its
 * family programs know nothing of shared lines either. */
static json_t *build_of(enum ab_side side, const char *folder, char err[SC_ERR])
{
    char *program = NULL;
    struct child_result child;
    if (asprintf(&program, "%s/synccost", folder) < 0)
        abort();
    char *argv[] = {program, (char *)"--version", (char *)"--json", NULL};
    child_run(argv, 5, 1 << 20, &child);
    json_t *build =
        child.end == CHILD_EXITED && child.status == 0 ? json_loads(child.out, 0, NULL) : NULL;
    if (child.end == CHILD_INTERRUPTED)
        snprintf(err, SC_ERR, "interrupted while the builds were asked what they are");
    else if (!json_is_object(build))
        snprintf(
            err, SC_ERR,
            "--%s: %.120s/synccost does not say how it was built (--version --json): name a build "
            "folder of a revision that has synccost ab",
            side_names[side], folder);
    if (!json_is_object(build)) {
        json_decref(build);
        build = NULL;
    }
    free(child.out);
    free(program);
    return build;
}

static json_t *settings_json(const struct ab *ab, const struct options *o, enum ab_side side)
{
    char started[32];
    utc_now(started);
    const struct profile *alone = &ab_launch[AB_ALONE];
    return json_pack(
        "{s:s, s:s*, s:s*, s:I, s:i, s:i, s:f, s:f, s:f, s:b, s:s, s:b, s:{s:s, s:s, s:s, s:i}}",
        "profile", o->value[OPTION_profile], "filter", o->value[OPTION_filter], "threads",
        o->value[OPTION_threads], "seed", (json_int_t)ab->seed, "trials", (int)alone->trials,
        "contended_trials", (int)ab_launch[AB_CONTENDED].trials, "warmup_ms", alone->warmup_ms,
        "window_ms", alone->window_ms, "patience_ms", alone->patience_ms, "spin_oversubscribed",
        ab->catalog[side].spin_oversubscribed, "started", started, "complete", 0, "interleaved",
        "id", ab->id, "side", side_names[side], "benches", ab->catalog[side].benches, "per_block",
        AB_PER_BLOCK);
}

static int make_report(struct ab *ab, enum ab_side side, const struct options *o,
                       const json_t *context, char err[SC_ERR])
{
    struct report *r = &ab->report[side];
    json_decref(r->context);
    r->context = json_deep_copy(context);
    json_t *ours = json_object_get(r->context, "synccost");
    json_t *build = build_of(side, o->value[side_options[side]], err);
    if (!build)
        return -1;
    json_object_set_new(ours, "build", build);
    context_warn_planted(r->context);
    json_object_set_new(ours, "run", settings_json(ab, o, side));
    catalog_keep_about(&ab->catalog[side], ours);
    if (run_add_rows(r, &ab->catalog[side], err) != 0)
        return -1;
    char *dir = ab_side_dir(ab, side);
    int status = run_make_dir(dir, err);
    free(dir);
    return status;
}

/* Two processes that measure into one folder would each write both reports, and the last would
 * replace what the first had measured. What is there already is looked for under the lock. */
static int hold_folder(struct ab *ab, char err[SC_ERR])
{
    char why[SC_ERR];
    if (run_make_dir(ab->dir, err) != 0)
        return -1;
    ab->lock = open(ab->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ab->lock < 0)
        snprintf(err, SC_ERR, "%.160s: cannot be opened (%s): choose another with --out", ab->dir,
                 strerror(errno));
    else if (!lock_take(ab->lock, why))
        snprintf(err, SC_ERR, "%.160s: %.80s", ab->dir, why);
    else
        return 0;
    return -1;
}

/* A row of one side only is in that side's report, unmeasured, so that the comparison names it. */
static size_t count_common(struct ab *ab)
{
    size_t common = 0;
    for (int side = 0; side < AB_SIDES; side++)
        for (size_t i = 0; i < ab->report[side].n_rows; i++) {
            struct row *row = &ab->report[side].rows[i];
            if (report_row(&ab->report[!side], row->name)) {
                common += side == AB_BASE;
                continue;
            }
            row->status = ROW_SKIPPED;
            row->reason = checked_text("the other build has no such row");
        }
    return common;
}

static void choose_effort(struct ab *ab, const struct options *o, size_t rows)
{
    const double seconds_a_row = 9; /* 20 rows in 3 minutes */
    ab->blocks = ((unsigned)option_number(o, OPTION_launches, 0) + AB_PER_BLOCK - 1) / AB_PER_BLOCK;
    ab->budget_s = option_double(o, OPTION_budget, ab->blocks ? 0 : seconds_a_row * (double)rows);
    for (int side = 0; side < AB_SIDES; side++)
        json_object_set_new(
            json_object_get(json_object_get(ab->report[side].context, "synccost"), "run"),
            "limit_s", json_real(ab->budget_s));
}

int ab_prepare(struct ab *ab, const struct options *o, char err[SC_ERR])
{
    *ab = (struct ab){.lock = -1};
    for (int side = 0; side < AB_SIDES; side++)
        report_init(&ab->report[side]);
    for (int side = 0; side < AB_SIDES; side++)
        if (!o->value[side_options[side]]) {
            snprintf(err, SC_ERR, "--%s: is missing: name a build folder, such as build",
                     side_names[side]);
            return -1;
        }
    ab->seed = option_number(o, OPTION_seed, (uint64_t)time(NULL) ^ ((uint64_t)getpid() << 32)) &
               INT64_MAX;
    snprintf(ab->id, sizeof ab->id, "%llx-%llx-%lx", (unsigned long long)ab->seed,
             (unsigned long long)time(NULL), (unsigned long)getpid());
    for (int side = 0; side < AB_SIDES; side++)
        if (load_side(ab, side, o, err) != 0)
            return -1;
    json_t *context = context_create(o->value[OPTION_name], err);
    if (!context)
        return -1;
    ab->width = context_width(context);
    ab->dir = run_dir(o, context, "ab-");
    int status = hold_folder(ab, err);
    for (int side = 0; side < AB_SIDES && status == 0; side++)
        status = make_report(ab, side, o, context, err);
    json_decref(context);
    if (status != 0)
        return status;
    size_t common = count_common(ab);
    if (common == 0) {
        snprintf(err, SC_ERR, "--new: has no row of --base: compare builds of the same suite");
        return -1;
    }
    choose_effort(ab, o, common);
    return 0;
}

void ab_free(struct ab *ab)
{
    for (int side = 0; side < AB_SIDES; side++) {
        catalog_free(&ab->catalog[side]);
        report_free(&ab->report[side]);
    }
    if (ab->lock >= 0)
        close(ab->lock);
    free(ab->dir);
}
