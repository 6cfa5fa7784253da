// SPDX-License-Identifier: MIT
// The part of JSON Schema 2020-12 that report.schema.json uses.
#include <limits.h>
#include <math.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/submit/schema.h"

enum { PLACE = 160, DEEPEST = 64 };

/* Where in the value a check is, and what was wrong first. */
struct at {
    char place[PLACE];
    const char *wrong; /* NULL: nothing */
    unsigned depth;
};

static const unsigned char schema_text[] = {
#include "report/submit/schema.inc"
};

const json_t *schema_of_report(void)
{
    static json_t *schema;
    if (!schema)
        schema = json_loadb((const char *)schema_text, sizeof schema_text, 0, NULL);
    if (!schema)
        abort();
    return schema;
}

const json_t *schema_resolved(const json_t *schema)
{
    static const char prefix[] = "#/$defs/";
    const char *name;
    while ((name = json_string_value(json_object_get(schema, "$ref")))) {
        if (strncmp(name, prefix, sizeof prefix - 1) != 0)
            abort();
        const json_t *all = json_object_get(schema_of_report(), "$defs");
        schema = json_object_get(all, name + sizeof prefix - 1);
        if (!schema)
            abort();
    }
    return schema;
}

static bool matches(const char *pattern, const char *text)
{
    regex_t re;
    if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        abort();
    bool found = regexec(&re, text, 0, NULL, 0) == 0;
    regfree(&re);
    return found;
}

const json_t *schema_of_member(const json_t *schema, const char *key)
{
    schema = schema_resolved(schema);
    const char *pattern;
    json_t *inner, *member = json_object_get(json_object_get(schema, "properties"), key);
    if (member)
        return member;
    json_object_foreach (json_object_get(schema, "patternProperties"), pattern, inner)
        if (matches(pattern, key))
            return inner;
    const json_t *others = json_object_get(schema, "additionalProperties");
    return json_is_object(others) ? others : NULL;
}

static bool is_integer(const json_t *value)
{
    return json_is_integer(value) ||
           (json_is_real(value) && floor(json_real_value(value)) == json_real_value(value));
}

static bool is_of_type(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "integer") == 0 && is_integer(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static bool is_of_types(const json_t *value, const json_t *types)
{
    size_t i;
    const json_t *type;
    if (json_is_string(types))
        return is_of_type(value, json_string_value(types));
    json_array_foreach (types, i, type)
        if (is_of_type(value, json_string_value(type)))
            return true;
    return false;
}

static bool is_among(const json_t *value, const json_t *list)
{
    size_t i;
    const json_t *one;
    json_array_foreach (list, i, one)
        if (json_equal(value, one))
            return true;
    return false;
}

/* Letters, not bytes. */
static double length_of(const json_t *text)
{
    return (double)text_width(json_string_value(text));
}

static bool fits(const json_t *schema, const json_t *value, struct at *at);

static bool wrong(struct at *at, const char *what)
{
    at->wrong = what;
    return false;
}

static bool fits_inside(const json_t *schema, const json_t *value, const char *key, struct at *at)
{
    size_t length = strlen(at->place);
    snprintf(at->place + length, PLACE - length, "%s%s", length ? "." : "", key);
    if (++at->depth > DEEPEST)
        return wrong(at, "is nested too deeply");
    bool fine = fits(schema, value, at);
    at->depth--;
    if (fine)
        at->place[length] = '\0';
    return fine;
}

static bool has_required(const json_t *list, const json_t *value, struct at *at)
{
    size_t i;
    const json_t *key;
    json_array_foreach (list, i, key)
        if (json_is_object(value) && !json_object_get(value, json_string_value(key))) {
            size_t length = strlen(at->place);
            snprintf(at->place + length, PLACE - length, "%s%s", length ? "." : "",
                     json_string_value(key));
            return wrong(at, "is missing");
        }
    return true;
}

static bool members_fit(const json_t *schema, const json_t *value, struct at *at)
{
    const char *key;
    json_t *member;
    bool closed = json_is_false(json_object_get(schema, "additionalProperties"));
    json_object_foreach ((json_t *)value, key, member) {
        const json_t *inner = schema_of_member(schema, key);
        if (!inner && closed)
            return wrong(at, "has a member that is not described");
        if (inner && !fits_inside(inner, member, key, at))
            return false;
    }
    return true;
}

static bool items_fit(const json_t *schema, const json_t *value, struct at *at)
{
    size_t i;
    const json_t *item;
    json_array_foreach (value, i, item) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        if (!fits_inside(schema, item, index, at))
            return false;
    }
    return true;
}

