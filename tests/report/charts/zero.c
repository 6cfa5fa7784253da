// SPDX-License-Identifier: MIT
// Intervals that reach down to 0, as of a row that took no time at all in one launch: on a log axis
// they are drawn to its edge, and nothing else changes.
#include "tests/report/charts/counted.h"
#include "tests/report/charts/folder.h"

/* Pen-downs of the picture: each interval is one. */
static unsigned strokes(const char *dir, const char *chart)
{
    unsigned n = 0;
    char name[CHART_NAME + 8];
    snprintf(name, sizeof name, "%s.svg", chart);
    char *text = slurp(dir, name, NULL);
    assert_non_null(text);
    for (const char *at = text; (at = strchr(at, 'M')); at++)
        n += at[1] >= '0' && at[1] <= '9';
    free(text);
    return n;
}

/* Lets one launch of the rows whose name holds words take as long as the factor says. */
static void scale_launch(struct report *r, const char *words, double factor)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t k = 0; strstr(r->rows[i].name, words) && k < r->rows[i].n_samples; k++)
            if (r->rows[i].samples[k].launch == 0)
                r->rows[i].samples[k].value[METRIC_real_time] *= factor;
}

static void set_time(struct report *r, const char *words, double ns)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t k = 0; strstr(r->rows[i].name, words) && k < r->rows[i].n_samples; k++)
            r->rows[i].samples[k].value[METRIC_real_time] =
                ns * wobble(r->rows[i].name, r->rows[i].samples[k].launch);
}

/* A row of each chart, none the cheapest there. */
static const char *const slow[] = {"/clh/", "rwmutex/go/mixed/read:50/threads:2", "/adjacent/",
                                   "cond/go/signal", NULL};
/* A chart of each script that has a log axis of its own. */
static const char *const charts[] = {"ladder",        "edges",     "scaling-mutex", "read-share",
                                     "false-sharing", "transfers", "fairness",      NULL};
static const char *const panels[] = {"scaling-mutex", NULL};

/* Draws a report whose slow rows have one launch of this part of their time. */
static void draw_with(const char *dir, double part, unsigned more, const char *const *which)
{
    struct report r;
    struct chart_results results;
    build_counted(&r, 4);
    add_locks(&r, 4, more);
    set_floor(add(&r, "cond/go/signal/wait:asleep/threads:2", "latency", 2, 2, 21000, NAN),
              "floor/futex-wake");
    set_time(&r, "counter/shared/", 1000); /* so that the bars need a log axis */
    for (size_t i = 0; slow[i]; i++)
        scale_launch(&r, slow[i], part);
    report_estimate(&r);
    write_one(&r, dir);
    draw_only(dir, which, &results);
    for (size_t i = 0; i < results.n; i++)
        if (!results.chart[i].drawn)
            fail_msg("%s: %s", results.chart[i].name, results.chart[i].reason);
    report_free(&r);
}

static void draw_both(const char *dir, unsigned more, const char *const *which)
{
    unsigned before[sizeof charts / sizeof *charts];
    draw_with(dir, 0.97, more, which);
    for (size_t i = 0; which[i]; i++)
        before[i] = strokes(dir, which[i]);
    draw_with(dir, 0, more, which);
    for (size_t i = 0; which[i]; i++) {
        assert_pictures(dir, which[i]);
        if (strokes(dir, which[i]) < before[i]) /* labels moved aside may need more lines */
            fail_msg("%s: %u strokes, not %u", which[i], strokes(dir, which[i]), before[i]);
    }
}

static void an_interval_to_zero_is_drawn_to_the_edge(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    draw_both(dir, 0, charts);
    draw_both(dir, 14, panels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_FOLDER(an_interval_to_zero_is_drawn_to_the_edge)};
    return cmocka_run_group_tests_name("charts of intervals to zero", tests, NULL, NULL);
}
