// SPDX-License-Identifier: MIT
// futex(2): compares and queues in one step, wakes whom it likes, and may wake without a reason.
/*
 * Beside each word lies the set of threads that the kernel has queued on it, a bit for each. The
 * sets belong to the address and not to the variable: a wake-up may name a word whose waiter has
 * left, and then hits whoever sleeps there next.
 *
 * The model is a worse kernel than Linux: it wakes any sleeper, where Linux wakes the one that has
 * slept longest. GHOST_SPURIOUS wake-ups come at any time and to anyone. Their number is bounded,
 * since a thread that could always wake by itself would hide a wake-up that is lost.
 *
 * omits: futex_wait_until (see sema_await: a sleep may be over at any time)
 * reduced: INT_MAX (all)
 */
#define INT_MAX 255

#ifndef GHOST_SPURIOUS
#define GHOST_SPURIOUS 1
#endif
byte spurious = GHOST_SPURIOUS; /* still to come */

#define SLEEPS(asleep) ((asleep >> _pid) & 1)

inline futex_wait(at_word, expected, asleep)
{
#ifdef BUG_wait_unchecked
    asleep = asleep | (1 << _pid);
#else
    atomic {
        if
        :: at_word != expected
        :: else -> asleep = asleep | (1 << _pid)
        fi
    }
#endif
    if
    :: !SLEEPS(asleep)
    :: atomic {
           SLEEPS(asleep) && spurious > 0 ->
               spurious--;
               asleep = asleep & ~(1 << _pid)
       }
    fi
}

/* count: 1 or INT_MAX. */
inline futex_wake(asleep, count)
{
    atomic {
        if
        :: asleep == 0
        :: count == INT_MAX -> asleep = 0
        :: count == 1 && (asleep & 1) -> asleep = asleep & ~1
        :: count == 1 && (asleep & 2) -> asleep = asleep & ~2
        :: count == 1 && (asleep & 4) -> asleep = asleep & ~4
        :: count == 1 && (asleep & 8) -> asleep = asleep & ~8
        fi
    }
}