/* Whether it fits, without a word where it does not. */
static bool would_fit(const json_t *schema, const json_t *value)
{
    struct at at = {.wrong = NULL};
    return fits(schema, value, &at);
}

/* One rule of a schema. */
static bool holds(const json_t *schema, const char *rule, const json_t *wanted, const json_t *value,
                  struct at *at)
{
    double limit = json_number_value(wanted), number = json_number_value(value);
    const char *text = json_string_value(value);
#define RULE(name) (strcmp(rule, name) == 0)
    if (RULE("type"))
        return is_of_types(value, wanted) || wrong(at, "has another type than it should");
    if (RULE("const"))
        return json_equal(value, wanted) || wrong(at, "is not the value that it must be");
    if (RULE("enum"))
        return is_among(value, wanted) || wrong(at, "is none of the values that it may be");
    if (RULE("minimum"))
        return !json_is_number(value) || number >= limit || wrong(at, "is too small");
    if (RULE("maximum"))
        return !json_is_number(value) || number <= limit || wrong(at, "is too large");
    if (RULE("minLength"))
        return !text || length_of(value) >= limit || wrong(at, "is too short");
    if (RULE("maxLength"))
        return !text || length_of(value) <= limit || wrong(at, "is too long");
    if (RULE("pattern"))
        return !text || matches(json_string_value(wanted), text) ||
               wrong(at, "is written in another way than it should");
    if (RULE("minItems") || RULE("maxItems"))
        return !json_is_array(value) ||
               (RULE("minItems") ? (double)json_array_size(value) >= limit
                                 : (double)json_array_size(value) <= limit) ||
               wrong(at, "has too few or too many items");
    if (RULE("items"))
        return items_fit(wanted, value, at);
    if (RULE("required"))
        return has_required(wanted, value, at);
    if (RULE("properties") || RULE("patternProperties") || RULE("additionalProperties"))
        return members_fit(schema, value, at);
    if (RULE("not"))
        return !would_fit(wanted, value) || wrong(at, "has a character that it must not have");
    if (RULE("if")) {
        const json_t *next = json_object_get(schema, would_fit(wanted, value) ? "then" : "else");
        return !next || fits(next, value, at);
    }
    if (RULE("then") || RULE("else") || RULE("description") || RULE("title") || rule[0] == '$')
        return true;
#undef RULE
    return wrong(at, "is under a rule that this program does not know");
}

static bool fits(const json_t *schema, const json_t *value, struct at *at)
{
    const char *rule;
    json_t *wanted;
    json_object_foreach ((json_t *)schema, rule, wanted) {
        if (strcmp(rule, "$ref") == 0 && !fits(schema_resolved(schema), value, at))
            return false;
        if (!holds(schema, rule, wanted, value, at))
            return false;
    }
    return true;
}

int schema_check(const json_t *schema, const json_t *value, char err[SC_ERR])
{
    struct at at = {.wrong = NULL};
    char place[PLACE];
    if (fits(schema, value, &at))
        return 0;
    text_clean(at.place, place, sizeof place);
    snprintf(err, SC_ERR, "%s %s", *place ? place : "the report", at.wrong);
    return -1;
}
