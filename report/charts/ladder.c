// SPDX-License-Identifier: MIT
// The headline rows of a report, and data of the cost ladder made of them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/charts/data.h"

struct candidate {
    const struct row *row;
    int weight; /* 0 is told first; greater is left out first */
};

/* The nearest and the furthest pair stand for all. */
static bool is_extreme_pair(const struct report *r, const struct row *row)
{
    bool lowest = true, highest = true;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *other = &r->rows[i];
        char part[64];
        if (other == row || !chart_usable(other) || !chart_is(other, "floor", NULL) ||
            !row_part(other, 1, part, sizeof part) || strcmp(part, "line-transfer") != 0)
            continue;
        /* between equals the earlier one is taken */
        lowest &= row->time.median < other->time.median ||
                  (row->time.median == other->time.median && row < other);
        highest &= row->time.median > other->time.median ||
                   (row->time.median == other->time.median && row < other);
    }
    return lowest || highest;
}

static unsigned fewest_threads(const struct report *r, const char *family, const char *scenario)
{
    unsigned fewest = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (chart_usable(row) && chart_is(row, family, scenario) && !chart_oversubscribed(row) &&
            (!fewest || row->threads < fewest))
            fewest = row->threads;
    }
    return fewest;
}

static bool one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static int weigh_atomic(const struct row *row, const char *subject)
{
    static const char *const telling[] = {"load",      "store", "exchange", "fetch-add",
                                          "plain-add", "plain", NULL};
    if (!chart_param_fits(row, "order", "seq-cst"))
        return -1;
    if (chart_is(row, "atomic", "own-line") && row->threads == 1)
        return one_of(subject, telling) ? 1 : 2;
    return chart_is(row, "atomic", "shared-line") && row->threads == 2 &&
                   strcmp(subject, "fetch-add") == 0
               ? 1
               : -1;
}

static int weigh_channel(const struct report *r, const struct row *row)
{
    char cap[64];
    bool pong = chart_is(row, "channel", "ping-pong"),
         alone = chart_is(row, "channel", "uncontended") && row->threads == 1;
    if (!pong && !alone)
        return -1;
    if (chart_pick(r, "channel", pong ? "ping-pong" : "uncontended", "cap",
                   pong ? "0,1" : "16,1024,1", cap, sizeof cap) &&
        !chart_param_fits(row, "cap", cap))
        return -1;
    return pong ? 1 : 2;
}

/* How telling a row is; negative where it is none of the headline. */
static int weigh(const struct report *r, const struct row *row)
{
    static const char *const layouts[] = {"shared", "adjacent", "padded-64", "thread-local", NULL};
    char subject[64];
    if (!chart_usable(row) || chart_oversubscribed(row) ||
        !row_part(row, 1, subject, sizeof subject))
        return -1;
    if (chart_is(row, "floor", NULL)) {
        if (strcmp(subject, "line-transfer") == 0)
            return is_extreme_pair(r, row) ? 0 : -1;
        return strcmp(subject, "clock") == 0 ? 3 : 0;
    }
    if (chart_is(row, "atomic", NULL))
        return weigh_atomic(row, subject);
    if (chart_is(row, "mutex", "uncontended"))
        return row->threads == 1 && chart_param_fits(row, "crit", "0ns") &&
                       chart_param_fits(row, "out", "0ns")
                   ? 1
                   : -1;
    if (chart_is(row, "rwmutex", "mixed")) {
        if (row->threads != fewest_threads(r, "rwmutex", "mixed"))
            return -1;
        return chart_param_fits(row, "read", "100") ? 2
               : chart_param_fits(row, "read", "0") ? 3
                                                    : -1;
    }
    if (chart_is(row, "channel", NULL))
        return weigh_channel(r, row);
    if (chart_is(row, "counter", "rmw"))
        return row->threads == 2 && one_of(subject, layouts) ? 3 : -1;
    return -1;
}

static int by_weight(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight - b->weight;
    return strcmp(a->row->name, b->row->name);
}

static int by_cost(const void *left, const void *right)
{
    const struct row *a = *(const struct row *const *)left, *b = *(const struct row *const *)right;
    if (a->time.median != b->time.median)
        return a->time.median < b->time.median ? -1 : 1;
    return strcmp(a->name, b->name);
}

