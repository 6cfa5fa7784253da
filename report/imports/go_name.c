// SPDX-License-Identifier: MIT
// The way back from a name in Go's benchmark format to the row that was exported under it.
#include <ctype.h>
#include <string.h>

#include "common/family.h"
#include "report/exports/export.h"
#include "report/imports/parts.h"

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Appends length bytes of text with %XX decoded. False where the name is full. */
static bool put(char name[REPORT_NAME], const char *text, size_t length)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '%' && i + 2 < length && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            c = (char)(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        }
        if (n + 1 >= REPORT_NAME)
            return false;
        name[n++] = c;
    }
    name[n] = '\0';
    return true;
}

/* Whether the exporter put that key before a part that had none. */
static bool is_added(const char *key, size_t length, unsigned part, const char *family)
{
    const char *own = part == 2 ? "scenario" : part == 1 ? family_find(family)->subject_key : NULL;
    if (part == 1 && !own)
        own = "subject";
    return own && strlen(own) == length && strncmp(own, key, length) == 0;
}

static bool put_part(char name[REPORT_NAME], const char *part, size_t length, unsigned place)
{
    const char *equals = memchr(part, '=', length);
    size_t key = equals ? (size_t)(equals - part) : 0;
    if (!equals)
        return put(name, part, length);
    if (is_added(part, key, place, name))
        return put(name, equals + 1, length - key - 1);
    return put(name, part, key) && put(name, ":", 1) && put(name, equals + 1, length - key - 1);
}

bool import_go_name(const char *go, char name[REPORT_NAME])
{
    static const char head[] = "Benchmark";
    char again[EXPORT_GO_NAME];
    name[0] = '\0';
    if (strncmp(go, head, strlen(head)) != 0)
        return false;
    const char *part = go + strlen(head);
    size_t length = strcspn(part, "/");
    bool capital = isupper((unsigned char)*part);
    if (!put(name, part, length))
        return false;
    if (capital)
        name[0] = (char)tolower((unsigned char)name[0]);
    for (unsigned place = 1; part[length]; place++) {
        part += length + 1;
        length = strcspn(part, "/");
        if (!put(name, "/", 1) || !put_part(name, part, length, place))
            return false;
    }
    return report_name_allowed(name) && strcmp(export_go_name(name, again), go) == 0;
}
