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
#include "report/model/headline.h"
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

/* What the ith report says of the row, by the comparison or, where there was none, by the interval
 * alone. */
static struct chart_finding finding_of(const struct chart_input *in, size_t i,
                                       const struct row *base)
{
    for (size_t k = 0; k < in->n_findings; k++)
        if (strcmp(in->findings[k].row, base->name) == 0)
            return in->findings[k];
    struct ratio ratio = ratio_of(base, report_row(in->reports[i], base->name));
    return (struct chart_finding){.row = base->name,
                                  .ratio = ratio,
                                  .threshold = NAN,
                                  .differs = !in->findings && !base->imported &&
                                             !report_imported(in->reports[i]) &&
                                             (ratio.low > 1 || ratio.high < 1)};
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

/* False where a launch of the row took no time at all. */
static bool has_ratios(const struct chart_input *in, const struct row *base)
{
    bool all = true;
    for (size_t i = 1; i < in->n; i++)
        all &= finding_of(in, i, base).ratio.value > 0;
    return all;
}

/* The lines of the chart from the top; *of is how many rows all reports have. */
static size_t choose_lines(const struct chart_input *in, struct line **lines, size_t *of)
{
    const struct row **rows;
    size_t found = headline_shared(in->reports, in->n, in->n, most, &rows, of), n = 0;
    *lines = checked_alloc(found + 1, sizeof **lines);
    for (size_t i = 0; i < found; i++)
        if (has_ratios(in, rows[i]))
            rows[n++] = rows[i];
    for (size_t i = 0; i < n; i++)
        (*lines)[i] = (struct line){
            .base = rows[i], .family = family_rank(in->reports[0], rows[i]), .cost = i};
    free(rows);
    qsort(*lines, n, sizeof **lines, by_family);
    for (size_t i = 0; i < n; i++) {
        bool next_family = i > 0 && (*lines)[i].family != (*lines)[i - 1].family;
        (*lines)[i].place =
            i == 0 ? 1 : (*lines)[i - 1].place + 1 + (next_family ? between_families : 0);
    }
    return n;
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

static void write_lines(FILE *f, const struct line *lines, size_t n)
{
    fputs("\n\n", f);
    for (size_t i = 0; i < n; i++) {
        char label[64], ns[32];
        bool next_family = i > 0 && lines[i].family != lines[i - 1].family;
        chart_label(lines[i].base, label, sizeof label);
        chart_ns_text(lines[i].base->time.median, ns, sizeof ns);
        fprintf(f, "%.6g\t%s\t%s\t%d\n", lines[i].place, label, ns, next_family);
    }
}

void chart_write_compare(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Reports side by side: headline rows found in every report";
    struct line *lines;
    size_t of, n = choose_lines(in, &lines, &of);
    if (n == 0) {
        chart_nothing(f, title, "no headline row was measured in every report");
        free(lines);
        return;
    }
    struct chart_launches launches = {0};
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < in->n; i++)
            chart_count_launches(&launches, report_row(in->reports[i], lines[k].base->name));
    char span[32], note[64], base[CHART_TEXT];
    snprintf(span, sizeof span, "%.6g", lines[n - 1].place);
    snprintf(note, sizeof note, "%zu of %zu matched rows shown", n, of);
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
    for (size_t i = 1; i < in->n; i++) {
        char name[CHART_TEXT];
        report_label(in->reports[i], i, name, sizeof name);
        fputs("\n\n", f);
        for (size_t k = 0; k < n; k++) {
            fputs(name, f);
            chart_style_write(f, chart_style_at(i - 1));
            struct chart_finding finding = finding_of(in, i, lines[k].base);
            write_dot(f, &lines[k], &finding);
        }
    }
    write_lines(f, lines, n);
    free(lines);
}
