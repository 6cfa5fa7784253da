// SPDX-License-Identifier: MIT
// Data of the line charts at one thread count: read share, critical section, stride.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/family.h"
#include "report/charts/sweep.h"

static const struct row *next_row(const struct report *r, size_t *i, const char *family,
                                  const char *scenario, unsigned threads)
{
    while (*i < r->n_rows) {
        const struct row *row = &r->rows[(*i)++];
        if (chart_usable(row) && chart_is(row, family, scenario) && row->threads == threads &&
            !chart_oversubscribed(row))
            return row;
    }
    return NULL;
}

static void write_or_say(FILE *f, struct sweep *s, const char *title, const char *second,
                         const char *third, const char *what)
{
    char reason[CHART_REASON];
    if (s->n_xs < 2) {
        snprintf(reason, sizeof reason,
                 "needs %s, measured with two or more threads that have a CPU each", what);
        chart_nothing(f, title, reason);
    } else {
        sweep_write(f, s, title, second, third);
    }
    sweep_free(s);
}

static bool number_of(const struct row *row, const char *key, double *value)
{
    char text[64], *end;
    if (!row_param(row, key, text, sizeof text))
        return false;
    *value = strtod(text, &end);
    return end != text && isfinite(*value) && *value >= 0;
}

void chart_write_read_share(FILE *f, const struct chart_input *in)
{
    const struct report *r = in->reports[0];
    const struct family *family = family_find(in->family);
    unsigned threads = chart_most_threads(r, family->name, family->contended);
    struct sweep sweep = {.in = in};
    const struct row *row;
    for (size_t i = 0; (row = next_row(r, &i, family->name, family->contended, threads));) {
        char subject[64];
        double share;
        if (number_of(row, "read", &share) && row_part(row, 1, subject, sizeof subject))
            sweep_add(&sweep, row, subject, share);
    }
    char title[CHART_TEXT];
    sweep_arrange(&sweep);
    snprintf(title, sizeof title, "Read-write mutexes by share of reads, %u threads", threads);
    write_or_say(f, &sweep, title, NULL, NULL, "rwmutex rows of at least two read shares");
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median_of(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* "crit × threads" for each distinct x: no lock can do with less, since only one thread at a time
 * is inside. Measured lengths where known. */
static void least_cost(const struct sweep *s, unsigned threads, char *out, size_t size)
{
    double *lengths = malloc(s->n * sizeof *lengths);
    if (!lengths)
        abort();
    size_t used = 0;
    out[0] = '\0';
    for (unsigned k = 0; k < s->n_xs; k++) {
        size_t n = 0;
        for (size_t i = 0; i < s->n; i++) {
            double length = row_metric(s->points[i].row, METRIC_crit_ns);
            if (s->points[i].x == s->xs[k] && isfinite(length))
                lengths[n++] = length;
        }
        double each = n ? median_of(lengths, n) : s->xs[k];
        used += (size_t)snprintf(out + used, size - used, "%s%.6g", k ? " " : "",
                                 s->xs[k] > 0 ? each * threads : 0);
        if (used >= size)
            break;
    }
    free(lengths);
}

void chart_write_critical_section(FILE *f, const struct chart_input *in)
{
    const struct report *r = in->reports[0];
    const struct family *family = family_find(in->family);
    unsigned threads = chart_most_threads(r, family->name, family->contended);
    struct held held[HELD_MOST];
    size_t n_held = chart_hold(held, r, family->name, family->contended, "crit");
    struct sweep sweep = {.in = in};
    const struct row *row;
    for (size_t i = 0; (row = next_row(r, &i, family->name, family->contended, threads));) {
        char subject[64];
        double length;
        if (number_of(row, "crit", &length) && sweep_fits(row, held, n_held) &&
            row_part(row, 1, subject, sizeof subject))
            sweep_add(&sweep, row, subject, length);
    }
    char title[CHART_TEXT], least[CHART_TEXT] = "", count[16];
    snprintf(title, sizeof title, "Contended mutexes by length of the critical section, %u threads",
             threads);
    snprintf(count, sizeof count, "%u", threads);
    sweep_arrange(&sweep);
    if (sweep.n_xs > 1)
        least_cost(&sweep, threads, least, sizeof least);
    write_or_say(f, &sweep, title, least, count,
                 "contended mutex rows of at least two critical-section lengths");
}

void chart_write_stride(FILE *f, const struct chart_input *in)
{
    static const char *const kinds[] = {"rmw", "store", "load"};
    const struct report *r = in->reports[0];
    struct sweep sweep = {.in = in};
    unsigned threads = 0;
    /* first the thread count, which must be the strides' own */
    for (unsigned pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < r->n_rows; i++) {
            const struct row *row = &r->rows[i];
            char subject[64], *end;
            if (!chart_usable(row) || !chart_is(row, in->family, NULL) ||
                chart_oversubscribed(row) || row->threads < 2 ||
                !row_part(row, 1, subject, sizeof subject) || !chart_is_step(row))
                continue;
            double stride = strtod(subject + strlen(family_find(in->family)->steps), &end);
            if (pass == 0 && row->threads > threads)
                threads = row->threads;
            for (unsigned k = 0; pass == 1 && row->threads == threads && stride > 0 && k < 3; k++)
                if (chart_is(row, in->family, kinds[k]))
                    sweep_add(&sweep, row, kinds[k], stride);
        }
    char title[CHART_TEXT], line[16] = "";
    snprintf(title, sizeof title,
             "False sharing by distance: counters of %u threads, one stride apart", threads);
    const json_t *machine = json_object_get(json_object_get(r->context, "synccost"), "machine");
    json_int_t size = json_integer_value(json_object_get(machine, "line_size"));
    if (size > 0 && size <= 4096)
        snprintf(line, sizeof line, "%d", (int)size);
    sweep_arrange(&sweep);
    write_or_say(f, &sweep, title, *line ? line : NULL, NULL,
                 "counter/stride-N rows of at least two strides");
}
