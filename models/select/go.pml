// SPDX-License-Identifier: MIT
// Go's select: all locks in order, one case that can proceed, or a waiter in every queue.
/*
 * omits: go_select_send_case go_select_receive_case (the model's threads fill the cases in)
 * omits: go_select_merge go_select_sort_slow (no other thread takes part; see go_select_lock)
 * omits: go_select_wait go_select_try go_select_wait_until (go_select_until_slow)
 * omits: go_select_step (in go_select_until_slow)
 *
 * Cases have the names of their waiters. A channel has its number and 1 more, so that NIL is nil.
 * chosen: a case, or NIL. Which of several ready cases is chosen is open, as nobody may rely on it.
 */
#define GO_SELECT_LOCALS                                                                           \
    byte k, side, chosen;                                                                          \
    bit decided;                                                                                   \
    GO_SELECT_POLL_LOCALS

/* Whether a case of this thread is of channel c. */
#define GHOST_USES(c) (cases[CASE(0)].channel == (c) + 1 || cases[CASE(1)].channel == (c) + 1)

#ifdef BUG_locks_in_the_order_of_cases
inline go_select_lock()
{
    if
    :: cases[CASE(0)].channel != NIL -> go_channel_lock(THE_CHANNEL(CASE(0)))
    :: else
    fi;
    if
    :: cases[CASE(1)].channel != NIL && cases[CASE(1)].channel != cases[CASE(0)].channel ->
       go_channel_lock(THE_CHANNEL(CASE(1)))
    :: else
    fi
}
#else
/* What the walk through the sorted list comes to: in the order of channels, each once. */
inline go_select_lock()
{
    k = 0;
    do
    :: k < GHOST_CHANNELS ->
       if
       :: GHOST_USES(k) -> go_channel_lock(k)
       :: else
       fi;
       k++
    :: else -> break
    od;
    k = 0
}
#endif

inline go_select_unlock()
{
    k = 0;
    do
    :: k < GHOST_CHANNELS ->
       if
       :: GHOST_USES(k) -> go_channel_unlock(k)
       :: else
       fi;
       k++
    :: else -> break
    od;
    k = 0
}

/* In side. */
inline go_select_queue(w)
{
    side = (cases[w].sends -> SENDERS(THE_CHANNEL(w)) : RECEIVERS(THE_CHANNEL(w)))
}

/* In decided, for the moment. */
inline go_select_ready(w)
{
    if
    :: cases[w].channel == NIL -> decided = false
    :: else ->
       if
       :: channel[THE_CHANNEL(w)].closed -> decided = true
       :: !channel[THE_CHANNEL(w)].closed && cases[w].sends ->
          if
          :: GHOST_COUNT(THE_CHANNEL(w)) < GHOST_CAPACITY ->
             decided = true
          :: else ->
             go_channel_awaited(RECEIVERS(THE_CHANNEL(w)));
             decided = (found != NIL)
          fi
       :: else ->
          if
          :: GHOST_COUNT(THE_CHANNEL(w)) > 0 -> decided = true
          :: else ->
             go_channel_awaited(SENDERS(THE_CHANNEL(w)));
             decided = (found != NIL)
          fi
       fi
    fi
}

inline go_select_choose()
{
    chosen = NIL;
    k = 0;
    do
    :: k < GHOST_CASES ->
       go_select_ready(CASE(k));
       if
       :: decided -> chosen = CASE(k)
       :: chosen != NIL
       :: !decided
       fi;
       k++
    :: else -> break
    od;
    k = 0;
    found = NIL;
    decided = false
}

inline go_select_end()
{
    cases[chosen].received = (!cases[chosen].sends && outcome == GO_CHANNEL_DONE)
}

