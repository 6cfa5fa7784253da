// SPDX-License-Identifier: MIT
// Go's cond: tickets, the list of who sleeps, and notifications that come before the sleep.
/*
 * omits: go_cond_init go_cond_destroy (zero bytes are a cond)
 *
 * The users' mutex is m, a go_mutex. A ticket is compared as in the code, in 8 bits.
 */
typedef go_cond_waiter {
    byte next;
    byte ticket
}

typedef go_cond {
    byte next;
    byte notified;
    byte lock;
    byte head;
    byte tail;
    byte kernel_sleepers; /* on lock */
    byte ghost_holder;    /* of lock */
    bit ghost_freed
}

go_cond_waiter conds[NAMES]; /* each thread's; it parks on waiter[thread] */

#define GO_COND_LOCALS byte ticket, before, woken_waiter, after

#define go_cond_waiting(c) ((c.next - c.notified) & 255)
#define go_cond_is_notified(c, ticket) (((ticket - c.notified) & 255) >= 128)

/* The caller holds the lock: one step. */
inline go_cond_enqueue(c)
{
    d_step {
        conds[SELF].next = NIL;
        if
        :: c.head != NIL -> conds[c.tail].next = SELF
        :: else -> c.head = SELF
        fi;
        c.tail = SELF
    }
}

inline go_cond_sleep_slow(c)
{
    sema_lock(c);
    if
#ifdef BUG_sleeper_does_not_look
    :: false
#else
    :: go_cond_is_notified(c, ticket) -> sema_unlock(c)
#endif
    :: else ->
       atomic {
           waiter[SELF].state = SEMA_WAITING;
           conds[SELF].ticket = ticket;
           go_cond_enqueue(c)
       }
       sema_unlock(c);
       sema_wait_slow(SELF)
    fi
}

inline go_cond_wait(c, m)
{
#ifdef BUG_ticket_is_drawn_late
    go_mutex_release(m);
#endif
    atomic {
        ticket = c.next;
        c.next++
    }
#ifndef BUG_ticket_is_drawn_late
    go_mutex_release(m);
#endif
    go_cond_sleep_slow(c);
    ghost_returns(c);
    ticket = 0;
    go_mutex_acquire(m)
}

/* The waiter of ticket in woken_waiter, unlinked; NIL where it has not come to the list yet. */
inline go_cond_unlink(c)
{
    d_step {
        before = NIL;
        woken_waiter = c.head;
        do
#ifdef BUG_signal_wakes_the_first_that_came
        :: false
#else
        :: woken_waiter != NIL && conds[woken_waiter].ticket != ticket ->
           before = woken_waiter;
           woken_waiter = conds[woken_waiter].next
#endif
        :: else -> break
        od;
        if
        :: woken_waiter == NIL
        :: woken_waiter != NIL && before != NIL -> conds[before].next = conds[woken_waiter].next
        :: woken_waiter != NIL && before == NIL -> c.head = conds[woken_waiter].next
        fi;
        if
        :: woken_waiter != NIL && c.tail == woken_waiter -> c.tail = before
        :: else
        fi;
        before = NIL
    }
}

inline go_cond_signal_slow(c)
{
    sema_lock(c);
    ticket = c.notified;
    if
    :: go_cond_waiting(c) != 0 ->
       c.notified = ticket + 1;
       go_cond_unlink(c)
    :: else
    fi;
    sema_unlock(c);
    if
    :: woken_waiter != NIL -> sema_grant_slow(woken_waiter)
    :: else
    fi;
    woken_waiter = NIL;
    ticket = 0
}

inline go_cond_signal(c)
{
    if
    :: go_cond_waiting(c) != 0 -> go_cond_signal_slow(c)
    :: else
    fi
}

inline go_cond_broadcast_slow(c)
{
    sema_lock(c);
    woken_waiter = c.head;
    c.head = NIL;
    c.tail = NIL; /* the code leaves tail as it is; it reads it no more */
#ifdef BUG_broadcast_notifies_the_list
    c.notified = c.notified + (woken_waiter != NIL -> 1 : 0);
#else
    c.notified = c.next;
#endif
    sema_unlock(c);
    do
    :: woken_waiter != NIL ->
#ifdef BUG_next_is_read_late
       sema_grant_slow(woken_waiter);
       assert(waiter[woken_waiter].state != GHOST_GONE); /* its frame is there */
       after = conds[woken_waiter].next;
#else
       after = conds[woken_waiter].next;
       sema_grant_slow(woken_waiter);
#endif
       woken_waiter = after;
       after = NIL
    :: else -> break
    od
}

inline go_cond_broadcast(c)
{
    if
    :: go_cond_waiting(c) != 0 -> go_cond_broadcast_slow(c)
    :: else
    fi
}
