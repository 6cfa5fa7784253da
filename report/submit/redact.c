// SPDX-License-Identifier: MIT
// Walks through a report's texts, led by the schema.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/json.h"
#include "report/submit/redact.h"
#include "report/submit/schema.h"

enum { PLACE = 256 };

/* ---- what to look for ---- */

static void learn_value(struct privacy *p, const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value))
        privacy_learn(p, json_string_value(value));
    json_array_foreach (value, i, member)
        learn_value(p, member);
    json_object_foreach ((json_t *)value, key, member) {
        privacy_learn(p, key);
        learn_value(p, member);
    }
}

static void learn(struct privacy *p, const struct report *r)
{
    privacy_add(p, PRIVATE_HOST, json_string_value(json_object_get(r->context, "host_name")));
    learn_value(p, r->context);
    for (size_t i = 0; i < r->n_rows; i++) {
        const char *const texts[] = {r->rows[i].name, r->rows[i].reason, r->rows[i].floor,
                                     r->rows[i].kind_name};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            if (texts[t])
                privacy_learn(p, texts[t]);
    }
}

/* ---- the context ---- */

/* A text of a fixed form or of a fixed choice, as the schema says and the text keeps to. */
static bool is_fixed(const json_t *schema, const json_t *text)
{
    char err[SC_ERR];
    return (json_object_get(schema, "enum") || json_object_get(schema, "const") ||
            json_object_get(schema, "pattern")) &&
           schema_check(schema, text, err) == 0;
}

static json_t *clean_value(struct privacy *p, const json_t *schema, const json_t *value,
                           const char *place);

static json_t *clean_text(struct privacy *p, const json_t *schema, const json_t *text,
                          const char *place)
{
    if (is_fixed(schema, text))
        return json_string(json_string_value(text));
    char *clean =
        privacy_clean(p, json_string_value(text), place, json_object_get(schema, "not") != NULL);
    json_t *string = json_string(clean);
    free(clean);
    return string;
}

static json_t *clean_object(struct privacy *p, const json_t *schema, const json_t *object,
                            const char *place)
{
    json_t *out = json_object(), *member;
    const char *key;
    json_object_foreach ((json_t *)object, key, member) {
        char inside[PLACE];
        snprintf(inside, sizeof inside, "%s.%s", place, key);
        const json_t *inner = schema_of_member(schema, key);
        if (!inner) {
            privacy_note(p, PRIVATE_UNKNOWN, key, place);
            continue;
        }
        bool described = json_object_get(json_object_get(schema, "properties"), key) != NULL;
        char *name = described ? NULL : privacy_clean(p, key, place, true);
        put_new(out, name ? name : key, clean_value(p, inner, member, inside));
        free(name);
    }
    return out;
}

static json_t *clean_value(struct privacy *p, const json_t *schema, const json_t *value,
                           const char *place)
{
    schema = schema_resolved(schema);
    if (json_is_string(value))
        return clean_text(p, schema, value, place);
    if (json_is_object(value))
        return clean_object(p, schema, value, place);
    if (!json_is_array(value))
        return json_deep_copy(value);
    const json_t *items = json_object_get(schema, "items"), *item;
    json_t *out = json_array();
    size_t i;
    json_array_foreach (value, i, item)
        if (items)
            json_array_append_new(out, clean_value(p, items, item, place));
    return out;
}

static json_t *clean_context(struct privacy *p, const json_t *context)
{
    const json_t *all = json_object_get(schema_of_report(), "properties");
    json_t *without = json_copy((json_t *)context);
    const char *host = json_string_value(json_object_get(context, "host_name"));
    if (host && *host)
        privacy_note(p, PRIVATE_HOST, host, "context.host_name");
    json_object_del(without, "host_name");
    json_t *out = clean_value(p, json_object_get(all, "context"), without, "context");
    json_decref(without);
    return out;
}

/* ---- the rows ---- */

/* The text without what is private, in place of *text, which may be NULL. */
static void clean_member(struct privacy *p, char **text, const char *place, bool in_name)
{
    if (!*text)
        return;
    char *clean = privacy_clean(p, *text, place, in_name);
    free(*text);
    *text = clean;
}

