// SPDX-License-Identifier: MIT
// What every select promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * A select works on channels of its subject's own kind and on an array of cases, which belongs to
 * the caller and may be used again. The verbs of all selects. Each header adds what is its own.
 *  send_case, receive_case  Make a case: a channel, which may be NULL, and the place of the value.
 *  wait        Waits until one of n cases can proceed, and lets it. Returns its place. Where
 *              several can, each is chosen with the same probability.
 *  try         The same, but -EAGAIN where none can proceed.
 *  wait_until  The same, but -ETIMEDOUT where none could until a time of CLOCK_MONOTONIC.
 * A case whose channel is NULL never can. A case that was not chosen has had no effect. One channel
 * may stand in several cases. An operation that took place orders what a send and a receive on its
 * channel order.
 */
struct select_traits {
    bool values; /* channels carry 64-bit values; false: only a count */
    bool close;  /* channels can be closed: a receive from a closed one can proceed */
    bool spins;  /* looks at its word for a bounded time before it sleeps */
};
