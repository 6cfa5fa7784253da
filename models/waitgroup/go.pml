// SPDX-License-Identifier: MIT
// Go's wait group: counter and waiters in one word, and a token for each waiter at zero.
/*
 * omits: go_waitgroup_init go_waitgroup_destroy (zero bytes are an empty one)
 * omits: go_waitgroup_counter go_waitgroup_waiters (macros here)
 * omits: go_waitgroup_pending (a look that decides nothing)
 *
 * The counter has the bits of the word from bit 4 on, where the code has it from bit 32 on.
 * sc_fatal ends the process; here it is an assertion.
 */
typedef go_waitgroup {
    short state;
    sema tokens;
    bit ghost_freed /* all waits have returned, and the memory is gone */
}

#define GO_WAITGROUP_LOCALS short word

#define go_waitgroup_counter(state) ((state) >> 4)
#define go_waitgroup_waiters(state) ((state) & 15)

inline go_waitgroup_add_slow(w)
{
    assert(go_waitgroup_counter(word) >= 0); /* negative WaitGroup counter */
#ifdef BUG_tokens_come_first
    sema_release(w.tokens, false);
    word--;
    w.state = 0;
#else
    atomic {
        assert(!w.ghost_freed);
        /* Add called concurrently with Wait */
        assert(go_waitgroup_counter(word) == 0 && w.state == word);
        w.state = 0
    }
#endif
#ifdef BUG_one_waiter_is_let_go
    word = 1;
#endif
    do
    :: go_waitgroup_waiters(word) != 0 ->
       assert(!w.ghost_freed);
       sema_release(w.tokens, false);
       word--
    :: else -> break
    od;
#ifdef BUG_add_looks_after
    assert(!w.ghost_freed)
#else
    skip
#endif
}

inline go_waitgroup_add(w, delta)
{
    atomic {
        assert(!w.ghost_freed);
        w.state = w.state + (delta * 16);
        word = w.state
    }
    if
    :: go_waitgroup_counter(word) < 0 ||
           (go_waitgroup_waiters(word) != 0 &&
               (go_waitgroup_counter(word) == 0 || go_waitgroup_counter(word) == delta)) ->
       go_waitgroup_add_slow(w)
    :: else
    fi;
    word = 0
}

inline go_waitgroup_done(w)
{
    go_waitgroup_add(w, -1)
}

inline go_waitgroup_wait_slow(w)
{
    assert(!w.ghost_freed);
    word = w.state;
    do
    :: go_waitgroup_counter(word) == 0 -> break
    :: else ->
#ifdef BUG_waiter_adds
       atomic {
           w.state = w.state + 1;
           word = -1
       }
       break
#else
       atomic {
           assert(!w.ghost_freed);
           if
           :: w.state == word ->
              w.state = word + 1;
              word = -1;
              break
           :: else -> word = w.state
           fi
       }
#endif
    od;
    if
    :: word == -1 ->
       sema_acquire(w.tokens, false);
       assert(!w.ghost_freed);
       assert(w.state == 0) /* reused before previous Wait has returned */
    :: else
    fi;
    word = 0
}

inline go_waitgroup_wait(w)
{
    assert(!w.ghost_freed);
    if
    :: go_waitgroup_counter(w.state) == 0
    :: go_waitgroup_counter(w.state) != 0 -> go_waitgroup_wait_slow(w)
    fi
}
