// SPDX-License-Identifier: MIT
// The go channel's ring: tickets, the turns of slots, and the bit that gives the ring to the lock.
/*
 * omits: go_ring_init go_ring_destroy (the array is there)
 * omits: go_ring_stride go_ring_at go_ring_element (a value is one number)
 * omits: go_ring_lap go_ring_next_lap (GHOST_LAP, GHOST_NEXT_LAP)
 * omits: go_ring_fill go_ring_drain (the last steps of put and take)
 *
 * ring_outcome: how an attempt without the lock ended. Other outcomes than these are steps that a
 * later attempt has as well. A ticket is where a send or a receive has its place in the order; what
 * a receive copies afterwards must still be the value that it had then.
 */
#ifndef GHOST_CAPACITY
#define GHOST_CAPACITY 1
#endif
#if GHOST_CAPACITY < 2
#define GHOST_MASK 0
#else
#define GHOST_MASK 2
#endif

#define GO_RING_FROZEN 1
#define GO_RING_TICKET 2

#define GO_RING_DONE 0
#define GO_RING_WAITS 1
#define GO_RING_LOCKED 2

typedef go_ring {
    byte capacity = GHOST_CAPACITY;
    byte mask = GHOST_MASK;
    byte tail = (GHOST_CAPACITY == 0);
    byte head = (GHOST_CAPACITY == 0);
    byte ghost_turn[GHOST_CAPACITY + 1]; /* one more: an array has at least one */
    byte ghost_element[GHOST_CAPACITY + 1]
}

#define GO_RING_LOCALS byte seen, ring_outcome, expected

#define GHOST_TICKET(counter) ((counter) & 254)
#define GHOST_AT(ticket) (((ticket) & GHOST_MASK) / GO_RING_TICKET)
#define GHOST_LAP(ticket) ((ticket) & (254 - GHOST_MASK))
#define GHOST_NEXT_LAP(ticket) (GHOST_LAP(ticket) + GHOST_MASK + GO_RING_TICKET)
/* Of 0, 1 or 2 slots: a lap has no more than these. */
#if GHOST_CAPACITY == 0
#define GHOST_COUNT(c) 0
#else
#define GHOST_COUNT(c)                                                                             \
    ((GHOST_TICKET(channel[c].ring.tail) - GHOST_TICKET(channel[c].ring.head)) / GO_RING_TICKET)
#endif

inline go_ring_next(counter, keeps)
{
    counter = keeps + ((counter & GHOST_MASK) == (GHOST_CAPACITY - 1) * GO_RING_TICKET ->
                           GHOST_NEXT_LAP(GHOST_TICKET(counter)) :
                           GHOST_TICKET(counter) + GO_RING_TICKET)
}

/* The ticket is in seen. Its slot's turn stays as it is until the ticket has been taken. */
inline go_ring_claim(the_ring, counter, holds)
{
    seen = counter;
    if
    :: seen & GO_RING_FROZEN -> ring_outcome = GO_RING_LOCKED
    :: else ->
       if
       :: the_ring.ghost_turn[GHOST_AT(seen)] != GHOST_LAP(seen) + holds ->
          ring_outcome = GO_RING_WAITS
       :: else -> ring_outcome = GO_RING_DONE
       fi
    fi
}

#ifdef BUG_ticket_without_the_bit
#define GHOST_SAME(counter) (GHOST_TICKET(counter) == seen)
#else
#define GHOST_SAME(counter) ((counter) == seen)
#endif

inline go_ring_put(this, value)
{
    go_ring_claim(channel[this].ring, channel[this].ring.tail, 0);
    if
    :: ring_outcome == GO_RING_DONE ->
       atomic {
           if
           :: GHOST_SAME(channel[this].ring.tail) ->
              go_ring_next(channel[this].ring.tail, (channel[this].ring.tail & GO_RING_FROZEN));
              ghost_sent(this, value)
           :: else -> ring_outcome = GO_RING_WAITS
           fi
       }
    :: else
    fi;
    if
    :: ring_outcome == GO_RING_DONE ->
#ifdef BUG_turn_before_the_value
       channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_LAP(seen) + 1;
       channel[this].ring.ghost_element[GHOST_AT(seen)] = value;
#else
       channel[this].ring.ghost_element[GHOST_AT(seen)] = value;
       channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_LAP(seen) + 1;
#endif
    :: else
    fi;
    seen = 0
}

inline go_ring_take(this, value)
{
    go_ring_claim(channel[this].ring, channel[this].ring.head, 1);
    if
    :: ring_outcome == GO_RING_DONE ->
       atomic {
           if
           :: GHOST_SAME(channel[this].ring.head) ->
              go_ring_next(channel[this].ring.head, (channel[this].ring.head & GO_RING_FROZEN));
              expected = channel[this].ring.ghost_element[GHOST_AT(seen)];
              ghost_received(this, expected)
           :: else -> ring_outcome = GO_RING_WAITS
           fi
       }
    :: else
    fi;
    if
    :: ring_outcome == GO_RING_DONE ->
#ifdef BUG_room_before_the_copy
       channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_NEXT_LAP(seen);
#endif
       atomic {
           value = channel[this].ring.ghost_element[GHOST_AT(seen)];
           assert(value == expected);
           expected = 0
       }
#ifndef BUG_room_before_the_copy
       channel[this].ring.ghost_turn[GHOST_AT(seen)] = GHOST_NEXT_LAP(seen);
#endif
    :: else
    fi;
    seen = 0
}
