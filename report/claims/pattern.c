// SPDX-License-Identifier: MIT
// Matching by trying, with a memory of what did not match, so that no pattern takes long.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims/pattern.h"

/* failed: bit by place in the pattern and in the name, from which the rest cannot match. */
struct walk {
    const char *pattern, *name;
    struct pattern_match *match;
    uint8_t failed[REPORT_NAME * REPORT_NAME / 8];
};

const char *pattern_fault(const char *text)
{
    static const char wild[] = "#*";
    char plain[REPORT_NAME];
    size_t n = strlen(text), numbers = 0, stars = 0;
    if (n == 0 || n >= sizeof plain)
        return "is empty or longer than a row's name";
    for (size_t i = 0; i <= n; i++) {
        plain[i] = text[i] && strchr(wild, text[i]) ? 'x' : text[i];
        numbers += text[i] == '#';
        stars += text[i] == '*';
    }
    if (!report_name_allowed(plain))
        return "has a character that no row's name has";
    if (numbers > 1)
        return "has more than one '#'";
    if (stars > PATTERN_WILDCARDS)
        return "has more than eight '*'";
    if (strstr(text, "***"))
        return "has '***'";
    return NULL;
}

bool pattern_has(const char *pattern, char wildcard)
{
    return strchr(pattern, wildcard) != NULL;
}

bool pattern_is_open(const char *pattern)
{
    return strstr(pattern, "**") != NULL;
}

size_t pattern_stars(const char *pattern)
{
    size_t stars = 0;
    for (const char *c = pattern; (c = strchr(c, '*')); c++) {
        bool open = c[1] == '*';
        stars += !open;
        c += open;
    }
    return stars;
}

static bool walk_on(struct walk *w, size_t p, size_t c);

static size_t number_at(const char *text)
{
    static const char digits[] = "0123456789";
    size_t n = strspn(text, digits), rest = n && text[n] == '.' ? strspn(text + n + 1, digits) : 0;
    return rest ? n + 1 + rest : n;
}

static bool take_number(struct walk *w, size_t p, size_t c)
{
    size_t n = number_at(w->name + c);
    w->match->number = n ? strtod(w->name + c, NULL) : NAN;
    w->match->number_at = w->name + c;
    w->match->number_length = n;
    return n && walk_on(w, p + 1, c + n);
}

/* '**' takes any number of characters, none too. */
static bool take_any(struct walk *w, size_t p, size_t c)
{
    for (;; c++) {
        if (walk_on(w, p + 2, c))
            return true;
        if (!w->name[c])
            return false;
    }
}

static bool take_star(struct walk *w, size_t p, size_t c)
{
    size_t star = w->match->stars++;
    for (size_t n = 1; w->name[c + n - 1] && w->name[c + n - 1] != '/'; n++) {
        w->match->star[star].at = w->name + c;
        w->match->star[star].length = n;
        if (walk_on(w, p + 1, c + n))
            return true;
    }
    w->match->stars = star;
    return false;
}

static bool take(struct walk *w, size_t p, size_t c)
{
    if (w->pattern[p] == '#')
        return take_number(w, p, c);
    return w->pattern[p + 1] == '*' ? take_any(w, p, c) : take_star(w, p, c);
}

/* Whether the name from c on is what the pattern from p on means. */
static bool walk_on(struct walk *w, size_t p, size_t c)
{
    for (; w->pattern[p] && w->pattern[p] != '*' && w->pattern[p] != '#'; p++, c++)
        if (w->pattern[p] != w->name[c])
            return false;
    if (!w->pattern[p])
        return !w->name[c];
    size_t place = p * REPORT_NAME + c;
    if (w->failed[place / 8] >> place % 8 & 1)
        return false;
    if (take(w, p, c))
        return true;
    w->failed[place / 8] |= (uint8_t)(1u << place % 8);
    return false;
}

bool pattern_matches(const char *pattern, const char *name, struct pattern_match *m)
{
    *m = (struct pattern_match){.number = NAN};
    size_t plain = strcspn(pattern, "*#");
    if (strncmp(pattern, name, plain) != 0)
        return false;
    struct walk w = {.pattern = pattern, .name = name, .match = m};
    return walk_on(&w, 0, 0);
}

static bool append(char *out, size_t size, size_t *at, const char *text, size_t length)
{
    if (length >= size - *at)
        return false;
    memcpy(out + *at, text, length);
    *at += length;
    out[*at] = '\0';
    return true;
}

bool pattern_fill(const char *pattern, const struct pattern_match *m, char *out, size_t size)
{
    size_t at = 0, star = 0;
    bool fits = size > 0;
    for (const char *c = pattern; fits && *c; c++) {
        if (*c == '#' && !isnan(m->number)) {
            fits = append(out, size, &at, m->number_at, m->number_length);
        } else if (*c == '*' && c[1] == '*') {
            fits = append(out, size, &at, c++, 2);
        } else if (*c == '*') {
            fits =
                star < m->stars && append(out, size, &at, m->star[star].at, m->star[star].length);
            star++;
        } else {
            fits = append(out, size, &at, c, 1);
        }
    }
    return fits;
}

bool pattern_same_stars(const struct pattern_match *a, const struct pattern_match *b)
{
    bool same = a->stars == b->stars;
    for (size_t i = 0; same && i < a->stars; i++)
        same = a->star[i].length == b->star[i].length &&
               memcmp(a->star[i].at, b->star[i].at, a->star[i].length) == 0;
    return same;
}
