// SPDX-License-Identifier: MIT
// On which line an entry of a list stands, which the JSON parser does not say.
#include <string.h>

#include "report/imports/parts.h"

/* Behind the string that begins at text, which is its quote. */
static const char *skip_string(const char *text)
{
    for (text++; *text && *text != '"'; text++)
        text += *text == '\\' && text[1];
    return *text ? text + 1 : text;
}

struct walk {
    const char *at;
    unsigned line, depth;
    bool inside; /* of the list that is looked for */
};

static bool is_list(const struct walk *w, const char *end)
{
    static const char key[] = "\"benchmarks\"";
    return w->depth == 1 && (size_t)(end - w->at) == strlen(key) &&
           strncmp(w->at, key, strlen(key)) == 0 && end[strspn(end, " \t\r\n")] == ':';
}

/* One character, or one string, further. */
static void step(struct walk *w)
{
    if (*w->at == '"') {
        const char *end = skip_string(w->at);
        w->inside |= is_list(w, end);
        w->at = end;
        return;
    }
    if (*w->at == '{' || *w->at == '[')
        w->depth++;
    else if (*w->at == '}' || *w->at == ']')
        w->depth--;
    w->line += *w->at == '\n';
    w->at++;
}

static void skip_blanks(struct walk *w)
{
    while (*w->at && strchr(" \t\r\n:,", *w->at))
        step(w);
}

unsigned import_entry_line(const char *json, size_t n)
{
    struct walk w = {.at = json, .line = 1};
    while (*w.at && !w.inside)
        step(&w);
    skip_blanks(&w);
    if (*w.at != '[')
        return 0;
    step(&w);
    for (size_t i = 0; *w.at; i++) {
        skip_blanks(&w);
        if (i == n)
            return w.line;
        step(&w);
        while (*w.at && w.depth > 2)
            step(&w);
    }
    return 0;
}
