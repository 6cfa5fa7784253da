// SPDX-License-Identifier: MIT
// Figures and text as people read them.
#include "report/format/format.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* value rounded to three significant digits. */
static double three_digits(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.2e", value);
    return strtod(text, NULL);
}

/* value must be rounded to three digits already. */
static void put_digits(char buf[WORDS], double value, const char *after)
{
    int decimals = 0;
    for (double v = fabs(value); v > 0 && v < 100 && decimals < 3; v *= 10)
        decimals++;
    snprintf(buf, WORDS, "%.*f%s", decimals, value, after);
}

static char *put_unknown(char buf[WORDS])
{
    snprintf(buf, WORDS, "-");
    return buf;
}

static char *put_scaled(char buf[WORDS], double value, const char *const units[4])
{
    if (!isfinite(value))
        return put_unknown(buf);
    value = three_digits(value);
    int unit = 0;
    for (; unit < 3 && fabs(value) >= 1000; unit++)
        value = three_digits(value / 1000);
    if (fabs(value) >= 1e9)
        snprintf(buf, WORDS, "%.2e%s", value, units[unit]);
    else
        put_digits(buf, value, units[unit]);
    return buf;
}

char *words_ns(char buf[WORDS], double ns)
{
    static const char *const units[] = {" ns", " µs", " ms", " s"};
    return put_scaled(buf, ns, units);
}

char *words_count(char buf[WORDS], double value)
{
    static const char *const units[] = {"", "k", "M", "G"};
    return put_scaled(buf, value, units);
}

char *words_multiple(char buf[WORDS], double value)
{
    static const char *const units[] = {"×", "k×", "M×", "G×"};
    return put_scaled(buf, value, units);
}

static void put_percent(char *out, size_t size, const char *sign, double part)
{
    double percent = 100 * part;
    if (percent >= 999.5)
        snprintf(out, size, "%s>999%%", sign);
    else
        snprintf(out, size, "%s%.*f%%", sign, percent < 9.95, percent);
}

char *words_interval(char buf[WORDS], const struct estimate *e)
{
    if (!isfinite(e->low) || !isfinite(e->high) || !(e->median > 0))
        return put_unknown(buf);
    double below = fmax(0, (e->median - e->low) / e->median),
           above = fmax(0, (e->high - e->median) / e->median);
    double wider = fmax(below, above), narrower = fmin(below, above);
    if (wider < 0.02 || wider < 2 * narrower) {
        put_percent(buf, WORDS, "±", wider);
        return buf;
    }
    char left[16], right[16];
    put_percent(left, sizeof left, "-", below);
    put_percent(right, sizeof right, "+", above);
    snprintf(buf, WORDS, "%s %s", left, right);
    return buf;
}

char *words_mode(char buf[WORDS], const struct mode *m)
{
    char ns[WORDS];
    snprintf(buf, WORDS, "%.30s (%.0f %%)", words_ns(ns, m->median), 100 * m->share);
    return buf;
}

static char *put_ratio(char buf[WORDS], double value)
{
    if (value < 9.9995)
        snprintf(buf, WORDS, "%.3f", value);
    else
        words_count(buf, value);
    return buf;
}

char *words_ratio(char buf[WORDS], const struct ratio *r)
{
    char value[WORDS], low[WORDS], high[WORDS];
    put_ratio(value, r->value);
    if (isfinite(r->value) && isfinite(r->low) && isfinite(r->high))
        snprintf(buf, WORDS, "%.12s [%.12s, %.12s]", value, put_ratio(low, r->low), put_ratio(high, r->high));
    else
        snprintf(buf, WORDS, "%s", value);
    return buf;
}

char *words_duration(char buf[WORDS], double seconds)
{
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e9)
        return put_unknown(buf);
    unsigned long s = (unsigned long)(seconds + 0.5);
    if (s < 60)
        snprintf(buf, WORDS, "%lu s", s);
    else if (s < 3600)
        snprintf(buf, WORDS, "%lu min %lu s", s / 60, s % 60);
    else
        snprintf(buf, WORDS, "%lu h %lu min", s / 3600, s / 60 % 60);
    return buf;
}

/* Bytes of the UTF-8 character at c and its code point; 0 where it is not well formed. */
static size_t decode(const unsigned char *c, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *c < 0x80 ? 1 : *c >= 0xf0 ? 4 : *c >= 0xe0 ? 3 : *c >= 0xc0 ? 2 : 0;
    if (length <= 1) {
        *point = *c;
        return length;
    }
    *point = *c & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (c[i] & 0x3f);
    }
    return *point >= least[length] && *point <= 0x10ffff && (*point < 0xd800 || *point > 0xdfff) ? length : 0;
}

static bool shows_plainly(uint32_t p)
{
    bool marks = (p >= 0x200b && p <= 0x200f) || (p >= 0x2028 && p <= 0x202e) ||
                 (p >= 0x2060 && p <= 0x206f) || p == 0xfeff || p == 0x061c || p == 0x00ad || p >= 0xe0000;
    return (p >= 0x20 && p < 0x7f) || (p >= 0xa0 && !marks);
}

char *words_clean(const char *text, char *out, size_t size)
{
    size_t n = 0, length;
    for (const char *c = text ? text : ""; *c; c += length) {
        uint32_t point = 0;
        length = decode((const unsigned char *)c, &point);
        bool plain = length && shows_plainly(point);
        size_t room = plain ? length : 1;
        if (n + room >= size)
            break;
        if (plain)
            memcpy(out + n, c, length);
        else
            out[n] = length && point < 0x20 ? ' ' : '?';
        n += room;
        length = length ? length : 1;
    }
    out[n] = '\0';
    return out;
}

size_t words_width(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

void words_put(FILE *out, const char *text, int width)
{
    int have = (int)words_width(text), pad = abs(width) - have;
    fprintf(out, "%*s%s%*s", width > 0 && pad > 0 ? pad : 0, "", text, width < 0 && pad > 0 ? pad : 0, "");
}

void words_wrap(FILE *out, unsigned indent, const char *text)
{
    char clean[4096], word[4096];
    words_clean(text, clean, sizeof clean);
    size_t column = indent;
    bool first = true;
    for (const char *c = clean; *(c += strspn(c, " "));) {
        size_t bytes = strcspn(c, " ");
        memcpy(word, c, bytes);
        word[bytes] = '\0';
        c += bytes;
        size_t width = words_width(word);
        if (!first && column + 1 + width > WORDS_COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        fprintf(out, "%s%s", first ? "" : " ", word);
        column += width + !first;
        first = false;
    }
    fputc('\n', out);
}

json_t *words_member(const struct report *r, const char *path)
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

char *words_fact(const struct report *r, const char *path, char *out, size_t size)
{
    const json_t *fact = words_member(r, path);
    if (json_is_string(fact))
        words_clean(json_string_value(fact), out, size);
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
