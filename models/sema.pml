// SPDX-License-Identifier: MIT
// The queued semaphore: its lock word, its queue, and how a waiter sleeps and is granted a token.
/*
 * omits: sema_sleep_until_slow (as sema_wait_until_slow)
 * omits: sema_init sema_destroy (zero bytes are a semaphore) sema_count_cpus (below)
 * omits: sema_cpus SEMA_SPIN sema_spin (see the next sentence)
 * omits: sema_is_granted (one value stands for GRANTED and all above)
 *
 * A spin is a choice: the thread sees what it waits for, or it has stopped looking. That covers any
 * number of looks and any number of CPUs.
 *
 * SEMA_COARSE makes a critical section of the lock one step, and a wait a step that is possible
 * only once the waiter has its token. checks/sema.pml shows that the whole code, lock word and
 * futexes included, promises as much. The grant stays a step of its own, since the code makes it
 * after the unlock. Models of what stands on semaphores use this form.
 */
#define SEMA_FREE 0
#define SEMA_HELD 1
#define SEMA_CONTENDED 2

#define SEMA_WAITING 0
#define SEMA_ASLEEP 1
#define SEMA_GRANTED 2
#define GHOST_GONE 3 /* the frame that held the waiter has ended: the word may not be read */

typedef sema {
    byte lock;
    byte count;
    byte head;
    byte tail;
    byte kernel_sleepers; /* on lock */
    byte ghost_holder;    /* of lock */
    bit ghost_freed       /* the memory is no semaphore any more */
}

/* One waiter for each thread: as its stack has the same depth, so the address is the same. */
typedef sema_waiter {
    byte next;
    byte state = GHOST_GONE;
    byte kernel_sleepers /* on state */
}
sema_waiter waiter[NAMES];

#define SEMA_LOCALS byte first, old

/* Lock word: whoever holds it is written down, and nobody touches freed memory. */
inline ghost_lock(sem)
{
    assert(!sem.ghost_freed && sem.ghost_holder == NIL);
    sem.ghost_holder = SELF
}
inline ghost_unlock(sem)
{
    assert(!sem.ghost_freed && sem.ghost_holder == SELF);
    sem.ghost_holder = NIL
}

#ifdef SEMA_COARSE
inline sema_lock(sem)
{
    atomic {
        sem.lock == SEMA_FREE -> sem.lock = SEMA_HELD;
        ghost_lock(sem)
    }
}

inline sema_unlock(sem)
{
    atomic {
        ghost_unlock(sem);
        sem.lock = SEMA_FREE
    }
}

inline sema_wait_slow(w)
{
    atomic {
        waiter[w].state == SEMA_GRANTED -> waiter[w].state = GHOST_GONE
    }
}

inline sema_wait_until_slow(w, in_time)
{
    atomic {
        in_time = (waiter[w].state == SEMA_GRANTED);
        if
        :: in_time -> waiter[w].state = GHOST_GONE
        :: else
        fi
    }
}

inline sema_grant_slow(w)
{
    atomic {
        assert(waiter[w].state == SEMA_WAITING);
        waiter[w].state = SEMA_GRANTED
    }
}
#else
inline sema_lock_slow(sem)
{
#ifdef BUG_spin_exchanges
    do
    :: atomic { sem.lock == SEMA_CONTENDED -> sem.lock = SEMA_HELD }
    :: break
    od;
#endif
    if
    :: atomic { /* a look of the spin */
           sem.lock == SEMA_FREE ->
               sem.lock = SEMA_HELD;
               ghost_lock(sem);
               old = SEMA_FREE
       }
    :: old = SEMA_HELD
    fi;
    do
    :: old == SEMA_FREE -> break
    :: else ->
       atomic {
           old = sem.lock;
           sem.lock = SEMA_CONTENDED;
#ifdef BUG_sleeper_takes_held
           if
           :: old == SEMA_FREE -> sem.lock = SEMA_HELD
           :: else
           fi;
#endif
           if
           :: old == SEMA_FREE -> ghost_lock(sem)
           :: else
           fi
       }
       if
       :: old != SEMA_FREE -> futex_wait(sem.lock, SEMA_CONTENDED, sem.kernel_sleepers)
       :: else
       fi
    od
}

inline sema_unlock_slow(sem)
{
    futex_wake(sem.kernel_sleepers, 1)
}

inline sema_lock(sem)
{
    if
    :: atomic {
           sem.lock == SEMA_FREE -> sem.lock = SEMA_HELD;
           ghost_lock(sem)
       }
    :: sem.lock != SEMA_FREE -> sema_lock_slow(sem)
    fi;
    old = 0
}

inline sema_unlock(sem)
{
#ifdef BUG_unlock_stores
    old = sem.lock;
    atomic {
        ghost_unlock(sem);
        sem.lock = SEMA_FREE
    }
#elif defined(BUG_unlock_wakes_first)
    old = sem.lock;
    if
    :: old == SEMA_CONTENDED -> sema_unlock_slow(sem)
    :: else
    fi;
    old = 0;
    atomic {
        ghost_unlock(sem);
        sem.lock = SEMA_FREE
    }
#else
    atomic {
        ghost_unlock(sem);
        old = sem.lock;
        sem.lock = SEMA_FREE
    }
#endif
    if
    :: old == SEMA_CONTENDED -> sema_unlock_slow(sem)
    :: else
    fi;
    old = 0
}

