// SPDX-License-Identifier: MIT
// The go select: one case takes place, selects meet without deadlock, and no wake-up is lost.
/*
 * SELECTING threads select between two cases, ROUNDS times. Which cases says the scenario:
 *
 *  MEET    each sends on one channel and receives from the other, in opposite orders
 *  TWICE   each sends on the channel from which it receives
 *  FAN     one receives from two channels, to each of which another thread sends
 *  AGAINST one receives from two channels and one sends on both, while another sends to the first
 *  LATE    one sends on either of two channels; from the first another receives, but only for a
 *          time, from the second one more, until it is closed after the send
 *  CLOSE   each receives from a channel that is closed at some time, or from a nil channel
 *
 *  - Exactly one case takes place: its value goes to one receiver, in the order of the sends.
 *  - No select is left waiting, no waiter stays behind in a queue, no lock is left held.
 *  - No select receives its own send.
 *  - Where the waits are timed, a case takes place or the time is over, and never both.
 *  - All come to their end (weak fairness).
 *
 * quick: meet capacity:0 | -DMEET -DSELECTING=2 -DROUNDS=2 | safety
 * check: meet capacity:1 | -DMEET -DSELECTING=2 -DROUNDS=2 -DCAPACITY=1 | safety
 * check: meet timed | -DMEET -DSELECTING=3 -DTIMED | safety
 * quick: twice | -DTWICE -DSELECTING=2 -DROUNDS=2 | safety
 * check: twice timed | -DTWICE -DSELECTING=3 -DTIMED | safety
 * quick: fan | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | safety
 * check: fan capacity:1 | -DFAN -DSELECTING=1 -DROUNDS=4 -DSENDS=2 -DPLAIN=2 -DCAPACITY=1 | safety
 * check: against timed | -DAGAINST -DSELECTING=2 -DPLAIN=1 -DTIMED | safety
 * check: against at once | -DAGAINST -DSELECTING=2 -DPLAIN=1 -DTRIES | safety
 * check: fan at once | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 -DCAPACITY=1 -DTRIES | safety
 * quick: close | -DCLOSE -DSELECTING=2 -DPLAIN=1 | safety
 * quick: late | -DLATE -DSELECTING=2 -DPLAIN=1 | safety
 * quick: all end meet | -DMEET -DSELECTING=2 -DROUNDS=2 | ltl all_end
 * quick: all end fan | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | ltl all_end
 * bug: locks_in_the_order_of_cases | -DMEET -DSELECTING=2 | deadlock
 * bug: unlocks_before_it_queues | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | deadlock
 * bug: decide_looks_first | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | assertion
 * bug: all_decide | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | assertion
 * bug: one_look_at_several | -DMEET -DSELECTING=3 -DROUNDS=2 -DCAPACITY=1 -DTRIES | assertion
 * bug: losers_stay | -DFAN -DSELECTING=1 -DROUNDS=2 -DPLAIN=2 | assertion
 * bug: time_decides_nothing | -DAGAINST -DSELECTING=2 -DPLAIN=1 -DTIMED | assertion
 * bug: chooses_once | -DLATE -DSELECTING=2 -DPLAIN=1 | deadlock
 */
#ifndef PLAIN
#define PLAIN 0
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef SENDS
#define SENDS 1
#endif
#ifndef CAPACITY
#define CAPACITY 0
#endif
#ifdef TRIES
#define DEADLINE GHOST_AT_ONCE
#endif
#ifdef TIMED
#define DEADLINE GHOST_SOMETIME
#endif
#ifndef DEADLINE
#define DEADLINE GHOST_NEVER
#endif
#define THREADS (SELECTING + PLAIN)
#define GHOST_CASES 2
#define GHOST_CHANNELS 2
#define GHOST_CAPACITY CAPACITY
#define GHOST_VALUES (THREADS * 2 + CAPACITY + 1)
#include "models/threads.pml"
#define SEMA_COARSE
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/channel/go_ring.pml"
#include "models/channel/go_ring_locked.pml"
#include "models/channel/waiter.pml"
#include "models/ghost/values.pml"
#include "models/channel/go_lock.pml"
#include "models/channel/go_steps.pml"
#include "models/channel/go_whole.pml"
#include "models/channel/go.pml"
#include "models/select/go_poll.pml"
#include "models/select/go.pml"

