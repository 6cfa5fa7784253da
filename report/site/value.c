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

/* "22.1 ns (62 %) or 48.0 ns (38 %)". */
static void put_modes(struct template_values *cell, const struct modes *m)
{
    char text[3 * FORMAT + 16] = "", mode[FORMAT];
    size_t used = 0;
    for (unsigned i = 0; i < m->n && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " or " : "",
                                 format_mode(mode, &m->mode[i]));
    template_text(cell, "TEXT", text);
    template_text(template_section(cell, "MODES"), "X", text);
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

/* Of several modes, neither interval nor cycles nor multiple is told: the median is none of them,
 * and the columns that have these figures leave them out, too. */
static void put_measured(struct template_values *cell, const struct report *r,
                         const struct row *row, enum value_form form)
{
    struct modes modes;
    estimate_modes(row, METRIC_real_time, &modes);
    put_digits(cell, "NS", row->time.median);
    template_textf(template_section(cell, "LAUNCHES"), "X", "%u", row->time.launches);
    if (modes.n > 1)
        put_modes(cell, &modes);
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
