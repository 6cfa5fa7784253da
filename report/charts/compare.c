// SPDX-License-Identifier: MIT
// Data of reports side by side: by what factor the times of each differ from the first one's.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/charts/data.h"
#include "report/charts/style.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/model/headline.h"
#include "report/model/one_distance.h"
#include "report/statistics/hodges_lehmann.h"

static const size_t most = 45;              /* rows */
static const double between_families = 0.7; /* of a row's height */

struct line {
    const struct row *base;
    size_t family; /* ascending, the same in one family alone */
    size_t cost;   /* ascending */
    double place;  /* from the top, in rows */
};

/* "A: amd-epyc-zen4-2c-kvm, 2025-11-20" */
static void report_label(const struct report *r, size_t i, char *out, size_t size)
{
    char machine[64], when[24] = "date unknown";
    const char *date = json_string_value(json_object_get(r->context, "date"));
    chart_machine(r, machine, sizeof machine);
    if (date)
        chart_clean(date, when, 17); /* to the minute: two runs of a day are told apart */
    snprintf(out, size, "%c: %s, %s", (char)('A' + i % 26), machine, when);
}

/* Of the launches, where there is no finding to show. */
static struct ratio ratio_of(const struct row *base, const struct row *next)
{
    double *from, *to;
    size_t n = estimate_launches(base, METRIC_real_time, &from),
           m = estimate_launches(next, METRIC_real_time, &to);
    struct ratio ratio = hodges_lehmann_ratio(from, n, to, m);
    free(from);
    free(to);
    return ratio;
}

/* By the intervals alone, of launches at one distance between the CPUs. */
static struct chart_finding find_alone(const struct chart_input *in, size_t i,
                                       const struct row *base)
{
    const struct row *const own[] = {base, report_row(in->reports[i], base->name)};
    const struct row *at[] = {own[0], own[1]};
    struct chart_finding f = {
        .row = base->name, .ratio = {NAN, NAN, NAN}, .threshold = NAN, .base_ns = NAN};
    f.distant =
        !report_other_model(in->reports[0], in->reports[i]) && rows_at_one_distance(own, 2, at) < 2;
    if (!f.distant) {
        f.ratio = ratio_of(at[0], at[1]);
        f.base_ns = at[0]->time.median;
        f.differs = !in->findings && !base->imported && !report_imported(in->reports[i]) &&
                    (f.ratio.low > 1 || f.ratio.high < 1);
    }
    rows_at_free(own, 2, at);
    return f;
}

/* What the ith report says of the row, by the comparison where there was one. */
static struct chart_finding finding_of(const struct chart_input *in, size_t i,
                                       const struct row *base)
{
    for (size_t k = 0; k < in->n_findings; k++)
        if (strcmp(in->findings[k].row, base->name) == 0)
            return in->findings[k];
    return find_alone(in, i, base);
}

/* In the order of the family table; after its families the others, as the report has them. */
static size_t family_rank(const struct report *r, const struct row *row)
{
    char family[64] = "";
    size_t i = 0;
    row_part(row, 0, family, sizeof family);
    while (i < r->n_rows && !chart_is(&r->rows[i], family, NULL))
        i++;
    return family_order(row->name) * (r->n_rows + 1) + i;
}

static int by_family(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return (a->cost > b->cost) - (a->cost < b->cost);
}

/* False where a launch of the row took no time at all, or no other report has it at the distance of
 * the first. *distant grows by the ratios that are missing in a row that is shown or that is left
 * out for this alone. */
static bool has_ratios(const struct chart_input *in, const struct row *base, size_t *distant)
{
    bool all = true;
    size_t missing = 0;
    for (size_t i = 1; i < in->n; i++) {
        const struct chart_finding f = finding_of(in, i, base);
        missing += f.distant;
        all &= f.distant || f.ratio.value > 0;
    }
    *distant += all ? missing : 0;
    return all && missing < in->n - 1;
}

/* The lines of the chart, and what was not to be shown. */
struct lines {
    struct line *line; /* from the top */
    size_t n, of;      /* of: rows that all reports have */
    size_t distant;    /* ratios left out */
};

