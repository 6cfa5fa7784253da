// SPDX-License-Identifier: MIT
// Letters and words of a text in which private things are looked for.
#include <ctype.h>
#include <string.h>

#include "report/submit/words.h"

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
