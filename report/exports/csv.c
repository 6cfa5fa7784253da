// SPDX-License-Identifier: MIT
// Comma-separated values (RFC 4180): a header, then a line per trial with every figure.
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/exports/export.h"
#include "report/model/facts.h"

static void put_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_count(FILE *out, unsigned n)
{
    fputc(',', out);
    if (n)
        fprintf(out, "%u", n);
}

static void put_line(FILE *out, const char *machine, bool emulated, const struct row *row,
                     const struct sample *s, json_t *named)
{
    put_text(out, machine);
    fputs(emulated ? ",true," : ",,", out);
    put_text(out, row->name);
    fprintf(out, ",%s,%s", row_status_name(row->status), row->basis ? row->basis : "");
    put_count(out, row->threads);
    put_count(out, row->cpus);
    fprintf(out, ",%u,%u,%" PRIu64, s->launch, s->trial, s->iterations);
    for (int m = 0; m < METRIC_COUNT; m++) {
        fputc(',', out);
        if (isfinite(s->value[m]))
            fprintf(out, "%.*g", REPORT_DIGITS, s->value[m]);
    }
    const char *key;
    json_t *unused;
    json_object_foreach (named, key, unused) {
        fputc(',', out);
        if (isfinite(sample_named(s, key)))
            fprintf(out, "%.*g", REPORT_DIGITS, sample_named(s, key));
    }
    fputs("\r\n", out);
}

/* A spreadsheet would run a text that begins like a formula; a slug has no reason to. */
static const char *machine_name(const struct report *r, char *text, size_t size)
{
    const char *slug = report_fact(r, "machine.slug", text, size);
    return report_name_allowed(slug) && !strchr("=+-", *slug) ? slug : "";
}

void export_csv(FILE *out, const struct export *e)
{
    char text[REPORT_NAME];
    const char *machine = machine_name(e->report, text, sizeof text);
    fputs("machine,emulated,row,status,basis,threads,cpus,launch,trial,iterations", out);
    for (int m = 0; m < METRIC_COUNT; m++)
        fprintf(out, ",%s", metric_table[m].key);
    json_t *named = report_named(e->report), *unused;
    const char *key;
    json_object_foreach (named, key, unused)
        fprintf(out, ",%s", key);
    fputs("\r\n", out);
    for (size_t i = 0; i < e->n_rows; i++)
        for (size_t k = 0; k < e->rows[i].n; k++)
            put_line(out, machine, e->emulated, e->rows[i].row, e->rows[i].sample[k], named);
    json_decref(named);
}
