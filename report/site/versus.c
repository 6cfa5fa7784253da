// SPDX-License-Identifier: MIT
// The page of two reports: what synccost compare says of them, with its chart.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/format/format.h"
#include "report/model/facts.h"
#include "report/site/choose.h"
#include "report/site/findings.h"
#include "report/site/shown.h"

static const char *const classes[] = {"alike", "faster", "slower", "unsure"}; /* by verdict */

static void put_side(struct template_values *v, const char *name, const struct site_machine *m)
{
    struct template_values *side = template_section(v, name);
    char line[COMPARE_LINE], date[32], machine[96];
    compare_says_side(m->report, line);
    template_text(side, "SLUG", m->slug);
    template_text(side, "MACHINE", report_fact(m->report, "machine.slug", machine, sizeof machine));
    template_text(side, "DATE", site_date(m->report, date));
    template_text(side, "SAYS", line);
    site_labels(side, m->report);
}

static void put_words(struct template_values *v, const struct comparison *c)
{
    char line[COMPARE_LINE];
    if (compare_says_emulated(c, line))
        template_text(template_section(v, "BANNER"), "TEXT", line);
    if (compare_says_imported(c, line))
        template_text(template_section(v, "BANNER"), "TEXT", line);
    compare_says_count(c, line);
    template_text(v, "COUNT", line);
    template_text(v, "MACHINES", compare_says_machines(c));
    if (!compare_says_interleaved(c, line) && !c->imported)
        compare_says_thresholds(c, line);
    template_text(v, "THRESHOLDS", line);
    if (compare_says_needs(c, line))
        template_text(template_section(v, "NEEDS"), "TEXT", line);
    compare_says_pooled(c, line);
    template_text(v, "POOLED", line);
}

static void put_differences(struct template_values *v, const struct comparison *c)
{
    if (!c->n_differences)
        template_text(template_section(v, "ALIKE"), "TEXT", compare_says_alike(c));
    struct template_values *table = c->n_differences ? template_section(v, "DIFFERENCES") : NULL;
    for (size_t i = 0; i < c->n_differences; i++) {
        const struct comparison_difference *d = &c->difference[i];
        struct template_values *line = template_section(table, "DIFFERENCE");
        template_text(line, "WHAT", d->what);
        template_text(line, "BASE", d->base);
        template_text(line, "NEXT", d->next);
    }
}

static void put_mean(struct template_values *family, const struct comparison_mean *m,
                     format_value *value)
{
    struct template_values *mean = template_section(family, "MEAN");
    char text[FORMAT];
    template_text(mean, "BASE", value(text, m->base));
    template_text(mean, "NEXT", value(text, m->next));
    template_text(mean, "RATIO", format_ratio(text, &(struct ratio){m->ratio, NAN, NAN}));
}

static void put_means(struct template_values *v, const struct comparison *c)
{
    if (!c->n_families)
        return;
    bool same = c->machines == MACHINES_SAME;
    struct template_values *table = template_section(v, same ? "ONE_MACHINE" : "TWO_MACHINES");
    if (same && !c->per_block)
        template_text(template_section(table, "NO_INTERVAL"), "TEXT", compare_no_interval);
    for (size_t i = 0; i < c->n_families; i++) {
        const struct comparison_family *f = &c->family[i];
        struct template_values *family = template_section(table, "FAMILY");
        char text[FORMAT];
        template_text(family, "NAME", f->name);
        template_textf(family, "ROWS", "%zu", f->rows);
        template_text(family, "TIME", format_ratio(text, &f->time));
        template_text(family, "CYCLES",
                      format_ratio(text, &(struct ratio){f->cycles.ratio, NAN, NAN}));
        template_text(family, "SHOWS", compare_percent(text, f->least));
        put_mean(family, &f->ns, format_ns);
        put_mean(family, &f->cycles, format_count);
        put_mean(family, &f->multiple, format_multiple);
    }
}

static void put_row(struct template_values *table, const struct comparison *c,
                    const struct comparison_row *row, json_t *anchors)
{
    struct template_values *line = template_section(table, "ROW");
    char anchor[SITE_ANCHOR], verdict[COMPARISON_VERDICT], text[FORMAT];
    put_row_name(line, row->base, slug_of(row->base->name, anchors, anchor, sizeof anchor));
    template_text(line, "CLASS", classes[row->verdict]);
    template_text(line, "VERDICT", comparison_verdict(row, verdict));
    put_value(line, c->base, row->base, NULL, VALUE_WITH_INTERVAL);
    put_value(line, c->next, row->next, NULL, VALUE_WITH_INTERVAL);
    template_text(line, "RATIO", format_ratio(text, &row->time));
    template_text(line, "P", compare_p(text, row->p_holm));
    template_text(line, "COUNTED", compare_counted(text, row));
    template_text(line, "THRESHOLD", compare_threshold(text, row));
    if (c->machines == MACHINES_SAME)
        return;
    struct template_values *own = template_section(line, "OWN");
    template_text(own, "CYCLES", format_ratio(text, &row->cycles));
    template_text(own, "BASE", format_multiple(text, row->multiple[0]));
    template_text(own, "NEXT", format_multiple(text, row->multiple[1]));
}

/* In the order of the text: those that differ first. */
static void put_verdicts(struct template_values *v, const struct comparison *c)
{
    json_t *anchors = json_object();
    if (!c->n_rows)
        template_section(v, "NO_ROWS");
    struct template_values *table = c->n_rows ? template_section(v, "ROWS") : NULL;
    if (table && c->machines != MACHINES_SAME)
        template_section(table, "OWN_HEAD");
    size_t shown = 0;
    for (int section = 0; section < 4; section++) {
        const struct comparison_row **rows;
        size_t n = compare_rows_of(c, compare_order[section], &rows);
        for (size_t i = 0; i < n && shown < PAGE_ROWS; i++, shown++)
            put_row(table, c, rows[i], anchors);
        free(rows);
    }
    if (table)
        put_some(table, shown, c->n_rows);
    json_decref(anchors);
}

