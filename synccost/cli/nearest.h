// SPDX-License-Identifier: MIT
// The known word that a misspelled one is likely to mean.
#pragma once

/* The known word nearest to word by edit distance, or NULL when none is near. words ends with
 * NULL. */
const char *nearest_word(const char *word, const char *const *words);
