// SPDX-License-Identifier: MIT
// Data of the charts that sweep one parameter of a scenario (common/dimension.h).
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/charts/sweep.h"

/* The value of the row on the axis: a number, or the place of its word. False where the row is not
 * one of the dimension. */
static bool value_of(const struct dimension *d, const struct row *row, double *x)
{
    char text[64], *end;
    if (d->crowd) {
        *x = row->cpus ? (double)row->threads / row->cpus : 0;
        return *x >= 1;
    }
    if (!row_param(row, d->key, text, sizeof text)) {
        if (!d->plain)
            return false;
        snprintf(text, sizeof text, "%s", d->plain);
    }
    if (d->words) {
        const unsigned place = family_place(d->words, text);
        *x = place + 1;
        return place != FAMILY_UNLISTED;
    }
    *x = strtod(text, &end);
    return end != text && isfinite(*x) && *x > 0;
}

/* True where the row is of the dimension and not plain. Two threads for each CPU are in the other
 * charts: of a crowd only a larger one makes a chart. */
static bool has_key(const struct dimension *d, const struct row *row)
{
    char value[64];
    if (d->crowd)
        return row->cpus && row->threads > 2 * row->cpus;
    return row_param(row, d->key, value, sizeof value);
}

static bool is_candidate(const struct dimension *d, const struct row *row)
{
    char scenario[64];
    double x;
    return chart_usable(row) && chart_is(row, d->family, NULL) &&
           (d->crowd || !chart_oversubscribed(row)) &&
           row_part(row, 2, scenario, sizeof scenario) &&
           family_place(d->scenarios, scenario) != FAMILY_UNLISTED && value_of(d, row, &x);
}

bool chart_has_dimension(const struct report *r, const struct dimension *d)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_candidate(d, &r->rows[i]) && has_key(d, &r->rows[i]))
            return true;
    return false;
}

/* The rows with the key. They belong to r; the caller frees the array alone. */
static struct report rows_with_key(const struct report *r, const struct dimension *d)
{
    struct report found = {.rows = checked_alloc(r->n_rows, sizeof *r->rows)};
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_candidate(d, &r->rows[i]) && has_key(d, &r->rows[i]))
            found.rows[found.n_rows++] = r->rows[i];
    return found;
}

static bool is_apart(const struct dimension *d, const char *key)
{
    return family_place(d->apart, key) != FAMILY_UNLISTED;
}

/* Holds what the rows with the key have beside it, but for what makes series of their own. */
static size_t hold(struct held held[HELD_MOST], const struct report *found,
                   const struct dimension *d)
{
    char scenario[64];
    snprintf(scenario, sizeof scenario, "%.*s", (int)strcspn(d->scenarios, ","), d->scenarios);
    const size_t n = chart_hold(held, found, d->family, scenario, d->key);
    for (size_t i = 0; i < n; i++)
        held[i].known = held[i].known && !is_apart(d, held[i].key);
    return n;
}

/* True where every parameter of the row is held at its value, makes a series, or is the swept one:
 * a row with another parameter is another experiment. */
static bool fits(const struct dimension *d, const struct row *row, const struct held *held,
                 size_t n)
{
    char part[64];
    for (unsigned i = 2; row_part(row, i, part, sizeof part); i++) {
        char *colon = strchr(part, ':');
        if (!colon)
            continue;
        *colon = '\0';
        bool known = strcmp(part, d->key) == 0 || is_apart(d, part) ||
                     family_place("threads,cpus,cpu,pair", part) != FAMILY_UNLISTED;
        for (size_t k = 0; k < n && !known; k++)
            known = held[k].known && strcmp(held[k].key, part) == 0 &&
                    strcmp(held[k].value, colon + 1) == 0;
        if (!known)
            return false;
    }
    return sweep_fits(row, held, n);
}

/* The subject, what sets it apart, and its scenario where that is not the first: as much as a
 * series' name holds. */
