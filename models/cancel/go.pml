// SPDX-License-Identifier: MIT
// Go's tree of contexts: cancel from parent to child under their locks, and leaving the parent.
/*
 * omits: go_cancel_words go_cancel_deadline (they change nothing) go_cancel_init (zero bytes)
 * omits: go_cancel_canceled go_cancel_done (the members reason and done)
 * omits: go_cancel_cancel (go_cancel_cancel_slow) go_cancel_wait (a step that waits for done)
 * omits: go_cancel_reason (reason, then the same wait)
 * omits: go_cancel_init_until (go_cancel_init_child; then a thread may fire the timer)
 *
 * Contexts are numbered from 1. done counts how often its channel has been closed.
 *
 * go_cancel_end_slow calls itself. A model cannot, so it has the stack of its frames: below[depth]
 * is the variable child of the frame, and owner[depth] its c.
 */
#ifndef GHOST_CONTEXTS
#define GHOST_CONTEXTS 3
#endif

typedef go_cancel {
    byte reason;
    byte lock;
    byte parent;
    byte children;
    byte next;
    byte previous;
    bit listed;
    byte done;
    byte kernel_sleepers; /* on lock */
    byte ghost_holder;    /* of lock */
    bit ghost_freed;
    bit ghost_timed; /* its timer */
    bit ghost_fires  /* the timer's function runs */
}

go_cancel contexts[GHOST_CONTEXTS + 1];

#define GO_CANCEL_LOCALS                                                                           \
    byte depth, below[GHOST_CONTEXTS], owner[GHOST_CONTEXTS];                                      \
    bit enters, first_here[GHOST_CONTEXTS]

inline go_cancel_leave_slow(x)
{
    assert(!contexts[x].ghost_freed);
    if
    :: contexts[x].parent == NIL
#ifdef BUG_leave_looks_without_the_lock
    :: contexts[x].parent != NIL && !contexts[x].listed
    :: contexts[x].parent != NIL && contexts[x].listed ->
#else
    :: contexts[x].parent != NIL ->
#endif
       sema_lock(contexts[contexts[x].parent]);
       d_step {
           assert(!contexts[x].ghost_freed);
           if
           :: contexts[x].listed ->
              if
              :: contexts[x].previous != NIL ->
                 contexts[contexts[x].previous].next = contexts[x].next
              :: else -> contexts[contexts[x].parent].children = contexts[x].next
              fi;
              if
              :: contexts[x].next != NIL ->
                 contexts[contexts[x].next].previous = contexts[x].previous
              :: else
              fi;
              contexts[x].listed = false
           :: else
           fi
       }
       sema_unlock(contexts[contexts[x].parent])
    fi
}

inline go_cancel_end_slow(x, why)
{
    owner[0] = x;
    enters = true;
    do
    :: enters ->
       sema_lock(contexts[owner[depth]]);
#ifdef BUG_end_does_not_look
       first_here[depth] = true;
#else
       first_here[depth] = (contexts[owner[depth]].reason == 0);
#endif
       if
       :: first_here[depth] ->
#ifdef BUG_done_comes_first
          contexts[owner[depth]].done++;
          contexts[owner[depth]].reason = why;
#else
          contexts[owner[depth]].reason = why;
          atomic {
              contexts[owner[depth]].done++;
              assert(contexts[owner[depth]].done == 1)
          }
#endif
          below[depth] = contexts[owner[depth]].children
       :: else -> below[depth] = NIL
       fi;
       enters = false
    :: !enters && below[depth] != NIL -> /* the call for a child */
       atomic {
           assert(!contexts[below[depth]].ghost_freed);
           depth++;
           owner[depth] = below[depth - 1];
           enters = true
       }
    :: !enters && below[depth] == NIL -> /* the end of the loop, and the return */
       if
       :: first_here[depth] -> contexts[owner[depth]].children = NIL
       :: else
       fi;
       sema_unlock(contexts[owner[depth]]);
       atomic {
           owner[depth] = NIL;
           first_here[depth] = false;
           if
           :: depth == 0 -> break
           :: else -> depth--
           fi
       }
       cancel_timer_stop_slow(below[depth]);
       atomic {
           assert(!contexts[below[depth]].ghost_freed);
           contexts[below[depth]].listed = false
       }
       atomic {
           assert(!contexts[below[depth]].ghost_freed);
           below[depth] = contexts[below[depth]].next
       }
    od
}

inline go_cancel_cancel_slow(x, why)
{
#ifdef BUG_leave_comes_first
    go_cancel_leave_slow(x);
    go_cancel_end_slow(x, why);
#else
    go_cancel_end_slow(x, why);
    go_cancel_leave_slow(x);
#endif
    cancel_timer_stop_slow(x)
}

inline go_cancel_expire_slow(x, why)
{
    go_cancel_end_slow(x, why);
    go_cancel_leave_slow(x)
}

inline go_cancel_init_child(x, above)
{
    contexts[x].parent = above;
#ifdef BUG_init_looks_without_the_lock
    first_here[0] = (contexts[above].reason != 0);
    sema_lock(contexts[above]);
#else
    sema_lock(contexts[above]);
    first_here[0] = (contexts[above].reason != 0);
#endif
    d_step {
        if
        :: !first_here[0] ->
           contexts[x].listed = true;
           contexts[x].next = contexts[above].children;
           if
           :: contexts[x].next != NIL -> contexts[contexts[x].next].previous = x
           :: else
           fi;
           contexts[above].children = x
        :: else
        fi
    }
    sema_unlock(contexts[above]);
    if
    :: first_here[0] -> go_cancel_end_slow(x, contexts[above].reason)
    :: else
    fi;
    first_here[0] = false
}

inline go_cancel_destroy(x)
{
    cancel_timer_forget_slow(x);
    go_cancel_leave_slow(x);
    contexts[x].ghost_freed = true
}
