// SPDX-License-Identifier: MIT
// The go select's look at its cases without a lock.
/*
 * omits: go_select_look_at_all (the loop over the cases, in go_select_quick)
 * omits: go_select_looks (no case here waits on a channel without a ring beside one with a ring)
 *
 * Who finds nothing and may wait goes on with the locks at once, as in the channel's go_whole.pml.
 * look: what the look at one case has found. quick: whether the select has ended.
 */
#define GO_SELECT_NONE 0
#define GO_SELECT_READY 1
#define GO_SELECT_LOCKED 2

typedef go_select_case {
    byte channel;
    byte element;
    bit sends;
    bit received
}
go_select_case cases[GHOST_WAITERS];

#define THE_CHANNEL(w) (cases[w].channel - 1)
#define GO_SELECT_POLL_LOCALS                                                                      \
    byte look, looked, before, sum, turns;                                                         \
    bit quick, ghost_none

#define GHOST_GAP(w) (cases[w].sends -> GHOST_MASK + GO_RING_TICKET : 0)

/* Two loads of a ring with slots. */
inline go_select_look_at(w)
{
    if
    :: cases[w].channel == NIL -> look = GO_SELECT_NONE
    :: cases[w].channel != NIL && GHOST_CAPACITY == 0 ->
       look = (channel[THE_CHANNEL(w)].slow -> GO_SELECT_LOCKED : GO_SELECT_NONE)
    :: cases[w].channel != NIL && GHOST_CAPACITY > 0 ->
       seen = (cases[w].sends -> channel[THE_CHANNEL(w)].ring.tail :
                                 channel[THE_CHANNEL(w)].ring.head);
       atomic {
           expected = (cases[w].sends -> channel[THE_CHANNEL(w)].ring.head :
                                         channel[THE_CHANNEL(w)].ring.tail);
           if
           :: (seen | expected) & GO_RING_FROZEN -> look = GO_SELECT_LOCKED
           :: else ->
              sum = sum + seen + expected;
              if
              :: cases[w].sends && seen == expected + GHOST_MASK + GO_RING_TICKET ->
                 look = GO_SELECT_NONE
              :: !cases[w].sends && seen == expected -> look = GO_SELECT_NONE
              :: else -> look = GO_SELECT_READY
              fi
           fi;
           seen = 0;
           expected = 0
       }
    fi
}

/* Whether no case can proceed at this moment, in ghost_none. */
inline ghost_ask()
{
    d_step {
        ghost_none = true;
        for (looked : 0 .. GHOST_CASES - 1) {
            if
            :: cases[CASE(looked)].channel == NIL
            :: cases[CASE(looked)].channel != NIL && cases[CASE(looked)].sends &&
                   GHOST_COUNT(THE_CHANNEL(CASE(looked))) < GHOST_CAPACITY ->
               ghost_none = false
            :: cases[CASE(looked)].channel != NIL && !cases[CASE(looked)].sends &&
                   GHOST_COUNT(THE_CHANNEL(CASE(looked))) > 0 ->
               ghost_none = false
            :: else
            fi
        }
        looked = 0
    }
}

/* In outcome: GO_SELECT_LOCKED where not even an attempt was made. */
inline go_select_attempt(w)
{
    if
    :: cases[w].sends -> go_ring_put(THE_CHANNEL(w), cases[w].element)
    :: else -> go_ring_take(THE_CHANNEL(w), cases[w].element)
    fi
}

/* Ends in quick, with the case in chosen, or NIL. */
inline go_select_quick(waits_too)
{
    quick = false;
    turns = 0;
    do
    :: ghost_ask();
       sum = 0;
       chosen = NIL;
       k = 0;
       do
       :: k < GHOST_CASES ->
          go_select_look_at(CASE(k));
          if
          :: look == GO_SELECT_LOCKED -> break
          :: look == GO_SELECT_READY -> chosen = CASE(k)
          :: look == GO_SELECT_READY && chosen != NIL
          :: look == GO_SELECT_NONE
          fi;
          k++
       :: else -> break
       od;
       if
       :: look == GO_SELECT_LOCKED ->
          chosen = NIL;
          break
       :: look != GO_SELECT_LOCKED && chosen != NIL ->
          go_select_attempt(chosen);
          if
          :: ring_outcome == GO_RING_DONE ->
             quick = true;
             outcome = GO_CHANNEL_DONE
          :: else -> chosen = NIL
          fi;
          ring_outcome = 0;
          break
       :: look != GO_SELECT_LOCKED && chosen == NIL && waits_too -> break
       :: look != GO_SELECT_LOCKED && chosen == NIL && !waits_too ->
#ifdef BUG_one_look_at_several
          if
          :: true ->
#else
          if
          :: turns == 1 && sum != before -> break
          :: turns == 1 && sum == before ->
#endif
             assert(ghost_none);
             quick = true;
             outcome = GO_CHANNEL_NOT_READY;
             break
          :: else ->
             turns = 1;
             before = sum
          fi
       fi
    od;
    atomic {
        k = 0;
        look = 0;
        before = 0;
        sum = 0;
        turns = 0;
        ghost_none = false
    }
}
