// SPDX-License-Identifier: MIT
// noise.json: written whole or not at all, read with distrust.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/file.h"
#include "common/json.h"
#include "common/text.h"
#include "report/model/old_names.h"
#include "report/noise/parts.h"

enum { MOST_BYTES = 16 << 20, MOST_ROWS = 100000, MOST_RUNS = 1000 };
/* Schema 1 called a threshold floor. */
static const struct keys {
    const char *row, *family[2];
} keys_of_schema[] = {
    {"floor", {"floor_uncontended", "floor_contended"}},
    {"threshold", {"threshold_uncontended", "threshold_contended"}},
};
enum { SCHEMAS = sizeof keys_of_schema / sizeof *keys_of_schema };
static const struct keys *const written = &keys_of_schema[SCHEMAS - 1];

static const double most_size = 10; /* a factor of 20000 is no noise */
static const char remedy[] = "measure it anew with synccost aa, or take the file away";

static int refuse(char err[SC_ERR], const char *what)
{
    snprintf(err, SC_ERR, "%s: %s", what, remedy);
    return -1;
}

static bool get_text(const json_t *root, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(root, key));
    text_clean(text, out, size);
    if (*out)
        return true;
    snprintf(out, size, "-");
    return false;
}

/* NAN where there is none. */
static bool get_size(const json_t *object, const char *key, double *size)
{
    const json_t *value = json_object_get(object, key);
    *size = value ? json_number_value(value) : NAN;
    return !value || (json_is_number(value) && *size >= 0 && *size <= most_size);
}

static const char *known_cause(const json_t *row)
{
    const char *text = json_string_value(json_object_get(row, "cause"));
    for (const char *const *cause = noise_causes; text && *cause; cause++)
        if (strcmp(text, *cause) == 0)
            return *cause;
    return NULL;
}

/* Those that count for the row: all where it does not say. */
static bool get_runs(const json_t *row, unsigned all, unsigned *runs)
{
    const json_t *value = json_object_get(row, "runs");
    const json_int_t n = value ? json_integer_value(value) : all;
    *runs = (unsigned)n;
    return n >= NOISE_RUNS && n <= all;
}

static int read_rows(struct noise *noise, const json_t *rows, const struct keys *keys,
                     char err[SC_ERR])
{
    const char *name;
    json_t *row;
    if (!json_is_object(rows) || json_object_size(rows) > MOST_ROWS)
        return refuse(err, "has no rows, or too many");
    noise->row = checked_alloc(json_object_size(rows), sizeof *noise->row);
    json_object_foreach ((json_t *)rows, name, row) {
        struct noise_row r = {.cause = known_cause(row)};
        if (!name || !report_name_allowed(name) || !json_is_object(row) ||
            !get_size(row, keys->row, &r.threshold) || isnan(r.threshold) ||
            !get_size(row, "spread", &r.spread) || !get_runs(row, noise->runs, &r.runs))
            return refuse(err, "has a row whose name or figures are out of range");
        r.name = strdup(name);
        if (!r.name)
            abort();
        old_name_renew(r.name);
        noise->row[noise->n_rows++] = r;
    }
    noise_sort(noise);
    return 0;
}

static int read_families(struct noise *noise, const json_t *families, const struct keys *keys,
                         char err[SC_ERR])
{
    const char *name;
    json_t *family;
    if (!json_is_object(families) || json_object_size(families) > MOST_ROWS)
        return refuse(err, "has no families, or too many");
    noise->family = checked_alloc(json_object_size(families), sizeof *noise->family);
    json_object_foreach ((json_t *)families, name, family) {
        struct noise_family *f = &noise->family[noise->n_families];
        if (!name || !report_name_allowed(name) || strlen(name) >= sizeof f->name ||
            !json_is_object(family) || !get_size(family, keys->family[0], &f->threshold[0]) ||
            !get_size(family, keys->family[1], &f->threshold[1]))
            return refuse(err, "has a family whose name or figures are out of range");
        memcpy(f->name, name, strlen(name) + 1);
        noise->n_families++;
    }
    return 0;
}

static size_t count_of(const json_t *object, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(object, key));
    return n > 0 ? (size_t)n : 0;
}

