// SPDX-License-Identifier: MIT
// The reports that a gallery is made of.
#pragma once

#include "report/noise/noise.h"
#include "report/site/site.h"

struct site_histories; /* report/site/histories.h */

struct gallery {
    const char *dir;       /* where it is made; DIR/m/<slug>/ is there for each report */
    const char *templates; /* the folder of templates */
    const char *scripts;   /* the folder of gnuplot's scripts */
    const struct site_machine *const *machine;
    const struct noise *const *noise; /* of the machine of each; NULL: not measured */
    size_t n;
    struct site_histories *histories; /* of the hosts; NULL: none is wanted */
};