/* timed: the time may be over at any moment. */
inline sema_await(w, timed)
{
    if
    :: waiter[w].state == SEMA_GRANTED /* a look of the spin */
    :: true ->
       if
#ifdef BUG_sleep_stores
       :: waiter[w].state != SEMA_GRANTED -> waiter[w].state = SEMA_ASLEEP;
#else
       :: atomic {
              waiter[w].state != SEMA_GRANTED -> waiter[w].state = SEMA_ASLEEP
          }
#endif
          do
          :: timed -> break
          :: futex_wait(waiter[w].state, SEMA_ASLEEP, waiter[w].kernel_sleepers);
#ifdef BUG_wait_rechecks_not
             break
#else
             if
             :: waiter[w].state == SEMA_GRANTED -> break
             :: else
             fi
#endif
          od
       :: waiter[w].state == SEMA_GRANTED /* the CAS fails */
       fi
    fi
}

inline sema_wait_slow(w)
{
    sema_await(w, false);
    waiter[w].state = GHOST_GONE
}

inline sema_wait_until_slow(w, in_time)
{
    sema_await(w, true);
    atomic {
        in_time = (waiter[w].state == SEMA_GRANTED);
        if
        :: in_time -> waiter[w].state = GHOST_GONE
        :: else
        fi
    }
}

inline sema_grant_slow(w)
{
#ifdef BUG_grant_stores
    old = waiter[w].state;
    assert(old != GHOST_GONE);
    waiter[w].state = SEMA_GRANTED;
#elif defined(BUG_grant_looks_after)
    waiter[w].state = SEMA_GRANTED;
    assert(waiter[w].state != GHOST_GONE);
    old = SEMA_ASLEEP;
#else
    atomic {
        old = waiter[w].state;
        assert(old != GHOST_GONE);
        waiter[w].state = SEMA_GRANTED
    }
#endif
    if
    :: old == SEMA_ASLEEP -> futex_wake(waiter[w].kernel_sleepers, 1)
    :: else
    fi;
    old = 0
}
#endif

/* The caller holds sem.lock, so this is one step. */
inline sema_enqueue(sem, lifo)
{
    d_step {
        if
        :: sem.head == NIL ->
           waiter[SELF].next = NIL;
           sem.head = SELF;
           sem.tail = SELF
        :: sem.head != NIL && lifo ->
           waiter[SELF].next = sem.head;
           sem.head = SELF
        :: sem.head != NIL && !lifo ->
           waiter[SELF].next = NIL;
           waiter[sem.tail].next = SELF;
           sem.tail = SELF
        fi
    }
}

/* Under the lock: takes a token, or queues; then first is the caller. */
inline ghost_take_or_queue(sem, lifo)
{
    if
    :: sem.count > 0 -> sem.count--
    :: else ->
       waiter[SELF].state = SEMA_WAITING;
       sema_enqueue(sem, lifo);
       ghost_queued(lifo);
       first = SELF
    fi
}

/* Whether it took a token, in first. */
inline sema_try_acquire(sem)
{
    sema_lock(sem);
    atomic {
        if
        :: sem.count > 0 ->
           sem.count--;
           first = SELF
        :: else
        fi
    }
    sema_unlock(sem)
}

/* Under the lock: the first waiter, unlinked, or NIL after the token has gone to the count. */
inline ghost_give_or_count(sem)
{
    first = sem.head;
    if
    :: first != NIL ->
       ghost_dequeued(first);
       sem.head = waiter[first].next
    :: else -> sem.count++
    fi;
    if
    :: sem.head == NIL -> sem.tail = NIL /* the code leaves tail as it is; it reads it no more */
    :: else
    fi
}

#ifdef SEMA_COARSE
inline sema_acquire(sem, lifo)
{
    atomic { ghost_take_or_queue(sem, lifo) }
    if
    :: first == SELF -> sema_wait_slow(SELF)
    :: else
    fi;
    first = NIL
}

inline sema_release(sem, handoff)
{
    atomic { ghost_give_or_count(sem) }
    if
    :: first != NIL -> sema_grant_slow(first)
    :: else
    fi;
    first = NIL
}
#else
inline sema_acquire(sem, lifo)
{
    sema_lock(sem);
    atomic { ghost_take_or_queue(sem, lifo) }
    sema_unlock(sem);
    if
    :: first == SELF ->
       first = NIL;
       sema_wait_slow(SELF)
    :: else
    fi
}

inline sema_release(sem, handoff)
{
    sema_lock(sem);
    atomic { ghost_give_or_count(sem) }
#ifdef BUG_grant_before_unlock
    if
    :: first != NIL -> sema_grant_slow(first)
    :: else
    fi;
    sema_unlock(sem);
#else
    sema_unlock(sem);
    if
    :: first != NIL -> sema_grant_slow(first)
    :: else
    fi;
#endif
    first = NIL
}
#endif
