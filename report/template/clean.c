// SPDX-License-Identifier: MIT
// Cleaning of text that a page shows.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "report/template/clean.h"

static const char replacement[] = "\xef\xbf\xbd", ellipsis[] = "\xe2\x80\xa6";

enum { CHARACTER = 16 }; /* room for what one character becomes */

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

static bool is_no_character(uint32_t point)
{
    return (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
}

/* What the character at text becomes, in out. Returns how many bytes of text it takes. */
static size_t clean_one(const char *text, char out[CHARACTER])
{
    uint32_t point = 0;
    size_t length = text_decode(text, &point);
    if (length && (point == '\t' || point == '\n' || point == '\r'))
        snprintf(out, CHARACTER, " ");
    else if (!length || is_control(point) || is_no_character(point))
        snprintf(out, CHARACTER, "%s", replacement);
    else if (text_shows_plainly(point))
        snprintf(out, CHARACTER, "%.*s", (int)length, text);
    else
        snprintf(out, CHARACTER, "<U+%04X>", (unsigned)point);
    return length ? length : 1;
}

char *template_clean(const char *text, char *out, size_t size)
{
    size_t used = 0, whole = 0; /* whole: bytes before which an ellipsis still has room */
    for (const char *c = text ? text : ""; *c;) {
        char one[CHARACTER];
        c += clean_one(c, one);
        size_t length = strlen(one);
        if (used + length >= size) {
            memcpy(out + whole, ellipsis, sizeof ellipsis);
            return out;
        }
        memcpy(out + used, one, length);
        used += length;
        if (used + sizeof ellipsis <= size)
            whole = used;
    }
    out[used] = '\0';
    return out;
}
