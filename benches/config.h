// SPDX-License-Identifier: MIT
// What is published in rows of publication: a configuration of 64 bytes that shows whether it is
// whole.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"

/* mirror is the complement of stamp while the configuration is whole and in use. */
struct config {
    uint64_t stamp, payload[6], mirror;
};

SC_INLINE void config_fill(struct config *c, uint64_t stamp)
{
    c->stamp = stamp;
    for (unsigned i = 0; i < sizeof c->payload / sizeof *c->payload; i++)
        c->payload[i] = stamp + i;
    c->mirror = ~stamp;
}

SC_INLINE bool config_is_whole(const struct config *c)
{
    return c->mirror == ~c->stamp;
}

/* Not whole from then on, although its memory is freed next: a look that comes too late shows. */
static inline void config_spoil(struct config *c)
{
    c->stamp = c->mirror = 0;
    __asm__ volatile("" ::: "memory"); /* keeps the stores, which a free behind them makes dead */
}