static void put_gaps(struct template_values *v, const struct comparison *c)
{
    struct template_values *table = c->n_gaps ? template_section(v, "GAPS") : NULL;
    if (table)
        template_textf(table, "COUNT", "%zu row%s", c->n_gaps, c->n_gaps == 1 ? "" : "s");
    const size_t shown = c->n_gaps < PAGE_ROWS ? c->n_gaps : PAGE_ROWS;
    if (table)
        put_some(table, shown, c->n_gaps);
    for (size_t i = 0; i < shown; i++) {
        const struct comparison_gap *g = &c->gap[i];
        struct template_values *line = template_section(table, "GAP");
        template_text(line, "NAME", g->base ? g->base->name : g->next->name);
        template_text(line, "WHY", g->why);
    }
}

/* The command that says the same, in the folder of the site. Of two machines' noise it can name one
 * alone. */
static void put_command(struct template_values *v, const struct gallery *s,
                        const struct site_pair *pair, const struct comparison *c)
{
    const struct site_machine *base = s->machine[pair->base], *next = s->machine[pair->next];
    const struct noise *one = c->noise[0] ? c->noise[0] : c->noise[1];
    bool both = c->noise[0] && c->noise[1] && c->noise[0] != c->noise[1];
    char noise[SITE_PATH] = "";
    if (one)
        snprintf(noise, sizeof noise, " --noise m/%s/noise.json",
                 one == s->noise[pair->base] ? base->slug : next->slug);
    template_textf(v, "COMMAND", "synccost compare m/%s m/%s%s --no-plot", base->slug, next->slug,
                   both ? "" : noise);
    if (both) {
        struct template_values *files = template_section(v, "BOTH_NOISES");
        template_textf(files, "BASE", "m/%s/noise.json", base->slug);
        template_textf(files, "NEXT", "m/%s/noise.json", next->slug);
    }
}

/* The comparison's chart, in the page's own folder. */
static int put_picture(struct template_values *v, const struct gallery *s,
                       const struct site_pair *pair, const struct comparison *c,
                       char undrawn[SC_ERR], char err[SC_ERR])
{
    static const char alt[] =
        "Chart of ratios: the time of each headline row in the new report over "
        "that in the base, with 95 % intervals";
    char folder[SITE_PAIR + 16], path[SITE_PATH], why[SC_ERR] = "";
    struct chart_results results = {.n = 0};
    snprintf(folder, sizeof folder, "compare/%s", pair->name);
    if (c->n_rows == 0)
        return 0;
    if (site_folder(s, folder, err) != 0 || site_path(s, "%s", path, err, folder) != 0)
        return -1;
    struct chart_finding *findings = comparison_findings(c);
    int status = chart_write_comparison(c->base, c->next, findings, c->n_rows, path, err);
    free(findings);
    if (status != 0)
        return -1;
    if (chart_draw(path, s->scripts, &results, why) != 0 && !*undrawn)
        memcpy(undrawn, why, SC_ERR);
    site_figure(
        template_section(v, "CHART"), &results,
        &(struct site_chart){.folder = pair->name, .name = "compare", .alt = alt, .table = "rows"});
    return 0;
}

static void put_contents(struct template_values *opening, const struct comparison *c)
{
    put_content(opening, "machines", "What differs");
    if (c->n_rows)
        put_content(opening, "chart", "Chart");
    if (c->n_families)
        put_content(opening, "families", "Families");
    put_content(opening, "rows", "Rows");
    if (c->n_gaps)
        put_content(opening, "gaps", "Not compared");
}

static int write_page(const struct gallery *s, struct site_pair *pair, const struct comparison *c,
                      char undrawn[SC_ERR], char err[SC_ERR])
{
    struct template_values *v = template_new();
    char path[SITE_PATH], title[256], base[96], next[96];
    compare_says_count(c, pair->counts);
    snprintf(title, sizeof title, "%s against %s",
             report_fact(c->base, "machine.slug", base, sizeof base),
             report_fact(c->next, "machine.slug", next, sizeof next));
    put_contents(put_page(v, "compare", title, "../"), c);
    put_side(v, "BASE_SIDE", s->machine[pair->base]);
    put_side(v, "NEXT_SIDE", s->machine[pair->next]);
    put_words(v, c);
    put_command(v, s, pair, c);
    put_differences(v, c);
    put_means(v, c);
    put_verdicts(v, c);
    put_gaps(v, c);
    int status = put_picture(v, s, pair, c, undrawn, err);
    if (status == 0)
        status = site_path(s, "compare/%s.html", path, err, pair->name);
    if (status == 0)
        status = template_write(v, s->templates, "versus.html", path, err);
    template_free(v);
    return status;
}

int site_write_pair(const struct gallery *s, struct site_pair *pair, char undrawn[SC_ERR],
                    char err[SC_ERR])
{
    const struct site_machine *base = s->machine[pair->base], *next = s->machine[pair->next];
    const struct noise *both[] = {s->noise[pair->base], s->noise[pair->next]};
    const struct comparison_settings settings = {
        .noise = {noise_pick(both, 2, base->report), noise_pick(both, 2, next->report)},
        .seed = COMPARISON_SEED};
    struct comparison c;
    comparison_init(&c, base->report, next->report, &settings);
    int status = write_page(s, pair, &c, undrawn, err);
    comparison_free(&c);
    return status;
}
