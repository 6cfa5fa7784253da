// SPDX-License-Identifier: MIT
// Makes a history that has no explanation as short as it can be while that stays so.
#pragma once

#include "tests/primitives/linearizability/check.h"

/*
 * Keeps what had begun by until. What returned later has not returned now. A history with an
 * explanation has one for each of its prefixes, so the prefix of one without may stand for it.
 */
static inline void shrink_to_prefix(struct history *h, uint64_t until)
{
    unsigned n = 0;
    for (unsigned i = 0; i < h->n; i++) {
        if (h->op[i].begin > until)
            continue;
        h->op[n] = h->op[i];
        if (h->op[n].end > until)
            h->op[n].end = NEVER;
        n++;
    }
    h->n = n;
}

/* Copies h without what goes with its i-th operation. Returns whether that is anything. */
static inline bool shrink_without(const struct model *model, const struct history *h, unsigned i,
                                  struct history *without)
{
    without->n = 0;
    for (unsigned k = 0; k < h->n; k++)
        if (!model->goes_with(h, &h->op[i], &h->op[k]))
            without->op[without->n++] = h->op[k];
    return without->n < h->n;
}

/* h has no explanation from initial. Afterwards it still has none, and none of what may leave it
 * can leave. */
static inline void shrink(struct search *c, const struct model *model, const void *initial,
                          struct history *h)
{
    uint64_t until;
    if (check_history(c, model, initial, h, &until))
        return;
    shrink_to_prefix(h, until);
    if (!model->goes_with)
        return;
    for (unsigned i = 0; i < h->n;) {
        struct history less;
        if (!shrink_without(model, h, i, &less) || check_history(c, model, initial, &less, &until))
            i++;
        else {
            shrink_to_prefix(&less, until);
            *h = less;
            i = 0;
        }
    }
}