static void choose_lines(const struct chart_input *in, struct lines *l)
{
    const struct row **rows;
    size_t found = headline_shared(in->reports, in->n, in->n, most, &rows, &l->of);
    l->line = checked_alloc(found + 1, sizeof *l->line);
    for (size_t i = 0; i < found; i++)
        if (has_ratios(in, rows[i], &l->distant))
            rows[l->n++] = rows[i];
    for (size_t i = 0; i < l->n; i++)
        l->line[i] = (struct line){
            .base = rows[i], .family = family_rank(in->reports[0], rows[i]), .cost = i};
    free(rows);
    qsort(l->line, l->n, sizeof *l->line, by_family);
    for (size_t i = 0; i < l->n; i++) {
        bool next_family = i > 0 && l->line[i].family != l->line[i - 1].family;
        l->line[i].place =
            i == 0 ? 1 : l->line[i - 1].place + 1 + (next_family ? between_families : 0);
    }
}

static void write_dot(FILE *f, const struct line *line, const struct chart_finding *finding)
{
    struct ratio ratio = finding->ratio;
    char text[32];
    if (ratio.value > 0.1 && ratio.value < 2)
        snprintf(text, sizeof text, "×%.3f", ratio.value);
    else
        chart_ratio_text(ratio.value, text, sizeof text);
    fprintf(f, "\t%.6g", line->place);
    chart_number(f, ratio.value);
    chart_number(f, ratio.low);
    chart_number(f, ratio.high);
    fprintf(f, "\t%d", finding->differs);
    chart_number(f, exp(finding->threshold));
    fprintf(f, "\t%s\t%s\n", text, line->base->name);
}

/* Of two reports the base's time is that at the distance at which they are compared. */
static void write_lines(FILE *f, const struct chart_input *in, const struct lines *l)
{
    fputs("\n\n", f);
    for (size_t i = 0; i < l->n; i++) {
        const struct line *line = &l->line[i];
        char label[64], ns[32];
        bool next_family = i > 0 && line->family != line[-1].family;
        chart_label(line->base, label, sizeof label);
        chart_ns_text(in->n == 2 ? finding_of(in, 1, line->base).base_ns : line->base->time.median,
                      ns, sizeof ns);
        fprintf(f, "%.6g\t%s\t%s\t%d\n", line->place, label, ns, next_family);
    }
}

static void write_head(FILE *f, const struct chart_input *in, const char *title,
                       const struct lines *l)
{
    struct chart_launches launches = {0};
    for (size_t k = 0; k < l->n; k++)
        for (size_t i = 0; i < in->n; i++)
            chart_count_launches(&launches, report_row(in->reports[i], l->line[k].base->name));
    char span[32], note[128], base[CHART_TEXT];
    snprintf(span, sizeof span, "%.6g", l->line[l->n - 1].place);
    int length = snprintf(note, sizeof note, "%zu of %zu matched rows shown", l->n, l->of);
    if (l->distant)
        snprintf(note + length, sizeof note - (size_t)length,
                 "; %zu ratio%s left out: the CPUs were at another distance", l->distant,
                 l->distant == 1 ? "" : "s");
    report_label(in->reports[0], 0, base, sizeof base);
    chart_head(f, in, &launches,
               &(struct chart_head){.title = title,
                                    .note = note,
                                    .unit = "ratio of times",
                                    .series = (unsigned)in->n - 1,
                                    .extra = {span, base, in->findings ? "verdicts" : NULL},
                                    .columns = "report, colour, dash, mark, place from the top, "
                                               "ratio to A, low, high, 1 where told apart, ratio "
                                               "that counts as noise, ratio as text, row; last: "
                                               "place, label, "
                                               "A's ns, 1 where a family begins"});
}

static void write_dots(FILE *f, const struct chart_input *in, size_t i, const struct lines *l)
{
    char name[CHART_TEXT];
    report_label(in->reports[i], i, name, sizeof name);
    fputs("\n\n", f);
    for (size_t k = 0; k < l->n; k++) {
        const struct chart_finding finding = finding_of(in, i, l->line[k].base);
        fputs(name, f);
        chart_style_write(f, chart_style_at(i - 1));
        write_dot(f, &l->line[k], &finding);
    }
}

void chart_write_compare(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Reports side by side: headline rows found in every report";
    struct lines l = {0};
    choose_lines(in, &l);
    if (l.n) {
        write_head(f, in, title, &l);
        for (size_t i = 1; i < in->n; i++)
            write_dots(f, in, i, &l);
        write_lines(f, in, &l);
    } else {
        chart_nothing(f, title,
                      l.distant ? "the CPUs of every headline row were at another distance"
                                : "no headline row was measured in every report");
    }
    free(l.line);
}
