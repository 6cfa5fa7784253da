// SPDX-License-Identifier: MIT
// What every way to initialise data before its first use promises.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all ways. Each header adds what is its own.
 *  open   i is not in use. object: the path of a shared object; only dlopen reads it. Returns 0 or
 *         a negative error number. Whoever hands i to other threads must order that after open.
 *  close  Every get has returned, and nobody reads the data.
 *  get    The data, whole. Whoever gets it sees all that its initialisation wrote.
 */
struct init_traits {
    bool loads; /* open maps a shared object */
    bool lazy;  /* the first get initialises the data, the others find it so */
};
