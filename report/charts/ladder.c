// SPDX-License-Identifier: MIT
// Data of the cost ladder, which is made of the headline rows.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/basis.h"
#include "common/family.h"
#include "report/charts/families.h"
#include "report/model/headline.h"

void chart_label(const struct row *row, char *out, size_t size)
{
    const char *unsaid = family_find(row->name)->unsaid;
    bool trip = basis_is(row->basis, BASIS_ROUND_TRIP);
    char part[64];
    size_t used = 0;
    out[0] = '\0';
    for (unsigned n = 0; used < size && row_part(row, n, part, sizeof part); n++)
        if (strcmp(part, "threads:1") != 0 && !(trip && strcmp(part, "threads:2") == 0) &&
            family_place(unsaid, part) == FAMILY_UNLISTED)
            used += (size_t)snprintf(out + used, size - used, "%s%s", n ? "/" : "", part);
    if (trip && used < size)
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

void chart_write_rungs(FILE *f, const struct chart_input *in, const struct chart_head *head,
                       const struct row *const *rows, size_t n)
{
    struct chart_launches launches = {0};
    struct chart_families families = {0};
    for (size_t i = 0; i < n; i++) {
        chart_count_launches(&launches, rows[i]);
        chart_families_add(&families, rows[i]);
    }
    chart_head(f, in, &launches, head);
    fputs("\n\n", f);
    for (size_t i = 0; i < n; i++) {
        char label[64], ns[32], multiple[32];
        double floor = row_floor_ns(in->reports[0], rows[i]);
        chart_label(rows[i], label, sizeof label);
        chart_ns_text(rows[i]->time.median, ns, sizeof ns);
        chart_ratio_text(floor > 0 ? rows[i]->time.median / floor : NAN, multiple, sizeof multiple);
        fprintf(f, "%zu\t%s\t%u", i + 1, label, chart_families_place(&families, rows[i]));
        chart_estimate(f, &rows[i]->time, 1);
        chart_number(f, floor);
        fprintf(f, "\t%s\t%s", ns, multiple);
        chart_number(f, rows[i]->cycles.median);
        chart_number(f, row_metric(rows[i], METRIC_latency_p99_ns));
        fprintf(f, "\t%s\n", rows[i]->name);
    }
    chart_families_write(f, &families);
    chart_families_free(&families);
}

void chart_write_ladder(FILE *f, const struct chart_input *in)
{
    static const char title[] =
        "Cost ladder: what each way to synchronize costs here, beside its hardware floor";
    const struct row **rows;
    size_t n = headline_rows(in->reports[0], HEADLINE_ROWS, &rows);
    char shown[64];
    snprintf(shown, sizeof shown, "%zu", n);
    if (n == 0)
        chart_nothing(f, title, "the report has no row that was measured");
    else
        chart_write_rungs(
            f, in,
            &(struct chart_head){.title = title,
                                 .unit =
                                     "ns per operation (thread time; where marked, per round trip)",
                                 .series = 1,
                                 .extra = {shown},
                                 .columns = CHART_RUNG_COLUMNS},
            rows, n);
    free(rows);
}