static void series_of(const struct dimension *d, const struct row *row, char out[64])
{
    char key[32], value[64], part[64], all[512];
    size_t used =
        row_part(row, 1, part, sizeof part) ? (size_t)snprintf(all, sizeof all, "%s", part) : 0;
    for (const char *at = d->apart ? d->apart : ""; *at && used < sizeof all / 2;) {
        const size_t length = strcspn(at, ",");
        snprintf(key, sizeof key, "%.*s", (int)length, at);
        if (row_param(row, key, value, sizeof value))
            used += (size_t)snprintf(all + used, sizeof all - used, " %s:%s", key, value);
        at += length + (at[length] == ',');
    }
    if (row_part(row, 2, part, sizeof part) && family_place(d->scenarios, part) > 0)
        snprintf(all + used, sizeof all - used, " %s", part);
    snprintf(out, 64, "%.63s", all);
}

/* The row's time, without what the dimension takes off; false where that is not known. */
static bool shown_value(const struct dimension *d, const struct row *row, struct estimate *value)
{
    *value = row->time;
    for (int m = 0; d->taken_off && m < METRIC_COUNT; m++)
        if (strcmp(metric_table[m].key, d->taken_off) == 0) {
            const double off = row_metric(row, m);
            value->median -= off;
            value->low -= off;
            value->high -= off;
        }
    return isfinite(value->median);
}

/* The words of the distinct x of an arranged sweep; "" where they are numbers. */
static void words_of(const struct dimension *d, const struct sweep *s, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; d->words && i < s->n_xs && used < size; i++) {
        const char *at = d->words;
        for (unsigned k = 1; k < (unsigned)s->xs[i]; k++)
            at += strcspn(at, ",") + 1;
        used += (size_t)snprintf(out + used, size - used, "%s%.*s", i ? " " : "",
                                 (int)strcspn(at, ","), at);
    }
}

/* Where the rows of a chart were measured: by the most threads, or on the CPUs that the most
 * threads shared. */
struct place {
    unsigned threads, cpus;
};

static struct place place_of(const struct report *found)
{
    struct place most = {0, 0};
    for (size_t i = 0; i < found->n_rows; i++)
        if (found->rows[i].threads > most.threads)
            most = (struct place){found->rows[i].threads, found->rows[i].cpus};
    return most;
}

/* One thread is a row of its own scenario. */
static bool is_there(const struct dimension *d, const struct row *row, struct place place)
{
    return d->crowd ? row->cpus == place.cpus : row->threads == place.threads || row->threads == 1;
}

static void title_of(const struct dimension *d, struct place place, const struct held *held,
                     size_t n_held, char title[CHART_TEXT])
{
    const unsigned n = d->crowd ? place.cpus : place.threads;
    char fixed[CHART_TEXT / 2];
    chart_held_text(held, n_held, fixed, sizeof fixed);
    snprintf(title, CHART_TEXT, "%s, %u %s%s%s%s", d->title, n, d->crowd ? "CPU" : "thread",
             n == 1 ? "" : "s", *fixed ? ", " : "", fixed);
}

void chart_write_dimension(FILE *f, const struct chart_input *in)
{
    const struct dimension *d = in->dimension;
    const struct report *r = in->reports[0];
    struct report found = rows_with_key(r, d);
    struct held held[HELD_MOST];
    const size_t n_held = hold(held, &found, d);
    const struct place place = place_of(&found);
    struct sweep sweep = {.in = in, .unit = d->unit};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        struct estimate value;
        char series[64];
        double x;
        if (!is_candidate(d, row) || !is_there(d, row, place) || !fits(d, row, held, n_held) ||
            !value_of(d, row, &x) || !shown_value(d, row, &value))
            continue;
        series_of(d, row, series);
        sweep_add_value(&sweep, row, value, series, x);
    }
    char title[CHART_TEXT], words[CHART_TEXT];
    title_of(d, place, held, n_held, title);
    sweep_arrange(&sweep);
    words_of(d, &sweep, words, sizeof words);
    if (sweep.n_xs < 2)
        chart_nothing(f, title, "needs rows of at least two values");
    else
        sweep_write(f, &sweep, title, *words ? words : NULL, d->axis);
    sweep_free(&sweep);
    free(found.rows);
}