short done; /* sends that are done, less values that have been received */

inline ghost_account(is_send, got)
{
    if
    :: outcome == GO_CHANNEL_DONE && is_send -> done++
    :: outcome == GO_CHANNEL_DONE && !is_send ->
       assert(got > 0 && (got - 1) / 16 != _pid);
       done--
    :: outcome == GO_CHANNEL_CLOSED -> assert(!is_send && got == 0)
#ifdef LATE
    :: outcome == GO_CHANNEL_NOT_READY -> assert(_pid == 1)
#else
    :: outcome == GO_CHANNEL_NOT_READY -> assert(DEADLINE != GHOST_NEVER)
#endif
    fi;
    outcome = 0
}

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(done == GHOST_COUNT(0) + GHOST_COUNT(1));
           assert(order[0].length == GHOST_COUNT(0));
           assert(order[1].length == GHOST_COUNT(1));
           assert(channel[0].lock == SEMA_FREE && channel[1].lock == SEMA_FREE)
        :: else
        fi
    }
}

/* The case numbered w is of channel target. Its value, if it sends, is one that no other sends. */
inline ghost_case(w, target, does_send)
{
    cases[w].channel = target;
    cases[w].sends = does_send;
    cases[w].element = (does_send -> _pid * 16 + i * 2 + w - CASE(0) + 1 : 0)
}

active [SELECTING] proctype selecting()
{
    SEMA_LOCALS;
    GO_CHANNEL_LOCALS;
    GO_SELECT_LOCALS;
    byte i;
    do
    :: i < ROUNDS ->
       atomic {
#if defined(MEET)
           if
           :: _pid % 2 == 0 ->
              ghost_case(CASE(0), 1, true);
              ghost_case(CASE(1), 2, false)
           :: else ->
              ghost_case(CASE(0), 2, true);
              ghost_case(CASE(1), 1, false)
           fi;
#elif defined(TWICE)
           ghost_case(CASE(0), 1, true);
           ghost_case(CASE(1), 1, false);
#elif defined(FAN)
           ghost_case(CASE(0), 1, false);
           ghost_case(CASE(1), 2, false);
#elif defined(AGAINST)
           ghost_case(CASE(0), 1, _pid == 0);
           ghost_case(CASE(1), 2, _pid == 0);
#elif defined(LATE)
           ghost_case(CASE(0), 1, _pid == 0);
           ghost_case(CASE(1), (_pid == 0 -> 2 : NIL), true);
#elif defined(CLOSE)
           ghost_case(CASE(0), NIL, false);
           ghost_case(CASE(1), 1, false);
#endif
           i++
       }
#ifdef LATE
       go_select_until_slow((_pid == 0 -> GHOST_NEVER : GHOST_SOMETIME));
#else
       go_select_until_slow(DEADLINE);
#endif
       atomic {
           if
           :: chosen != NIL -> ghost_account(cases[chosen].sends, cases[chosen].element)
           :: else -> ghost_account(false, 0)
           fi;
           chosen = NIL
       }
    :: else -> break
    od;
#ifdef LATE
    if
    :: _pid == 0 -> go_channel_close_slow(1)
    :: else
    fi;
#endif
    ghost_ends()
}

#if PLAIN
active [PLAIN] proctype plain()
{
    SEMA_LOCALS;
    GO_CHANNEL_LOCALS;
    byte i;
#ifdef CLOSE
    go_channel_close_slow(0);
    outcome = 0;
#elif defined(LATE)
    go_channel_receive_whole(1, i, GHOST_NEVER);
    atomic {
        ghost_account(false, i);
        i = 0
    }
#else
    do
    :: i < SENDS ->
       i++;
       go_channel_send_whole((_pid - SELECTING), _pid * 16 + i, DEADLINE);
       atomic { ghost_account(true, 0) }
    :: else -> break
    od;
#endif
    ghost_ends()
}
#endif

#ifdef LTL
ltl all_end { <> (ended == THREADS) }
#endif
