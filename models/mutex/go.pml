// SPDX-License-Identifier: MIT
// Go's mutex: barging, WOKEN, and starvation mode with its hand-off.
/*
 * omits: go_mutex_init go_mutex_destroy go_mutex_node_init (zero bytes are unlocked)
 * omits: spin_now (see GHOST_WAKES_TO_STARVE)
 * omits: GO_MUTEX_SPIN_PAUSES GO_MUTEX_STARVE_NS (time is no number here)
 * sc_fatal is an assertion.
 * reduced: GO_MUTEX_SPIN_ROUNDS (fewer rounds are possible too, so this covers one CPU)
 *
 * A thread that has been woken may find that it has waited for more than GO_MUTEX_STARVE_NS.
 *
 * CAS_FAILURES is for the check that each thread gets on. With it the model assumes three things
 * that the code leaves to chance, as Go's does, and without which a schedule can starve a thread:
 *  - a CAS that has failed so many times in a row does not fail again;
 *  - a thread is not overtaken between the CAS that counts it as a waiter and its place in the
 *    queue (who comes to the queue first takes a hand-off that is on its way);
 *  - time passes: at its GHOST_WAKES_TO_STARVE-th wake-up a thread starves.
 */
#define GO_MUTEX_LOCKED 1
#define GO_MUTEX_WOKEN 2
#define GO_MUTEX_STARVING 4
#define GO_MUTEX_WAITER 8

#ifndef GO_MUTEX_SPIN_ROUNDS
#define GO_MUTEX_SPIN_ROUNDS 1
#endif
#ifndef GHOST_WAKES_TO_STARVE
#define GHOST_WAKES_TO_STARVE 2
#endif

typedef go_mutex {
    byte state;
    sema queue;
    bit ghost_handed /* a hand-off is on its way: nobody else may take the lock */
}

#define GO_MUTEX_LOCALS                                                                            \
    byte seen, want, left, rounds, wakes, failures;                                                \
    bit queued, starving, woken, took

inline ghost_cas_fails()
{
#ifdef CAS_FAILURES
    failures++
#else
    skip
#endif
}

inline go_mutex_spin_round(m)
{
    if
    :: !woken && !(seen & GO_MUTEX_WOKEN) && seen >= GO_MUTEX_WAITER ->
       atomic {
#ifdef BUG_spin_ors
           m.state = m.state | GO_MUTEX_WOKEN;
           woken = true
#else
           if
           :: m.state == seen ->
              m.state = seen | GO_MUTEX_WOKEN;
              woken = true
           :: else
           fi
#endif
       }
    :: else
    fi
}

inline go_mutex_wanted()
{
    d_step {
        want = seen;
        if
#ifdef BUG_arrivals_barge
        :: true -> want = want | GO_MUTEX_LOCKED
#else
        :: !(seen & GO_MUTEX_STARVING) -> want = want | GO_MUTEX_LOCKED
#endif
        :: else
        fi;
        if
        :: seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING) -> want = want + GO_MUTEX_WAITER
        :: else
        fi;
        if
#ifdef BUG_free_lock_starves
        :: starving -> want = want | GO_MUTEX_STARVING
#else
        :: starving && (seen & GO_MUTEX_LOCKED) -> want = want | GO_MUTEX_STARVING
#endif
        :: else
        fi;
        if
#ifndef BUG_woken_is_kept
        :: woken -> want = want & ~GO_MUTEX_WOKEN
#endif
        :: else
        fi
    }
}

inline go_mutex_take_handoff(m)
{
    assert(!(seen & (GO_MUTEX_LOCKED | GO_MUTEX_WOKEN)) && seen >= GO_MUTEX_WAITER);
    atomic {
#ifdef BUG_handoff_stores
        m.state = seen + GO_MUTEX_LOCKED - GO_MUTEX_WAITER;
#else
        m.state = m.state + GO_MUTEX_LOCKED - GO_MUTEX_WAITER;
#endif
        if
#ifndef BUG_mode_is_kept
        :: !starving || seen / GO_MUTEX_WAITER == 1 -> m.state = m.state - GO_MUTEX_STARVING
#endif
        :: else
        fi;
        assert(m.ghost_handed);
        m.ghost_handed = false
    }
}

