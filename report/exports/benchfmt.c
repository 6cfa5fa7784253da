// SPDX-License-Identifier: MIT
// Go's benchmark format (golang.org/design/14313-benchmark-format), one line per launch, for
// benchstat.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/exports/export.h"
#include "report/model/facts.h"

static const struct {
    enum metric metric;
    const char *unit, *better; /* better: NULL where neither direction is */
} figures[] = {
    {METRIC_real_time, "ns/op", "lower"},
    {METRIC_cpu_time, "cpu-ns/op", "lower"},
    {METRIC_cycles_per_op, "cycles/op", "lower"},
    {METRIC_ops_per_s, "ops/s", "higher"},
    {METRIC_jain, "jain", "higher"},
    {METRIC_handoffs_per_op, "handoffs/op", NULL},
    {METRIC_acquire_p50_ns, "acquire-p50-ns", "lower"},
    {METRIC_acquire_p99_ns, "acquire-p99-ns", "lower"},
    {METRIC_acquire_p999_ns, "acquire-p999-ns", "lower"},
    {METRIC_latency_p99_ns, "latency-p99-ns", "lower"},
    {METRIC_latency_p999_ns, "latency-p999-ns", "lower"},
};
enum { FIGURES = sizeof figures / sizeof *figures };

int export_go_metric(const char *unit)
{
    for (size_t i = 0; i < FIGURES; i++)
        if (strcmp(figures[i].unit, unit) == 0)
            return (int)figures[i].metric;
    return -1;
}

/*
 * Readers set files side by side only where all their configuration is the same, so the lines hold
 * what stays the same from run to run of a machine; the rest is a comment.
 */
static void put_configuration(FILE *out, const struct export *e)
{
    static const struct {
        const char *key, *path;
    } lines[] = {{"arch", "machine.arch"}, {"cpu", "machine.model"}, {"machine", "machine.slug"}};
    const struct report *r = e->report;
    char version[64], revision[128], date[64];
    fprintf(out, "# synccost %s, revision %s, measured %s\npkg: synccost\n",
            report_fact(r, "version", version, sizeof version),
            report_fact(r, "build.revision", revision, sizeof revision),
            text_clean(json_string_value(json_object_get(r->context, "date")), date, sizeof date));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[256];
        if (json_is_string(report_member(r, lines[i].path)))
            fprintf(out, "%s: %s\n", lines[i].key,
                    report_fact(r, lines[i].path, text, sizeof text));
    }
    if (e->emulated)
        fputs("emulated: true\n", out);
    if (e->imported)
        fputs("imported: true\n", out);
    for (size_t i = 0; i < FIGURES; i++)
        if (figures[i].better)
            fprintf(out, "Unit %s better=%s\n", figures[i].unit, figures[i].better);
}

/* What ns/op counts is configuration too, so that thread time and round trips get tables of their
 * own. */
static void put_basis(FILE *out, const char *basis, const char *before)
{
    if (strcmp(basis, before) != 0)
        fprintf(out, *basis ? "basis: %s\n" : "basis:\n", basis);
}

/* One launch: the medians of its trials, over the operations of all. */
static void put_launch(FILE *out, const char *name, const struct sample *const *sample, size_t n)
{
    struct row launch = {.samples = calloc(n, sizeof *launch.samples), .n_samples = n};
    uint64_t operations = 0;
    if (!launch.samples)
        abort();
    for (size_t i = 0; i < n; i++) {
        launch.samples[i] = *sample[i];
        if (__builtin_add_overflow(operations, sample[i]->iterations, &operations) ||
            operations > INT64_MAX)
            operations = INT64_MAX;
    }
    fprintf(out, "%s %" PRIu64, name, operations);
    for (size_t i = 0; i < FIGURES; i++) {
        double value = row_metric(&launch, figures[i].metric);
        if (isfinite(value))
            fprintf(out, " %.*g %s", REPORT_DIGITS, value, figures[i].unit);
    }
    fputc('\n', out);
    free(launch.samples);
}

void export_benchfmt(FILE *out, const struct export *e)
{
    const char *basis = "";
    put_configuration(out, e);
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct export_row *from = &e->rows[i];
        const char *own = from->row->basis ? from->row->basis : "";
        char name[EXPORT_GO_NAME];
        export_go_name(from->row->name, name);
        put_basis(out, own, basis);
        basis = own;
        for (size_t begin = 0, end; begin < from->n; begin = end) {
            for (end = begin + 1;
                 end < from->n && from->sample[end]->launch == from->sample[begin]->launch;)
                end++;
            put_launch(out, name, from->sample + begin, end - begin);
        }
    }
}
