// SPDX-License-Identifier: MIT
// Choosing pairs: other architectures first, and never every one against every other.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/model/facts.h"
#include "report/site/choose.h"

static const char *arch_of(const struct gallery *s, size_t i)
{
    const char *arch = json_string_value(report_member(s->machine[i]->report, "machine.arch"));
    return arch && *arch ? arch : NULL;
}

static bool is_emulated(const struct gallery *s, size_t i)
{
    return json_is_true(report_member(s->machine[i]->report, "machine.emulated"));
}

/* The place of the report that stands for the architecture of the ith. */
static size_t stands_for(const struct gallery *s, size_t i)
{
    size_t best = s->n;
    for (size_t k = 0; k < s->n; k++) {
        const char *arch = arch_of(s, k);
        if (!arch || strcmp(arch, arch_of(s, i)) != 0)
            continue;
        if (best == s->n || (is_emulated(s, best) && !is_emulated(s, k)))
            best = k;
    }
    return best;
}

static bool is_paired(const struct site_pairs *pairs, size_t a, size_t b)
{
    for (size_t i = 0; i < pairs->n; i++)
        if ((pairs->pair[i].base == a && pairs->pair[i].next == b) ||
            (pairs->pair[i].base == b && pairs->pair[i].next == a))
            return true;
    return false;
}

static void add_pair(struct site_pairs *pairs, const struct gallery *s, size_t base, size_t next)
{
    if (is_paired(pairs, base, next))
        return;
    pairs->pair = checked_grow(pairs->pair, pairs->n, sizeof *pairs->pair);
    struct site_pair *pair = &pairs->pair[pairs->n++];
    *pair = (struct site_pair){.base = base, .next = next};
    snprintf(pair->name, sizeof pair->name, "%.110s-against-%.110s", s->machine[base]->slug,
             s->machine[next]->slug);
}

void site_choose_pairs(struct site_pairs *pairs, const struct gallery *s)
{
    *pairs = (struct site_pairs){0};
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = i + 1; k < s->n && arch_of(s, i); k++)
            if (arch_of(s, k) && strcmp(arch_of(s, i), arch_of(s, k)) != 0 &&
                stands_for(s, i) == i && stands_for(s, k) == k)
                add_pair(pairs, s, i, k);
    for (size_t i = 1; i < s->n; i++)
        add_pair(pairs, s, 0, i);
}

void site_free_pairs(struct site_pairs *pairs)
{
    free(pairs->pair);
    *pairs = (struct site_pairs){0};
}
