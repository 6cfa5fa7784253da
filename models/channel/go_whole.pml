// SPDX-License-Identifier: MIT
// The go channel's send and receive as a whole: one attempt without the lock, then the rest.
/*
 * omits: go_channel_send_slow go_channel_receive_slow (send_whole, receive_whole)
 * omits: go_channel_send_until_slow go_channel_receive_until_slow (as these)
 * omits: go_channel_search go_channel_looks_again go_channel_found GO_CHANNEL_LOOKS (see below)
 *
 * Who finds no value or no room goes to the lock at once: to look again, and to find one then,
 * comes to the same as to look later.
 */
#ifdef BUG_slow_after_the_look
#define GHOST_TAKES(this) sema_lock(channel[this])
#else
#define GHOST_TAKES(this) go_channel_lock(this)
#endif

/*
 * Where the second counter is as close to the first as it can be, there is nothing at that moment,
 * and nobody waits.
 */
inline ghost_nothing(this, first, second, gap)
{
    seen = first;
    atomic {
        if
#ifdef BUG_nothing_by_the_turn
        :: true ->
#else
        :: !((seen | second) & GO_RING_FROZEN) &&
               channel[this].ring.tail - channel[this].ring.head == gap &&
               first == seen ->
#endif
           assert(channel[this].ring.tail - channel[this].ring.head == gap);
           assert(queues[RECEIVERS(this)].head == NIL && queues[SENDERS(this)].head == NIL);
           assert(!channel[this].closed);
           outcome = GO_CHANNEL_NOT_READY
        :: else
        fi;
        seen = 0
    }
}

inline go_channel_send_whole(this, value, deadline)
{
    go_ring_put(this, value);
    outcome = 0;
    if
    :: ring_outcome == GO_RING_WAITS && deadline == GHOST_AT_ONCE ->
       ghost_nothing(this, channel[this].ring.tail, channel[this].ring.head,
                     GHOST_MASK + GO_RING_TICKET)
    :: else
    fi;
    if
    :: ring_outcome != GO_RING_DONE && outcome != GO_CHANNEL_NOT_READY ->
       ring_outcome = 0;
       outcome = 0;
       go_channel_lock(this);
       go_channel_send_rest(this, value, deadline)
    :: else -> ring_outcome = 0
    fi
}

inline go_channel_receive_whole(this, value, deadline)
{
    go_ring_take(this, value);
    outcome = 0;
    if
    :: ring_outcome == GO_RING_WAITS && deadline == GHOST_AT_ONCE ->
       ghost_nothing(this, channel[this].ring.head, channel[this].ring.tail, 0)
    :: else
    fi;
    if
    :: ring_outcome != GO_RING_DONE && outcome != GO_CHANNEL_NOT_READY ->
       ring_outcome = 0;
       GHOST_TAKES(this);
       go_channel_receive_rest(this, value, deadline)
    :: else -> ring_outcome = 0
    fi
}
