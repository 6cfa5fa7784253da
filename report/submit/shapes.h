// SPDX-License-Identifier: MIT
// What looks private by its shape alone. Not for use outside report/submit.
#pragma once

#include <stddef.h>

#include "report/submit/kind.h"

/*
 * Bytes of the private thing that begins at text[at], and its kind; 0 where none does. Looks at
 * what stands before, too: nothing begins in the middle of a word.
 */
size_t shape_at(const char *text, size_t at, enum private_kind *kind);
