// SPDX-License-Identifier: MIT
// JSON that may reach a terminal.
#include "common/json.h"
#include "common/text.h"

static void put_point(FILE *out, uint32_t point)
{
    if (point < 0x10000)
        fprintf(out, "\\u%04X", point);
    else
        fprintf(out, "\\u%04X\\u%04X", 0xd800 + ((point - 0x10000) >> 10),
                0xdc00 + ((point - 0x10000) & 0x3ff));
}

/* jansson hands characters over whole, and those below a space as escapes already. */
static int put_piece(const char *text, size_t size, void *out)
{
    uint32_t point;
    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, &point);
        if (length == 0)
            return -1;
        if (text[at] == '\n' || text_shows_plainly(point))
            fwrite(text + at, 1, length, out);
        else
            put_point(out, point);
    }
    return ferror((FILE *)out) ? -1 : 0;
}

int show_json(const json_t *value, FILE *out, size_t flags)
{
    return json_dump_callback(value, put_piece, out, flags);
}
