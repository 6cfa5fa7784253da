// SPDX-License-Identifier: MIT
// Data of fairness against throughput, with a place for each label where it covers nothing.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/charts/labels.h"
#include "report/charts/style.h"
#include "report/charts/sweep.h"

struct dot {
    const struct row *row;
    double rate[3];  /* million operations a second: median, low, high */
    double share[3]; /* median and range over launches */
    /* in the axes' units: its middle, and the end of the line to it where it lies far */
    double label[4];
};

static int by_share(const void *left, const void *right)
{
    const struct dot *a = left, *b = right;
    if (a->share[0] != b->share[0])
        return a->share[0] > b->share[0] ? -1 : 1;
    if (a->rate[0] != b->rate[0])
        return a->rate[0] > b->rate[0] ? -1 : 1;
    return strcmp(a->row->name, b->row->name);
}

/* Median of the row's samples of one launch; NAN where it has none. */
static double launch_median(const struct row *row, enum metric m, unsigned launch)
{
    double *v = malloc((row->n_samples + 1) * sizeof *v);
    if (!v)
        abort();
    size_t n = 0;
    for (size_t i = 0; i < row->n_samples; i++) {
        double value = row->samples[i].value[m];
        if (row->samples[i].launch != launch || !isfinite(value))
            continue;
        size_t at = n++;
        for (; at > 0 && v[at - 1] > value; at--)
            v[at] = v[at - 1];
        v[at] = value;
    }
    double median = n == 0 ? NAN : n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
    free(v);
    return median;
}

static void range_over_launches(const struct row *row, enum metric m, double *low, double *high)
{
    *low = *high = NAN;
    for (size_t i = 0; i < row->n_samples; i++) {
        if (i > 0 && row->samples[i].launch == row->samples[i - 1].launch)
            continue;
        double median = launch_median(row, m, row->samples[i].launch);
        if (isfinite(median)) {
            *low = fmin(*low, median);
            *high = fmax(*high, median);
        }
    }
}

/* The plot of plots/fairness.gp in pixels: labels are placed there so that the picture and the data
 * file agree. */
static const double plot_width = 844, plot_height = 468;
static const double share_low = -0.0556, share_span = 1.1112;

/* Finds a place for every label, left and right being the ends of the rate axis. */
static void place_labels(struct dot *dots, size_t n, double left, double right)
{
    struct chart_label *labels = checked_alloc(n, sizeof *labels);
    const double across = plot_width / log(right / left), up = plot_height / share_span;
    for (size_t i = 0; i < n; i++) {
        const struct dot *d = &dots[i];
        struct chart_label *l = &labels[i];
        row_part(d->row, 1, l->text, sizeof l->text);
        l->dot.x = log(d->rate[0] / left) * across;
        l->dot.left = isfinite(d->rate[1]) ? log(d->rate[1] / left) * across : l->dot.x;
        l->dot.right = isfinite(d->rate[2]) ? log(d->rate[2] / left) * across : l->dot.x;
        l->dot.y = (d->share[0] - share_low) * up;
        l->dot.bottom = isfinite(d->share[1]) ? (d->share[1] - share_low) * up : l->dot.y;
        l->dot.top = isfinite(d->share[2]) ? (d->share[2] - share_low) * up : l->dot.y;
    }
    chart_place_labels(labels, n, plot_width, plot_height);
    for (size_t i = 0; i < n; i++) {
        if (labels[i].crowded) {
            for (int k = 0; k < 4; k++)
                dots[i].label[k] = NAN;
            continue;
        }
        dots[i].label[0] = left * exp(labels[i].x / across);
        dots[i].label[1] = labels[i].y / up + share_low;
        dots[i].label[2] = left * exp(labels[i].end_x / across);
        dots[i].label[3] = labels[i].end_y / up + share_low;
    }
    free(labels);
}

