// SPDX-License-Identifier: MIT
// Go's wait group: a wait returns after the last done, all do, and then the memory may be freed.
/*
 * WORKERS threads do their part of a round and say so; WAITERS threads wait. The last of the
 * waiters to return begins the next round with an add, or frees the group after ROUNDS rounds.
 *
 *  - A wait returns only after every part of its round.
 *  - No waiter is left asleep, and no token and no waiter is left in the group.
 *  - Use that follows the rules never meets a fatal error; three kinds of misuse do.
 *  - After the last wait has returned no done touches the group.
 *  - Every thread comes to its end (weak fairness).
 *
 * quick: rounds:2 workers:2 waiters:1 | -DROUNDS=2 -DWORKERS=2 -DWAITERS=1 | safety
 * quick: rounds:2 workers:2 waiters:2 | -DROUNDS=2 -DWORKERS=2 -DWAITERS=2 | safety
 * quick: sema:whole waiters:1 | -DROUNDS=1 -DWORKERS=1 -DWAITERS=1 -DSEMA_WHOLE | safety
 * check: sema:whole waiters:2 | -DROUNDS=1 -DWORKERS=1 -DWAITERS=2 -DSEMA_WHOLE | safety
 * quick: all end | -DROUNDS=2 -DWORKERS=2 -DWAITERS=2 | ltl all_end
 * bug: tokens_come_first | -DROUNDS=1 -DWORKERS=1 -DWAITERS=1 | assertion
 * bug: one_waiter_is_let_go | -DROUNDS=1 -DWORKERS=1 -DWAITERS=2 | deadlock
 * bug: waiter_adds | -DROUNDS=1 -DWORKERS=1 -DWAITERS=1 | deadlock
 * bug: add_looks_after | -DROUNDS=1 -DWORKERS=1 -DWAITERS=1 | assertion
 * bug: misuse_done_too_often | -DROUNDS=1 -DWORKERS=1 -DWAITERS=1 | assertion
 * bug: misuse_early_reuse | -DROUNDS=2 -DWORKERS=1 -DWAITERS=2 | assertion
 */
#define THREADS (WAITERS + WORKERS)
#include "models/threads.pml"
#ifndef SEMA_WHOLE
#define SEMA_COARSE
#endif
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/waitgroup/go.pml"

go_waitgroup waitgroup;
byte round;    /* the last that has begun */
byte parts;    /* done, in all rounds */
byte returned; /* waits of this round */

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(waitgroup.state == 0);
           assert(waitgroup.tokens.count == 0 && waitgroup.tokens.head == NIL)
        :: else
        fi
    }
}

active [WAITERS] proctype waiting()
{
    SEMA_LOCALS;
    GO_WAITGROUP_LOCALS;
    byte mine = 1; /* round */
    bit starts;    /* the next one */
    starts = (_pid == 0);
    do
    :: starts ->
       starts = false;
       go_waitgroup_add(waitgroup, WORKERS);
       round++
    :: else ->
       if
       :: mine > ROUNDS -> break
       :: mine <= ROUNDS && round >= mine -> skip
       fi;
       go_waitgroup_wait(waitgroup);
       atomic {
           assert(parts == WORKERS * mine);
           mine++;
           returned++;
#ifdef BUG_misuse_early_reuse
           starts = (returned == 1 && mine <= ROUNDS);
#else
           starts = (returned == WAITERS && mine <= ROUNDS);
#endif
           if
           :: returned == WAITERS ->
              returned = 0;
              waitgroup.ghost_freed = (mine > ROUNDS);
              waitgroup.tokens.ghost_freed = (mine > ROUNDS)
           :: else
           fi
       }
    od;
    ghost_ends()
}

active [WORKERS] proctype working()
{
    SEMA_LOCALS;
    GO_WAITGROUP_LOCALS;
    byte mine = 1;
    do
    :: mine <= ROUNDS && round >= mine ->
       parts++;
       go_waitgroup_done(waitgroup);
#ifdef BUG_misuse_done_too_often
       go_waitgroup_done(waitgroup);
#endif
       mine++
    :: mine > ROUNDS -> break
    od;
    ghost_ends()
}

#ifdef LTL
ltl all_end { <> (ended == THREADS) }
#endif
