// SPDX-License-Identifier: MIT
// Rows as a table: the time with its interval, cycles, floor, launches, and how to repeat it.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/basis.h"
#include "report/model/estimate.h"
#include "report/site/parts.h"
#include "report/summary/notes.h"

/* Cells of numbers hold what they are sorted by. */
static void put_number_cell(struct template_values *v, const char *name, const char *text,
                            double value)
{
    struct template_values *cell = template_include(v, name, "number.html");
    template_text(cell, "TEXT", text);
    put_digits(cell, "VALUE", value);
    if (strstr(text, " or "))
        template_section(cell, "MODES");
}

static void put_floor(struct page *p, struct template_values *v, const struct row *row,
                      const struct modes *modes)
{
    const struct row_floor floor = row_floor_of(p->report, row);
    double multiple = floor.row && modes->n == 1 ? row->time.median / floor.ns : NAN;
    char text[MODES_TEXT];
    put_number_cell(v, "MULTIPLE",
                    modes->n > 1 ? modes_in_floors(text, p->report, row, modes)
                                 : format_multiple(text, multiple),
                    multiple);
    if (!floor.row)
        return;
    struct template_values *link = template_section(v, "FLOOR_ROW");
    template_text(link, "FLOOR_NAME", floor.row->name);
    template_text(link, "FLOOR_ID", row_id(p, floor.row));
    template_text(link, "FLOOR_WAY", floor.one_way ? ", one way" : "");
}

static void put_figures(struct page *p, struct template_values *v, const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    const struct estimate *e = &row->time;
    struct modes modes;
    char text[MODES_TEXT];
    estimate_modes(row, METRIC_real_time, &modes);
    bool several = modes.n > 1, known = !several && e->median > 0;
    put_value(v, p->report, row, NULL, VALUE_ALONE);
    double width = known ? fmax(e->high - e->median, e->median - e->low) / e->median : NAN;
    put_number_cell(v, "INTERVAL", several ? "-" : format_interval(text, e), width);
    double cycles = several ? NAN : row->cycles.median, jain = row_metric(row, METRIC_jain);
    put_number_cell(v, "CYCLES_CELL",
                    several ? modes_in_cycles(text, row, &modes) : format_count(text, cycles),
                    cycles);
    put_floor(p, v, row, &modes);
    put_number_cell(v, "JAIN", row->threads > 1 ? format_count(text, jain) : "-", jain);
    template_textf(v, "ROW_LAUNCHES", "%u", e->launches);
    template_text(v, "PER", basis ? basis->per : "-");
}

static void put_unmeasured(struct template_values *v, const struct row *row)
{
    template_text(v, "STATUS", row_status_name(row->status));
    template_text(v, "REASON", row->reason ? row->reason : "not measured");
}

static void put_command(struct page *p, struct template_values *v, const struct row *row)
{
    char command[REPEAT];
    repeat_command(p->report, row, command);
    if (*command)
        template_text(template_section(v, "REPEAT"), "COMMAND", command);
}

static void put_row(struct page *p, struct template_values *v, const struct row *row, bool anchor)
{
    char notes[SUMMARY_NOTES];
    put_row_name(v, row, row_id(p, row));
    if (anchor)
        template_section(v, "ANCHOR");
    if (*summary_notes(p->report, row, true, notes))
        template_text(template_section(v, "NOTES"), "NOTE", notes);
    if (row_measured(row))
        put_figures(p, template_section(v, "MEASURED"), row);
    else
        put_unmeasured(template_section(v, "UNMEASURED"), row);
    put_command(p, v, row);
}

void put_rows(struct page *p, struct template_values *v, const char *id, const char *caption,
              const char *family, const struct row *const *rows, size_t n)
{
    if (n == 0)
        return;
    struct template_values *table = template_include(v, "ROWS", "rows.html");
    template_text(table, "TABLE_ID", id);
    template_text(table, "CAPTION", caption);
    if (family)
        template_text(template_section(table, "FAMILY"), "FAMILY_NAME", family);
    for (size_t i = 0; i < n; i++)
        put_row(p, template_section(table, "ROW"), rows[i], family != NULL);
}
