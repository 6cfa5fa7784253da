// SPDX-License-Identifier: MIT
// What a run does outside itself: it starts processes, and it looks at a clock. Tests put stand-ins
// in their places and let hours pass in a moment.
#pragma once

#include "synccost/run/launch.h"

struct world {
    /* as launch_run */
    void (*launch)(void *self, const struct catalog *c, const struct catalog_row *row,
                   const struct launch_settings *settings, struct launch_result *result);
    double (*now)(void *self); /* seconds on a clock that never goes back */
    void *self;
};

/* Processes and the clock of this machine. */
extern const struct world world_real;
