// SPDX-License-Identifier: MIT
// Reads the destructive interference size off a stride sweep.
#include "padding/interference.h"

size_t interference_size(const struct stride_cost *costs, size_t n)
{
    double free_cost = costs[n - 1].ns * (1 + INTERFERENCE_TOLERANCE);
    size_t first_free = n - 1;
    while (first_free > 0 && costs[first_free - 1].ns <= free_cost)
        first_free--;
    return costs[first_free].stride;
}
