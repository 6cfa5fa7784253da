// SPDX-License-Identifier: MIT
// Threads that wait on go channels: queues that a waiter may leave, and who decides on a select.
/*
 * A waiter is named by its thread and its case, a queue by its channel and its side, and a parked
 * thread by its thread. The word that it sleeps on is waiter[thread] of sema.pml.
 */
#ifndef GHOST_CASES
#define GHOST_CASES 1 /* the most that one thread waits for at once */
#endif
#ifndef GHOST_CHANNELS
#define GHOST_CHANNELS 1
#endif
#define GHOST_WAITERS (THREADS * GHOST_CASES + 1)
#define GHOST_QUEUES (GHOST_CHANNELS * 2)

typedef go_channel_queue {
    byte head;
    byte tail
}

typedef go_channel_parked {
    bit decided;
    byte winner
}

typedef go_channel_waiter {
    byte next;
    byte previous;
    bit queued;
    byte parked;
    byte element; /* the value itself */
    bit ghost_select; /* the member select, a keyword here */
    bit transferred;
    byte ghost_in;    /* the queue that it is in: its name and 1 more, so that NIL is none */
    byte ghost_place; /* how many have waited longer in this queue */
    byte ghost_queue; /* its name and 1 more, until the end of the wait is decided */
    byte ghost_at     /* the channel of ghost_queue */
}

go_channel_queue queues[GHOST_QUEUES];
go_channel_parked parks[NAMES];
go_channel_waiter waits[GHOST_WAITERS];

#define RECEIVERS(c) (2 * (c))
#define SENDERS(c) (2 * (c) + 1)
#define CASE(i) (_pid * GHOST_CASES + 1 + (i))

/* found: the waiter that was dequeued. mine: see go_channel_decide. at: of ghost code. */
#define GO_CHANNEL_WAITER_LOCALS                                                                   \
    byte found, granted, at, who;                                                                  \
    bit mine, timely

/* The caller holds the lock of the queue in these, so that each is one step. */
inline go_channel_enqueue(q, w)
{
    d_step {
        waits[w].ghost_queue = q + 1;
        waits[w].ghost_at = q / 2;
        if
        :: q == SENDERS(q / 2) -> ghost_sent(q / 2, waits[w].element)
        :: else
        fi;
        assert(!waits[w].queued);
        waits[w].queued = true;
        waits[w].ghost_in = q + 1;
        waits[w].next = NIL;
        waits[w].previous = queues[q].tail;
        if
        :: queues[q].head != NIL -> waits[queues[q].tail].next = w
        :: else -> queues[q].head = w
        fi;
        queues[q].tail = w;
        waits[w].ghost_place = 0;
        for (at : 1 .. GHOST_WAITERS - 1) {
            if
            :: at != w && waits[at].ghost_in == q + 1 -> waits[w].ghost_place++
            :: else
            fi
        }
        at = 0
    }
}

/* The previous of a head is left as it is, and so is the tail of a queue that is empty. */
inline go_channel_unlink(q, w)
{
    d_step {
        assert(waits[w].queued && waits[w].ghost_in == q + 1);
        if
        :: w == queues[q].head -> queues[q].head = waits[w].next
        :: else ->
           waits[waits[w].previous].next = waits[w].next;
           if
           :: waits[w].next != NIL -> waits[waits[w].next].previous = waits[w].previous
           :: else -> queues[q].tail = waits[w].previous
           fi
        fi;
        for (at : 1 .. GHOST_WAITERS - 1) {
            if
            :: waits[at].ghost_in == waits[w].ghost_in &&
                   waits[at].ghost_place > waits[w].ghost_place ->
               waits[at].ghost_place--
            :: else
            fi
        }
        at = 0;
        waits[w].queued = false;
        waits[w].ghost_in = NIL;
        waits[w].next = NIL;
        waits[w].previous = NIL
    }
}

/*
 * Whether the caller may complete found, in mine. A second exchange of decided finds it set. The
 * parked thread cannot be gone, since found was still in a queue.
 */
inline go_channel_decide(w)
{
#ifdef BUG_decide_looks_first
    mine = !(waits[w].ghost_select && parks[waits[w].parked].decided);
    atomic {
#else
    atomic {
        mine = !(waits[w].ghost_select && parks[waits[w].parked].decided);
#endif
#ifdef BUG_all_decide
        mine = true;
#endif
        assert(waits[w].parked != NIL);
        if
        :: waits[w].ghost_select ->
           parks[waits[w].parked].decided = true;
           if
           :: mine ->
              parks[waits[w].parked].winner = w;
              ghost_decided(waits[w].parked, w)
           :: else
           fi
        :: else
        fi
    }
}

/* The first waiter of q that the caller may complete, unlinked, in found; NIL for none. */
inline go_channel_dequeue(q)
{
    do
    :: atomic {
           found = queues[q].head;
           if
           :: found == NIL -> break
           :: else ->
              assert(waits[found].ghost_place == 0);
              go_channel_unlink(q, found)
           fi
       }
       go_channel_decide(found);
       if
       :: mine -> break
       :: else
       fi
    od;
    mine = false
}

/* Whether somebody waits who is not decided, in found. */
inline go_channel_awaited(q)
{
    do
    :: atomic {
           found = queues[q].head;
           if
           :: found != NIL && waits[found].ghost_select && parks[waits[found].parked].decided ->
              go_channel_unlink(q, found)
           :: else -> break
           fi
       }
    od
}

inline go_channel_park()
{
    d_step {
        waiter[SELF].state = SEMA_WAITING;
        parks[SELF].decided = false;
        parks[SELF].winner = NIL
    }
}

/* gives: value goes to a receiver. done: not ended by a close. */
inline go_channel_complete_slow(w, gives, value, done)
{
    atomic {
        granted = waits[w].parked;
        assert(waiter[granted].state != GHOST_GONE);
        if
        :: gives -> waits[w].element = value
        :: else
        fi;
        waits[w].transferred = done
    }
#ifndef BUG_completed_is_not_granted
    sema_grant_slow(granted);
#endif
    granted = NIL
}

/*
 * Called with the lock held, returns without it. timed: the time may be over at any moment, and
 * then timely is false where nobody has dequeued the waiter.
 */
inline go_channel_await(this, q, timed)
{
    go_channel_park();
    atomic {
        waits[CASE(0)].parked = SELF;
        waits[CASE(0)].ghost_select = false;
        go_channel_enqueue(q, CASE(0))
    }
    sema_unlock(channel[this]);
    if
    :: !timed ->
       sema_wait_slow(SELF);
       timely = true
    :: timed ->
       sema_wait_until_slow(SELF, timely);
       if
       :: !timely ->
          sema_lock(channel[this]);
          atomic {
              timely = !waits[CASE(0)].queued;
              if
#ifdef BUG_late_waiter_stays
              :: false
#else
              :: !timely ->
                 ghost_give_up(CASE(0));
                 go_channel_unlink(q, CASE(0))
#endif
              :: else
              fi
          }
          sema_unlock(channel[this]);
          if
#ifdef BUG_late_waiter_leaves_at_once
          :: timely -> timely = false
#else
          :: timely -> sema_wait_slow(SELF)
#endif
          :: else -> waiter[SELF].state = GHOST_GONE
          fi
       :: else
       fi
    fi
}
