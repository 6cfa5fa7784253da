// SPDX-License-Identifier: MIT
// Letters and words of a text in which private things are looked for. Not for use outside
// report/submit.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Letters and digits of ASCII. */
bool shape_in_word(char c);
/* A letter of ASCII. */
bool shape_is_letter(char c);
bool shape_begins(const char *text, const char *word);
/* Bytes of the run of letters, digits and extra at text[at]; 0 where such a run goes on from before
 * it. */
size_t shape_token(const char *text, size_t at, const char *extra);
