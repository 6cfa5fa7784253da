// SPDX-License-Identifier: MIT
// What every channel promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all channels. Each header adds what is its own.
 *  init     c is not in use. Returns 0, or a negative errno: then c must not be used.
 *  destroy  Nobody waits, and every call has returned. Values that were not received are dropped.
 *  send     Waits while the channel is full. Returns true once the channel has the value. Where it
 *           is closed: false, or fatal (closed_fatal). Releases to the receive of the value.
 *  receive  Waits while the channel is empty and open. Returns true with a value; false, with
 *           *value untouched or 0 (closed_zero), where it is closed and drained. Acquires what the
 *           send of the value, or the close, released.
 *  close    Ends the channel. Any thread may call it, at any time. A second close does nothing, or
 *           is fatal (closed_fatal). Releases to every receive that returns false because of it.
 */
struct channel_traits {
    bool values; /* carries 64-bit values unchanged and in order; false: only a count (eventfd) */
    /* capacity 0 is a rendezvous: send returns after the receiver has taken the value */
    bool unbuffered;
    bool bounded; /* keeps any capacity from 1 exactly; false: it has fixed_capacity */
    /* bounded in about: it has as many slots as the next power of two from 2, and one stays free */
    bool rounded;
    bool many;  /* any number of senders and receivers at once; false: one of each */
    bool close; /* receivers of a closed, drained channel return false */
    /* a send on a closed channel, and close of one, end the process with Go's words */
    bool closed_fatal;
    bool closed_zero; /* a receive that returns false sets *value to 0 */
    /* looks at the line for a bounded time before it sleeps; false: every wait is a sleep */
    bool spins;
    bool spin_only;     /* never sleeps: every wait burns the CPU until it ends */
    bool fifo_waiters;  /* waiting senders, and waiting receivers, are served in order of arrival */
    int fixed_capacity; /* messages it holds where bounded is false; 0: decided by the kernel */
};
