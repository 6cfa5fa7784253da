// SPDX-License-Identifier: MIT
// The world as it is.
#include <time.h>

#include "synccost/run/world.h"

static void launch(void *self, const struct catalog *c, const struct catalog_row *row,
                   const struct launch_settings *settings, struct launch_result *result)
{
    (void)self;
    launch_run(c, row, settings, result);
}

static double now(void *self)
{
    struct timespec t;
    (void)self;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

const struct world world_real = {launch, now, NULL};
