// SPDX-License-Identifier: MIT
// Medians with their intervals, for services that follow a project over time: Bencher and
// github-action-benchmark.

#include "common/basis.h"
#include "common/json.h"
#include "report/exports/export.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/statistics/statistics.h"

#define EMULATED "emulated/"
#define IMPORTED "imported/"
enum {
    DUMP = JSON_INDENT(1) | JSON_REAL_PRECISION(REPORT_DIGITS),
    MARKED_NAME = sizeof EMULATED IMPORTED + REPORT_NAME
};

static void dump(FILE *out, json_t *root)
{
    show_json(root, out, DUMP);
    json_decref(root);
    fputc('\n', out);
}

static void put_measure(json_t *to, const char *name, const struct estimate *e)
{
    if (!isfinite(e->median))
        return;
    json_t *measure = json_object();
    put_number(measure, "value", e->median);
    put_number(measure, "lower_value", e->low);
    put_number(measure, "upper_value", e->high);
    put_new(to, name, measure);
}

/* Neither format has a place for a word about the machine. In the name it also keeps emulated
 * and imported figures from joining the history of measured ones. */
static const char *name_of(const struct export *e, const struct row *row, char name[MARKED_NAME])
{
    snprintf(name, MARKED_NAME, "%s%s%s", e->imported ? IMPORTED : "", e->emulated ? EMULATED : "",
             row->name);
    return name;
}

void export_bmf(FILE *out, const struct export *e)
{
    json_t *root = json_object();
    char name[MARKED_NAME];
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct row *row = e->rows[i].row;
        struct estimate rate = estimate_of(row, METRIC_ops_per_s);
        json_t *measures = json_object();
        put_measure(measures, "latency", &row->time);
        put_measure(measures, "throughput", &rate);
        put_new(root, name_of(e, row, name), measures);
    }
    dump(out, root);
}

/* What real_time counts differs, so each basis has a unit of its own. */
static const char *unit_of(const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    return basis ? basis->unit : "ns/op";
}

static json_t *entry_json(const struct export *e, const struct row *row)
{
    json_t *entry = json_object();
    char text[192], slug[128], name[MARKED_NAME];
    put_new(entry, "name", json_string(name_of(e, row, name)));
    put_number(entry, "value", row->time.median);
    put_new(entry, "unit", json_string(unit_of(row)));
    if (isfinite(row->time.low) && isfinite(row->time.high)) {
        snprintf(text, sizeof text, "%.*g to %.*g", REPORT_DIGITS, row->time.low, REPORT_DIGITS,
                 row->time.high);
        put_new(entry, "range", json_string(text));
    }
    report_fact(e->report, "machine.slug", slug, sizeof slug);
    if (e->imported)
        snprintf(text, sizeof text, "median of %zu samples of another tool; %s", row->n_samples,
                 slug);
    else
        snprintf(text, sizeof text, "median of %u launches, range is its 95 %% interval; %s",
                 row->time.launches, slug);
    put_new(entry, "extra", json_string(text));
    return entry;
}

void export_gha(FILE *out, const struct export *e)
{
    json_t *root = json_array();
    for (size_t i = 0; i < e->n_rows; i++)
        json_array_append_new(root, entry_json(e, e->rows[i].row));
    dump(out, root);
}
