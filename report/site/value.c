// SPDX-License-Identifier: MIT
// What every table of rows has: the name of a row, and the cell of its time.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/model/estimate.h"
#include "report/site/parts.h"

void put_digits(struct template_values *v, const char *name, double value)
{
    if (isfinite(value))
        template_textf(template_section(v, name), "X", "%.6g", value);
}

/* "22.1 ns (62 %) or 48.0 ns (38 %)", or so many times that in another unit. */
static char *say_modes(char text[MODES_TEXT], const struct modes *m, format_value *value,
                       double times)
{
    char mode[FORMAT];
    size_t used = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < m->n; i++)
        used += (size_t)snprintf(text + used, MODES_TEXT - used, "%s%s", i ? " or " : "",
                                 format_mode_as(mode, &m->mode[i], value, times));
    return text;
}

static char *format_cycles(char buf[FORMAT], double cycles)
{
    char text[FORMAT];
    snprintf(buf, FORMAT, "%.30s cycles", format_count(text, cycles));
    return buf;
}

const char *modes_in_cycles(char text[MODES_TEXT], const struct row *row, const struct modes *m)
{
    struct modes cycles;
    estimate_modes(row, METRIC_cycles_per_op, &cycles);
    return cycles.n == m->n ? say_modes(text, &cycles, format_cycles, 1) : "-";
}

const char *modes_in_floors(char text[MODES_TEXT], const struct report *r, const struct row *row,
                            const struct modes *m)
{
    double floor = row_floor_ns(r, row);
    return floor > 0 ? say_modes(text, m, format_multiple, 1 / floor) : "-";
}

static void put_modes(struct template_values *cell, const struct report *r, const struct row *row,
                      const struct modes *m)
{
    char text[MODES_TEXT];
    template_text(cell, "TEXT", say_modes(text, m, format_ns, 1));
    struct template_values *modes = template_section(cell, "MODES");
    template_text(modes, "NS", text);
    template_text(modes, "CYCLES", modes_in_cycles(text, row, m));
    template_text(modes, "FLOOR", modes_in_floors(text, r, row, m));
}

static void put_time(struct template_values *cell, const struct report *r, const struct row *row,
                     enum value_form form)
{
    const struct estimate *e = &row->time;
    char text[FORMAT];
    put_digits(cell, "LOW", e->low);
    put_digits(cell, "HIGH", e->high);
    put_digits(cell, "CYCLES", row->cycles.median);
    put_digits(cell, "FLOOR", e->median / row_floor_ns(r, row));
    template_text(cell, "TEXT", format_ns(text, e->median));
    if (form == VALUE_WITH_INTERVAL && isfinite(e->high - e->low))
        template_text(template_section(cell, "SMALL"), "X", format_interval(text, e));
}

/* Of several modes each is told, in each unit, and no interval: the median is none of them. */
static void put_measured(struct template_values *cell, const struct report *r,
                         const struct row *row, enum value_form form)
{
    struct modes modes;
    estimate_modes(row, METRIC_real_time, &modes);
    put_digits(cell, "NS", row->time.median);
    template_textf(template_section(cell, "LAUNCHES"), "X", "%u", row->time.launches);
    if (modes.n > 1)
        put_modes(cell, r, row, &modes);
    else
        put_time(cell, r, row, form);
}

void put_value(struct template_values *v, const struct report *r, const struct row *row,
               const char *machine, enum value_form form)
{
    bool known = row && row_measured(row);
    struct template_values *cell =
        template_include(v, "VALUE", known ? "value.html" : "unknown.html");
    if (machine)
        template_text(template_section(cell, "MACHINE"), "X", machine);
    if (known)
        put_measured(cell, r, row, form);
}

void put_row_name(struct template_values *v, const struct row *row, const char *anchor)
{
    char part[64] = "";
    template_text(v, "ROW_ID", anchor);
    template_text(v, "ROW_NAME", row->name);
    row_part(row, 1, part, sizeof part);
    template_text(v, "SUBJECT", part);
    if (!row_part(row, 2, part, sizeof part) || strchr(part, ':'))
        part[0] = '\0';
    template_text(v, "SCENARIO", part);
}
