// SPDX-License-Identifier: MIT
// Choosing rows for charts, and the safe records their data files are made of.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/basis.h"
#include "common/family.h"
#include "report/charts/data.h"

void chart_clean(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (const char *c = text ? text : ""; *c && n + 1 < size; c++) {
        unsigned char u = (unsigned char)*c;
        bool plain = (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z');
        if (plain || (u < 0x80 && strchr(" .,:;/+=%()*@_-", u)))
            out[n++] = *c;
        else if (u < 0x20 || u == 0x7f)
            out[n++] = ' ';
        else if (u < 0x80 || u >= 0xc0) /* one mark for a character of several bytes */
            out[n++] = '?';
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    if (strspn(out, " ") == n)
        snprintf(out, size, "-");
}

void chart_number(FILE *f, double value)
{
    if (isfinite(value))
        fprintf(f, "\t%.6g", value);
    else
        fputs("\tNaN", f);
}

void chart_estimate(FILE *f, const struct estimate *e, double scale)
{
    bool known = e->launches > 1;
    chart_number(f, e->median * scale);
    chart_number(f, known ? e->low * scale : NAN);
    chart_number(f, known ? e->high * scale : NAN);
}

void chart_count_launches(struct chart_launches *l, const struct row *row)
{
    unsigned n = row->time.launches;
    if (!l->high || n < l->low)
        l->low = n;
    if (n > l->high)
        l->high = n;
}

static const char *text_at(const struct report *r, const char *object, const char *key)
{
    const json_t *at =
        object ? json_object_get(json_object_get(r->context, "synccost"), object) : r->context;
    const char *text = json_string_value(json_object_get(at, key));
    return text && *text ? text : NULL;
}

void chart_machine(const struct report *r, char *out, size_t size)
{
    const char *name = text_at(r, "machine", "slug");
    if (!name)
        name = text_at(r, "machine", "model");
    if (!name)
        name = text_at(r, NULL, "host_name");
    char text[64];
    chart_clean(name ? name : "unknown machine", text, sizeof text);
    snprintf(out, size, "%s%s", text, report_imported(r) ? " (imported)" : "");
}

/* What every reader of a chart must know of the run; NULL where there is nothing. */
static const char *banner_text(const struct report *r)
{
    const json_t *ours = json_object_get(r->context, "synccost");
    const json_t *machine = json_object_get(ours, "machine");
    const char *banner = json_string_value(json_object_get(ours, "banner"));
    if (banner && *banner)
        return banner;
    if (json_is_true(json_object_get(ours, "emulated")) ||
        json_is_true(json_object_get(machine, "emulated")))
        return "Emulated machine: these figures say nothing about real hardware.";
    if (report_imported(r))
        return "Imported: another tool measured this. There are no launches, and nothing is "
               "judged.";
    const json_t *warnings = json_object_get(ours, "warnings"), *warning;
    size_t i;
    json_array_foreach (warnings, i, warning) {
        const char *id = json_string_value(json_object_get(warning, "id"));
        if (id && (strcmp(id, "emulated") == 0 || strcmp(id, "emulation") == 0))
            return json_string_value(json_object_get(warning, "text"));
    }
    return NULL;
}

static const char *format_of(const struct report *r, char *out, size_t size)
{
    chart_clean(text_at(r, "imported", "format"), out, size);
    return out;
}

static void write_subtitle(FILE *f, const struct chart_input *in, const struct chart_launches *l,
                           const char *note)
{
    if (in->n == 1) {
        const struct report *r = in->reports[0];
        char name[72], date[16];
        const char *model = text_at(r, "machine", "model");
        if (model)
            chart_clean(model, name, note ? 38 : 60); /* so that the line fits the picture */
        else
            chart_machine(r, name, sizeof name);
        fputs(name, f);
        const json_t *machine = json_object_get(json_object_get(r->context, "synccost"), "machine");
        json_int_t cpus = json_integer_value(json_object_get(machine, "cpus"));
        if (cpus <= 0)
            cpus = json_integer_value(json_object_get(r->context, "num_cpus"));
        if (cpus > 0)
            fprintf(f, ", %d CPU%s", (int)cpus, cpus == 1 ? "" : "s");
        const char *virtual = text_at(r, "machine", "virtualization");
        if (virtual && strcmp(virtual, "none") != 0) {
            chart_clean(virtual, name, 24);
            fprintf(f, ", %s", name);
        }
        const char *when = text_at(r, NULL, "date");
        chart_clean(when ? when : "date unknown", date, when ? 11 : sizeof date);
        fprintf(f, " · %s · ", date);
    }
    if (in->n == 1 && report_imported(in->reports[0]))
        fprintf(f, "imported (%s), no launches", format_of(in->reports[0], (char[24]){""}, 24));
    else if (l->high > l->low)
        fprintf(f, "%u to %u launches", l->low, l->high);
    else
        fprintf(f, "%u launch%s", l->high, l->high == 1 ? "" : "es");
    fputs(l->high > 1 ? ", 95 % intervals" : ": no interval", f);
    if (note)
        fprintf(f, " · %s", note);
}

void chart_head_with(FILE *f, const char *subtitle, const char *banner,
                     const struct chart_head *head)
{
    char text[CHART_TEXT];
    fputs("# synccost chart data. Fields are separated by tabs, blocks by two empty lines; NaN is "
          "unknown, - is none.\n"
          "# Block 0, the head: title, subtitle, banner, unit, number of series, reason for "
          "drawing nothing, three extras.\n",
          f);
    if (head->columns)
        fprintf(f, "# Blocks after it: %s\n", head->columns);
    chart_clean(banner, text, 118);
    fprintf(f, "%s\t%s\t%s\t%s\t%u\t-", head->title, subtitle, text, head->unit ? head->unit : "-",
            head->series);
    for (int i = 0; i < 3; i++)
        fprintf(f, "\t%s", head->extra[i] ? head->extra[i] : "-");
    fputc('\n', f);
}

void chart_head(FILE *f, const struct chart_input *in, const struct chart_launches *l,
                const struct chart_head *head)
{
    char *subtitle = NULL;
    size_t size;
    const char *banner = NULL;
    FILE *text = open_memstream(&subtitle, &size);
    if (!text)
        abort();
    write_subtitle(text, in, l, head->note);
    if (fclose(text) != 0)
        abort();
    for (size_t i = 0; i < in->n && !banner; i++)
        banner = banner_text(in->reports[i]);
    chart_head_with(f, subtitle, banner, head);
    free(subtitle);
}

void chart_nothing(FILE *f, const char *title, const char *reason)
{
    fprintf(f, "# synccost chart data: nothing to draw\n%s\t-\t-\t-\t0\t%s\t-\t-\t-\n", title,
            reason);
}

bool chart_usable(const struct row *row)
{
    return row_measured(row) && row->time.median > 0;
}

bool chart_is(const struct row *row, const char *family, const char *scenario)
{
    char part[64];
    if (!row_part(row, 0, part, sizeof part) || strcmp(part, family) != 0)
        return false;
    return !scenario || (row_part(row, 2, part, sizeof part) && strcmp(part, scenario) == 0);
}

bool chart_oversubscribed(const struct row *row)
{
    return row->cpus > 0 && row->threads > row->cpus;
}

bool chart_is_step(const struct row *row)
{
    char subject[64];
    return row_part(row, 1, subject, sizeof subject) &&
           family_is_step(family_find(row->name), subject);
}

const char *chart_unit(const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    return basis           ? basis->axis
           : row->imported ? "ns per operation, as its tool counts"
                           : basis_words(BASIS_THREAD)->axis;
}

bool chart_param_fits(const struct row *row, const char *key, const char *value)
{
    char have[64];
    return !row_param(row, key, have, sizeof have) || strcmp(have, value) == 0;
}

/* Distinct thread counts, up to 64 of them, among the family's usable rows with this value of key;
 * with any where that is NULL. */
static unsigned thread_counts(const struct report *r, const char *family, const char *scenario,
                              const char *key, const char *value)
{
    unsigned seen[64], n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        char have[64];
        if (!chart_usable(row) || !chart_is(row, family, scenario) ||
            (key && (!row_param(row, key, have, sizeof have) || strcmp(have, value) != 0)))
            continue;
        unsigned k = 0;
        while (k < n && seen[k] != row->threads)
            k++;
        if (k == n && n < 64)
            seen[n++] = row->threads;
    }
    return n;
}

bool chart_pick(const struct report *r, const char *family, const char *scenario, const char *key,
                const char *wanted, char *out, size_t size)
{
    unsigned best_counts = 0, best_place = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        char value[64];
        if (!chart_usable(row) || !chart_is(row, family, scenario) ||
            !row_param(row, key, value, sizeof value))
            continue;
        unsigned counts = thread_counts(r, family, scenario, key, value),
                 place = family_place(wanted, value);
        if (counts > best_counts || (counts == best_counts && place < best_place)) {
            best_counts = counts;
            best_place = place;
            snprintf(out, size, "%s", value);
        }
    }
    return best_counts > 0;
}

