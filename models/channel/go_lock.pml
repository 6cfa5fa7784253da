// SPDX-License-Identifier: MIT
// The go channel's fields, and when its ring belongs to its lock.
/*
 * omits: go_channel_counters (two loads) go_channel_is_slow (a load)
 * omits: go_channel_has_slots go_channel_is_looked_at (GHOST_CAPACITY)
 * omits: go_channel_full go_channel_empty (GHOST_COUNT)
 * omits: go_channel_put go_channel_take (go_ring_put_locked, go_ring_take_locked)
 * omits: GO_CHANNEL_GUARDED GO_CHANNEL_COUNTED (here one slot is a ring, too, as it has the fewest
 * states; a ring that is used under the lock only takes the same steps but those without the lock)
 */
typedef go_channel {
    byte lock;
    bit slow;
    bit closed;
    go_ring ring;
    byte kernel_sleepers; /* on lock */
    byte ghost_holder;    /* of lock */
    bit ghost_freed
}

go_channel channel[GHOST_CHANNELS];

#define GO_CHANNEL_LOCALS                                                                          \
    byte outcome, ended_first, ended_last, following;                                              \
    GO_RING_LOCALS;                                                                                \
    GO_CHANNEL_WAITER_LOCALS

inline go_channel_slow_down(this)
{
    if
    :: !channel[this].slow ->
       channel[this].slow = true;
       if
       :: GHOST_CAPACITY > 0 -> go_ring_freeze(channel[this].ring)
       :: else
       fi
    :: else
    fi
}

#ifdef BUG_speeds_up_with_waiters
#define GHOST_NOBODY(this) true
#else
#define GHOST_NOBODY(this)                                                                         \
    (queues[RECEIVERS(this)].head == NIL && queues[SENDERS(this)].head == NIL)
#endif
#ifdef BUG_speeds_up_when_closed
#define GHOST_OPEN(this) true
#else
#define GHOST_OPEN(this) !channel[this].closed
#endif

inline go_channel_speed_up(this)
{
    if
    :: channel[this].slow && GHOST_OPEN(this) && GHOST_NOBODY(this) ->
       if
       :: GHOST_CAPACITY > 0 -> go_ring_thaw(channel[this].ring)
       :: else
       fi;
       channel[this].slow = false
    :: else
    fi
}

inline go_channel_lock(this)
{
    sema_lock(channel[this]);
    if
    :: GHOST_CAPACITY > 0 -> go_channel_slow_down(this)
    :: else
    fi
}

inline go_channel_unlock(this)
{
    go_channel_speed_up(this);
    sema_unlock(channel[this])
}
