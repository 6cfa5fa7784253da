// SPDX-License-Identifier: MIT
// A file of claims from its JSON. It may come from anywhere: every member is checked, and one that
// is not known is refused, since a misspelt bound would bind nothing.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/file.h"
#include "common/text.h"
#include "report/claims/read.h"

enum {
    MOST_BYTES = 16 << 20,
    MOST_CLAIMS = 10000,
    MOST_PARTS = 1000,
    MOST_ID = 24,
    MOST_TEXT = 400
};

char *copy_text(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

int place_refuse(const struct place *at, const char *key, const char *what)
{
    char where[96] = "", clean[48];
    size_t n = 0;
    if (at->id)
        n = (size_t)snprintf(where, sizeof where, "claim '%s'",
                             text_clean(at->id, clean, sizeof clean));
    else if (at->claim)
        n = (size_t)snprintf(where, sizeof where, "claim %zu", at->claim);
    if (at->part)
        n += (size_t)snprintf(where + n, sizeof where - n, ", part %zu", at->part);
    if (key)
        snprintf(at->err, SC_ERR, "%s%s%.40s: %s", where, n ? ": " : "",
                 text_clean(key, clean, sizeof clean), what);
    else
        snprintf(at->err, SC_ERR, "%s%s%s", where, n ? ": " : "", what);
    return -1;
}

static bool is_id(const char *id)
{
    size_t n = id ? strlen(id) : 0;
    return n > 0 && n <= MOST_ID &&
           strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

/* A text of printable characters, copied to *to, or NULL where the member is absent. */
static int take_text(const json_t *object, const char *key, char **to, const struct place *at)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    char clean[MOST_TEXT + 1];
    if (!value)
        return 0;
    if (!text || !*text || strlen(text) > MOST_TEXT)
        return place_refuse(at, key, "is no text of 1 to 400 bytes");
    if (strcmp(text_clean(text, clean, sizeof clean), text) != 0)
        return place_refuse(at, key, "has a character that cannot be shown");
    *to = copy_text(text);
    return 0;
}

static int check_keys(const json_t *object, const char *const *known, bool parts,
                      const struct place *at)
{
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)object, key, value) {
        const char *const *k = known;
        while (*k && strcmp(*k, key) != 0)
            k++;
        if (!*k && !(parts && part_is_member(key)))
            return place_refuse(at, key, "is not known here: docs/CLAIMS.md has what is");
    }
    return 0;
}

static int read_parts(struct claim *c, const json_t *object, unsigned arches, struct place *at)
{
    const json_t *parts = json_object_get(object, "parts"), *one;
    size_t i, n = json_array_size(parts);
    if (parts && (n == 0 || n > MOST_PARTS))
        return place_refuse(at, "parts", "is no list of 1 to 1000 parts");
    c->part = checked_alloc(n ? n : 1, sizeof *c->part);
    if (!parts) {
        c->n_parts = 1;
        return part_read(c->part, object, arches, at);
    }
    static const char *const none[] = {NULL};
    json_array_foreach (parts, i, one) {
        at->part = i + 1;
        if (!json_is_object(one))
            return place_refuse(at, NULL, "is no object");
        if (check_keys(one, none, true, at) != 0)
            return -1;
        c->n_parts++;
        if (part_read(&c->part[i], one, arches, at) != 0)
            return -1;
    }
    at->part = 0;
    return 0;
}

/* Where there are parts, these have the measures and bounds. */
static int check_claim_keys(const json_t *object, const struct place *at)
{
    static const char *const alone[] = {"id", "claim", "source", "note", NULL};
    static const char *const above[] = {"id", "claim", "source", "note", "arch", "parts", NULL};
    bool parts = json_object_get(object, "parts") != NULL;
    return check_keys(object, parts ? above : alone, !parts, at);
}

static int read_claim(struct claim *c, const json_t *object, struct place *at)
{
    const char *id = json_string_value(json_object_get(object, "id"));
    if (!json_is_object(object))
        return place_refuse(at, NULL, "is no object");
    if (!is_id(id))
        return place_refuse(at, "id", "is no word of 1 to 24 letters, digits, '.', '_' and '-'");
    at->id = id;
    c->id = copy_text(id);
    if (check_claim_keys(object, at) != 0 || take_text(object, "claim", &c->text, at) != 0 ||
        take_text(object, "source", &c->source, at) != 0 ||
        take_text(object, "note", &c->note, at) != 0)
        return -1;
    if (!c->text)
        return place_refuse(at, "claim", "is missing: say in words what is claimed");
    const json_t *arch = json_object_get(object, "arch");
    struct claim_part all = {.arches = CLAIM_ARCHES};
    const char *fault = arch ? part_arches(&all, arch) : NULL;
    if (fault)
        return place_refuse(at, "arch", fault);
    return read_parts(c, object, all.arches, at);
}

static int check_ids(const struct claims *c, struct place *at)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(c->claim[i].id, c->claim[k].id) == 0) {
                at->id = c->claim[i].id;
                return place_refuse(at, "id", "is that of an earlier claim, too");
            }
    return 0;
}

static int read_root(struct claims *c, const json_t *root, struct place *at)
{
    static const char *const keys[] = {"about", "schema", "control", "claims", NULL};
    const json_t *list = json_object_get(root, "claims"), *schema = json_object_get(root, "schema");
    size_t n = json_array_size(list);
    if (!json_is_object(root))
        return place_refuse(at, NULL, "is no object with a list of claims");
    if (check_keys(root, keys, false, at) != 0)
        return -1;
    if (schema && json_integer_value(schema) != 1)
        return place_refuse(at, "schema", "is not 1, the only one that this version reads");
    if (n == 0 || n > MOST_CLAIMS)
        return place_refuse(at, "claims", "is no list of 1 to 10000 claims");
    const json_t *control = json_object_get(root, "control");
    const char *fault = control ? control_read(&c->control, control) : NULL;
    if (fault)
        return place_refuse(at, "control", fault);
    c->claim = checked_alloc(n, sizeof *c->claim);
    for (size_t i = 0; i < n; i++) {
        *at = (struct place){.claim = i + 1, .err = at->err};
        c->n++;
        if (read_claim(&c->claim[i], json_array_get(list, i), at) != 0)
            return -1;
    }
    *at = (struct place){.err = at->err};
    return check_ids(c, at);
}

int claims_parse(struct claims *c, const char *text, size_t size, char err[SC_ERR])
{
    json_error_t error;
    *c = (struct claims){0};
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        char clean[160];
        snprintf(err, SC_ERR, "line %d, column %d: %s", error.line, error.column,
                 text_clean(error.text, clean, sizeof clean));
        return -1;
    }
    struct place at = {.err = err};
    int status = read_root(c, root, &at);
    json_decref(root);
    if (status != 0)
        claims_free(c);
    return status;
}

int claims_read(struct claims *c, const char *path, char err[SC_ERR])
{
    char *text;
    size_t size;
    *c = (struct claims){0};
    if (file_read(path, "claims.json", MOST_BYTES, &text, &size, err) != 0)
        return -1;
    int status = claims_parse(c, text, size, err);
    free(text);
    return status;
}

static void free_claim(struct claim *c)
{
    for (size_t i = 0; i < c->n_parts; i++)
        part_free(&c->part[i]);
    free(c->part);
    free(c->id);
    free(c->text);
    free(c->source);
    free(c->note);
}

void claims_free(struct claims *c)
{
    for (size_t i = 0; i < c->n; i++)
        free_claim(&c->claim[i]);
    free(c->claim);
    control_free(&c->control);
    *c = (struct claims){0};
}
