// SPDX-License-Identifier: MIT
// synccost list: the rows that would run here, and for how long.
#include <stdio.h>

#include "synccost/catalog.h"
#include "synccost/child.h"
#include "synccost/command.h"

int cmd_list(const struct options *o)
{
    struct catalog c;
    char err[SC_ERR];
    struct profile profile = *profile_find(o->value[OPTION_profile]);
    profile.launches = (unsigned)option_number(o, OPTION_launches, profile.launches);
    int status = 0;
    child_catch_signals();
    if (catalog_load(&c, o, &profile, err) != 0) {
        status = complain("%s", err);
    } else {
        double overhead = catalog_overhead(&c);
        for (size_t i = 0; i < c.n; i++)
            printf("%-72s %6.2f s\n", c.row[i].name,
                   profile.launches * catalog_launch_seconds(&c.row[i], &profile, overhead));
        printf("\n%zu rows, %u launches each, profile %s: about %.0f s, with one trial in five redone\n", c.n,
               profile.launches, profile.name, catalog_seconds(&c, &profile, overhead));
    }
    catalog_free(&c);
    return status;
}
