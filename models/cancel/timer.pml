// SPDX-License-Identifier: MIT
// The timer of a context: it is queued, or its function runs, or neither.
/*
 * omits: cancel_timer_before cancel_timer_unlink cancel_timer_link (the order of timers is open)
 * omits: cancel_timer_thread_slow cancel_timer_fire_slow (a thread of the model that fires)
 * omits: cancel_timer_run_slow cancel_timer_start_slow (ghost_timed is set)
 * omits: CANCEL_TIMER_LINGER_S (no time)
 *
 * The lock of the timers makes each change one step. x is the timer's context.
 */
inline cancel_timer_stop_slow(x)
{
    assert(!contexts[x].ghost_freed);
    contexts[x].ghost_timed = false
}

inline cancel_timer_forget_slow(x)
{
    contexts[x].ghost_timed = false;
#ifdef BUG_forget_does_not_wait
    skip
#else
    !contexts[x].ghost_fires
#endif
}
