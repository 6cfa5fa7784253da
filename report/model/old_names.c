// SPDX-License-Identifier: MIT
// Underscores to dashes, and pairs of CPUs.
#include <stdbool.h>
#include <string.h>

#include "report/model/old_names.h"

/* Whether the part at value, up to the next '/' or the end, is two numbers and a dash. */
static bool is_pair(const char *value)
{
    static const char digits[] = "0123456789";
    size_t first = strspn(value, digits);
    if (first == 0 || value[first] != '-')
        return false;
    const char *rest = value + first + 1;
    size_t second = strspn(rest, digits);
    return second > 0 && (rest[second] == '\0' || rest[second] == '/');
}

void old_name_renew(char *name)
{
    static const char old_key[] = "/cpus:", key[] = "/pair:";
    bool floor = strncmp(name, "floor/", 6) == 0;
    if (!floor && strncmp(name, "atomic/", 7) != 0)
        return;
    for (char *c = strchr(name, '_'); c; c = strchr(c, '_'))
        *c = '-';
    char *pins = floor ? strstr(name, old_key) : NULL;
    if (pins && is_pair(pins + strlen(old_key)))
        memcpy(pins, key, strlen(key));
}