static int read_root(struct noise *noise, const json_t *root, char err[SC_ERR])
{
    const char *kind = json_string_value(json_object_get(root, "kind"));
    const json_t *alarms = json_object_get(root, "false_alarms");
    json_int_t runs = json_integer_value(json_object_get(root, "runs")),
               schema = json_integer_value(json_object_get(root, "schema"));
    if (!kind || strcmp(kind, "synccost-noise") != 0)
        return refuse(err, "is no noise.json of synccost");
    if (schema < 1 || schema > SCHEMAS)
        return refuse(err, "has a schema that this version does not read");
    if (!get_text(root, "fingerprint", noise->fingerprint, sizeof noise->fingerprint))
        return refuse(err, "does not say of which machine it is");
    if (runs < NOISE_RUNS || runs > MOST_RUNS)
        return refuse(err, "has a number of runs that is out of range");
    noise->runs = (unsigned)runs;
    noise->apart = count_of(root, "rows_apart");
    get_text(root, "host", noise->host, sizeof noise->host);
    get_text(root, "machine", noise->machine, sizeof noise->machine);
    get_text(root, "profile", noise->profile, sizeof noise->profile);
    get_text(root, "made", noise->made, sizeof noise->made);
    noise->alarms = (struct noise_alarms){
        .pairs = count_of(alarms, "pairs"),
        .rows = count_of(alarms, "rows"),
        .verdicts = count_of(alarms, "verdicts"),
        .rank = count_of(alarms, "rank_p_below_5"),
        .pooled = count_of(alarms, "pooled_u_flags"),
    };
    const struct keys *keys = &keys_of_schema[schema - 1];
    if (read_rows(noise, json_object_get(root, "rows"), keys, err) != 0)
        return -1;
    return read_families(noise, json_object_get(root, "families"), keys, err);
}

int noise_read(struct noise *noise, const char *path, char err[SC_ERR])
{
    char *text;
    size_t size;
    *noise = (struct noise){0};
    if (file_read(path, "noise.json", MOST_BYTES, &text, &size, err) != 0) {
        char *advice = strrchr(err, ':');
        snprintf(advice ? advice : err, SC_ERR - (advice ? (size_t)(advice - err) : 0), ": %s",
                 remedy);
        return -1;
    }
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    int status = root ? read_root(noise, root, err) : refuse(err, "is no JSON");
    json_decref(root);
    free(text);
    if (status != 0)
        noise_free(noise);
    return status;
}

static json_t *rows_json(const struct noise *noise)
{
    json_t *rows = json_object();
    for (size_t i = 0; i < noise->n_rows; i++) {
        const struct noise_row *r = &noise->row[i];
        json_t *row = json_object();
        put_number(row, written->row, r->threshold);
        put_number(row, "spread", r->spread);
        if (r->runs < noise->runs)
            put_new(row, "runs", json_integer(r->runs));
        if (r->cause)
            put_new(row, "cause", json_string(r->cause));
        put_new(rows, r->name, row);
    }
    return rows;
}

static json_t *families_json(const struct noise *noise)
{
    json_t *families = json_object();
    for (size_t i = 0; i < noise->n_families; i++) {
        json_t *family = json_object();
        put_number(family, written->family[0], noise->family[i].threshold[0]);
        put_number(family, written->family[1], noise->family[i].threshold[1]);
        put_new(families, noise->family[i].name, family);
    }
    return families;
}

static json_t *alarms_json(const struct noise_alarms *a)
{
    json_t *alarms = json_object();
    put_new(alarms, "pairs", whole(a->pairs));
    put_new(alarms, "rows", whole(a->rows));
    put_new(alarms, "verdicts", whole(a->verdicts));
    put_new(alarms, "rank_p_below_5", whole(a->rank));
    put_new(alarms, "pooled_u_flags", whole(a->pooled));
    return alarms;
}

static void write_json(FILE *f, const void *argument)
{
    const struct noise *noise = argument;
    json_t *root = json_object();
    put_new(root, "schema", json_integer(SCHEMAS));
    put_new(root, "kind", json_string("synccost-noise"));
    put_new(root, "fingerprint", json_string(noise->fingerprint));
    if (*noise->host)
        put_new(root, "host", json_string(noise->host));
    put_new(root, "machine", json_string(noise->machine));
    put_new(root, "profile", json_string(noise->profile));
    put_new(root, "made", json_string(noise->made));
    put_new(root, "runs", json_integer(noise->runs));
    if (noise->apart)
        put_new(root, "rows_apart", whole(noise->apart));
    put_new(root, "families", families_json(noise));
    put_new(root, "rows", rows_json(noise));
    if (noise->alarms.pairs)
        put_new(root, "false_alarms", alarms_json(&noise->alarms));
    json_dumpf(root, f, JSON_INDENT(1) | JSON_REAL_PRECISION(REPORT_DIGITS));
    json_decref(root);
    fputc('\n', f);
}

int noise_write(const struct noise *noise, const char *path, char err[SC_ERR])
{
    return file_replace(path, write_json, noise, err);
}
