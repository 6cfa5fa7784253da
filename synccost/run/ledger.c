// SPDX-License-Identifier: MIT
// One flag per launch.
#include <stdlib.h>

#include "synccost/run/ledger.h"

bool ledger_init(struct ledger *l, size_t rows, unsigned launches)
{
    *l = (struct ledger){rows, launches, calloc(rows * launches, sizeof *l->done)};
    return l->done != NULL;
}

void ledger_free(struct ledger *l)
{
    free(l->done);
    l->done = NULL;
}

bool ledger_done(const struct ledger *l, size_t row, unsigned launch)
{
    return l->done[row * l->launches + launch];
}

void ledger_mark(struct ledger *l, size_t row, unsigned launch)
{
    l->done[row * l->launches + launch] = true;
}

unsigned ledger_count(const struct ledger *l, size_t row)
{
    unsigned done = 0;
    for (unsigned i = 0; i < l->launches; i++)
        done += ledger_done(l, row, i);
    return done;
}

void ledger_give_up(struct ledger *l, size_t row)
{
    for (unsigned i = 0; i < l->launches; i++)
        ledger_mark(l, row, i);
}