/* An object's keys without what is private, its values as they are. NULL where two become one. */
static json_t *clean_keys(struct privacy *p, const json_t *object, const char *place)
{
    json_t *out = json_object(), *value;
    const char *key;
    json_object_foreach ((json_t *)object, key, value) {
        char *clean = privacy_clean(p, key, place, true);
        put_new(out, clean, json_incref(value));
        free(clean);
    }
    if (json_object_size(out) == json_object_size(object))
        return out;
    json_decref(out);
    return NULL;
}

/* In place of *object, which may be NULL. */
static bool replace_keys(struct privacy *p, json_t **object, const char *place)
{
    if (!*object)
        return true;
    json_t *clean = clean_keys(p, *object, place);
    if (clean) {
        json_decref(*object);
        *object = clean;
    }
    return clean != NULL;
}

static bool clean_outcomes(struct privacy *p, struct row *row, const char *place)
{
    json_t *list = json_deep_copy(row->outcomes), *outcome;
    size_t i;
    json_array_foreach (list, i, outcome) {
        char *name =
            privacy_clean(p, json_string_value(json_object_get(outcome, "name")), place, true);
        put_new(outcome, "name", json_string(name));
        free(name);
    }
    if (list)
        json_decref(row->outcomes);
    row->outcomes = list;
    bool fine = true;
    for (size_t s = 0; s < row->n_samples; s++)
        fine &= replace_keys(p, &row->samples[s].outcomes, place) &&
                replace_keys(p, &row->samples[s].named, place);
    return fine;
}

static bool clean_row(struct privacy *p, struct row *row)
{
    char place[PLACE];
    snprintf(place, sizeof place, "row %s", row->name);
    clean_member(p, &row->floor, place, true);
    clean_member(p, &row->kind_name, place, true);
    clean_member(p, &row->promises, place, true);
    clean_member(p, &row->reason, place, false);
    return clean_outcomes(p, row, place);
}

/* Moves the row to the report under its clean name. False where that is taken. */
static bool move_row(struct report *to, struct row *row, struct privacy *p)
{
    char *name = privacy_clean(p, row->name, "the name of a row", true);
    struct row *taken = report_row(to, name), *place = report_add_row(to, name);
    free(name);
    if (taken || !place)
        return false;
    char *own = row->name;
    name = place->name;
    *place = *row;
    place->name = name;
    *row = (struct row){.name = own};
    return true;
}

/* New reports have the index of their rows' names right. */
static struct report copy_of(const struct report *r)
{
    struct report copy;
    report_init(&copy);
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *from = &r->rows[i];
        struct row *to = report_add_row(&copy, from->name);
        char *name = to->name;
        *to = *from;
        to->name = name;
        to->samples = NULL;
        to->n_samples = 0;
        to->basis = checked_text(from->basis);
        to->floor = checked_text(from->floor);
        to->reason = checked_text(from->reason);
        to->promises = checked_text(from->promises);
        to->kind_name = checked_text(from->kind_name);
        to->outcomes = json_incref(from->outcomes);
        to->matrix = json_incref(from->matrix);
        for (size_t s = 0; s < from->n_samples; s++)
            row_add_sample(to, &from->samples[s]);
    }
    return copy;
}

int redact_report(struct report *r, struct privacy *p, char err[SC_ERR])
{
    struct report work = copy_of(r), clean;
    bool fine = true;
    report_init(&clean);
    learn(p, r);
    for (size_t i = 0; i < work.n_rows && fine; i++)
        fine = clean_row(p, &work.rows[i]) && move_row(&clean, &work.rows[i], p);
    report_free(&work);
    if (!fine) {
        report_free(&clean);
        snprintf(err, SC_ERR,
                 "two rows or outcomes differ by a private string only: give them other names");
        return -1;
    }
    json_decref(clean.context);
    clean.context = clean_context(p, r->context);
    report_free(r);
    *r = clean;
    return 0;
}
