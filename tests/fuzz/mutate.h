// SPDX-License-Identifier: MIT
// A mutator that knows lines, words and JSON: most inputs then get past the parser.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"

/* The new end of a line that was changed, such as a checksum: malloc'd, or NULL to leave it. */
typedef char *mutate_seal(const char *line);

struct mutator {
    uint64_t random;
    mutate_seal *seal;        /* NULL where lines have no such end */
    const char *const *words; /* that mean something */
    size_t n_words;
};

static inline size_t mutate_below(struct mutator *m, size_t n)
{
    m->random = m->random * 6364136223846793005u + 1442695040888963407u;
    return n ? (size_t)(m->random >> 33) % n : 0;
}

/* Values at the edges of what a reader expects. */
static inline json_t *mutate_value(struct mutator *m)
{
    static const char *const texts[] = {"",   "-",      "a/b",  "time",       "guarantee",
                                        "ok", "failed", "ns",   "\x1b[2J",    "\xe2\x80\xae",
                                        "\a", "../..",  "%s%n", "floor/load", "1e999",
                                        "nan"};
    static const double numbers[] = {0,    -1,    1,      0.5,    1e18,
                                     1e19, 1e308, 5e-324, -1e308, 4294967296.0};
    static const json_int_t whole[] = {0,    1,      -1,        2,         255,
                                       4096, 100000, INT32_MAX, INT64_MAX, INT64_MIN};
    switch (mutate_below(m, 8)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(mutate_below(m, 2));
    case 2:
        return json_array();
    case 3:
        return json_object();
    case 4:
        return json_real(numbers[mutate_below(m, sizeof numbers / sizeof *numbers)]);
    case 5:
        return json_integer(whole[mutate_below(m, sizeof whole / sizeof *whole)]);
    default:
        return json_string(texts[mutate_below(m, sizeof texts / sizeof *texts)]);
    }
}

static inline size_t mutate_size(const json_t *node)
{
    return json_is_object(node) ? json_object_size(node) : json_array_size(node);
}

static inline const char *mutate_key(struct mutator *m, json_t *object)
{
    void *at = json_object_iter(object);
    for (size_t skip = mutate_below(m, json_object_size(object)); skip; skip--)
        at = json_object_iter_next(object, at);
    return json_object_iter_key(at);
}

/* A member of a node that has some. */
static inline json_t *mutate_member(struct mutator *m, json_t *node)
{
    if (json_is_object(node))
        return json_object_get(node, mutate_key(m, node));
    return json_array_get(node, mutate_below(m, json_array_size(node)));
}

/* A node with members, at a random depth. */
static inline json_t *mutate_node(struct mutator *m, json_t *root)
{
    json_t *node = root;
    while (mutate_below(m, 4) && mutate_size(node)) {
        json_t *next = mutate_member(m, node);
        if (!mutate_size(next))
            break;
        node = next;
    }
    return node;
}

static inline void mutate_array(struct mutator *m, json_t *array, json_t *value)
{
    size_t place = mutate_below(m, json_array_size(array));
    switch (mutate_below(m, 3)) {
    case 0:
        json_array_remove(array, place);
        break;
    case 1:
        json_array_insert(array, place, value);
        break;
    default:
        json_array_set(array, place, value);
    }
}

static inline void mutate_object(struct mutator *m, json_t *object, json_t *value)
{
    const char *key = mutate_key(m, object);
    char other[256];
    switch (mutate_below(m, 3)) {
    case 0:
        json_object_del(object, key);
        break;
    case 1:
        snprintf(other, sizeof other, "%.200s%s", key, mutate_below(m, 2) ? "_low" : "");
        json_object_set(object, other, value);
        break;
    default:
        json_object_set(object, key, value);
    }
}

/* Changes one place of the value. */
static inline void mutate_json(struct mutator *m, json_t *root)
{
    json_t *node = mutate_node(m, root), *value;
    if (!mutate_size(node))
        return;
    /* another part of the same document has the right form at a wrong place */
    value = mutate_below(m, 3) ? mutate_value(m)
                               : json_deep_copy(mutate_member(m, mutate_node(m, root)));
    if (json_is_array(node))
        mutate_array(m, node, value);
    else
        mutate_object(m, node, value);
    json_decref(value);
}

/* JSON with one place changed, malloc'd; NULL where text is none, or of no depth. */
static inline char *mutate_document(struct mutator *m, const char *text, size_t size)
{
    json_t *root = json_loadb(text, size, 0, NULL);
    if (mutate_size(root) == 0) {
        json_decref(root);
        return NULL;
    }
    for (size_t times = 1 + mutate_below(m, 3); times && mutate_size(root); times--)
        mutate_json(m, root);
    char *changed = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    return changed;
}

/* Puts piece in place of size bytes at text + at, in a new text. */
static inline char *mutate_splice(const char *text, size_t length, size_t at, size_t size,
                                  const char *piece, size_t piece_size, size_t *out)
{
    *out = length - size + piece_size;
    char *spliced = checked_alloc(*out + 1, 1);
    memcpy(spliced, text, at);
    if (piece_size)
        memcpy(spliced + at, piece, piece_size);
    memcpy(spliced + at + piece_size, text + at + size, length - at - size);
    return spliced;
}

