// SPDX-License-Identifier: MIT
// Cleaning, measuring and wrapping of UTF-8 text.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

size_t text_decode(const char *text, uint32_t *point)
{
    const unsigned char *c = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *c < 0x80    ? 1
                    : *c >= 0xf8 ? 0
                    : *c >= 0xf0 ? 4
                    : *c >= 0xe0 ? 3
                    : *c >= 0xc0 ? 2
                                 : 0;
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
    return *point >= least[length] && *point <= 0x10ffff && (*point < 0xd800 || *point > 0xdfff)
               ? length
               : 0;
}

bool text_is_utf8(const char *text)
{
    uint32_t point;
    size_t length = 1;
    for (; *text && length; text += length)
        length = text_decode(text, &point);
    return length > 0;
}

bool text_shows_plainly(uint32_t p)
{
    bool marks = (p >= 0x200b && p <= 0x200f) || (p >= 0x2028 && p <= 0x202e) ||
                 (p >= 0x2060 && p <= 0x206f) || p == 0xfeff || p == 0x061c || p == 0x00ad ||
                 p >= 0xe0000;
    return (p >= 0x20 && p < 0x7f) || (p >= 0xa0 && !marks);
}

char *text_clean(const char *text, char *out, size_t size)
{
    size_t n = 0, length;
    for (const char *c = text ? text : ""; *c; c += length) {
        uint32_t point = 0;
        length = text_decode(c, &point);
        bool plain = length && text_shows_plainly(point);
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

size_t text_width(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

void text_put(FILE *out, const char *text, int width)
{
    int have = (int)text_width(text), pad = abs(width) - have;
    fprintf(out, "%*s%s%*s", width > 0 && pad > 0 ? pad : 0, "", text,
            width < 0 && pad > 0 ? pad : 0, "");
}

char *text_markdown(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text && n + 2 < size; text++) {
        if (strchr("\\`*_[]<>#|~", *text))
            out[n++] = '\\';
        out[n++] = *text;
    }
    out[n] = '\0';
    return out;
}

void text_wrap(FILE *out, unsigned indent, const char *text)
{
    text_wrap_at(out, indent, TEXT_COLUMNS, text);
}

void text_wrap_at(FILE *out, unsigned indent, unsigned columns, const char *text)
{
    char clean[4096], word[4096];
    text_clean(text, clean, sizeof clean);
    size_t column = indent;
    bool first = true;
    for (const char *c = clean; *(c += strspn(c, " "));) {
        size_t bytes = strcspn(c, " ");
        memcpy(word, c, bytes);
        word[bytes] = '\0';
        c += bytes;
        size_t width = text_width(word);
        if (!first && column + 1 + width > columns) {
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

bool text_paragraph(const char **text, char paragraph[TEXT_PARAGRAPH])
{
    size_t length = strcspn(*text, "\n");
    if (!**text)
        return false;
    snprintf(paragraph, TEXT_PARAGRAPH, "%.*s", (int)length, *text);
    *text += length;
    *text += strspn(*text, "\n");
    return true;
}
