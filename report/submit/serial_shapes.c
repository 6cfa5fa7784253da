// SPDX-License-Identifier: MIT
// Serial numbers in the midst of text.
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "report/submit/shape_parts.h"
#include "report/submit/words.h"

static bool is_uuid(const char *token, size_t n)
{
    if (n != 36)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? token[i] != '-' : !isxdigit((unsigned char)token[i]))
            return false;
    }
    return true;
}

/* 20261128T172427Z, which names runs. */
static bool is_time(const char *token, size_t n)
{
    return n == 16 && strspn(token, "0123456789") == 8 && token[8] == 'T' &&
           strspn(token + 9, "0123456789") == 6 && token[15] == 'Z';
}

/* Long, of capitals and digits: makers print such numbers on their machines. */
static bool is_serial(const char *token, size_t n)
{
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < n; i++) {
        if (islower((unsigned char)token[i]))
            return false;
        digits += isdigit((unsigned char)token[i]) != 0;
        letters += isupper((unsigned char)token[i]) != 0;
    }
    return n >= 10 && letters >= 2 && digits >= 4 && !is_time(token, n);
}

/* Bytes from a word such as "serial" to the end of the number after it; 0 where no number is. */
static size_t labelled_serial(const char *text, size_t at)
{
    static const char *const labels[] = {"serial",    "s/n",  "service tag",
                                         "asset tag", "uuid", "machine-id"};
    static const char *const fillers[] = {"number", "no.", "no", "id", "is"};
    const char *c = text + at;
    size_t label = 0;
    if (at > 0 && shape_in_word(text[at - 1]))
        return 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels && !label; i++)
        if (strncasecmp(c, labels[i], strlen(labels[i])) == 0)
            label = strlen(labels[i]);
    if (!label || shape_in_word(c[label]))
        return 0;
    c += label;
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
        const char *next = c + strspn(c, " _-");
        size_t filler = strlen(fillers[i]);
        if (strncasecmp(next, fillers[i], filler) == 0 && !shape_in_word(next[filler]))
            c = next + filler;
    }
    c += strspn(c, " :=#_");
    size_t n = 0, digits = 0;
    for (; shape_in_word(c[n]) || (c[n] && strchr("-._/", c[n])); n++)
        digits += isdigit((unsigned char)c[n]) != 0;
    return n >= 4 && digits ? (size_t)(c - (text + at)) + n : 0;
}

size_t shape_serial(const char *text, size_t at)
{
    size_t n = shape_token(text, at, "-");
    if (n && is_uuid(text + at, n))
        return n;
    n = shape_token(text, at, "");
    if (n && is_serial(text + at, n))
        return n;
    return labelled_serial(text, at);
}