inline go_mutex_acquire_slow(m)
{
    seen = m.state;
    do
    :: (seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)) == GO_MUTEX_LOCKED &&
           rounds < GO_MUTEX_SPIN_ROUNDS ->
       rounds++;
       go_mutex_spin_round(m);
       seen = m.state
    :: true ->
       atomic {
#ifdef CAS_FAILURES
           if
           :: failures >= CAS_FAILURES -> seen = m.state
           :: else
           fi;
#endif
           assert(!woken || (seen & GO_MUTEX_WOKEN));
           go_mutex_wanted();
           if
           :: m.state != seen ->
              seen = m.state;
              want = 0;
              ghost_cas_fails()
           :: else ->
              m.state = want;
              failures = 0;
              if
              :: !(seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)) ->
                 assert(!m.ghost_handed);
                 break
              :: else
              fi
           fi;
#ifdef CAS_FAILURES
           if
           :: want != 0 -> sema_acquire(m.queue, queued)
           :: else
           fi
#endif
       }
       if
       :: want != 0 ->
          want = 0;
#ifndef CAS_FAILURES
          sema_acquire(m.queue, queued);
#endif
          queued = true;
          if
#ifdef BUG_nobody_starves
          :: true
#elif defined(CAS_FAILURES)
          :: wakes < GHOST_WAKES_TO_STARVE - 1 -> wakes++
          :: starving = true
#else
          :: true
          :: starving = true
#endif
          fi;
          seen = m.state;
          if
          :: seen & GO_MUTEX_STARVING ->
             go_mutex_take_handoff(m);
             break
          :: else
          fi;
          woken = true;
          rounds = 0
       :: else
       fi
    od;
    atomic {
        seen = 0;
        want = 0;
        rounds = 0;
        wakes = 0;
        failures = 0;
        queued = false;
        starving = false;
        woken = false
    }
}

inline go_mutex_release_slow(m)
{
    assert((left + GO_MUTEX_LOCKED) & GO_MUTEX_LOCKED);
    if
#ifndef BUG_handoff_is_dropped
    :: left & GO_MUTEX_STARVING -> sema_release(m.queue, true)
#endif
    :: else ->
       do
       :: atomic {
#ifdef CAS_FAILURES
              if
              :: failures >= CAS_FAILURES -> left = m.state
              :: else
              fi;
#endif
              if
              :: left < GO_MUTEX_WAITER ||
                     (left & (GO_MUTEX_LOCKED | GO_MUTEX_WOKEN | GO_MUTEX_STARVING)) ->
                 left = 0;
                 break
              :: else ->
                 if
                 :: m.state != left ->
                    left = m.state;
                    ghost_cas_fails()
                 :: else ->
                    m.state = (left - GO_MUTEX_WAITER) | GO_MUTEX_WOKEN;
                    break
                 fi
              fi
          }
       od;
       failures = 0;
       if
       :: left != 0 -> sema_release(m.queue, false)
       :: else
       fi
    fi;
    left = 0
}

inline go_mutex_acquire(m)
{
    if
    :: atomic {
           m.state == 0 -> m.state = GO_MUTEX_LOCKED;
           assert(!m.ghost_handed)
       }
    :: m.state != 0 -> go_mutex_acquire_slow(m)
    fi
}

/* Whether it has taken the lock, in took. */
inline go_mutex_try_acquire(m)
{
    seen = m.state;
    if
    :: !(seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)) ->
       atomic {
           if
           :: m.state == seen ->
              m.state = seen | GO_MUTEX_LOCKED;
              assert(!m.ghost_handed);
              took = true
           :: else
           fi
       }
    :: else
    fi;
    seen = 0
}

inline go_mutex_release(m)
{
    atomic {
        m.state = m.state - GO_MUTEX_LOCKED;
        left = m.state;
        if
        :: left & GO_MUTEX_STARVING -> m.ghost_handed = true
        :: else
        fi
    }
    if
    :: left != 0 -> go_mutex_release_slow(m)
    :: else
    fi
}
