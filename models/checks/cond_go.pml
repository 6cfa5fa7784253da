// SPDX-License-Identifier: MIT
// Go's cond: no lost wake-up, the longest waiting is woken, and no wait returns without a notice.
/*
 * WAITING threads take TAKES items each, and wait on the cond while there is none. NOTIFYING
 * threads share the work of adding as many: each adds one under the mutex and signals, with the
 * mutex held or after its release. Or (BROADCAST) they wait for a flag, and a broadcast follows it;
 * then the last to return frees the cond.
 *
 * The mutex is one that is taken in one step (models/ghost/exclusive.pml).
 *
 *  - No thread is left waiting for an item that is there.
 *  - A wait returns only when its ticket has been notified, and tickets are notified in order.
 *  - After the last wait has returned, no signal touches the cond.
 *  - All come to their end (weak fairness).
 *
 * quick: signal waiting:2 notifying:1 | -DWAITING=2 -DNOTIFYING=1 | safety
 * check: signal waiting:2 notifying:2 | -DWAITING=2 -DNOTIFYING=2 | safety
 * check: signal waiting:3 notifying:1 | -DWAITING=3 -DNOTIFYING=1 | safety
 * quick: broadcast waiting:2 | -DWAITING=2 -DNOTIFYING=1 -DBROADCAST | safety
 * check: broadcast waiting:3 | -DWAITING=3 -DNOTIFYING=1 -DBROADCAST | safety
 * quick: all end signal | -DWAITING=2 -DNOTIFYING=1 | ltl all_end
 * quick: all end broadcast | -DWAITING=2 -DNOTIFYING=1 -DBROADCAST | ltl all_end
 * bug: ticket_is_drawn_late | -DWAITING=1 -DNOTIFYING=1 | deadlock
 * bug: sleeper_does_not_look | -DWAITING=1 -DNOTIFYING=1 | deadlock
 * bug: signal_wakes_the_first_that_came | -DWAITING=2 -DNOTIFYING=1 | assertion
 * bug: broadcast_notifies_the_list | -DWAITING=2 -DNOTIFYING=1 -DBROADCAST | deadlock
 * bug: next_is_read_late | -DWAITING=2 -DNOTIFYING=1 -DBROADCAST | assertion
 */
#define THREADS (WAITING + NOTIFYING)
#ifndef TAKES
#define TAKES 1
#endif
#include "models/threads.pml"
#define SEMA_COARSE
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/ghost/exclusive.pml"

#include "models/cond/go.pml"

inline ghost_returns(c) { assert(go_cond_is_notified(c, ticket)) }

go_mutex mutex;
go_cond cond;
byte items; /* or the flag */
byte added;
byte returned;
bit one_was_woken; /* so the broadcast has begun */

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(mutex.state == 0 && cond.head == NIL && cond.next == cond.notified);
           assert(items == 0 || added == 0)
        :: else
        fi
    }
}

active [WAITING] proctype waiting()
{
    SEMA_LOCALS;
    GO_COND_LOCALS;
    byte i;
    do
    :: i < TAKES ->
       go_mutex_acquire(mutex);
       do
       :: items == 0 ->
          go_cond_wait(cond, mutex);
          one_was_woken = true
       :: else -> break
       od;
#ifndef BROADCAST
       items--;
#endif
       i++;
       go_mutex_release(mutex)
    :: else -> break
    od;
#ifdef BROADCAST
    atomic {
        returned++;
        cond.ghost_freed = (returned == WAITING && one_was_woken)
    }
#endif
    ghost_ends()
}

active [NOTIFYING] proctype notifying()
{
    SEMA_LOCALS;
    GO_COND_LOCALS;
#ifdef BROADCAST
    go_mutex_acquire(mutex);
    items = 1;
    if
    :: go_cond_broadcast(cond);
       go_mutex_release(mutex)
    :: go_mutex_release(mutex);
       go_cond_broadcast(cond)
    fi;
#else
    bit more = true;
    do
    :: more ->
       go_mutex_acquire(mutex);
       if
       :: added < WAITING * TAKES ->
          added++;
          items++;
          if
          :: go_cond_signal(cond);
             go_mutex_release(mutex)
          :: go_mutex_release(mutex);
             go_cond_signal(cond)
          fi
       :: else ->
          more = false;
          go_mutex_release(mutex)
       fi
    :: else -> break
    od;
#endif
    ghost_ends()
}

#ifdef LTL
ltl all_end { <> (ended == THREADS) }
#endif
