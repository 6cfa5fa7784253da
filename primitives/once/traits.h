// SPDX-License-Identifier: MIT
// What every once promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all onces. Each header adds what is its own.
 *  init     o is not in use. Afterwards no function has run. Whoever hands o to other threads must
 *           order that after init.
 *  destroy  Every do has returned.
 *  do       Runs function(argument) unless a do of o has run its own to the end before. Returns
 *           once that function has ended; the caller sees what it wrote. Sleeps while another
 *           thread runs it. The function must not call do on o.
 * No verb returns an error.
 */
struct once_traits {
    /* a function that ends its thread counts as done; false: the next do runs one */
    bool ends_done;
    /* a function must return: after one that ends its thread, every do waits for ever */
    bool must_return;
};
