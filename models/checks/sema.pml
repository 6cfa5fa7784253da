// SPDX-License-Identifier: MIT
// The queued semaphore with every step of its lock word, its waiters and their futexes.
/*
 * Threads take a token, at the end of the queue or at its front, and give it back, as often as they
 * like. Or (FREES) one thread waits for a token from another and then frees the semaphore.
 *
 *  - At most TOKENS threads hold one, and none is lost: at the end all are in the count.
 *  - No wake-up is lost: where a thread sleeps for ever, the end state is invalid.
 *  - Tokens go to waiters in the order of the queue.
 *  - Whatever the schedule, some thread goes on taking tokens (weak fairness). That each does is
 *    not promised: the lock word is not fair.
 *
 * quick: exclusion threads:2 | -DTHREADS=2 -DTRIES | safety
 * check: exclusion threads:3 | -DTHREADS=3 -DONLY_FIFO | safety
 * check: exclusion threads:3 tokens:2 | -DTHREADS=3 -DTOKENS=2 -DONLY_FIFO | safety
 * quick: freed by the receiver | -DFREES | safety
 * quick: progress threads:2 | -DTHREADS=2 | progress
 * check: progress threads:3 | -DTHREADS=3 -DONLY_FIFO -DGHOST_SPURIOUS=0 | progress
 * bug: wait_unchecked | -DTHREADS=2 | deadlock
 * bug: unlock_stores | -DTHREADS=2 | deadlock
 * bug: unlock_wakes_first | -DTHREADS=2 | deadlock
 * bug: sleeper_takes_held | -DTHREADS=3 -DONLY_FIFO | deadlock
 * bug: spin_exchanges | -DTHREADS=3 -DONLY_FIFO | deadlock
 * bug: sleep_stores | -DTHREADS=2 | deadlock
 * bug: wait_rechecks_not | -DTHREADS=2 | assertion
 * bug: grant_stores | -DTHREADS=2 | deadlock
 * bug: grant_looks_after | -DTHREADS=2 | assertion
 * bug: grant_before_unlock | -DFREES | assertion
 */
#include "models/threads.pml"
#include "models/futex.pml"

/* The order that the queue promises. */
byte ghost_queue[THREADS];
byte ghost_length;
inline ghost_queued(lifo)
{
    d_step {
        at = ghost_length;
        if
        :: lifo ->
           do
           :: at > 0 ->
              ghost_queue[at] = ghost_queue[at - 1];
              at--
           :: else -> break
           od
        :: else
        fi;
        ghost_queue[at] = SELF;
        ghost_length++;
        at = 0
    }
}
inline ghost_dequeued(w)
{
    d_step {
        assert(w == ghost_queue[0]);
        ghost_length--;
        do
        :: at < ghost_length ->
           ghost_queue[at] = ghost_queue[at + 1];
           at++
        :: else -> break
        od;
        ghost_queue[ghost_length] = NIL;
        at = 0
    }
}

#include "models/sema.pml"

#ifndef TOKENS
#define TOKENS 1
#endif

sema semaphore;
byte holding;

#ifdef FREES
active [2] proctype thread()
{
    SEMA_LOCALS, at;
    if
    :: _pid == 0 ->
       sema_acquire(semaphore, false);
       semaphore.ghost_freed = true
    :: _pid == 1 -> sema_release(semaphore, false)
    fi
}
#else
bit ready;

active [THREADS] proctype thread()
{
    SEMA_LOCALS, at;
    if
    :: atomic {
           _pid == 0 -> semaphore.count = TOKENS;
           ready = true
       }
    :: _pid != 0 && ready
    fi;
again:
    do
    :: if
       :: sema_acquire(semaphore, false)
#ifndef ONLY_FIFO
       :: sema_acquire(semaphore, true)
#endif
#ifdef TRIES
       :: sema_try_acquire(semaphore);
          if
          :: first == NIL -> goto again
          :: else -> first = NIL
          fi
#endif
       fi;
progress_holds:
       atomic {
           holding++;
           assert(holding <= TOKENS)
       }
       holding--;
       sema_release(semaphore, false)
    :: break
    od;
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(semaphore.count == TOKENS && semaphore.head == NIL && semaphore.lock == SEMA_FREE)
        :: else
        fi
    }
}
#endif
