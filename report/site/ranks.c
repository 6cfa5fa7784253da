// SPDX-License-Identifier: MIT
// Ranks of the machines, means by family, and machines that are not like their twins.
#include "common/alloc.h"
#include "report/machines/machines.h"
#include "report/site/machines.h"

static void put_heads(struct template_values *table, const struct gallery *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct template_values *machine = template_section(table, "MACHINE");
        char date[32];
        put_fact(machine, "NAME", s->machine[i]->report, "machine.slug");
        template_text(machine, "SLUG", s->machine[i]->slug);
        template_text(machine, "DATE", site_date(s->machine[i]->report, date));
    }
}

static void put_twins(struct template_values *table, const struct machines *m)
{
    char line[MACHINES_LINE];
    if (!machines_says_twins(m, line))
        return;
    struct template_values *twins = template_section(table, "TWINS");
    template_text(twins, "SAYS", line);
    for (size_t i = 0; i < m->n_outliers; i++) {
        machines_says_outlier(m, &m->outlier[i], line);
        template_text(template_section(twins, "OUTLIER"), "TEXT", line);
    }
}

static void put_table(struct template_values *v, const struct gallery *s, const struct machines *m)
{
    struct template_values *table = template_section(v, "RANKS");
    char line[MACHINES_LINE];
    machines_says_ranks(m, line);
    template_text(table, "SAYS", line);
    put_heads(table, s);
    for (size_t i = 0; i < m->n_rows; i++) {
        struct template_values *row = template_section(table, "RANK_ROW");
        template_text(row, "ROW_NAME", m->row[i].row->name);
        for (size_t k = 0; k < m->n; k++) {
            char rank[16];
            struct template_values *cell = template_section(row, "RANK");
            template_text(cell, "TEXT", machines_rank(rank, &m->row[i].cell[k]));
            template_textf(cell, "BEST", "%u", m->row[i].cell[k].best);
            template_text(cell, "SLUG", s->machine[k]->slug);
        }
    }
    put_twins(table, m);
}

static void put_family_means(struct template_values *v, const struct gallery *s,
                             const struct machines *m)
{
    struct template_values *table = template_section(v, "MEANS");
    put_heads(table, s);
    for (size_t i = 0; i < m->n_families; i++) {
        const struct machines_family *f = &m->family[i];
        struct template_values *row = template_section(table, "MEAN_ROW");
        template_text(row, "FAMILY_NAME", f->name);
        template_textf(row, "COUNT", "%zu", f->rows);
        for (size_t k = 0; k < m->n; k++) {
            char text[FORMAT];
            struct template_values *cell = template_section(row, "MEAN");
            template_text(cell, "SLUG", s->machine[k]->slug);
            template_textf(cell, "VALUE", "%.6g", f->ns[k]);
            template_text(cell, "NS", format_ns(text, f->ns[k]));
            template_text(cell, "CYCLES", format_count(text, f->cycles[k]));
            template_text(cell, "MULTIPLE", format_multiple(text, f->multiple[k]));
        }
    }
}

void site_put_ranks(struct template_values *v, struct template_values *opening,
                    const struct gallery *s, size_t most)
{
    struct machines m;
    const struct report **reports = checked_alloc(s->n, sizeof *reports);
    const struct noise **noises = checked_alloc(s->n, sizeof *noises);
    for (size_t i = 0; i < s->n; i++) {
        reports[i] = s->machine[i]->report;
        noises[i] = s->noise[i] && noise_fits(s->noise[i], reports[i]) ? s->noise[i] : NULL;
    }
    machines_init(&m, reports, noises, s->n, most);
    if (m.n_rows) {
        put_content(opening, "ranks", "Ranks");
        put_table(v, s, &m);
    }
    if (m.n_families) {
        put_content(opening, "means", "Means");
        put_family_means(v, s, &m);
    }
    machines_free(&m);
    free(reports);
    free(noises);
}
