// SPDX-License-Identifier: MIT
// The go channel: values once and in order, waiters in order, close ends every wait.
/*
 * SENDERS threads send GHOST_SENDS values each, and RECEIVING threads receive until the channel is
 * closed: by the last sender, or (CLOSES) by a thread of its own at any time. TIMED says whether
 * the waits are timed, and TRIES that there are none.
 *
 *  - A value is received once, and in the order of the sends. One that a close or the end of the
 *    time sends back is received by nobody.
 *  - Who has waited longest is served first.
 *  - Nobody is left waiting, and all come to their end (weak fairness).
 *
 * quick: capacity:0 senders:2 receivers:1 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=0 | safety
 * quick: capacity:1 senders:1 receivers:2 | -DSENDING=1 -DRECEIVING=2 -DCAPACITY=1 | safety
 * large: capacity:1 senders:2 receivers:2 | -DSENDING=2 -DRECEIVING=2 -DCAPACITY=1 | safety
 * check: capacity:2 senders:2 receivers:1 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=2 | safety
 * check: close at any time capacity:0 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=0 -DCLOSES=1 | safety
 * check: close at any time capacity:1 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 -DCLOSES=1 | safety
 * check: timed | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=0 -DTIMED | safety
 * quick: whole semaphore | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 -DSEMA_WHOLE | safety
 * quick: all end | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 | ltl all_end
 * check: tries capacity:1 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 -DSENDS=1 -DTRIES | safety
 * check: timed capacity:1 | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 -DSENDS=1 -DTIMED | safety
 * bug: ticket_without_the_bit | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: turn_before_the_value | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: room_before_the_copy | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: in_flight_is_not_awaited | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: speeds_up_with_waiters | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 | deadlock
 * bug: speeds_up_when_closed | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 -DCLOSES=1 | assertion
 * bug: slow_after_the_look | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: close_leaves_the_ring | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 -DCLOSES=1 | assertion
 * bug: nothing_by_the_turn | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=1 -DTRIES | assertion
 * bug: sender_overtakes | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=1 | assertion
 * bug: completed_is_not_granted | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=0 | deadlock
 * bug: close_ends_the_first_only | -DSENDING=1 -DRECEIVING=2 -DCAPACITY=0 | deadlock
 * bug: next_is_read_late | -DSENDING=2 -DRECEIVING=1 -DCAPACITY=0 -DCLOSES=1 | deadlock
 * bug: late_waiter_stays | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=0 -DTIMED | assertion
 * bug: late_waiter_leaves_at_once | -DSENDING=1 -DRECEIVING=1 -DCAPACITY=0 -DTIMED | assertion
 */
#ifndef CLOSES
#define CLOSES 0
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
#ifndef SENDS
#define SENDS 2
#endif
#define THREADS (SENDING + RECEIVING + CLOSES)
#define GHOST_CAPACITY CAPACITY
#include "models/threads.pml"
#ifndef SEMA_WHOLE
#define SEMA_COARSE
#endif
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

byte senders_ended;
short done; /* sends that are done, less values that have been received */

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(done == 0 && order[0].length == 0 && GHOST_COUNT(0) == 0);
           assert(queues[0].head == NIL && queues[1].head == NIL)
        :: else
        fi
    }
}

active [SENDING] proctype sending()
{
    SEMA_LOCALS;
    GO_CHANNEL_LOCALS;
    byte i;
    do
    :: i < SENDS ->
       i++;
       if
       :: DEADLINE == GHOST_NEVER -> go_channel_send(0, _pid * SENDS + i)
       :: else -> go_channel_send_whole(0, _pid * SENDS + i, DEADLINE)
       fi;
       atomic {
           if
           :: outcome == GO_CHANNEL_DONE -> done++
           :: outcome == GO_CHANNEL_CLOSED -> assert(channel[0].closed)
           :: outcome == GO_CHANNEL_NOT_READY -> assert(DEADLINE != GHOST_NEVER)
           fi;
           outcome = 0
       }
    :: else -> break
    od;
    atomic {
        senders_ended++;
        i = (senders_ended == SENDING && !CLOSES)
    }
    if
    :: i == 1 -> go_channel_close_slow(0)
    :: else
    fi;
    ghost_ends()
}

active [RECEIVING] proctype receiving()
{
    SEMA_LOCALS;
    GO_CHANNEL_LOCALS;
    byte value;
    do
    :: if
       :: DEADLINE == GHOST_NEVER -> go_channel_receive(0, value)
       :: else -> go_channel_receive_whole(0, value, DEADLINE)
       fi;
       atomic {
           if
           :: outcome == GO_CHANNEL_DONE ->
              assert(value > 0);
              done--
           :: outcome == GO_CHANNEL_CLOSED ->
              assert(channel[0].closed && value == 0);
              break
           :: outcome == GO_CHANNEL_NOT_READY -> assert(DEADLINE != GHOST_NEVER)
           fi;
           outcome = 0;
           value = 0
       }
    od;
    ghost_ends()
}

#if CLOSES
active proctype closing()
{
    SEMA_LOCALS;
    GO_CHANNEL_LOCALS;
    go_channel_close_slow(0);
    assert(outcome == GO_CHANNEL_DONE);
    ghost_ends()
}
#endif

#ifdef LTL
ltl all_end { <> (ended == THREADS) }
#endif