static size_t collect(const struct report *r, const struct family *family, unsigned threads,
                      enum metric m, const struct held *held, size_t n_held, struct dot *dots)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        double share = row_metric(row, m);
        if (!chart_usable(row) || !chart_is(row, family->name, family->contended) ||
            row->threads != threads || chart_oversubscribed(row) || !isfinite(share) ||
            !sweep_fits(row, held, n_held))
            continue;
        struct dot d = {.row = row, .share = {share}};
        /* thread time t of T threads: T / t operations a nanosecond */
        bool known = row->time.launches > 1;
        d.rate[0] = threads * 1e3 / row->time.median;
        d.rate[1] = known ? threads * 1e3 / row->time.high : NAN;
        d.rate[2] = known ? threads * 1e3 / row->time.low : NAN;
        range_over_launches(row, m, &d.share[1], &d.share[2]);
        dots[n++] = d;
    }
    return n;
}

static void write_dots(FILE *f, const struct dot *dots, size_t n)
{
    fputs("\n\n", f);
    for (size_t i = 0; i < n; i++) {
        char subject[64];
        row_part(dots[i].row, 1, subject, sizeof subject);
        fputs(subject, f);
        chart_style_write(f, chart_style_of(subject));
        for (int k = 0; k < 3; k++)
            chart_number(f, dots[i].rate[k]);
        for (int k = 0; k < 3; k++)
            chart_number(f, dots[i].share[k]);
        for (int k = 0; k < 4; k++)
            chart_number(f, dots[i].label[k]);
        fprintf(f, "\t%s\n", dots[i].row->name);
    }
}

void chart_write_fairness(FILE *f, const struct chart_input *in)
{
    const struct report *r = in->reports[0];
    const struct family *family = family_find(in->family);
    unsigned threads = chart_most_threads(r, family->name, family->contended);
    char title[CHART_TEXT], fixed[64], count[24], ends[48];
    struct held held[HELD_MOST];
    size_t n_held = chart_hold(held, r, family->name, family->contended, NULL);
    struct dot *dots = malloc((r->n_rows + 1) * sizeof *dots);
    if (!dots)
        abort();
    enum metric m = METRIC_min_max_share;
    size_t n = threads ? collect(r, family, threads, m, held, n_held, dots) : 0;
    if (n < 2 && threads) {
        m = METRIC_jain;
        n = collect(r, family, threads, m, held, n_held, dots);
    }
    chart_held_text(held, n_held, fixed, sizeof fixed);
    snprintf(title, sizeof title, "Fairness against throughput: contended mutexes, %u threads%s%s",
             threads, *fixed ? ", " : "", fixed);
    if (n < 2) {
        chart_nothing(
            f, title,
            "needs contended mutex rows that say how fair they were, with two or more threads that "
            "have a CPU each");
        free(dots);
        return;
    }
    struct chart_launches launches = {0};
    double left = INFINITY, right = 0;
    for (size_t i = 0; i < n; i++) {
        chart_count_launches(&launches, dots[i].row);
        left = fmin(left, fmin(dots[i].rate[0], dots[i].rate[1])); /* fmin and fmax pass over NAN */
        right = fmax(right, dots[i].rate[0]);
        if (isfinite(dots[i].rate[2])) /* a launch that took no time at all has no end here */
            right = fmax(right, dots[i].rate[2]);
    }
    qsort(dots, n, sizeof *dots, by_share);
    left /= 1.25;
    right *= 1.25;
    for (size_t i = 0; i < n; i++)
        dots[i].rate[2] = isinf(dots[i].rate[2]) ? right : dots[i].rate[2];
    place_labels(dots, n, left, right);
    snprintf(ends, sizeof ends, "%.6g %.6g", left, right);
    snprintf(count, sizeof count, "%zu", n);
    chart_head(
        f, in, &launches,
        &(struct chart_head){
            .title = title,
            .unit = "million operations per second, all threads together",
            .series = 1,
            .extra = {m == METRIC_jain
                          ? "Jain's fairness index (1: all threads got the same)"
                          : "fewest operations of a thread over the most (1: all got the same)",
                      count, ends},
            .columns = "subject, colour, dash, mark, rate, low, high, share, least and greatest "
                       "launch, label's place "
                       "(NaN: no room), end of the line to it (2), row"});
    write_dots(f, dots, n);
    free(dots);
}
