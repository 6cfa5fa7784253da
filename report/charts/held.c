// SPDX-License-Identifier: MIT
// The parameters that a chart of a family holds: those of its table entry, and whatever else its
// rows have.
#include <string.h>

#include "common/family.h"
#include "report/charts/sweep.h"

static bool is_held(const struct held *held, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(held[i].key, key) == 0)
            return true;
    return family_place("threads,cpus,cpu,pair", key) != FAMILY_UNLISTED;
}

/* Appends the row's parameters that are not held yet. */
static size_t add_params(struct held held[HELD_MOST], size_t n, const struct row *row,
                         const char *swept)
{
    char part[64];
    for (unsigned i = 2; n < HELD_MOST && row_part(row, i, part, sizeof part); i++) {
        char *colon = strchr(part, ':');
        if (!colon || (size_t)(colon - part) >= sizeof held->key)
            continue;
        *colon = '\0';
        if (*part && !(swept && strcmp(part, swept) == 0) && !is_held(held, n, part))
            memcpy(held[n++].key, part, (size_t)(colon - part) + 1);
    }
    return n;
}

/* True where a subject has rows with the key and rows without: with it, they are another
 * experiment. */
static bool is_apart(const struct report *r, const char *family, const char *scenario,
                     const char *key)
{
    char subject[64], other[64], value[64];
    for (size_t i = 0; i < r->n_rows; i++) {
        if (!chart_usable(&r->rows[i]) || !chart_is(&r->rows[i], family, scenario) ||
            !row_param(&r->rows[i], key, value, sizeof value) ||
            !row_part(&r->rows[i], 1, subject, sizeof subject))
            continue;
        for (size_t k = 0; k < r->n_rows; k++)
            if (chart_usable(&r->rows[k]) && chart_is(&r->rows[k], family, scenario) &&
                row_part(&r->rows[k], 1, other, sizeof other) && strcmp(subject, other) == 0 &&
                !row_param(&r->rows[k], key, value, sizeof value))
                return true;
    }
    return false;
}

size_t chart_hold(struct held held[HELD_MOST], const struct report *r, const char *family,
                  const char *scenario, const char *swept)
{
    const struct family *f = family_find(family);
    size_t n = 0;
    memset(held, 0, HELD_MOST * sizeof *held);
    for (size_t i = 0; i < FAMILY_PARAMS && f->param[i].key; i++) {
        if (swept && strcmp(f->param[i].key, swept) == 0)
            continue;
        snprintf(held[n].key, sizeof held->key, "%s", f->param[i].key);
        held[n++].wanted = f->param[i].charts;
    }
    const size_t listed = n;
    for (size_t i = 0; i < r->n_rows; i++)
        if (chart_usable(&r->rows[i]) && chart_is(&r->rows[i], family, scenario))
            n = add_params(held, n, &r->rows[i], swept);
    sweep_hold(held, n, r, family, scenario);
    for (size_t i = listed; i < n; i++)
        if (is_apart(r, family, scenario, held[i].key))
            held[i].value[0] = '\0';
    return n;
}

void chart_held_text(const struct held *held, size_t n, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n && used < size; i++)
        if (held[i].known && *held[i].value)
            used += (size_t)snprintf(out + used, size - used, "%s%s:%s", used ? ", " : "",
                                     held[i].key, held[i].value);
}
