// SPDX-License-Identifier: MIT
// Known private words, and the one pass over a text that takes everything private out.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/alloc.h"
#include "common/family.h"
#include "common/text.h"
#include "report/submit/private.h"
#include "report/submit/shape_parts.h"
#include "report/submit/shapes.h"
#include "report/submit/words.h"

enum { LONGEST = 4096 };

static const struct {
    const char *name, *mark;
} kinds[PRIVATE_KINDS] = {
    [PRIVATE_HOST] = {"host name", "<host>"},
    [PRIVATE_USER] = {"user name", "<user>"},
    [PRIVATE_PATH] = {"path", "<path>"},
    [PRIVATE_ADDRESS] = {"address", "<address>"},
    [PRIVATE_MAIL] = {"mail address", "<mail>"},
    [PRIVATE_URL] = {"URL", "<url>"},
    [PRIVATE_SERIAL] = {"serial number", "<serial>"},
    [PRIVATE_UNKNOWN] = {"unknown member", ""},
};
static const char name_mark[] = "removed";

const char *private_kind_name(enum private_kind kind)
{
    return kinds[kind].name;
}

static char *copy_of(const char *text, size_t n)
{
    char *copy = checked_alloc(n + 1, 1);
    memcpy(copy, text, n);
    return copy;
}

void privacy_free(struct privacy *p)
{
    for (size_t i = 0; i < p->n_words; i++)
        free(p->word[i].text);
    for (size_t i = 0; i < p->n_removals; i++) {
        free(p->removal[i].text);
        free(p->removal[i].place);
    }
    free(p->word);
    free(p->removal);
    *p = (struct privacy){0};
}

static bool is_public(const char *text)
{
    static const char *const words[] = {
#define PUBLIC(word)                          word,
#define STYLE(name, colour, dash, point_type) name,
#include "common/styles.def"
#include "report/submit/public.def"
#undef STYLE
#undef PUBLIC
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return family_find(text)->name != NULL;
}

static bool worth_adding(enum private_kind kind, const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n > LONGEST || strspn(text, "/") == n)
        return false;
    if (kind == PRIVATE_SERIAL)
        return n >= 4 && strpbrk(text, "0123456789") != NULL;
    return (kind != PRIVATE_HOST && kind != PRIVATE_USER) || !is_public(text);
}

static void add_one(struct privacy *p, enum private_kind kind, const char *text)
{
    if (!worth_adding(kind, text))
        return;
    for (size_t i = 0; i < p->n_words; i++)
        if (strcmp(p->word[i].text, text) == 0)
            return;
    p->word = checked_grow(p->word, p->n_words, sizeof *p->word);
    size_t place = p->n_words++;
    for (; place > 0 && strlen(p->word[place - 1].text) < strlen(text); place--)
        p->word[place] = p->word[place - 1];
    p->word[place] = (struct private_word){kind, copy_of(text, strlen(text))};
}

void privacy_add(struct privacy *p, enum private_kind kind, const char *text)
{
    if (!text)
        return;
    add_one(p, kind, text);
    size_t first = strcspn(text, ".");
    if (kind == PRIVATE_HOST && text[first]) {
        char *name = copy_of(text, first);
        add_one(p, kind, name);
        free(name);
    }
}

void privacy_learn(struct privacy *p, const char *text)
{
    static const char *const homes[] = {"/home/", "/Users/"};
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        for (const char *at = text; (at = strstr(at, homes[i]));) {
            at += strlen(homes[i]);
            size_t n = 0;
            while (shape_in_word(at[n]) || (at[n] && strchr("._-", at[n])))
                n++;
            char *name = copy_of(at, n);
            add_one(p, PRIVATE_USER, name);
            free(name);
        }
}

/* Bytes of the word where it stands in text at that place; a path has no boundaries. */
static size_t word_at(const struct private_word *w, const char *bytes, size_t size, size_t at)
{
    size_t n = strlen(w->text);
    if (n > size - at || strncasecmp(bytes + at, w->text, n) != 0)
        return 0;
    if (w->kind == PRIVATE_PATH)
        return at + n < size && shape_in_word(bytes[at + n]) ? 0 : n;
    if (at > 0 && shape_in_word(bytes[at - 1]))
        return 0;
    return at + n < size && shape_in_word(bytes[at + n]) ? 0 : n;
}

