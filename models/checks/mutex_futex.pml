// SPDX-License-Identifier: MIT
// The futex mutex: exclusion, no lost wake-up, and somebody always gets on.
/*
 * Threads acquire and release as often as they like. The lock promises no order and lets a thread
 * starve, so progress means that some thread goes on acquiring (weak fairness).
 *
 * quick: exclusion threads:3 | -DTHREADS=3 | safety
 * check: exclusion threads:4 | -DTHREADS=4 | safety
 * quick: progress threads:3 | -DTHREADS=3 | progress
 * bug: wait_unchecked | -DTHREADS=2 | deadlock
 * bug: woken_takes_locked | -DTHREADS=3 | deadlock
 * bug: release_stores | -DTHREADS=2 | deadlock
 * bug: release_wakes_first | -DTHREADS=2 | deadlock
 * bug: release_wakes_locked_only | -DTHREADS=2 | deadlock
 */
#include "models/threads.pml"
#include "models/futex.pml"
#include "models/mutex/futex.pml"

futex_mutex mutex;
byte inside;

active [THREADS] proctype thread()
{
    FUTEX_MUTEX_LOCALS;
    do
    :: futex_mutex_try_acquire(mutex);
       if
       :: seen == FUTEX_MUTEX_FREE -> goto progress_inside
       :: else -> seen = 0
       fi
    :: futex_mutex_acquire(mutex);
progress_inside:
       atomic {
           inside++;
           assert(inside == 1)
       }
       inside--;
       futex_mutex_release(mutex)
    :: break
    od;
    atomic {
        ended++;
        if
        :: ended == THREADS -> assert(mutex.word == FUTEX_MUTEX_FREE)
        :: else
        fi
    }
}
