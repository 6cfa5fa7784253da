// SPDX-License-Identifier: MIT
// Strict parsing: no sign, no blank, no rest, no overflow.
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"

bool number_u64(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
    if (!isdigit((unsigned char)text[0]))
        return false;
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (errno || *end || v < min || v > max)
        return false;
    *value = v;
    return true;
}

bool number_double(const char *text, double min, double max, double *value)
{
    if (!isdigit((unsigned char)text[0]) && text[0] != '.' && text[0] != '-')
        return false;
    char *end;
    errno = 0;
    double v = strtod(text, &end);
    if (errno || *end || end == text || !isfinite(v) || v < min || v > max)
        return false;
    *value = v;
    return true;
}

bool number_duration(const char *text, double min, double max, double *seconds)
{
    size_t length = strlen(text);
    char number[32];
    double value, unit = 1;
    if (length == 0 || length >= sizeof number)
        return false;
    switch (text[length - 1]) {
    case 'h':
        unit = 3600;
        length--;
        break;
    case 'm':
        unit = 60;
        length--;
        break;
    case 's':
        length--;
        break;
    default:
        break;
    }
    snprintf(number, sizeof number, "%.*s", (int)length, text);
    if (!number_double(number, 0, 1e12, &value) || value * unit < min || value * unit > max)
        return false;
    *seconds = value * unit;
    return true;
}

static int compare_unsigned(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

unsigned number_list(const char *text, unsigned min, unsigned max, unsigned *values,
                     unsigned capacity)
{
    unsigned n = 0;
    char item[24];
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        uint64_t v;
        if (length == 0 || length >= sizeof item || n == capacity)
            return 0;
        memcpy(item, at, length);
        item[length] = '\0';
        if (!number_u64(item, min, max, &v))
            return 0;
        values[n++] = (unsigned)v;
        at += length;
        if (*at == '\0')
            break;
    }
    qsort(values, n, sizeof *values, compare_unsigned);
    unsigned kept = 1;
    for (unsigned i = 1; i < n; i++)
        if (values[i] != values[kept - 1])
            values[kept++] = values[i];
    return kept;
}
