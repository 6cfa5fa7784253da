// SPDX-License-Identifier: MIT
// The three profiles.
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "synccost/cli/profile.h"

static const struct profile profiles[] = {
    {"quick", 0, 9, 40, 2, 2, 4, 12, 12, 54, 6, 1000000},
    {"standard", 1, 10, 80, 2, 2, 6, 20, 20, 570, 30, 1000000},
    {"full", 2, 15, 150, 5, 3, 20, 100, 100, 0, 0, 100000000},
};

const struct profile *profile_find(const char *name)
{
    for (unsigned i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

void profile_set_time(struct profile *p, double seconds)
{
    p->reserve_s = fmin(seconds / 10, 30);
    p->limit_s = seconds - p->reserve_s;
}