size_t chart_headline(const struct report *r, size_t most, const struct row ***rows, size_t *of)
{
    struct candidate *all = malloc((r->n_rows + 1) * sizeof *all);
    *rows = malloc((most + 1) * sizeof **rows);
    if (!all || !*rows)
        abort();
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        int weight = weigh(r, &r->rows[i]);
        if (weight >= 0)
            all[n++] = (struct candidate){&r->rows[i], weight};
    }
    qsort(all, n, sizeof *all, by_weight);
    *of = n;
    size_t kept = n < most ? n : most;
    for (size_t i = 0; i < kept; i++)
        (*rows)[i] = all[i].row;
    qsort(*rows, kept, sizeof **rows, by_cost);
    free(all);
    return kept;
}

void chart_label(const struct row *row, char *out, size_t size)
{
    static const char *const usual[] = {"threads:1", "crit:0ns", "out:0ns", "order:seq-cst", NULL};
    char part[64];
    size_t used = 0;
    out[0] = '\0';
    for (unsigned n = 0; used < size && row_part(row, n, part, sizeof part); n++)
        if (!one_of(part, usual) &&
            !(strcmp(part, "own-line") == 0 && chart_is(row, "atomic", NULL)) &&
            !(strcmp(part, "threads:2") == 0 && row->basis &&
              strcmp(row->basis, "round-trip") == 0))
            used += (size_t)snprintf(out + used, size - used, "%s%s", n ? "/" : "", part);
    if (row->basis && strcmp(row->basis, "round-trip") == 0 && used < size)
        snprintf(out + used, size - used, " (round trip)");
}

void chart_ns_text(double ns, char *out, size_t size)
{
    snprintf(out, size, "%.*f", ns < 9.995 ? 2 : ns < 99.95 ? 1 : 0, ns);
}

void chart_ratio_text(double ratio, char *out, size_t size)
{
    if (!isfinite(ratio))
        snprintf(out, size, "-");
    else
        snprintf(out, size, "×%.*f", ratio < 9.95 ? 2 : ratio < 99.5 ? 1 : 0, ratio);
}

unsigned chart_family(const struct row *row)
{
    static const char *const families[] = {"floor", "atomic",  "counter",
                                           "mutex", "rwmutex", "channel"};
    for (unsigned i = 0; i < sizeof families / sizeof *families; i++)
        if (chart_is(row, families[i], NULL))
            return i + 1;
    return 7;
}

void chart_write_ladder(FILE *f, const struct chart_input *in)
{
    static const char title[] =
        "Cost ladder: what each way to synchronize costs here, beside its hardware floor";
    const struct report *r = in->reports[0];
    const struct row **rows;
    size_t of, n = chart_headline(r, 45, &rows, &of);
    if (n == 0) {
        chart_nothing(f, title, "the report has no row that was measured with default parameters");
        free(rows);
        return;
    }
    struct chart_launches launches = {0};
    for (size_t i = 0; i < n; i++)
        chart_count_launches(&launches, rows[i]);
    char shown[64];
    snprintf(shown, sizeof shown, "%zu", n);
    chart_head(
        f, in, &launches,
        &(struct chart_head){.title = title,
                             .unit = "ns per operation (thread time; where marked, per round trip)",
                             .series = 1,
                             .extra = {shown},
                             .columns = "place from the cheapest, label, family's style, median "
                                        "ns, low ns, high ns, floor ns, "
                                        "median as text, multiple of the floor, cycles, row"});
    fputs("\n\n", f);
    for (size_t i = 0; i < n; i++) {
        char label[64], ns[32], multiple[32];
        double floor = row_floor_ns(r, rows[i]);
        chart_label(rows[i], label, sizeof label);
        chart_ns_text(rows[i]->time.median, ns, sizeof ns);
        chart_ratio_text(floor > 0 ? rows[i]->time.median / floor : NAN, multiple, sizeof multiple);
        fprintf(f, "%zu\t%s\t%u", i + 1, label, chart_family(rows[i]));
        chart_estimate(f, &rows[i]->time, 1);
        chart_number(f, floor);
        fprintf(f, "\t%s\t%s", ns, multiple);
        chart_number(f, rows[i]->cycles.median);
        fprintf(f, "\t%s\n", rows[i]->name);
    }
    free(rows);
}
