// SPDX-License-Identifier: MIT
// The report in memory: rows by name, their samples, and what a row's name says.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/model/floors.h"

const struct metric_info metric_table[METRIC_COUNT] = {
#define METRIC(key, unit, text)        {#key, unit, text},
#define COUNTER(key, unit, load, text) {"pmu." #key "_per_op", unit, text},
#include "common/metrics.def"
#undef METRIC
#undef COUNTER
};

/* Open addressing; a slot holds a row's place + 1, or 0. size is a power of two and at least twice
 * the number of rows. */
struct report_index {
    size_t size;
    size_t slot[];
};

const char *row_status_name(enum row_status status)
{
    static const char *const names[] = {"ok", "failed", "timeout", "skipped", "incomplete"};
    return names[status];
}

static const char *const kind_names[] = {"time", "guarantee"};

const char *row_kind_name(const struct row *row)
{
    return row->kind == KIND_OTHER ? row->kind_name : kind_names[row->kind];
}

void row_set_kind(struct row *row, const char *name)
{
    free(row->kind_name);
    row->kind_name = NULL;
    for (row->kind = KIND_TIME; name && row->kind < KIND_OTHER; row->kind++)
        if (strcmp(kind_names[row->kind], name) == 0)
            return;
    if (row->kind == KIND_OTHER)
        row->kind_name = checked_text(name);
}

void sample_free(struct sample *s)
{
    json_decref(s->named);
    json_decref(s->outcomes);
    json_decref(s->cells);
    s->named = s->outcomes = s->cells = NULL;
}

void report_init(struct report *r)
{
    *r = (struct report){.context = json_object()};
}

void report_free(struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++) {
        struct row *row = &r->rows[i];
        free(row->name);
        free(row->basis);
        free(row->floor);
        free(row->promises);
        free(row->reason);
        free(row->kind_name);
        json_decref(row->outcomes);
        json_decref(row->matrix);
        for (size_t s = 0; s < row->n_samples; s++)
            sample_free(&row->samples[s]);
        free(row->samples);
    }
    free(r->rows);
    free(r->index);
    report_floors_free(r);
    json_decref(r->context);
    *r = (struct report){0};
}

static size_t hash_name(const char *name)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

/* The slot that holds name's row, or the empty one where it would go. */
static size_t *find_slot(struct report_index *index, const struct row *rows, const char *name)
{
    size_t at = hash_name(name) & (index->size - 1);
    while (index->slot[at] && strcmp(rows[index->slot[at] - 1].name, name) != 0)
        at = (at + 1) & (index->size - 1);
    return &index->slot[at];
}

static void grow_index(struct report *r)
{
    size_t size = r->index ? r->index->size * 2 : 64;
    struct report_index *index = calloc(1, sizeof *index + size * sizeof *index->slot);
    if (!index)
        abort();
    index->size = size;
    for (size_t i = 0; i < r->n_rows; i++)
        *find_slot(index, r->rows, r->rows[i].name) = i + 1;
    free(r->index);
    r->index = index;
}

bool report_imported(const struct report *r)
{
    return json_is_object(json_object_get(json_object_get(r->context, "synccost"), "imported"));
}

struct row *report_row(const struct report *r, const char *name)
{
    size_t place = r->index ? *find_slot(r->index, r->rows, name) : 0;
    return place ? &r->rows[place - 1] : NULL;
}

bool report_name_allowed(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/,+=%-";
    size_t n = strlen(name);
    return n > 0 && n < REPORT_NAME && strspn(name, allowed) == n;
}

struct row *report_add_row(struct report *r, const char *name)
{
    if (!report_name_allowed(name))
        return NULL;
    struct row *there = report_row(r, name);
    if (there)
        return there;
    r->rows = checked_grow(r->rows, r->n_rows, sizeof *r->rows);
    if (!r->index || 2 * (r->n_rows + 1) > r->index->size)
        grow_index(r);
    const struct estimate none = {
        .median = NAN, .low = NAN, .high = NAN, .min = NAN, .q1 = NAN, .q3 = NAN};
    struct row *row = &r->rows[r->n_rows];
    *row = (struct row){.name = checked_text(name),
                        .imported = report_imported(r),
                        .status = ROW_INCOMPLETE,
                        .time = none,
                        .cycles = none};
    *find_slot(r->index, r->rows, name) = r->n_rows + 1;
    r->n_rows++;
    return row;
}

double report_as_written(double value)
{
    char text[40];
    if (!isfinite(value))
        return NAN;
    snprintf(text, sizeof text, "%.*g", REPORT_DIGITS, value);
    return strtod(text, NULL);
}

void row_add_sample(struct row *row, const struct sample *s)
{
    row->samples = checked_grow(row->samples, row->n_samples, sizeof *row->samples);
    struct sample *copy = &row->samples[row->n_samples++];
    *copy = *s;
    for (int m = 0; m < METRIC_COUNT; m++)
        copy->value[m] =
            m != METRIC_cycle_shift && s->value[m] < 0 ? NAN : report_as_written(s->value[m]);
    const char *key;
    json_t *value;
    copy->named = NULL;
    json_object_foreach (s->named, key, value)
        sample_set_named(copy, key, report_as_written(json_number_value(value)));
    copy->outcomes = json_incref(s->outcomes);
    copy->cells = json_incref(s->cells);
}

bool row_measured(const struct row *row)
{
    return (row->status == ROW_OK || row->status == ROW_INCOMPLETE) && isfinite(row->time.median);
}

unsigned row_launches(const struct row *row)
{
    unsigned launches = 0;
    for (size_t i = 0; i < row->n_samples && !row->imported; i++)
        launches += i == 0 || row->samples[i].launch != row->samples[i - 1].launch;
    return launches;
}

bool row_contended(const struct row *row)
{
    return row->threads > 1;
}

static bool copy_part(const char *from, size_t length, char *buf, size_t size)
{
    if (length >= size)
        return false;
    memcpy(buf, from, length);
    buf[length] = '\0';
    return true;
}

bool row_param(const struct row *row, const char *key, char *buf, size_t size)
{
    size_t length = strlen(key);
    for (const char *part = strchr(row->name, '/'); part; part = strchr(part, '/')) {
        part++;
        if (strncmp(part, key, length) == 0 && part[length] == ':')
            return copy_part(part + length + 1, strcspn(part + length + 1, "/"), buf, size);
    }
    return false;
}

bool row_part(const struct row *row, unsigned n, char *buf, size_t size)
{
    const char *part = row->name;
    for (; n > 0 && part; n--) {
        part = strchr(part, '/');
        part = part ? part + 1 : NULL;
    }
    return part && copy_part(part, strcspn(part, "/"), buf, size);
}
