// SPDX-License-Identifier: MIT
// Boost.Fiber's channels, and fibers to use them, as C sees them. Optional: libboost-fiber-dev.
#pragma once

#include "peers/channel_corner.h"

/*
 * A wait suspends the fiber and lets another of its thread run; the thread itself is a fiber, too.
 * Here all parties are fibers of one thread. The bodies: peers/corner/channel_fiber.cc.
 *
 * buffered    has as many slots as the next power of two from 2, and one stays free
 * unbuffered  a rendezvous; capacity is 0
 */
CORNER_CHANNEL(fiber_buffered, 128)
CORNER_CHANNEL(fiber_unbuffered, 128)

/*
 * Makes a fiber of the calling thread, which runs body(argument) when the others of the thread
 * wait. To be ended by fiber_join_slow. The library ends the program where there is no memory.
 */
void *fiber_start_slow(void (*body)(void *), void *argument);

/* Waits until the body has returned, and frees the fiber. The thread is the one that made it. */
void fiber_join_slow(void *fiber);
