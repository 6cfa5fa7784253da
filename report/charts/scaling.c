// SPDX-License-Identifier: MIT
// Data of the charts by thread count, one per family: cost, and lines bounced.
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/charts/sweep.h"

struct scaling {
    const char *family;
    /* alone: the scenario whose row of one thread begins the line; NULL: none */
    const char *scenario, *alone;
    const char *what;
    char own[64], named[CHART_TEXT]; /* scenario and what of an unknown family */
    struct held held[HELD_MOST];
    size_t n_held;
};

/* What the chart shows: as the table says, or of an unknown family what has most to show. */
static void scaling_init(struct scaling *s, const struct report *r, const char *family)
{
    const struct family *f = family_find(family);
    *s = (struct scaling){.family = family, .scenario = f->contended, .alone = f->alone};
    if (!f->name) {
        s->scenario = chart_scenario(r, family, s->own, sizeof s->own);
        s->alone = s->scenario && strcmp(s->scenario, f->contended) == 0 ? f->alone : NULL;
        snprintf(s->named, sizeof s->named, "%.60s%s%s", family, s->scenario ? ", " : "",
                 s->scenario ? s->scenario : "");
    }
    s->what = f->title ? f->title : s->named;
}

static void scaling_title(char *out, size_t size, const char *of, const struct scaling *s)
{
    char held[CHART_TEXT];
    chart_held_text(s->held, s->n_held, held, sizeof held);
    snprintf(out, size, *held ? "%s: %s (%s)" : "%s: %s", of, s->what, held);
}

/* Fills s and the sweep, which is zero but for its input. Returns whether rows of one thread are of
 * a scenario of their own. */
static bool scaling_rows(struct scaling *s, struct sweep *sweep)
{
    const struct report *r = sweep->in->reports[0];
    const char *unit = NULL;
    bool alone = false;
    scaling_init(s, r, sweep->in->family);
    s->n_held = chart_hold(s->held, r, s->family, s->scenario, NULL);
    /* a contended row of one thread goes before the uncontended one */
    for (int pass = 0; pass < 2; pass++) {
        const char *scenario = pass ? s->alone : s->scenario;
        for (size_t i = 0; (scenario || !pass) && i < r->n_rows; i++) {
            const struct row *row = &r->rows[i];
            char subject[64];
            if (!chart_usable(row) || !chart_is(row, s->family, scenario) ||
                !sweep_fits(row, s->held, s->n_held) || (pass && row->threads != 1) ||
                !row_part(row, 1, subject, sizeof subject) || chart_is_step(row))
                continue;
            if (unit && strcmp(unit, chart_unit(row)) != 0)
                continue;
            unit = chart_unit(row);
            size_t before = sweep->n;
            sweep_add(sweep, row, subject, row->threads);
            alone |= pass && sweep->n > before && strcmp(s->alone, s->scenario) != 0;
        }
    }
    sweep_arrange(sweep);
    return alone;
}

bool chart_has_scaling(const struct report *r, const char *family)
{
    const struct chart_input in = {.reports = &r, .n = 1, .family = family};
    struct sweep sweep = {.in = &in};
    struct scaling s;
    scaling_rows(&s, &sweep);
    bool enough = sweep.n_xs >= 2;
    sweep_free(&sweep);
    return enough;
}

void chart_write_scaling(FILE *f, const struct chart_input *in)
{
    struct scaling s;
    struct sweep sweep = {.in = in};
    bool alone = scaling_rows(&s, &sweep);
    char title[CHART_TEXT];
    scaling_title(title, sizeof title, "Scaling with threads", &s);
    if (sweep.n_xs < 2) {
        chart_nothing(f, title, "needs rows of at least two thread counts");
    } else {
        sweep_write(f, &sweep, title, alone ? s.alone : NULL, NULL);
    }
    sweep_free(&sweep);
}

/* The rows of the chart of lines bounced, of two or more threads with a CPU each. They belong to r;
 * the caller frees the array alone. */
static struct report bouncing_rows(const struct report *r, const struct scaling *s,
                                   enum transfers how)
{
    struct report found = {.rows = checked_alloc(r->n_rows, sizeof *r->rows)};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!chart_usable(row) || !chart_is(row, s->family, s->scenario) || row->threads < 2 ||
            chart_oversubscribed(row) || chart_is_step(row) ||
            !isfinite(transfers_of(r, row, how).median))
            continue;
        found.rows[found.n_rows++] = *row;
    }
    return found;
}

void chart_write_bouncing(FILE *f, const struct chart_input *in)
{
    const struct report *r = in->reports[0];
    const enum transfers how = transfers_best(r);
    struct scaling s;
    scaling_init(&s, r, in->family);
    struct report found = bouncing_rows(r, &s, how);
    s.n_held =
        chart_hold(s.held, &found, s.family, s.scenario, NULL); /* at values that have transfers */
    struct sweep sweep = {
        .in = in, .unit = chart_transfers_unit(how), .note = chart_transfers_note(how)};
    for (size_t i = 0; i < found.n_rows; i++) {
        const struct row *row = &found.rows[i];
        char subject[64];
        if (sweep_fits(row, s.held, s.n_held) && row_part(row, 1, subject, sizeof subject))
            sweep_add_value(&sweep, row, transfers_of(r, row, how), subject, row->threads);
    }
    sweep_arrange(&sweep);
    char title[CHART_TEXT];
    scaling_title(title, sizeof title, "Bouncing with threads", &s);
    if (sweep.n_xs < 2) {
        chart_nothing(
            f, title,
            "needs rows with line transfers, counted or estimated, of at least two thread "
            "counts above one, with a CPU per thread");
    } else {
        sweep_write(f, &sweep, title, NULL, NULL);
    }
    sweep_free(&sweep);
    free(found.rows);
}
