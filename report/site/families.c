// SPDX-License-Identifier: MIT
// Every family of a report: its charts, and all its rows.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/site/parts.h"
#include "report/site/shown.h"

/* A family by its first row in the report. */
struct family_rows {
    const struct row *first;
    size_t order; /* of the family table */
};

/* In the order of the table; those that it does not have follow by their names. */
static int by_table(const void *left, const void *right)
{
    const struct family_rows *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->first->name, b->first->name);
}

static size_t collect(const struct report *r, struct family_rows **families)
{
    size_t n = 0;
    *families = checked_alloc(r->n_rows, sizeof **families);
    for (size_t i = 0; i < r->n_rows; i++) {
        size_t k = 0;
        while (k < n && !family_same((*families)[k].first->name, r->rows[i].name))
            k++;
        if (k == n)
            (*families)[n++] = (struct family_rows){&r->rows[i], family_order(r->rows[i].name)};
    }
    qsort(*families, n, sizeof **families, by_table);
    return n;
}

/* The family's rows that the page shows and that have, or have not, a time, in the report's order;
 * those that it does not show add to *of as well. */
static size_t choose(const struct page *p, const struct row *first, bool timed,
                     const struct row **rows, size_t *of)
{
    const struct report *r = p->report;
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!family_same(first->name, row->name) || (row->kind == KIND_TIME) != timed)
            continue;
        ++*of;
        if (row_shown(p, row))
            rows[n++] = row;
    }
    return n;
}

static void put_charts(struct page *p, struct template_values *v, const struct row *first,
                       const char *anchor)
{
    const struct family *f = family_find(first->name);
    char slug[CHART_NAME];
    chart_family_slug(first, slug, sizeof slug);
    for (size_t i = 0; i < p->machine->charts.n; i++) {
        const struct chart_result *chart = &p->machine->charts.chart[i];
        if (strcmp(chart->family, slug) == 0 ||
            family_place(f->charts, chart->name) != FAMILY_UNLISTED)
            put_figure(p, v, i, anchor);
    }
}

static void put_family(struct page *p, struct template_values *v, const struct row *first,
                       json_t *taken, const struct row **rows)
{
    char name[REPORT_NAME], slug[REPORT_NAME], anchor[REPORT_NAME + 16], caption[REPORT_NAME + 64];
    char id[REPORT_NAME + 8];
    const struct family *f = family_find(first->name);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(first->name, "/"), first->name);
    snprintf(anchor, sizeof anchor, "table-family-%s", slug_of(name, taken, slug, sizeof slug));
    snprintf(id, sizeof id, "family-%s", slug);
    put_content(p->opening, id, name);
    template_text(v, "FAMILY_ID", slug);
    template_text(v, "FAMILY_HEAD", name);
    template_text(v, "FAMILY_TITLE", f->title ? f->title : name);
    put_charts(p, v, first, anchor);
    if (strcmp(name, "coherence") == 0)
        put_coherence(p, v);
    size_t of = 0, timed = choose(p, first, true, rows, &of);
    snprintf(caption, sizeof caption, "Rows of the family %s", name);
    put_rows(p, v, anchor, caption, name, rows, timed);
    snprintf(caption, sizeof caption, "Outcomes of the family %s", name);
    size_t counted = choose(p, first, false, rows, &of);
    put_outcomes(p, v, caption, rows, counted);
    put_some(v, timed + counted, of);
}

void put_families(struct page *p)
{
    struct family_rows *families;
    size_t n = collect(p->report, &families);
    const struct row **rows = checked_alloc(p->report->n_rows, sizeof *rows);
    json_t *taken = json_object();
    for (size_t i = 0; i < n; i++)
        put_family(p, template_section(p->values, "FAMILIES"), families[i].first, taken, rows);
    json_decref(taken);
    free(rows);
    free(families);
}
