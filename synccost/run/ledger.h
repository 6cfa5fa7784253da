// SPDX-License-Identifier: MIT
// Which launches of which rows are finished, or given up because the row timed out.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct ledger {
    size_t rows;
    unsigned launches; /* most of a row */
    bool *done;        /* by row, then launch */
};

/* Room for that many, none done. False where memory is short. */
bool ledger_init(struct ledger *l, size_t rows, unsigned launches);
void ledger_free(struct ledger *l);

/* row < rows and launch < launches must hold. */
bool ledger_done(const struct ledger *l, size_t row, unsigned launch);
void ledger_mark(struct ledger *l, size_t row, unsigned launch);
unsigned ledger_count(const struct ledger *l, size_t row); /* of a row, finished or given up */
void ledger_give_up(struct ledger *l, size_t row);         /* marks all its launches */
