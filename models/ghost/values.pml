// SPDX-License-Identifier: MIT
// What the models of channels watch: each value is received once, in the order of the sends.
/*
 * The order of a channel's sends is that in which they had the lock. A send that waits has its
 * place from then on, and gives it up when its time is over or a close ends it.
 */
#ifndef GHOST_VALUES
#define GHOST_VALUES (THREADS + GHOST_CAPACITY + 1) /* the most on their way at once */
#endif

typedef ghost_order {
    byte value[GHOST_VALUES];
    byte length
}
ghost_order order[GHOST_CHANNELS];

inline ghost_sent(this, sending)
{
    d_step {
        order[this].value[order[this].length] = sending;
        order[this].length++
    }
}

/* Removes the value at place at, from which those behind it move up. */
inline ghost_remove(this)
{
    order[this].length--;
    do
    :: at < order[this].length ->
       order[this].value[at] = order[this].value[at + 1];
       at++
    :: else -> break
    od;
    order[this].value[at] = 0;
    at = 0
}

inline ghost_received(this, received)
{
    d_step {
        assert(order[this].length > 0 && order[this].value[0] == received);
        ghost_remove(this)
    }
}

/*
 * If w is a send that will not take place, it gives its place up: the last with its value, since a
 * thread may have sent the same value before.
 */
inline ghost_give_up(w)
{
    d_step {
        if
        :: waits[w].ghost_queue != NIL && waits[w].ghost_queue - 1 == SENDERS(waits[w].ghost_at) ->
           at = order[waits[w].ghost_at].length - 1;
           do
           :: order[waits[w].ghost_at].value[at] != waits[w].element -> at--
           :: else -> break
           od;
           ghost_remove(waits[w].ghost_at)
        :: else
        fi;
        waits[w].ghost_queue = NIL
    }
}

/* One case of a select will take place (w; NIL: none will): the others do not. */
inline ghost_decided(thread, w)
{
    d_step {
        for (who : 1 .. GHOST_WAITERS - 1) {
            if
            :: who != w && waits[who].parked == thread -> ghost_give_up(who)
            :: else
            fi
        }
        who = 0
    }
}

/* The frame of w ends. */
inline ghost_waiter_ends(w)
{
    d_step {
        assert(!waits[w].queued);
        waits[w].parked = NIL;
        waits[w].element = 0;
        waits[w].next = NIL;
        waits[w].transferred = false;
        waits[w].ghost_select = false;
        waits[w].ghost_queue = NIL;
        waits[w].ghost_at = 0;
        waits[w].ghost_place = 0
    }
}
