// SPDX-License-Identifier: MIT
// The headline rows of every machine: one table, and a chart a row.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "common/family.h"
#include "report/model/facts.h"
#include "report/model/headline.h"
#include "report/site/machines.h"

static const char folder[] = "all";

struct table {
    const struct gallery *site;
    const struct report **reports;
    const struct row **rows; /* from cheapest to dearest */
    size_t n, of;            /* rows shown, and rows that two reports have */
    char (*anchors)[SITE_ANCHOR];
    char (*charts)[CHART_NAME];
};

static void init_table(struct table *p, const struct gallery *s)
{
    *p = (struct table){.site = s, .reports = checked_alloc(s->n, sizeof *p->reports)};
    for (size_t i = 0; i < s->n; i++)
        p->reports[i] = s->machine[i]->report;
    p->n = headline_shared(p->reports, s->n, 2, HEADLINE_ROWS, &p->rows, &p->of);
    p->anchors = checked_alloc(p->n, sizeof *p->anchors);
    p->charts = checked_alloc(p->n, sizeof *p->charts);
    json_t *taken = json_object();
    for (size_t i = 0; i < p->n; i++)
        slug_of(p->rows[i]->name, taken, p->anchors[i], sizeof *p->anchors);
    json_decref(taken);
}

static void free_table(struct table *p)
{
    free(p->reports);
    free(p->rows);
    free(p->anchors);
    free(p->charts);
}

static void put_machines(struct template_values *table, const struct gallery *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct template_values *machine = template_section(table, "MACHINE");
        char slug[96], date[32];
        template_text(machine, "SLUG", s->machine[i]->slug);
        template_text(machine, "NAME",
                      report_fact(s->machine[i]->report, "machine.slug", slug, sizeof slug));
        template_text(machine, "DATE", site_date(s->machine[i]->report, date));
        site_labels(machine, s->machine[i]->report);
    }
}

static void put_row(struct template_values *table, const struct table *p, size_t i)
{
    struct template_values *line = template_section(table, "ROW");
    const struct basis_words *basis = basis_find(p->rows[i]->basis);
    put_row_name(line, p->rows[i], p->anchors[i]);
    template_text(line, "PER", basis ? basis->per : "-");
    for (size_t k = 0; k < p->site->n; k++)
        put_value(line, p->reports[k], report_row(p->reports[k], p->rows[i]->name),
                  p->site->machine[k]->slug, VALUE_WITH_INTERVAL);
}

static void put_table(struct template_values *v, const struct table *p)
{
    if (p->n == 0) {
        template_section(v, "NO_ROWS");
        return;
    }
    struct template_values *table = template_section(v, "ROWS");
    template_textf(table, "SHOWN", "%zu", p->n);
    template_textf(table, "OF", "%zu", p->of);
    put_machines(table, p->site);
    for (size_t i = 0; i < p->n; i++)
        put_row(table, p, i);
}

static void family_of(const struct row *row, char family[64])
{
    snprintf(family, 64, "%.*s", (int)strcspn(row->name, "/"), row->name);
}

/* In the order of the family table, then by name; within a family as the rows are. */
static int by_family(const void *left, const void *right, void *table)
{
    const struct table *p = table;
    const size_t *a = left, *b = right;
    char family[2][64];
    size_t x = family_order(p->rows[*a]->name), y = family_order(p->rows[*b]->name);
    if (x != y)
        return x < y ? -1 : 1;
    family_of(p->rows[*a], family[0]);
    family_of(p->rows[*b], family[1]);
    int names = strcmp(family[0], family[1]);
    return names ? names : (*a > *b) - (*a < *b);
}

static void put_picture(struct template_values *section, const struct table *p, size_t i,
                        const struct chart_results *results)
{
    struct template_values *chart = template_section(section, "CHART");
    char alt[REPORT_NAME + 96], table[SITE_ANCHOR + 8];
    snprintf(table, sizeof table, "row-%s", p->anchors[i]);
    snprintf(alt, sizeof alt,
             "Chart of %s: the time on each machine with its 95 %% interval, cheapest first",
             p->rows[i]->name);
    site_figure(
        chart, results,
        &(struct site_chart){.folder = folder, .name = p->charts[i], .alt = alt, .table = table});
}

static void put_charts(struct template_values *v, struct template_values *opening, struct table *p,
                       const struct chart_results *results)
{
    size_t *order = checked_alloc(p->n, sizeof *order);
    struct template_values *section = NULL;
    char last[64] = "";
    json_t *taken = json_object();
    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    qsort_r(order, p->n, sizeof *order, by_family, p);
    for (size_t i = 0; i < p->n; i++) {
        const struct row *row = p->rows[order[i]];
        char family[64];
        family_of(row, family);
        if (!section || strcmp(family, last) != 0) {
            char anchor[SITE_ANCHOR], id[SITE_ANCHOR + 8];
            const char *title = family_find(row->name)->title;
            section = template_section(v, "FAMILY");
            slug_of(family, taken, anchor, sizeof anchor);
            snprintf(id, sizeof id, "family-%s", anchor);
            template_text(section, "ID", id);
            template_text(section, "FAMILY_NAME", family);
            if (title)
                template_text(template_section(section, "TITLED"), "TEXT", title);
            put_content(opening, id, family);
            memcpy(last, family, sizeof last);
        }
        put_picture(section, p, order[i], results);
    }
    json_decref(taken);
    free(order);
}

static int draw(struct table *p, struct chart_results *results, char undrawn[SC_ERR],
                char err[SC_ERR])
{
    char path[SITE_PATH], why[SC_ERR] = "";
    if (p->n == 0)
        return 0;
    if (site_folder(p->site, "compare/all", err) != 0 ||
        site_path(p->site, "compare/%s", path, err, folder) != 0 ||
        chart_write_rows(p->reports, p->site->n, p->rows, p->n, path, p->charts, err) != 0)
        return -1;
    if (chart_draw(path, p->site->scripts, results, why) != 0 && !*undrawn)
        memcpy(undrawn, why, SC_ERR);
    return 0;
}

int site_write_all(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR])
{
    struct table p;
    struct chart_results results = {.n = 0};
    struct template_values *v = template_new();
    char path[SITE_PATH], title[64];
    init_table(&p, s);
    snprintf(title, sizeof title, "%zu reports side by side", s->n);
    struct template_values *opening = put_page(v, "all", title, "../");
    template_text(v, "TITLE", title);
    put_content(opening, "rows", "Rows");
    put_table(v, &p);
    site_put_ranks(v, opening, s, HEADLINE_ROWS);
    int status = draw(&p, &results, undrawn, err);
    put_charts(v, opening, &p, &results);
    if (status == 0)
        status = site_path(s, "compare/%s.html", path, err, folder);
    if (status == 0)
        status = template_write(v, s->templates, "machines.html", path, err);
    template_free(v);
    free_table(&p);
    return status;
}
