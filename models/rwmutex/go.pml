// SPDX-License-Identifier: MIT
// Go's reader-writer mutex: the announcement, the count of who is still leaving, the two queues.
/*
 * omits: go_rwmutex_init go_rwmutex_destroy (zero bytes are unlocked)
 * reduced: GO_RWMUTEX_WRITER (more than the readers that a model has)
 */
#define GO_RWMUTEX_WRITER 64

typedef go_rwmutex {
    short readers;
    short leaving;
    sema readers_queue;
    sema writer_queue;
    go_mutex writers;
    bit ghost_announced; /* from a writer's announcement to the release that ends it */
}

#define GO_RWMUTEX_LOCALS                                                                          \
    short sum;                                                                                     \
    bit entered

inline go_rwmutex_read_acquire_slow(rw)
{
    sema_acquire(rw.readers_queue, false)
}

inline go_rwmutex_read_release_slow(rw)
{
    assert(sum != -1 && sum != -GO_RWMUTEX_WRITER - 1);
    atomic {
        rw.leaving = rw.leaving - 1;
        sum = rw.leaving
    }
    if
#ifdef BUG_last_reader_is_silent
    :: false
#else
    :: sum == 0 -> sema_release(rw.writer_queue, false)
#endif
    :: else
    fi
}

inline go_rwmutex_write_acquire_slow(rw)
{
#ifdef BUG_writer_waits_always
    rw.leaving = rw.leaving + sum;
    sema_acquire(rw.writer_queue, false)
#elif defined(BUG_leaving_is_stored)
    rw.leaving = sum;
    sema_acquire(rw.writer_queue, false)
#else
    atomic {
        rw.leaving = rw.leaving + sum;
        sum = rw.leaving
    }
    if
    :: sum != 0 -> sema_acquire(rw.writer_queue, false)
    :: else
    fi
#endif
}

inline go_rwmutex_write_release_slow(rw)
{
    assert(sum < GO_RWMUTEX_WRITER && sum > 0);
#ifdef BUG_one_reader_is_let_in
    sum = 1;
#endif
    do
    :: sum > 0 ->
       sema_release(rw.readers_queue, false);
       sum--
    :: else -> break
    od
}

inline go_rwmutex_read_acquire(rw)
{
#ifdef BUG_reader_adds_in_two
    sum = rw.readers;
    rw.readers = sum + 1;
    sum++;
#else
    atomic {
        rw.readers = rw.readers + 1;
        sum = rw.readers;
        assert(sum < 0 || !rw.ghost_announced)
    }
#endif
    if
    :: sum < 0 ->
       sum = 0;
#ifndef BUG_reader_does_not_queue
       go_rwmutex_read_acquire_slow(rw)
#endif
    :: else
    fi;
    sum = 0
}

/* Whether it has let the caller in, in entered. */
inline go_rwmutex_try_read_acquire(rw)
{
    sum = rw.readers;
    do
    :: sum < 0 -> break
    :: else ->
       atomic {
           if
           :: rw.readers == sum ->
              rw.readers = sum + 1;
              assert(!rw.ghost_announced);
              entered = true;
              break
           :: else -> sum = rw.readers
           fi
       }
    od;
    sum = 0
}

inline go_rwmutex_read_release(rw)
{
    atomic {
        rw.readers = rw.readers - 1;
        sum = rw.readers
    }
    if
    :: sum < 0 -> go_rwmutex_read_release_slow(rw)
    :: else
    fi;
    sum = 0
}

/* In sum: the readers that are inside. */
inline go_rwmutex_announce(rw)
{
    atomic {
        sum = rw.readers;
        rw.readers = rw.readers - GO_RWMUTEX_WRITER;
        rw.ghost_announced = true
    }
}

/* Whether nobody reads and the caller is announced, in entered. */
inline go_rwmutex_try_announce(rw)
{
    atomic {
        if
#ifdef BUG_attempt_counts_nobody
        :: rw.readers >= 0 ->
#else
        :: rw.readers == 0 ->
#endif
           rw.readers = -GO_RWMUTEX_WRITER;
           rw.ghost_announced = true;
           entered = true
        :: else
        fi
    }
}

inline go_rwmutex_admit(rw)
{
    atomic {
        rw.readers = rw.readers + GO_RWMUTEX_WRITER;
        sum = rw.readers;
        rw.ghost_announced = false
    }
    if
    :: sum != 0 -> go_rwmutex_write_release_slow(rw)
    :: else
    fi;
    sum = 0
}

inline go_rwmutex_write_acquire(rw)
{
    go_mutex_acquire(rw.writers);
    go_rwmutex_announce(rw);
    if
    :: sum != 0 -> go_rwmutex_write_acquire_slow(rw)
    :: else
    fi;
    sum = 0
}

/* Whether the caller has the lock, in entered. */
inline go_rwmutex_try_write_acquire(rw)
{
    go_mutex_try_acquire(rw.writers);
    if
    :: took ->
       took = false;
       go_rwmutex_try_announce(rw);
       if
       :: !entered -> go_mutex_release(rw.writers)
       :: else
       fi
    :: else
    fi
}

inline go_rwmutex_write_release(rw)
{
    go_rwmutex_admit(rw);
    go_mutex_release(rw.writers)
}
