// SPDX-License-Identifier: MIT
// The steps of the go channel: send and receive under the lock, and their waits.
/*
 * omits: go_channel_sleep_until_slow go_channel_sleep_slow (a nil channel: see the select)
 * omits: go_channel_nil (as these)
 * omits: go_channel_send_guarded go_channel_receive_guarded (send_rest, receive_rest)
 * omits: go_channel_send_rest_slow go_channel_receive_rest_slow (as these)
 * omits: go_channel_len_slow (it changes nothing)
 * omits: GO_CHANNEL_SEND_ON_CLOSED (words) go_channel_close_once_slow (fatal where it was closed)
 *
 * outcome: how an operation ended. A value is a number above 0; 0 is what a closed channel gives.
 */
#define GO_CHANNEL_DONE 0
#define GO_CHANNEL_CLOSED 1
#define GO_CHANNEL_NOT_READY 2

/* Deadlines. */
#define GHOST_NEVER 0
#define GHOST_SOMETIME 1
#define GHOST_AT_ONCE 2

inline go_channel_send_step(this, value)
{
    found = NIL;
    if
    :: channel[this].closed -> outcome = GO_CHANNEL_CLOSED
    :: else ->
       go_channel_dequeue(RECEIVERS(this));
       if
       :: found != NIL ->
          d_step {
              outcome = GO_CHANNEL_DONE;
              ghost_sent(this, value);
              ghost_received(this, value)
          }
       :: found == NIL && GHOST_COUNT(this) == GHOST_CAPACITY -> outcome = GO_CHANNEL_NOT_READY
       :: found == NIL && GHOST_COUNT(this) < GHOST_CAPACITY ->
          ghost_sent(this, value);
          go_ring_put_locked(this, value);
          outcome = GO_CHANNEL_DONE
       fi
    fi
}

/* The value is in value, a variable. */
inline go_channel_receive_step(this, value)
{
    go_channel_dequeue(SENDERS(this));
    if
    :: found != NIL && GHOST_CAPACITY == 0 ->
       d_step {
           value = waits[found].element;
           ghost_received(this, value);
           outcome = GO_CHANNEL_DONE
       }
    :: GHOST_COUNT(this) > 0 ->
#ifdef BUG_sender_overtakes
       if
       :: found != NIL -> value = waits[found].element
       :: else -> go_ring_take_locked(this, value)
       fi;
#else
       go_ring_take_locked(this, value);
       if
       :: found != NIL -> go_ring_put_locked(this, waits[found].element)
       :: else
       fi;
#endif
       ghost_received(this, value);
       outcome = GO_CHANNEL_DONE
    :: found == NIL && GHOST_COUNT(this) == 0 ->
       d_step {
           value = 0;
           outcome = (channel[this].closed -> GO_CHANNEL_CLOSED : GO_CHANNEL_NOT_READY)
       }
    fi
}

inline go_channel_send_rest(this, value, deadline)
{
    go_channel_send_step(this, value);
    if
    :: outcome == GO_CHANNEL_NOT_READY && deadline != GHOST_AT_ONCE ->
       waits[CASE(0)].element = value;
       go_channel_slow_down(this);
       go_channel_await(this, SENDERS(this), deadline == GHOST_SOMETIME);
       d_step {
           if
           :: !timely -> outcome = GO_CHANNEL_NOT_READY
           :: timely && waits[CASE(0)].transferred -> outcome = GO_CHANNEL_DONE
           :: timely && !waits[CASE(0)].transferred -> outcome = GO_CHANNEL_CLOSED
           fi;
           ghost_waiter_ends(CASE(0))
       }
    :: else ->
       go_channel_unlock(this);
       if
       :: found != NIL -> go_channel_complete_slow(found, true, value, true)
       :: else
       fi
    fi;
    found = NIL;
    timely = false
}

inline go_channel_receive_rest(this, value, deadline)
{
#ifdef BUG_slow_after_the_look
    if
    :: GHOST_COUNT(this) == 0 && !channel[this].closed && queues[SENDERS(this)].head == NIL ->
       outcome = GO_CHANNEL_NOT_READY
    :: else ->
       go_channel_slow_down(this);
       go_channel_receive_step(this, value)
    fi;
#else
    go_channel_receive_step(this, value);
#endif
    if
    :: outcome == GO_CHANNEL_NOT_READY && deadline != GHOST_AT_ONCE ->
       go_channel_slow_down(this);
       go_channel_await(this, RECEIVERS(this), deadline == GHOST_SOMETIME);
       d_step {
           if
           :: !timely -> outcome = GO_CHANNEL_NOT_READY
           :: timely && waits[CASE(0)].transferred ->
              value = waits[CASE(0)].element;
              outcome = GO_CHANNEL_DONE
           :: timely && !waits[CASE(0)].transferred -> outcome = GO_CHANNEL_CLOSED
           fi;
           ghost_waiter_ends(CASE(0))
       }
    :: else ->
       go_channel_unlock(this);
       if
       :: found != NIL -> go_channel_complete_slow(found, false, 0, true)
       :: else
       fi
    fi;
    found = NIL;
    timely = false
}

/* outcome: GO_CHANNEL_CLOSED where it was closed before. */
inline go_channel_close_slow(this)
{
#ifdef BUG_close_leaves_the_ring
    sema_lock(channel[this]);
#else
    go_channel_lock(this);
#endif
    outcome = (channel[this].closed -> GO_CHANNEL_CLOSED : GO_CHANNEL_DONE);
    channel[this].closed = true;
    channel[this].slow = true;
    do
    :: go_channel_dequeue(RECEIVERS(this));
       if
       :: found == NIL -> go_channel_dequeue(SENDERS(this))
       :: else
       fi;
       atomic {
           if
           :: found == NIL -> break
           :: else ->
              ghost_give_up(found);
              if
              :: ended_first == NIL -> ended_first = found
              :: else -> waits[ended_last].next = found
              fi;
              ended_last = found
           fi
       }
#ifdef BUG_close_ends_the_first_only
       break
#endif
    od;
    sema_unlock(channel[this]);
    ended_last = NIL;
    do
    :: ended_first != NIL ->
#ifdef BUG_next_is_read_late
       go_channel_complete_slow(ended_first, false, 0, false);
       following = waits[ended_first].next;
#else
       following = waits[ended_first].next;
       go_channel_complete_slow(ended_first, false, 0, false);
#endif
       atomic {
           ended_first = following;
           following = NIL
       }
    :: else -> break
    od;
    found = NIL
}