/* Called with all locks held, returns without them: the case in chosen, or NIL. */
inline go_select_park_slow(timed)
{
#ifdef BUG_unlocks_before_it_queues
    go_select_unlock();
#endif
    k = 0;
    do
    :: k < GHOST_CASES ->
       if
       :: cases[CASE(k)].channel != NIL -> go_channel_slow_down(THE_CHANNEL(CASE(k)))
       :: else
       fi;
       k++
    :: else -> break
    od;
    atomic {
        go_channel_park();
        k = 0;
        do
        :: k < GHOST_CASES ->
           if
           :: cases[CASE(k)].channel != NIL ->
              waits[CASE(k)].parked = SELF;
              waits[CASE(k)].element = cases[CASE(k)].element;
              waits[CASE(k)].ghost_select = true;
              go_select_queue(CASE(k));
              go_channel_enqueue(side, CASE(k))
           :: else
           fi;
           k++
        :: else -> break
        od;
        k = 0;
        side = 0
    }
#ifndef BUG_unlocks_before_it_queues
    go_select_unlock();
#endif
    decided = true;
    timely = false;
    if
    :: timed -> sema_wait_until_slow(SELF, timely)
    :: else
    fi;
    if
    :: !timely ->
       if
       :: timed ->
          atomic {
#ifdef BUG_time_decides_nothing
              decided = false;
#else
              decided = parks[SELF].decided;
              parks[SELF].decided = true;
#endif
              if
              :: !decided -> ghost_decided(SELF, NIL)
              :: else
              fi
          }
       :: else
       fi;
       if
       :: decided -> sema_wait_slow(SELF)
       :: else
       fi
    :: else
    fi;
    chosen = (decided -> parks[SELF].winner : NIL);
    do
    :: k < GHOST_CASES ->
       if
       :: cases[CASE(k)].channel != NIL && CASE(k) != chosen ->
#ifndef BUG_losers_stay
          sema_lock(channel[THE_CHANNEL(CASE(k))]);
          if
          :: waits[CASE(k)].queued ->
             atomic {
                 go_select_queue(CASE(k));
                 go_channel_unlink(side, CASE(k));
                 side = 0
             }
          :: else
          fi;
          go_channel_unlock(THE_CHANNEL(CASE(k)))
#endif
       :: else
       fi;
       k++
    :: else -> break
    od;
    k = 0;
    atomic {
        if
        :: chosen != NIL ->
           outcome = (waits[chosen].transferred -> GO_CHANNEL_DONE : GO_CHANNEL_CLOSED);
           if
           :: !cases[chosen].sends ->
              cases[chosen].element = (waits[chosen].transferred -> waits[chosen].element : 0)
           :: else
           fi
        :: else -> outcome = GO_CHANNEL_NOT_READY
        fi;
        do
        :: k < GHOST_CASES ->
           ghost_waiter_ends(CASE(k));
           k++
        :: else -> break
        od;
        k = 0;
        waiter[SELF].state = GHOST_GONE;
        decided = false;
        timely = false
    }
}

/* The rest of it, with the locks. */
inline ghost_select_locked(deadline)
{
    go_select_lock();
    do
    :: go_select_choose();
       if
       :: chosen == NIL -> break
       :: else
       fi;
       if
       :: cases[chosen].sends -> go_channel_send_step(THE_CHANNEL(chosen), cases[chosen].element)
       :: else -> go_channel_receive_step(THE_CHANNEL(chosen), cases[chosen].element)
       fi;
       if
       :: outcome != GO_CHANNEL_NOT_READY -> break
       :: else
       fi;
#ifdef BUG_chooses_once
       chosen = NIL;
       break
#else
       skip
#endif
    od;
    if
    :: chosen != NIL ->
       go_select_unlock();
       if
       :: found != NIL ->
          go_channel_complete_slow(found, cases[chosen].sends, cases[chosen].element, true)
       :: else
       fi;
       found = NIL
    :: chosen == NIL && deadline == GHOST_AT_ONCE ->
       go_select_unlock();
       outcome = GO_CHANNEL_NOT_READY
    :: chosen == NIL && deadline != GHOST_AT_ONCE ->
       go_select_park_slow(deadline == GHOST_SOMETIME)
    fi
}

inline go_select_until_slow(deadline)
{
    go_select_quick((deadline != GHOST_AT_ONCE));
    if
    :: quick
    :: else -> ghost_select_locked(deadline)
    fi;
    quick = false;
    if
    :: chosen != NIL -> go_select_end()
    :: else
    fi
}
