// SPDX-License-Identifier: MIT
// Data of the edge chart: what each edge of the memory model costs, and whether it held.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/charts/data.h"
#include "report/edges/edges.h"

/* NAN where nothing was measured. */
static double cost_of(const struct edge_line *l)
{
    return l->cost.row && chart_usable(l->cost.row) ? l->cost.row->time.median : NAN;
}

/* From cheapest to dearest, and then those without a cost in the model's order. */
static int by_cost(const void *left, const void *right)
{
    const struct edge_line *a = *(const struct edge_line *const *)left,
                           *b = *(const struct edge_line *const *)right;
    double x = cost_of(a), y = cost_of(b);
    if (isfinite(x) != isfinite(y))
        return isfinite(x) ? -1 : 1;
    if (isfinite(x) && x != y)
        return x < y ? -1 : 1;
    return (a > b) - (a < b);
}

static double rate(const struct edge_seen *seen)
{
    return seen->trials ? (double)seen->count / (double)seen->trials : 0;
}

/* The wrong way that was seen most often, by its name; where none was, the trials of all. */
static void put_wrong(char *text, size_t size, const struct edge_line *l)
{
    const struct edge_wrong_way *worst = NULL;
    uint64_t trials = 0;
    char seen[FORMAT];
    for (size_t i = 0; i < l->n_wrong; i++) {
        trials += l->wrong[i].seen.trials;
        if (!worst || rate(&l->wrong[i].seen) > rate(&worst->seen))
            worst = &l->wrong[i];
    }
    if (worst && worst->seen.count) {
        edge_format_rate(seen, worst->seen.count, worst->seen.trials);
        snprintf(text, size, "%s %s", worst->way->title, seen);
    } else {
        edge_format_rate(seen, 0, trials);
        snprintf(text, size, "%s", seen);
    }
}

static void write_line(FILE *f, size_t place, const struct edge_line *l)
{
    static const struct estimate unknown = {.median = NAN, .low = NAN, .high = NAN};
    const bool priced = isfinite(cost_of(l));
    char ns[32] = "-", multiple[32] = "-", seen[FORMAT], wrong[2 * FORMAT];
    if (priced) {
        chart_ns_text(cost_of(l), ns, sizeof ns);
        chart_ratio_text(cost_of(l) / l->cost.floor.ns, multiple, sizeof multiple);
    }
    edge_format_rate(seen, l->seen.count, l->seen.trials);
    put_wrong(wrong, sizeof wrong, l);
    fprintf(f, "%zu\t%s\t%d", place, l->edge->title, l->verdict + 1);
    chart_estimate(f, priced ? &l->cost.row->time : &unknown, 1);
    chart_number(f, priced ? l->cost.floor.ns : NAN);
    chart_number(f, l->asleep.row ? l->asleep.row->time.median : NAN);
    fprintf(f, "\t%s\t%s\t%s\t%s\t%s\n", ns, multiple, seen, wrong,
            priced ? l->cost.row->name : "-");
}

static void write_table(FILE *f, const struct chart_input *in, const struct edges *e,
                        const char *title)
{
    const struct edge_line **lines = checked_alloc(e->n, sizeof *lines);
    struct chart_launches launches = {0};
    char shown[32];
    for (size_t i = 0; i < e->n; i++) {
        lines[i] = &e->line[i];
        if (isfinite(cost_of(lines[i])))
            chart_count_launches(&launches, lines[i]->cost.row);
    }
    qsort(lines, e->n, sizeof *lines, by_cost);
    snprintf(shown, sizeof shown, "%zu", e->n);
    chart_head(f, in, &launches,
               &(struct chart_head){.title = title,
                                    .unit = "ns (on the basis of each row, docs/EDGES.md)",
                                    .series = 1,
                                    .extra = {shown},
                                    .columns = "place, edge, 1 held 2 broken 3 open 4 untested, "
                                               "median ns, low ns, high ns, floor ns, ns of a "
                                               "thread that sleeps, median as text, multiple of "
                                               "the floor, stale of trials, the wrong way's, row"});
    fputs("\n\n", f);
    for (size_t i = 0; i < e->n; i++)
        write_line(f, i + 1, lines[i]);
    free(lines);
}

static bool has_cost(const struct edges *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (isfinite(cost_of(&e->line[i])))
            return true;
    return false;
}

void chart_write_edges(FILE *f, const struct chart_input *in)
{
    static const char title[] =
        "Edges of the Go memory model: what each costs, and whether it held";
    struct edges edges;
    edges_read(&edges, in->reports[0]);
    if (has_cost(&edges))
        write_table(f, in, &edges, title);
    else
        chart_nothing(f, title, "needs a row that prices an edge (docs/EDGES.md)");
    edges_free(&edges);
}
