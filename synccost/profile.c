// SPDX-License-Identifier: MIT
// The three profiles.
#include "synccost/profile.h"

#include <stddef.h>
#include <string.h>

static const struct profile profiles[] = {
    {"quick", 0, 9, 2, 3, 4, 12, 55},
    {"standard", 1, 10, 3, 3, 8, 30, 560},
    {"full", 2, 15, 5, 3, 20, 100, 0},
};

const struct profile *profile_find(const char *name)
{
    for (unsigned i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

const struct profile *profile_of_tier(unsigned tier)
{
    return &profiles[tier];
}
