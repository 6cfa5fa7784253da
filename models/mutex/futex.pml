// SPDX-License-Identifier: MIT
// The three-state futex mutex.
/*
 * omits: futex_mutex_init futex_mutex_destroy futex_mutex_node_init (zero bytes are unlocked)
 * omits: futex_mutex_queue (all of acquire_slow) futex_mutex_free (the exchange of release)
 */
#define FUTEX_MUTEX_FREE 0
#define FUTEX_MUTEX_LOCKED 1
#define FUTEX_MUTEX_WAITERS 2

typedef futex_mutex {
    byte word;
    byte kernel_sleepers /* on word */
}

#define FUTEX_MUTEX_LOCALS byte seen

inline futex_mutex_acquire_slow(m)
{
    if
    :: seen != FUTEX_MUTEX_WAITERS ->
       atomic {
           seen = m.word;
           m.word = FUTEX_MUTEX_WAITERS
       }
    :: else
    fi;
    do
    :: seen != FUTEX_MUTEX_FREE ->
       futex_wait(m.word, FUTEX_MUTEX_WAITERS, m.kernel_sleepers);
       atomic {
           seen = m.word;
#ifdef BUG_woken_takes_locked
           m.word = (seen == FUTEX_MUTEX_FREE -> FUTEX_MUTEX_LOCKED : FUTEX_MUTEX_WAITERS)
#else
           m.word = FUTEX_MUTEX_WAITERS
#endif
       }
    :: else -> break
    od
}

inline futex_mutex_release_slow(m)
{
    futex_wake(m.kernel_sleepers, 1)
}

inline futex_mutex_acquire(m)
{
    if
    :: atomic { m.word == FUTEX_MUTEX_FREE -> m.word = FUTEX_MUTEX_LOCKED }
    :: atomic { m.word != FUTEX_MUTEX_FREE -> seen = m.word }
       futex_mutex_acquire_slow(m)
    fi;
    seen = 0
}

/* Whether it has taken the lock, in seen: FUTEX_MUTEX_FREE. */
inline futex_mutex_try_acquire(m)
{
    seen = m.word;
    if
    :: seen == FUTEX_MUTEX_FREE ->
       atomic {
           seen = m.word;
           if
           :: seen == FUTEX_MUTEX_FREE -> m.word = FUTEX_MUTEX_LOCKED
           :: else
           fi
       }
    :: else
    fi
}

inline futex_mutex_release(m)
{
#ifdef BUG_release_stores
    seen = m.word;
    m.word = FUTEX_MUTEX_FREE;
#elif defined(BUG_release_wakes_first)
    if
    :: m.word == FUTEX_MUTEX_WAITERS -> futex_mutex_release_slow(m)
    :: else
    fi;
    m.word = FUTEX_MUTEX_FREE;
#else
    atomic {
        seen = m.word;
        m.word = FUTEX_MUTEX_FREE
    }
#endif
    if
#ifdef BUG_release_wakes_locked_only
    :: seen == FUTEX_MUTEX_LOCKED -> futex_mutex_release_slow(m)
#else
    :: seen == FUTEX_MUTEX_WAITERS -> futex_mutex_release_slow(m)
#endif
    :: else
    fi;
    seen = 0
}
