// SPDX-License-Identifier: MIT
// Data of the grouped bars: false sharing by layout.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/charts/data.h"
#include "report/charts/style.h"

static const char *const kinds[] = {"rmw", "store", "load"};
enum { KINDS = 3, LAYOUTS = 12 };

/* From what shares a line to what shares nothing; an unknown layout comes last. */
static unsigned layout_place(const char *layout)
{
    static const char *const known[] = {"shared",     "adjacent", "padded-64",   "padded-128",
                                        "padded-256", "sharded",  "thread-local"};
    unsigned i = 0;
    while (i < sizeof known / sizeof *known && strcmp(known[i], layout) != 0)
        i++;
    return i;
}

static int by_place(const void *left, const void *right)
{
    const char *a = left, *b = right;
    unsigned x = layout_place(a), y = layout_place(b);
    return x != y ? (x > y) - (x < y) : strcmp(a, b);
}

struct bars {
    const char *family;
    char layout[LAYOUTS][64];
    unsigned n_layouts, threads;
    const struct row *bar[LAYOUTS][KINDS];
    unsigned n_kinds; /* kinds that have a bar */
    enum transfers how;
    struct estimate moved[LAYOUTS][KINDS]; /* transfers of the bar's row */
    bool moves;                            /* some of them are known */
};

/* The layout of a counter row that has a bar; false for strides and for rows of one thread or
 * without a CPU per thread. */
static bool layout_of(const struct bars *b, const struct row *row, char *layout, size_t size)
{
    return chart_usable(row) && chart_is(row, b->family, NULL) && row->threads > 1 &&
           !chart_oversubscribed(row) && row_part(row, 1, layout, size) && !chart_is_step(row);
}

static void collect_layouts(struct bars *b, const struct report *r)
{
    char layout[64];
    for (size_t i = 0; i < r->n_rows; i++)
        if (layout_of(b, &r->rows[i], layout, sizeof layout) && r->rows[i].threads > b->threads)
            b->threads = r->rows[i].threads;
    for (size_t i = 0; i < r->n_rows; i++) {
        if (!layout_of(b, &r->rows[i], layout, sizeof layout) || r->rows[i].threads != b->threads)
            continue;
        unsigned k = 0;
        while (k < b->n_layouts && strcmp(b->layout[k], layout) != 0)
            k++;
        if (k == b->n_layouts && k < LAYOUTS)
            memcpy(b->layout[b->n_layouts++], layout, sizeof layout);
    }
    qsort(b->layout, b->n_layouts, sizeof b->layout[0], by_place);
}

static void collect_bars(struct bars *b, const struct report *r, struct chart_launches *launches)
{
    char layout[64];
    bool seen[KINDS] = {false};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!layout_of(b, row, layout, sizeof layout) || row->threads != b->threads)
            continue;
        for (unsigned k = 0; k < b->n_layouts; k++)
            for (unsigned j = 0; j < KINDS; j++)
                if (strcmp(b->layout[k], layout) == 0 && chart_is(row, b->family, kinds[j]) &&
                    !b->bar[k][j]) {
                    b->bar[k][j] = row;
                    b->moved[k][j] = transfers_of(r, row, b->how);
                    b->moves |= isfinite(b->moved[k][j].median);
                    seen[j] = true;
                    chart_count_launches(launches, row);
                }
    }
    for (unsigned j = 0; j < KINDS; j++)
        b->n_kinds += seen[j];
}

static void write_bar(FILE *f, const struct bars *b, unsigned k, unsigned j)
{
    const struct row *row = b->bar[k][j];
    const struct estimate *moved = &b->moved[k][j];
    char ns[32], transfers[32];
    chart_ns_text(row->time.median, ns, sizeof ns);
    chart_ns_text(moved->median, transfers, sizeof transfers);
    fputs(kinds[j], f);
    chart_style_write(f, chart_style_of(kinds[j]));
    fprintf(f, "\t%u\t%s", k + 1, b->layout[k]);
    chart_estimate(f, &row->time, 1);
    fprintf(f, "\t%s\t%s", ns, row->name);
    chart_estimate(f, moved, 1);
    fprintf(f, "\t%s\n", isfinite(moved->median) ? transfers : "-");
}

void chart_write_false_sharing(FILE *f, const struct chart_input *in)
{
    const struct report *r = in->reports[0];
    struct bars b = {.family = in->family, .how = transfers_best(r)};
    struct chart_launches launches = {0};
    collect_layouts(&b, r);
    collect_bars(&b, r, &launches);
    char title[CHART_TEXT], count[24];
    snprintf(title, sizeof title, "False sharing: counters by how they lie in memory, %u threads",
             b.threads);
    if (b.n_layouts < 2 || b.n_kinds == 0) {
        chart_nothing(
            f, title,
            "needs counter rows of at least two layouts, measured with two or more threads that "
            "have a CPU each");
        return;
    }
    snprintf(count, sizeof count, "%u", b.n_layouts);
    chart_head(f, in, &launches,
               &(struct chart_head){
                   .title = title,
                   .note = b.moves ? chart_transfers_note(b.how) : NULL,
                   .unit = "ns per operation (thread time)",
                   .series = b.n_kinds,
                   .extra = {count, b.moves ? chart_transfers_unit(b.how) : NULL,
                             b.how == TRANSFERS_COUNTED ? "counted" : "estimated"},
                   .columns =
                       "operation, colour, dash, mark, place of layout, layout, "
                       "median ns, low ns, high ns, median as text, row, transfers, low, high, "
                       "transfers as text; last: place, layout"});
    for (unsigned j = 0; j < KINDS; j++) {
        bool first = true;
        for (unsigned k = 0; k < b.n_layouts; k++) {
            if (!b.bar[k][j])
                continue;
            if (first)
                fputs("\n\n", f);
            write_bar(f, &b, k, j);
            first = false;
        }
    }
    fputs("\n\n", f);
    for (unsigned k = 0; k < b.n_layouts; k++)
        fprintf(f, "%u\t%s\n", k + 1, b.layout[k]);
}
