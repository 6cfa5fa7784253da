// SPDX-License-Identifier: MIT
// What every cancellation promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all cancellations. Each header adds what is its own.
 *  init      c is not in use. Afterwards it is not cancelled. Returns 0, or a negative errno: then
 *            c must not be used.
 *  destroy   Nobody waits, and every call has returned.
 *  cancel    Cancels, for ever. Any thread may, at any time; a second cancel does nothing.
 *  canceled  Whether it is cancelled.
 *  wait      Returns when it is cancelled.
 * A cancel releases, and a canceled that returns true acquires, as does a wait.
 */
struct cancel_traits {
    bool sleeps; /* a wait sleeps; false: it looks for as long as it takes */
};
