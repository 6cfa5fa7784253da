// SPDX-License-Identifier: MIT
// Go's once: a flag that is looked at without the mutex, and again with it.
/*
 * omits: go_once_init go_once_destroy (zero bytes are not done)
 *
 * The function is what the model that includes this defines as ghost_function(): a thread that ends
 * inside it has set ghost_exits, and the clean-up handler runs as after a return.
 */
typedef go_once {
    bit done;
    go_mutex running
}

#define GO_ONCE_LOCALS bit ghost_exits

inline go_once_end_slow(o)
{
#ifdef BUG_mutex_is_released_first
    go_mutex_release(o.running);
    o.done = 1
#else
    o.done = 1;
    go_mutex_release(o.running)
#endif
}

inline go_once_do_slow(o)
{
    go_mutex_acquire(o.running);
    if
#ifdef BUG_done_is_not_looked_at_again
    :: false
#else
    :: o.done -> go_mutex_release(o.running)
#endif
    :: else ->
#ifdef BUG_done_is_set_first
       o.done = 1;
#endif
       ghost_function();
#ifdef BUG_exit_is_no_end
       if
       :: ghost_exits
       :: else -> go_once_end_slow(o)
       fi
#else
       go_once_end_slow(o)
#endif
    fi
}

inline go_once_do(o)
{
    if
    :: o.done
    :: !o.done -> go_once_do_slow(o)
    fi
}
