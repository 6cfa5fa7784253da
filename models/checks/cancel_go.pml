// SPDX-License-Identifier: MIT
// Go's tree of contexts: all below are cancelled, once, and one that has left may be freed.
/*
 * Context 1 is above 2, and 2 above 3; with a fourth thread 4 is beside 3. Thread 0 cancels 1,
 * thread 1 cancels 2, in any order and each twice. Thread 2 puts 3 into the tree at some time,
 * which may have a timer, may wait until it is cancelled, and destroys it. The timer fires at some
 * time or never. A fourth thread does the same as thread 2 with context 4.
 *
 *  - No order of locks ends in a deadlock, and who waits for a cancel gets it.
 *  - A channel is closed once, and whoever finds it closed finds a reason.
 *  - When a cancel has returned, every context below is cancelled.
 *  - Nobody touches a context that has been destroyed.
 *  - All come to their end (weak fairness).
 *
 * quick: contexts:3 | -DTHREADS=4 | safety
 * large: contexts:4 | -DTHREADS=4 -DGHOST_CONTEXTS=4 -DNO_TIMER | safety
 * large: all end | -DTHREADS=4 | ltl all_end
 * bug: forget_does_not_wait | -DTHREADS=4 | assertion
 * bug: leave_looks_without_the_lock | -DTHREADS=4 | assertion
 * bug: end_does_not_look | -DTHREADS=4 | assertion
 * bug: done_comes_first | -DTHREADS=4 | assertion
 * bug: leave_comes_first | -DTHREADS=4 | assertion
 * bug: init_looks_without_the_lock | -DTHREADS=4 | assertion
 */
#include "models/threads.pml"
#define SEMA_COARSE
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/cancel/timer.pml"
#include "models/cancel/go.pml"

#define CANCELED 1
#define TIMED_OUT 2

bit there[GHOST_CONTEXTS + 1]; /* its init has returned, and its destroy has not begun */

#define GHOST_CANCELLED(x) (!there[x] || contexts[x].reason != 0)

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(contexts[1].done == 1 && contexts[2].done == 1);
           assert(contexts[1].children == NIL && contexts[2].children == NIL)
        :: else
        fi
    }
}

/* Cancels x. Then all below it that are there have been cancelled. */
inline ghost_cancels(x)
{
    go_cancel_cancel_slow(x, CANCELED);
    atomic {
        assert(contexts[x].reason != 0);
        assert(GHOST_CANCELLED(2) && GHOST_CANCELLED(3));
#if GHOST_CONTEXTS > 3
        assert(GHOST_CANCELLED(4))
#endif
    }
}

/* The life of a context below 2. */
inline ghost_lives(x)
{
    go_cancel_init_child(x, 2);
    there[x] = true;
#ifndef NO_TIMER
    if
    :: contexts[x].reason == 0 -> contexts[x].ghost_timed = true
    :: true
    fi;
#endif
    if
    :: contexts[x].done > 0 -> assert(contexts[x].reason != 0)
    :: true
    fi;
    there[x] = false;
    go_cancel_destroy(x)
}

active [THREADS] proctype thread()
{
    GO_CANCEL_LOCALS;
    SEMA_LOCALS;
    if
    :: _pid == 0 ->
       atomic { /* the tree before anything happens */
           contexts[2].parent = 1;
           contexts[2].listed = true;
           contexts[1].children = 2;
           there[1] = true;
           there[2] = true
       }
       ghost_cancels(1)
    :: _pid == 1 && there[2] ->
       ghost_cancels(2);
       ghost_cancels(2)
    :: _pid == 2 && there[2] -> ghost_lives(3)
#ifdef NO_TIMER
    :: _pid == 3 && there[2] -> ghost_lives(4)
#else
    :: _pid == 3 ->
       if
       :: atomic {
              contexts[3].ghost_timed ->
                  contexts[3].ghost_timed = false;
                  contexts[3].ghost_fires = true
          }
          go_cancel_expire_slow(3, TIMED_OUT);
          contexts[3].ghost_fires = false
       :: true
       fi
#endif
    fi;
    ghost_ends()
}

#ifdef LTL
ltl all_end { <> (ended == THREADS) }
#endif
