// SPDX-License-Identifier: MIT
// Which private thing begins at a place of a text, asked of each shape in turn.
#include <ctype.h>
#include <string.h>

#include "report/submit/shape_parts.h"

bool shape_in_word(char c)
{
    return isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

bool shape_is_letter(char c)
{
    return shape_in_word(c) && !isdigit((unsigned char)c);
}

bool shape_begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

size_t shape_token(const char *text, size_t at, const char *extra)
{
    size_t n = 0;
    if (at > 0 && (shape_in_word(text[at - 1]) || strchr(extra, text[at - 1])))
        return 0;
    while (text[at + n] && (shape_in_word(text[at + n]) || strchr(extra, text[at + n])))
        n++;
    return n;
}

size_t shape_at(const char *text, size_t at, enum private_kind *kind)
{
    static const struct {
        size_t (*at)(const char *text, size_t at);
        enum private_kind kind;
    } shapes[] = {
        {shape_mail, PRIVATE_MAIL},    {shape_url, PRIVATE_URL},
        {shape_path, PRIVATE_PATH},    {shape_ipv6_or_mac, PRIVATE_ADDRESS},
        {shape_ipv4, PRIVATE_ADDRESS}, {shape_serial, PRIVATE_SERIAL},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        size_t n = shapes[i].at(text, at);
        if (n) {
            *kind = shapes[i].kind;
            return n;
        }
    }
    return 0;
}
