// SPDX-License-Identifier: MIT
// The known word that a misspelled one is likely to mean.
#include <stddef.h>
#include <string.h>

#include "synccost/cli/nearest.h"

static unsigned edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t n = strlen(a), m = strlen(b);
    unsigned row[LONGEST + 1];
    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (unsigned j = 0; j <= m; j++)
        row[j] = j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            unsigned change = diagonal + (a[i - 1] != b[j - 1]), insert = row[j - 1] + 1,
                     drop = row[j] + 1;
            diagonal = row[j];
            row[j] =
                change < insert ? (change < drop ? change : drop) : (insert < drop ? insert : drop);
        }
    }
    return row[m];
}

const char *nearest_word(const char *word, const char *const *words)
{
    const char *best = NULL;
    unsigned least = 4; /* further away than three edits is no misspelling */
    for (; *words; words++) {
        unsigned distance = edit_distance(word, *words);
        if (distance < least && distance < strlen(*words)) {
            least = distance;
            best = *words;
        }
    }
    return best;
}
