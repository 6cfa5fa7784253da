// SPDX-License-Identifier: MIT
// What the time of a row is of: thread time of an operation, or wall time of something else.
#pragma once

#include <stdbool.h>

/*
 * THREAD: thread time per operation. ROUND_TRIP: wall time per full round trip. MESSAGE: wall time
 * per message that arrived. LATENCY: median wall time from the start of a signal to the moment at
 * which the last waiter has returned.
 */
enum basis {
#define BASIS(identifier, ...) BASIS_##identifier,
#include "common/bases.def"
#undef BASIS
    BASES
};

/* What a reader sees of a basis; every member is a constant text. */
struct basis_words {
    const char *name, *per, *unit, *axis, *remark;
};

/* The words of BASIS_… . */
const struct basis_words *basis_words(enum basis b);

/* The words of the basis of that name. NULL where name is NULL or names none. */
const struct basis_words *basis_find(const char *name);

/* Whether name, which may be NULL, is b's. */
bool basis_is(const char *name, enum basis b);
