// SPDX-License-Identifier: MIT
// Members of a report's context by path.
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "report/model/facts.h"

json_t *report_member(const struct report *r, const char *path)
{
    json_t *at = json_object_get(r->context, "synccost");
    char key[64];
    while (at && *path) {
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        at = json_object_get(at, key);
        path += length + (path[length] == '.');
    }
    return at;
}

char *report_fact(const struct report *r, const char *path, char *out, size_t size)
{
    const json_t *fact = report_member(r, path);
    if (json_is_string(fact))
        text_clean(json_string_value(fact), out, size);
    else if (json_is_integer(fact))
        snprintf(out, size, "%" JSON_INTEGER_FORMAT, json_integer_value(fact));
    else if (json_is_real(fact))
        snprintf(out, size, "%.6g", json_real_value(fact));
    else
        out[0] = '\0';
    if (!out[0] && size > 1)
        snprintf(out, size, "-");
    return out;
}

static const char *model_of(const struct report *r)
{
    const char *model = json_string_value(report_member(r, "machine.fingerprint"));
    return model && *model ? model : NULL;
}

bool report_other_model(const struct report *a, const struct report *b)
{
    const char *one = model_of(a), *other = model_of(b);
    return one && other && strcmp(one, other) != 0;
}
