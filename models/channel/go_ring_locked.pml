// SPDX-License-Identifier: MIT
// What the holder of the go channel's lock does with the ring.
/*
 * omits: go_ring_pause go_ring_await_slow (a step that is possible once the turn is there)
 * omits: go_ring_ticket (GHOST_TICKET) go_ring_frozen go_ring_empty go_ring_full (a comparison)
 * omits: go_ring_head_first go_ring_tail_first (two loads; see go_whole.pml)
 * omits: go_ring_count (a length changes nothing)
 */
/* The wait for the one in flight in the slot of the counter's next ticket, which is then seen. */
inline go_ring_step(the_ring, counter, holds)
{
    assert(counter & GO_RING_FROZEN);
    seen = GHOST_TICKET(counter);
#ifndef BUG_in_flight_is_not_awaited
    the_ring.ghost_turn[GHOST_AT(seen)] == GHOST_LAP(seen) + holds
#endif
}

/* The caller writes down that it was sent. */
inline go_ring_put_locked(this, value)
{
    go_ring_step(channel[this].ring, channel[this].ring.tail, 0);
    atomic {
        assert(channel[this].ring.ghost_turn[GHOST_AT(seen)] == GHOST_LAP(seen));
        channel[this].ring.ghost_element[GHOST_AT(seen)] = value;
        channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_LAP(seen) + 1;
        go_ring_next(channel[this].ring.tail, GO_RING_FROZEN);
        seen = 0
    }
}

inline go_ring_take_locked(this, value)
{
    go_ring_step(channel[this].ring, channel[this].ring.head, 1);
    atomic {
        assert(channel[this].ring.ghost_turn[GHOST_AT(seen)] == GHOST_LAP(seen) + 1);
        value = channel[this].ring.ghost_element[GHOST_AT(seen)];
        channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_NEXT_LAP(seen);
        go_ring_next(channel[this].ring.head, GO_RING_FROZEN);
        seen = 0
    }
}

/* Two steps each: the counters are words of their own. */
inline go_ring_freeze(the_ring)
{
    the_ring.tail = the_ring.tail | GO_RING_FROZEN;
    the_ring.head = the_ring.head | GO_RING_FROZEN
}

inline go_ring_thaw(the_ring)
{
    the_ring.tail = GHOST_TICKET(the_ring.tail);
    the_ring.head = GHOST_TICKET(the_ring.head)
}
