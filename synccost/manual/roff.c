// SPDX-License-Identifier: MIT
// Text as roff source that shows the text and does nothing else.
#include <stdbool.h>
#include <string.h>

#include "common/text.h"
#include "synccost/manual/roff.h"

/* roff gives these characters a meaning of its own, or sets another one in their place. */
static const char *escaped(char c)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    case '"':
        return "\\(dq";
    default:
        return NULL;
    }
}

/* typed: a dash is one that a reader may copy, not a hyphen. A word that begins as a request would
 * is no request. */
static void put_word(FILE *out, const char *word, size_t length, bool typed)
{
    if (length && *word == '.')
        fputs("\\&", out);
    for (size_t i = 0; i < length; i++) {
        const char *escape = escaped(word[i]);
        if (escape)
            fputs(escape, out);
        else if (word[i] == '-' && typed)
            fputs("\\-", out);
        else
            fputc(word[i], out);
    }
}

static void put_prose_word(FILE *out, const char *word, size_t length)
{
    bool option = length > 2 && strncmp(word, "--", 2) == 0;
    size_t name = option ? 2 + strspn(word + 2, "abcdefghijklmnopqrstuvwxyz-") : 0;
    if (!option) {
        put_word(out, word, length, memchr(word, '/', length) || memchr(word, '<', length));
        return;
    }
    fputs("\\fB", out);
    put_word(out, word, name, true);
    fputs("\\fR", out);
    put_word(out, word + name, length - name, true);
}

void roff_prose(FILE *out, const char *text)
{
    enum { INPUT_COLUMNS = 60 };
    size_t column = 0;
    for (const char *c = text; *(c += strspn(c, " "));) {
        size_t length = strcspn(c, " ");
        bool full = column && column + 1 + length > INPUT_COLUMNS;
        if (column)
            fputc(full ? '\n' : ' ', out);
        column = (full || !column ? 0 : column + 1) + length;
        put_prose_word(out, c, length);
        c += length;
    }
    fputc('\n', out);
}

void roff_paragraphs(FILE *out, const char *text)
{
    char paragraph[TEXT_PARAGRAPH];
    for (bool first = true; text_paragraph(&text, paragraph); first = false) {
        if (!first)
            fputs(".PP\n", out);
        roff_prose(out, paragraph);
    }
}

void roff_typed(FILE *out, const char *text)
{
    put_word(out, text, strlen(text), true);
}
