// SPDX-License-Identifier: MIT
// Go's mutex: exclusion, no lost wake-up, hand-off to the waiter alone, and no thread starves.
/*
 * Threads acquire and release as often as they like (or at most TURNS times), and end when they
 * like. So a thread that is left asleep shows as an invalid end state.
 *
 *  - From the release of a starving lock until the front of the queue has it, nobody else takes it.
 *  - A word that the code calls inconsistent never arises.
 *  - Each acquire returns (weak fairness, and what models/mutex/go.pml says of CAS_FAILURES).
 *
 * quick: exclusion threads:2 | -DTHREADS=2 -DSEMA_COARSE -DTRIES | safety
 * check: exclusion threads:2 sema:whole | -DTHREADS=2 -DSPINS=0 | safety
 * check: exclusion threads:3 spins:0 | -DTHREADS=3 -DSEMA_COARSE -DSPINS=0 | safety
 * check: exclusion threads:3 turns:2 | -DTHREADS=3 -DSEMA_COARSE -DTURNS=2 | safety
 * check: attempts threads:3 | -DTHREADS=3 -DSEMA_COARSE -DTURNS=2 -DTRIES -DSPINS=0 | safety
 * quick: each gets on threads:2 | -DTHREADS=2 -DSEMA_COARSE -DCAS_FAILURES=1 | ltl gets_on
 * bug: arrivals_barge | -DTHREADS=3 -DSEMA_COARSE | assertion
 * bug: free_lock_starves | -DTHREADS=2 -DSEMA_COARSE | assertion
 * bug: woken_is_kept | -DTHREADS=2 -DSEMA_COARSE | deadlock
 * bug: mode_is_kept | -DTHREADS=2 -DSEMA_COARSE | assertion
 * bug: handoff_stores | -DTHREADS=3 -DSEMA_COARSE | deadlock
 * bug: handoff_is_dropped | -DTHREADS=2 -DSEMA_COARSE | deadlock
 * bug: spin_ors | -DTHREADS=3 -DSEMA_COARSE -DTURNS=2 | assertion
 * bug: nobody_starves | -DTHREADS=2 -DSEMA_COARSE -DCAS_FAILURES=1 | cycle gets_on
 */
#include "models/threads.pml"
#ifdef SPINS
#define GO_MUTEX_SPIN_ROUNDS SPINS
#endif
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/mutex/go.pml"

go_mutex mutex;
byte inside;
bit acquiring; /* thread 0 is in its acquire */

active [THREADS] proctype thread()
{
    SEMA_LOCALS;
    GO_MUTEX_LOCALS;
#ifdef TURNS
    byte turns;
#endif
again:
    do
    :: atomic {
#ifdef TURNS
           turns < TURNS -> turns++;
#endif
           if
           :: _pid == 0 -> acquiring = true
           :: else
           fi
       }
       if
#ifdef TRIES
       :: go_mutex_try_acquire(mutex);
          if
          :: took -> took = false
          :: else -> goto again
          fi
#endif
       :: go_mutex_acquire(mutex)
       fi;
       atomic {
           inside++;
           assert(inside == 1);
           if
           :: _pid == 0 -> acquiring = false
           :: else
           fi
       }
       inside--;
       go_mutex_release(mutex)
    :: break
    od;
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(mutex.state == 0 && mutex.queue.count == 0 && mutex.queue.head == NIL)
        :: else
        fi
    }
}

#ifdef LTL
ltl gets_on { [] (acquiring -> <> !acquiring) }
#endif