/* A short word of letters may be the name of a subject: in names of rows it stays. */
static bool is_distinct(const struct private_word *w)
{
    enum { LONG = 8 };
    size_t letters = 0;
    while (isalpha((unsigned char)w->text[letters]))
        letters++;
    return w->text[letters] || letters >= LONG;
}

/* A text that is looked through. */
struct look {
    const struct privacy *p;
    const char *text;
    size_t size;
    bool in_name;
};

/* Bytes of the known private word at that place, of folders or of all else. With a host's name its
 * domain goes, with a folder all that lies below it. */
static size_t known_at(const struct look *l, size_t at, bool paths, enum private_kind *kind)
{
    const char *text = l->text;
    for (size_t i = 0; i < l->p->n_words; i++) {
        const struct private_word *w = &l->p->word[i];
        if ((w->kind == PRIVATE_PATH) != paths || (l->in_name && !is_distinct(w)))
            continue;
        size_t n = word_at(w, text, l->size, at);
        if (!n)
            continue;
        *kind = w->kind;
        if (w->kind == PRIVATE_PATH && text[at + n] == '/')
            n += shape_path_length(text, at + n);
        while (w->kind == PRIVATE_HOST && text[at + n] == '.' && shape_in_word(text[at + n + 1]))
            for (n++; shape_in_word(text[at + n]) || text[at + n] == '-'; n++)
                ;
        return n;
    }
    return 0;
}

static size_t private_at(const struct look *l, size_t at, enum private_kind *kind)
{
    if (shape_public_path(l->text, at))
        return 0;
    size_t n = known_at(l, at, true, kind);
    if (!n)
        n = shape_at(l->text, at, kind);
    return n ? n : known_at(l, at, false, kind);
}

static void note(struct privacy *p, enum private_kind kind, const char *text, size_t n,
                 const char *place)
{
    for (size_t i = 0; i < p->n_removals; i++) {
        struct removal *r = &p->removal[i];
        if (r->kind == kind && strlen(r->text) == n && memcmp(r->text, text, n) == 0) {
            r->times++;
            return;
        }
    }
    p->removal = checked_grow(p->removal, p->n_removals, sizeof *p->removal);
    p->removal[p->n_removals++] =
        (struct removal){kind, copy_of(text, n), copy_of(place, strlen(place)), 1};
}

void privacy_note(struct privacy *p, enum private_kind kind, const char *text, const char *place)
{
    note(p, kind, text, strlen(text), place);
}

char *privacy_clean(struct privacy *p, const char *text, const char *place, bool in_name)
{
    const struct look look = {p, text, strlen(text), in_name};
    size_t used = 0, at = 0;
    /* no mark is longer than ten times what it stands for */
    char *out = checked_alloc(look.size * 10 + 16, 1);
    while (at < look.size) {
        enum private_kind kind;
        size_t n = private_at(&look, at, &kind);
        if (n) {
            const char *mark = in_name ? name_mark : kinds[kind].mark;
            note(p, kind, text + at, n, place);
            memcpy(out + used, mark, strlen(mark));
            used += strlen(mark);
            at += n;
        } else {
            out[used++] = text[at++];
        }
    }
    return out;
}

const struct private_word *privacy_found(const struct privacy *p, const char *bytes, size_t size)
{
    for (size_t i = 0; i < p->n_words; i++) {
        const struct private_word *w = &p->word[i];
        int first = tolower((unsigned char)*w->text);
        if (!is_distinct(w))
            continue;
        for (size_t at = 0; at < size; at++)
            if (tolower((unsigned char)bytes[at]) == first && word_at(w, bytes, size, at))
                return w;
    }
    return NULL;
}

void privacy_print(FILE *out, const struct privacy *p)
{
    for (size_t i = 0; i < p->n_removals; i++) {
        const struct removal *r = &p->removal[i];
        char text[80], place[120];
        text_clean(r->text, text, sizeof text);
        text_clean(r->place, place, sizeof place);
        fprintf(out, "removed: %s '%s', %zu time%s, first in %s\n", kinds[r->kind].name, text,
                r->times, r->times == 1 ? "" : "s", place);
    }
}
