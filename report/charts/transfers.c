// SPDX-License-Identifier: MIT
// Data of line transfers against cost: one dot per contended row, counted and estimated ones apart.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/charts/families.h"
#include "report/charts/labels.h"
#include "report/model/transfers.h"

enum { NAMED = 20 }; /* labels that still find room */

struct dot {
    const struct row *row;
    enum transfers how;
    struct estimate moved;
    double ns[3]; /* wall time per operation: median, low, high */
    /* in the axes' units: its middle, and the end of the line to it where it lies far */
    double label[4];
    char name[64]; /* empty: none */
};

struct dots {
    struct dot *dot;
    size_t n;
    double near, far; /* one way between the nearest two CPUs and the farthest, ns */
    double left, right, bottom, upper; /* ends of the axes */
    struct chart_launches launches;
};

const char *chart_transfers_unit(enum transfers how)
{
    return how == TRANSFERS_COUNTED ? "line transfers per operation, counted"
                                    : "line transfers per operation, estimated";
}

const char *chart_transfers_note(enum transfers how)
{
    return how == TRANSFERS_COUNTED ? NULL : "estimated from time, no PMU counts";
}

/* Thread time counts the waiting of all threads, so it is shared among them; other bases are wall
 * time. */
static double wall_share(const struct row *row)
{
    return basis_is(row->basis, BASIS_THREAD) ? 1.0 / row->threads : 1;
}

static bool is_contended(const struct row *row)
{
    return chart_usable(row) && row->threads > 1 && !chart_oversubscribed(row) &&
           transfers_line(row->floor);
}

static void collect_dots(struct dots *d, const struct report *r)
{
    d->dot = checked_alloc(2 * r->n_rows, sizeof *d->dot);
    for (size_t i = 0; i < r->n_rows; i++)
        for (int how = TRANSFERS_COUNTED; is_contended(&r->rows[i]) && how <= TRANSFERS_ESTIMATED;
             how++) {
            const struct row *row = &r->rows[i];
            struct dot dot = {.row = row, .how = how, .moved = transfers_of(r, row, how)};
            if (!(dot.moved.median > 0)) /* none moved: no place on a log axis */
                continue;
            bool known = row->time.launches > 1;
            dot.ns[0] = row->time.median * wall_share(row);
            dot.ns[1] = known ? row->time.low * wall_share(row) : NAN;
            dot.ns[2] = known ? row->time.high * wall_share(row) : NAN;
            chart_count_launches(&d->launches, row);
            d->dot[d->n++] = dot;
        }
}

/* One way between the nearest two CPUs and the farthest; both NAN where no pair was measured. */
static void find_lines(struct dots *d, const struct report *r)
{
    d->near = d->far = NAN;
    for (size_t i = 0; i < r->n_rows; i++) {
        double ns = row_metric(&r->rows[i], METRIC_one_way_ns);
        if (!chart_usable(&r->rows[i]) || !transfers_line(r->rows[i].name) || !(ns > 0))
            continue;
        d->near = fmin(d->near, ns);
        d->far = fmax(d->far, ns);
    }
}

/* The axes hold every dot with its interval, of which no end reaches beyond a third of its dot on
 * the left, and so much of the floor as the transfers span. An end at 0 has no place. */
static void find_ends(struct dots *d)
{
    d->left = d->bottom = INFINITY;
    for (size_t i = 0; i < d->n; i++) {
        const struct dot *dot = &d->dot[i];
        bool known = dot->moved.launches > 1; /* fmin and fmax pass over NAN */
        d->left =
            fmin(d->left, known ? fmax(dot->moved.low, dot->moved.median / 3) : dot->moved.median);
        d->right = fmax(d->right, known ? dot->moved.high : dot->moved.median);
        d->bottom = fmin(d->bottom, dot->ns[1] > 0 ? dot->ns[1] : dot->ns[0]);
        d->upper = fmax(d->upper, fmax(dot->ns[0], dot->ns[2]));
    }
    d->left /= 1.3;
    d->right *= 1.3;
    d->bottom = fmin(d->bottom, d->left * d->near) / 1.2;
    d->upper = fmax(d->upper, d->right * d->near) * 1.2;
}

static bool same_subject(const struct row *a, const struct row *b)
{
    char family[2][64] = {"", ""}, subject[2][64] = {"", ""};
    row_part(a, 0, family[0], sizeof family[0]);
    row_part(b, 0, family[1], sizeof family[1]);
    row_part(a, 1, subject[0], sizeof subject[0]);
    row_part(b, 1, subject[1], sizeof subject[1]);
    return strcmp(family[0], family[1]) == 0 && strcmp(subject[0], subject[1]) == 0;
}

/* Which of two dots of a subject stands for it: a counted one, then one of more threads. */
static bool stands_before(const struct dot *a, const struct dot *b)
{
    return a->how != b->how ? a->how < b->how : a->row->threads > b->row->threads;
}

/* How far the dot that stands for its subject lies from the floor, as a factor; 0 for the subject's
 * others. */
static double telling(const struct dots *d, size_t i)
{
    const struct dot *dot = &d->dot[i];
    for (size_t k = 0; k < d->n; k++) {
        const struct dot *other = &d->dot[k];
        if (k != i && same_subject(dot->row, other->row) &&
            (stands_before(other, dot) || (k < i && !stands_before(dot, other))))
            return 0;
    }
    return exp(fabs(log(dot->ns[0] / (dot->moved.median * d->near))));
}

