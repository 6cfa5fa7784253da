// SPDX-License-Identifier: MIT
// Data of one row on several machines: a line each, the cheapest first.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/charts/data.h"
#include "report/charts/style.h"
#include "report/model/facts.h"

struct machine {
    const struct report *report;
    const struct row *row;
    size_t place; /* among the reports: its look */
    bool emulated;
};

/* "amd-epyc-zen4-2c-kvm, 2025-11-20 (emulated)" */
static void machine_label(const struct machine *m, char *out, size_t size)
{
    char name[64], when[12] = "date unknown";
    const char *date = json_string_value(json_object_get(m->report->context, "date"));
    chart_machine(m->report, name, sizeof name);
    if (date)
        chart_clean(date, when, 11);
    snprintf(out, size, "%.40s, %s%s", name, when,
             m->emulated                                            ? " (emulated)"
             : json_is_object(report_member(m->report, "imported")) ? " (imported)"
                                                                    : "");
}

/* Equals stay in the order of the reports. */
static int by_time(const void *left, const void *right)
{
    const struct machine *a = left, *b = right;
    if (a->row->time.median != b->row->time.median)
        return a->row->time.median < b->row->time.median ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static size_t collect(const struct chart_input *in, struct machine **machines)
{
    size_t n = 0;
    *machines = checked_alloc(in->n, sizeof **machines);
    for (size_t i = 0; i < in->n; i++) {
        const struct row *row = report_row(in->reports[i], in->row->name);
        if (!row || !row_measured(row) || !(row->time.median > 0))
            continue;
        (*machines)[n++] = (struct machine){
            .report = in->reports[i],
            .row = row,
            .place = i,
            .emulated = json_is_true(report_member(in->reports[i], "machine.emulated"))};
    }
    qsort(*machines, n, sizeof **machines, by_time);
    return n;
}

static void write_machine(FILE *f, const struct machine *m, size_t place)
{
    char label[80], ns[32], multiple[32];
    double floor = row_floor_ns(m->report, m->row);
    machine_label(m, label, sizeof label);
    chart_ns_text(m->row->time.median, ns, sizeof ns);
    chart_ratio_text(floor > 0 ? m->row->time.median / floor : NAN, multiple, sizeof multiple);
    fprintf(f, "%zu\t%s", place, label);
    chart_style_write(f, chart_style_at(m->place));
    chart_estimate(f, &m->row->time, 1);
    chart_number(f, floor);
    fprintf(f, "\t%s\t%s\t%d\t%s\n", ns, multiple, m->emulated, m->row->name);
}

void chart_write_machines(FILE *f, const struct chart_input *in)
{
    struct machine *machines;
    size_t n = collect(in, &machines);
    struct chart_launches launches = {0};
    char title[CHART_TEXT], note[64];
    chart_label(in->row, title, sizeof title);
    for (size_t i = 0; i < n; i++)
        chart_count_launches(&launches, machines[i].row);
    snprintf(note, sizeof note, "%zu of %zu reports have it", n, in->n);
    if (n == 0) {
        chart_nothing(f, title, "no report has measured the row");
    } else {
        chart_head(f, in, &launches,
                   &(struct chart_head){.title = title,
                                        .note = note,
                                        .unit = chart_unit(in->row),
                                        .series = 1,
                                        .columns =
                                            "place from the cheapest, machine, colour, dash, "
                                            "mark, ns, low, high, own floor ns, ns as text, "
                                            "multiple of the floor, 1 where emulated, row"});
        fputs("\n\n", f);
        for (size_t i = 0; i < n; i++)
            write_machine(f, &machines[i], i + 1);
    }
    free(machines);
}
