// SPDX-License-Identifier: MIT
// What a harness must know of a channel-like primitive before it runs it.
#pragma once

#include <stdbool.h>

struct channel_traits {
    bool values; /* carries 64-bit values unchanged and in order; false: only a count (eventfd) */
    /* capacity 0 is a rendezvous: send returns after the receiver has taken the value */
    bool unbuffered;
    bool bounded; /* any capacity from 1 is kept exactly; false: fixed_capacity is what it has */
    bool many;    /* any number of senders and receivers at once; false: one of each */
    bool close;   /* receivers of a closed, drained channel return false */
    /* waits a bounded time on the line before it sleeps; false: every wait is a sleep */
    bool spins;
    bool fifo_waiters;  /* waiting senders, and waiting receivers, are served in order of arrival */
    int fixed_capacity; /* messages it holds where bounded is false; 0: decided by the kernel */
};
