// SPDX-License-Identifier: MIT
// The table of families, and what an unknown one gets.
#include <string.h>

#include "common/family.h"

static const struct family families[] = {
#define FAMILY(...) {__VA_ARGS__},
#include "common/families.def"
#undef FAMILY
};
enum { FAMILIES = sizeof families / sizeof *families };

static const struct family unknown = {.contended = "contended", .alone = "uncontended"};

static size_t family_length(const char *name)
{
    return strcspn(name, "/");
}

size_t family_order(const char *name)
{
    size_t length = family_length(name), i = 0;
    while (i < FAMILIES &&
           (strlen(families[i].name) != length || strncmp(families[i].name, name, length) != 0))
        i++;
    return i;
}

const struct family *family_at(size_t place)
{
    return place < FAMILIES ? &families[place] : NULL;
}

const struct family *family_find(const char *name)
{
    const struct family *known = family_at(family_order(name));
    return known ? known : &unknown;
}

const struct family *family_of_chart(const char *chart)
{
    for (size_t i = 0; i < FAMILIES; i++)
        if (family_place(families[i].charts, chart) != FAMILY_UNLISTED)
            return &families[i];
    return &unknown;
}

struct family_style family_style(const char *name)
{
    static const unsigned colours[] = {0x7A7A7A, 0xCC79A7}; /* that no family of the table has */
    static const unsigned marks[] = {5, 7, 9, 11, 13, 15};
    const struct family *f = family_find(name);
    if (f->name)
        return (struct family_style){f->colour, f->mark};
    unsigned hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < family_length(name); i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return (struct family_style){colours[hash / 6 % 2], marks[hash % 6]};
}

const struct family_param *family_param(const struct family *family, const char *key)
{
    for (size_t i = 0; i < FAMILY_PARAMS && family->param[i].key; i++)
        if (strcmp(family->param[i].key, key) == 0)
            return &family->param[i];
    return NULL;
}

bool family_is_step(const struct family *family, const char *subject)
{
    return family->steps && strncmp(subject, family->steps, strlen(family->steps)) == 0;
}

static bool same_word(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((a[i] == '_' ? '-' : a[i]) != (b[i] == '_' ? '-' : b[i]))
            return false;
    return true;
}

unsigned family_place(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (unsigned place = 0; list && *list && place < FAMILY_UNLISTED; place++) {
        size_t here = strcspn(list, ",");
        if (here == length && same_word(list, word, length))
            return place;
        list += here + (list[here] == ',');
    }
    return FAMILY_UNLISTED;
}

bool family_same(const char *a, const char *b)
{
    size_t length = strcspn(a, "/");
    return length == strcspn(b, "/") && strncmp(a, b, length) == 0;
}