/* The line with the byte at: its place, and its length with the newline. */
static inline size_t mutate_line_at(const char *text, size_t size, size_t at, size_t *length)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    const char *end = memchr(text + at, '\n', size - at);
    *length = end ? (size_t)(end - text) - at + 1 : size - at;
    return at;
}

static inline size_t mutate_line(struct mutator *m, const char *text, size_t size, size_t *length)
{
    return mutate_line_at(text, size, mutate_below(m, size), length);
}

/* Most times the line with the byte at gets a new end; text is taken over. */
static inline char *mutate_resealed(struct mutator *m, char *text, size_t *size, size_t at)
{
    size_t length;
    if (!m->seal || at >= *size || mutate_below(m, 4) == 0)
        return text;
    at = mutate_line_at(text, *size, at, &length);
    char *line = strndup(text + at, strcspn(text + at, "\n"));
    char *sealed = line && *line ? m->seal(line) : NULL, *result = text;
    if (sealed) {
        result = mutate_splice(text, *size, at, strlen(line), sealed, strlen(sealed), size);
        free(text);
    }
    free(sealed);
    free(line);
    return result;
}

/* A line changed as JSON, lost, doubled, or cut short. */
static inline char *mutate_lines(struct mutator *m, const char *text, size_t size, size_t *out)
{
    size_t length, other_length, at = mutate_line(m, text, size, &length);
    char *changed = NULL, *sealed = NULL, *result;
    if (mutate_below(m, 3))
        changed = mutate_document(m, text + at, length);
    if (changed && m->seal)
        sealed = m->seal(changed);
    if (changed) {
        const char *line = sealed ? sealed : changed;
        const size_t newline = text[at + length - 1] == '\n';
        result = mutate_splice(text, size, at, length - newline, line, strlen(line), out);
        free(changed);
        free(sealed);
        return result;
    }
    size_t other = mutate_line(m, text, size, &other_length);
    switch (mutate_below(m, 3)) {
    case 0:
        return mutate_splice(text, size, at, length, NULL, 0, out);
    case 1:
        return mutate_splice(text, size, at, 0, text + other, other_length, out);
    default:
        return mutate_splice(text, size, at, mutate_below(m, length), NULL, 0, out);
    }
}

/* Bytes changed, doubled, swapped. */
static inline char *mutate_bytes(struct mutator *m, const char *text, size_t size, size_t *out)
{
    static const char interesting[] = "\0\n\x1b\xff\x80\"{}[],:-.0123456789eE/\t ";
    size_t at = mutate_below(m, size), left = size - at, piece = mutate_below(m, left + 1);
    char byte = interesting[mutate_below(m, sizeof interesting - 1)];
    switch (mutate_below(m, 4)) {
    case 0:
        return mutate_splice(text, size, at, 1, &byte, 1, out);
    case 1:
        return mutate_splice(text, size, at, 0, &byte, 1, out);
    case 2:
        return mutate_splice(text, size, at, piece, NULL, 0, out);
    default:
        return mutate_splice(text, size, mutate_below(m, size), 0, text + at, piece, out);
    }
}

static inline bool mutate_is_word(char c)
{
    return c && !strchr(" \t\n,;:/|=\"()", c);
}

/* A word or a number in the place of another, or beside it. */
static inline char *mutate_words(struct mutator *m, const char *text, size_t size, size_t *out)
{
    static const char *const usual[] = {
        "0",   "-1",  "1",          "-0.0",    "1e308",        "1e-320",
        "nan", "inf", "4294967296", "1e18",    "0x10",         "1,5",
        "ns",  "a/b", "%s%n",       "\x1b[2J", "\xe2\x80\xae", "18446744073709551616"};
    const size_t n = sizeof usual / sizeof *usual, choice = mutate_below(m, n + m->n_words);
    const char *word = choice < n ? usual[choice] : m->words[choice - n];
    size_t at = mutate_below(m, size), length = 0;
    while (at > 0 && mutate_is_word(text[at - 1]))
        at--;
    while (at + length < size && mutate_is_word(text[at + length]))
        length++;
    if (mutate_below(m, 4) == 0)
        length = 0;
    return mutate_resealed(m, mutate_splice(text, size, at, length, word, strlen(word), out), out,
                           at);
}

/* Another text like this one, malloc'd. size is above 0. */
static inline char *mutate(struct mutator *m, const char *text, size_t size, size_t *out)
{
    char *changed;
    switch (mutate_below(m, 6)) {
    case 0:
        return mutate_bytes(m, text, size, out);
    case 1:
    case 2:
        return mutate_words(m, text, size, out);
    case 3:
        changed = mutate_document(m, text, size);
        if (changed) {
            *out = strlen(changed);
            return changed;
        }
    /* fall through */
    default:
        return mutate_lines(m, text, size, out);
    }
}
