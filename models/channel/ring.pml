// SPDX-License-Identifier: MIT
// Ring of values that a channel guards with its lock. A value is a small number.
/*
 * omits: channel_ring_init channel_ring_destroy (the array is there)
 * omits: channel_ring_copy (a value is one number)
 * omits: CHANNEL_RING_ALIGN (no lines)
 *
 * Each verb is one step, since the caller holds the lock. Slots that hold no value are zero, so
 * that equal rings are equal states.
 */
#ifndef GHOST_CAPACITY
#define GHOST_CAPACITY 1
#endif

typedef channel_ring {
    byte slot[GHOST_CAPACITY + 1]; /* one more: an array has at least one */
    byte capacity = GHOST_CAPACITY;
    byte count;
    byte put;
    byte take
}

inline channel_ring_put(the_ring, value)
{
    d_step {
        assert(the_ring.count < the_ring.capacity);
        the_ring.slot[the_ring.put] = value;
        the_ring.put = (the_ring.put + 1 == the_ring.capacity -> 0 : the_ring.put + 1);
        the_ring.count++
    }
}

inline channel_ring_take(the_ring, value)
{
    d_step {
        assert(the_ring.count > 0);
        value = the_ring.slot[the_ring.take];
        the_ring.slot[the_ring.take] = 0;
        the_ring.take = (the_ring.take + 1 == the_ring.capacity -> 0 : the_ring.take + 1);
        the_ring.count--
    }
}
