// SPDX-License-Identifier: MIT
// What looks private by its shape alone. Not for use outside report/submit.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/submit/kind.h"

/*
 * Bytes of the private thing that begins at text[at], and its kind; 0 where none does. Looks at
 * what stands before, too: nothing begins in the middle of a word.
 */
size_t shape_at(const char *text, size_t at, enum private_kind *kind);

/* A path's bytes from at on, where one may begin there, whatever stands before. */
size_t shape_path_length(const char *text, size_t at);

/* Bytes of a public path's beginning at text[at] ("/proc/sys/"), which is no private thing; 0 where
 * none begins there. */
size_t shape_public_path(const char *text, size_t at);

/* Letters and digits of ASCII. */
bool shape_in_word(char c);
