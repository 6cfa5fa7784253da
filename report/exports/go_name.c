// SPDX-License-Identifier: MIT
// A row's name as Go's benchmark format wants it: Benchmark, a capital letter, /key=value.
#include <ctype.h>
#include <string.h>

#include "common/family.h"
#include "report/exports/export.h"

/* What stands before the n-th part of a name where that has no key of its own; NULL: nothing. */
static const char *part_key(const char *name, unsigned n)
{
    if (n == 2)
        return "scenario";
    if (n != 1)
        return NULL;
    const char *key = family_find(name)->subject_key;
    return key ? key : "subject";
}

static bool is_key(const char *taken, const char *key, size_t length)
{
    return strlen(taken) == length && strncmp(taken, key, length) == 0;
}

/* A part whose own key is one of part_key's, or empty, is left as it is, so that it is not taken
 * for one. */
static bool key_is_taken(const char *key, size_t length)
{
    if (is_key("subject", key, length) || is_key("scenario", key, length))
        return true;
    const struct family *f;
    for (size_t i = 0; (f = family_at(i)); i++)
        if (f->subject_key && is_key(f->subject_key, key, length))
            return true;
    return length == 0;
}

static char *put_code(char *out, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    *out++ = '%';
    *out++ = hex[(unsigned char)c >> 4];
    *out++ = hex[(unsigned char)c & 15];
    return out;
}

static char *put_text(char *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '%' || text[i] == '=')
            out = put_code(out, text[i]);
        else
            *out++ = text[i];
    return out;
}

/* Only a small letter has a capital of its own; anything else is coded. */
static char *put_capital(char *out, char c)
{
    if (c < 'a' || c > 'z')
        return put_code(out, c);
    *out = (char)toupper(c);
    return out + 1;
}

static char *put_pair(char *out, const char *key, size_t key_length, const char *value,
                      size_t length)
{
    out = put_text(out, key, key_length);
    *out++ = '=';
    return put_text(out, value, length);
}

static char *put_part(char *out, const char *part, size_t length, const char *key)
{
    const char *colon = memchr(part, ':', length);
    size_t own = colon ? (size_t)(colon - part) : 0;
    if (colon && !key_is_taken(part, own))
        return put_pair(out, part, own, colon + 1, length - own - 1);
    if (!colon && key)
        return put_pair(out, key, strlen(key), part, length);
    return put_text(out, part, length);
}

/* Readers take "-digits" at the end for GOMAXPROCS. */
static void code_last_dash(char *name, char *end)
{
    char *dash = end;
    while (dash > name && isdigit((unsigned char)dash[-1]))
        dash--;
    if (dash == end || dash == name || *--dash != '-')
        return;
    memmove(dash + 3, dash + 1, (size_t)(end - dash)); /* with the final NUL */
    put_code(dash, '-');
}

char *export_go_name(const char *name, char *out)
{
    static const char head[] = "Benchmark";
    const char *part = name;
    size_t length = strcspn(part, "/");
    memcpy(out, head, sizeof head);
    char *end = out + sizeof head - 1;
    if (length)
        end = put_text(put_capital(end, *part), part + 1, length - 1);
    for (unsigned n = 1; part[length]; n++) {
        part += length + 1;
        length = strcspn(part, "/");
        *end++ = '/';
        end = put_part(end, part, length, part_key(name, n));
    }
    *end = '\0';
    code_last_dash(out, end);
    return out;
}
