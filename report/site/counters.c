// SPDX-License-Identifier: MIT
// What was counted: lines that moved between cores, and every performance counter of the report.
#include <math.h>
#include <string.h>

#include "report/model/transfers.h"
#include "report/site/parts.h"
#include "report/site/shown.h"

static const char prefix[] = "pmu.";

static bool is_counter(int metric)
{
    return strncmp(metric_table[metric].key, prefix, strlen(prefix)) == 0;
}

/* The counters of the report's rows, as the keys of an object, in the order of the table and then
 * of the report; new reference. */
static json_t *counters_of(const struct report *r)
{
    json_t *keys = json_object(), *named = report_named(r);
    for (int m = 0; m < METRIC_COUNT; m++)
        for (size_t i = 0; is_counter(m) && i < r->n_rows; i++)
            if (isfinite(row_metric(&r->rows[i], (enum metric)m))) {
                json_object_set_new(keys, metric_table[m].key, json_integer(m));
                break;
            }
    json_object_update_missing(keys, named);
    json_decref(named);
    return keys;
}

static double figure_of(const struct row *row, const char *key, const json_t *metric)
{
    return json_is_integer(metric) ? row_metric(row, (enum metric)json_integer_value(metric))
                                   : row_named_metric(row, key);
}

static void put_cell(struct template_values *v, double value)
{
    char text[FORMAT];
    struct template_values *cell = template_include(v, "CELL", "number.html");
    template_text(cell, "TEXT", format_count(text, value));
    put_digits(cell, "VALUE", value);
}

/* Returns whether something was counted. Adds to *shown where the page shows it. */
static bool put_line(struct page *p, struct template_values *table, const struct row *row,
                     json_t *keys, size_t *shown)
{
    double estimated = row_measured(row) ? transfers_estimate(p->report, row) : NAN;
    bool known = isfinite(estimated);
    const char *key;
    json_t *metric;
    json_object_foreach (keys, key, metric)
        known |= isfinite(figure_of(row, key, metric));
    if (!known || !row_shown(p, row))
        return known;
    ++*shown;
    struct template_values *v = template_section(table, "COUNTED_ROW");
    template_text(v, "ROW_NAME", row->name);
    template_text(v, "ROW_ID", row_id(p, row));
    put_cell(v, estimated);
    json_object_foreach (keys, key, metric)
        put_cell(v, figure_of(row, key, metric));
    return true;
}

void put_counters(struct page *p)
{
    struct template_values *v = template_section(p->values, "COUNTERS");
    json_t *keys = counters_of(p->report), *metric;
    const char *key;
    put_chart(p, v, "transfers", "table-counters");
    if (!json_object_size(keys))
        template_section(v, "EMPTY");
    json_object_foreach (keys, key, metric) {
        struct template_values *column = template_section(v, "COUNTER");
        template_text(column, "KEY", key);
        if (json_is_integer(metric))
            template_text(column, "MEANING", metric_table[json_integer_value(metric)].text);
    }
    size_t shown = 0, of = 0;
    for (size_t i = 0; i < p->report->n_rows; i++)
        of += put_line(p, v, &p->report->rows[i], keys, &shown);
    put_some(v, shown, of);
    json_decref(keys);
}