static unsigned contended_rows(const struct report *r, const char *family, const char *scenario)
{
    unsigned n = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        n += chart_usable(&r->rows[i]) && chart_is(&r->rows[i], family, scenario) &&
             row_contended(&r->rows[i]);
    return n;
}

const char *chart_scenario(const struct report *r, const char *family, char *out, size_t size)
{
    unsigned best_counts = 0, best_rows = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        char scenario[64];
        if (!chart_usable(&r->rows[i]) || !chart_is(&r->rows[i], family, NULL) ||
            !row_part(&r->rows[i], 2, scenario, sizeof scenario) || strchr(scenario, ':'))
            continue;
        unsigned counts = thread_counts(r, family, scenario, NULL, NULL),
                 rows = contended_rows(r, family, scenario);
        if (counts > best_counts || (counts == best_counts && rows > best_rows)) {
            best_counts = counts;
            best_rows = rows;
            snprintf(out, size, "%s", scenario);
        }
    }
    return best_counts ? out : NULL;
}

unsigned chart_most_threads(const struct report *r, const char *family, const char *scenario)
{
    unsigned most = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (chart_usable(row) && chart_is(row, family, scenario) && !chart_oversubscribed(row) &&
            row->threads > 1 && row->threads > most)
            most = row->threads;
    }
    return most;
}