/* Names one dot of each subject; where there are too many, those farthest from the floor. */
static void name_dots(struct dots *d)
{
    double *weight = checked_alloc(d->n, sizeof *weight);
    for (size_t i = 0; i < d->n; i++)
        weight[i] = telling(d, i);
    for (int named = 0; named < NAMED; named++) {
        size_t best = 0;
        for (size_t i = 1; i < d->n; i++)
            if (weight[i] > weight[best])
                best = i;
        if (d->n == 0 || !(weight[best] > 0))
            break;
        row_part(d->dot[best].row, 1, d->dot[best].name, sizeof d->dot[best].name);
        weight[best] = 0;
    }
    free(weight);
}

/* The plot of plots/transfers.gp in pixels: labels are placed there so that the picture and the
 * data file agree. */
static const double plot_width = 844, plot_height = 468;

static double within(double value, double low, double high)
{
    return fmax(low, fmin(value, high)); /* low where it is NAN */
}

static void place_labels(struct dots *d)
{
    struct chart_label *labels = checked_alloc(d->n, sizeof *labels);
    const double across = plot_width / log(d->right / d->left),
                 up = plot_height / log(d->upper / d->bottom);
    for (size_t i = 0; i < d->n; i++) {
        const struct dot *dot = &d->dot[i];
        struct chart_label *l = &labels[i];
        bool known = dot->moved.launches > 1;
        snprintf(l->text, sizeof l->text, "%s", dot->name);
        l->dot.x = log(dot->moved.median / d->left) * across;
        l->dot.left =
            known ? log(within(dot->moved.low, d->left, d->right) / d->left) * across : l->dot.x;
        l->dot.right = known ? log(dot->moved.high / d->left) * across : l->dot.x;
        l->dot.y = log(dot->ns[0] / d->bottom) * up;
        l->dot.bottom = isfinite(dot->ns[1])
                            ? log(within(dot->ns[1], d->bottom, d->upper) / d->bottom) * up
                            : l->dot.y;
        l->dot.top = isfinite(dot->ns[2]) ? log(dot->ns[2] / d->bottom) * up : l->dot.y;
    }
    chart_place_labels(labels, d->n, plot_width, plot_height);
    for (size_t i = 0; i < d->n; i++) {
        d->dot[i].label[0] = d->left * exp(labels[i].x / across);
        d->dot[i].label[1] = d->bottom * exp(labels[i].y / up);
        d->dot[i].label[2] = d->left * exp(labels[i].end_x / across);
        d->dot[i].label[3] = d->bottom * exp(labels[i].end_y / up);
    }
    free(labels);
}

static void write_dots(FILE *f, const struct dots *d)
{
    struct chart_families families = {0};
    for (size_t i = 0; i < d->n; i++)
        chart_families_add(&families, d->dot[i].row);
    fputs("\n\n", f);
    for (size_t i = 0; i < d->n; i++) {
        const struct dot *dot = &d->dot[i];
        fprintf(f, "%u\t%d", chart_families_place(&families, dot->row),
                dot->how == TRANSFERS_COUNTED ? 1 : 2);
        chart_estimate(f, &dot->moved, 1);
        for (int k = 0; k < 3; k++)
            chart_number(f, dot->ns[k]);
        fprintf(f, "\t%s", *dot->name ? dot->name : "-");
        for (int k = 0; k < 4; k++)
            chart_number(f, dot->label[k]);
        fprintf(f, "\t%s\n", dot->row->name);
    }
    chart_families_write(f, &families);
    chart_families_free(&families);
}

void chart_write_transfers(FILE *f, const struct chart_input *in)
{
    static const char title[] =
        "Line transfers and time: contended rows, and the floor that the transfers set";
    const struct report *r = in->reports[0];
    struct dots d = {0};
    collect_dots(&d, r);
    find_lines(&d, r);
    if (d.n == 0 || !(d.near > 0)) {
        chart_nothing(
            f, title,
            "needs the time of a line transfer, and contended rows with line transfers, counted or "
            "estimated, with two or more threads that have a CPU each");
    } else {
        char lines[64], ends[96], near[32];
        find_ends(&d);
        name_dots(&d);
        place_labels(&d);
        snprintf(lines, sizeof lines, "%.6g %.6g", d.near, d.far);
        snprintf(ends, sizeof ends, "%.6g %.6g %.6g %.6g", d.left, d.right, d.bottom, d.upper);
        chart_ns_text(d.near, near, sizeof near);
        chart_head(f, in, &d.launches,
                   &(struct chart_head){
                       .title = title,
                       .note = chart_transfers_note(transfers_best(r)),
                       .unit = "ns per operation, wall time (thread time / threads)",
                       .series = 1,
                       .extra = {lines, ends, near},
                       .columns =
                           "family's place, counted (1) or estimated (2), transfers, low, high, "
                           "wall ns, low ns, high ns, label, its place (2), end of the line to "
                           "it (2), row; last: the families' name, colour, mark"});
        write_dots(f, &d);
    }
    free(d.dot);
}
