// SPDX-License-Identifier: MIT
// Everything that the report says of machine, build and run, and its warnings.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/site/parts.h"

/* DEEP: beyond it a report's own structure means nothing; MOST: facts that a page shows. */
enum { KEY = 160, DEEP = 6, MOST = 500 };

struct facts {
    struct template_values *v;
    size_t n, left_out;
};

static void put_value_text(struct template_values *v, const json_t *value)
{
    if (json_is_string(value))
        template_text(v, "FACT", json_string_value(value));
    else if (json_is_integer(value))
        template_textf(v, "FACT", "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        template_textf(v, "FACT", "%.6g", json_real_value(value));
    else if (json_is_boolean(value))
        template_text(v, "FACT", json_is_true(value) ? "yes" : "no");
    else
        template_text(v, "FACT", "-");
}

/* Objects and lists as lines of their own, "caches.0.size". */
static void walk(struct facts *f, const char *path, const json_t *value, unsigned depth)
{
    char inner[KEY];
    const char *key;
    json_t *member;
    size_t i;
    if (depth < DEEP && json_is_object(value)) {
        json_object_foreach ((json_t *)value, key, member) {
            snprintf(inner, sizeof inner, "%s%s%.60s", path, *path ? "." : "", key);
            walk(f, inner, member, depth + 1);
        }
    } else if (depth < DEEP && json_is_array(value)) {
        json_array_foreach (value, i, member) {
            snprintf(inner, sizeof inner, "%s%s%zu", path, *path ? "." : "", i);
            walk(f, inner, member, depth + 1);
        }
    } else if (f->n++ < MOST) {
        struct template_values *line = template_section(f->v, "ENVIRONMENT_LINE");
        template_text(line, "KEY", path);
        put_value_text(line, value);
    } else {
        f->left_out++;
    }
}

void put_environment(struct page *p)
{
    struct facts f = {.v = template_section(p->values, "ENVIRONMENT")};
    const json_t *ours = json_object_get(p->report->context, "synccost");
    const char *key;
    json_t *member;
    json_object_foreach ((json_t *)ours, key, member)
        if (strcmp(key, "warnings") != 0)
            walk(&f, key, member, 1);
    if (f.left_out)
        template_textf(template_section(f.v, "MORE"), "LEFT_OUT", "%zu", f.left_out);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

void put_warnings(struct page *p)
{
    const json_t *warnings = report_member(p->report, "warnings"), *warning;
    size_t i;
    struct template_values *v = template_section(p->values, "WARNINGS");
    if (json_is_true(report_member(p->report, "machine.emulated")))
        template_section(v, "EMULATED");
    if (json_array_size(warnings) == 0)
        template_section(v, "EMPTY");
    json_array_foreach (warnings, i, warning) {
        bool note = strcmp(text_of(warning, "severity"), "note") == 0;
        struct template_values *one = template_section(v, "WARNING");
        template_text(one, "SEVERITY", note ? "note" : "warning");
        template_text(one, "WHAT", text_of(warning, "text"));
        template_text(one, "ADVICE", text_of(warning, "advice"));
    }
}
