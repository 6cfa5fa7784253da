// SPDX-License-Identifier: MIT
// Go's reader-writer mutex: exclusion, no lost wake-up, and neither side starves the other.
/*
 * READERS threads read and the others write, as often as they like.
 *
 *  - A writer is alone inside; readers share.
 *  - A reader that comes after a writer's announcement enters after that writer.
 *  - No reader and no writer is left asleep, and no token is left over.
 *  - Each read acquire and each write acquire returns (weak fairness, and what models/mutex/go.pml
 *    says of CAS_FAILURES).
 *
 * quick: exclusion readers:2 writers:1 | -DREADERS=2 -DWRITERS=1 -DTRIES | safety
 * quick: exclusion readers:1 writers:2 | -DREADERS=1 -DWRITERS=2 -DTRIES | safety
 * check: exclusion readers:2 writers:2 | -DREADERS=2 -DWRITERS=2 | safety
 * check: exclusion readers:3 writers:1 | -DREADERS=3 -DWRITERS=1 | safety
 * quick: a writer gets on readers:2 | -DREADERS=2 -DWRITERS=1 | ltl writer_gets_on
 * quick: a reader gets on writers:1 | -DREADERS=2 -DWRITERS=1 | ltl reader_gets_on
 * check: a reader gets on writers:2 | -DREADERS=1 -DWRITERS=2 | ltl reader_gets_on
 * check: a writer gets on writers:2 | -DREADERS=1 -DWRITERS=2 | ltl writer_gets_on
 * bug: last_reader_is_silent | -DREADERS=1 -DWRITERS=1 | deadlock
 * bug: writer_waits_always | -DREADERS=1 -DWRITERS=1 | deadlock
 * bug: leaving_is_stored | -DREADERS=1 -DWRITERS=1 | deadlock
 * bug: one_reader_is_let_in | -DREADERS=2 -DWRITERS=1 | deadlock
 * bug: reader_adds_in_two | -DREADERS=1 -DWRITERS=1 | deadlock
 * bug: reader_does_not_queue | -DREADERS=1 -DWRITERS=1 | assertion
 * bug: attempt_counts_nobody | -DREADERS=1 -DWRITERS=1 -DTRIES | assertion
 */
#define THREADS (READERS + WRITERS)
#include "models/threads.pml"
#define SEMA_COARSE
#ifdef LTL
#define CAS_FAILURES 1
#endif
#define GO_MUTEX_SPIN_ROUNDS 0
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/mutex/go.pml"
#include "models/rwmutex/go.pml"

go_rwmutex rwmutex;
byte reading;
byte writing;
bit read_acquiring;  /* thread 0 is in its acquire; it reads */
bit write_acquiring; /* the last thread is in its acquire; it writes */

inline ghost_ends()
{
    atomic {
        ended++;
        if
        :: ended == THREADS ->
           assert(rwmutex.readers == 0 && rwmutex.leaving == 0 && rwmutex.writers.state == 0);
           assert(rwmutex.readers_queue.count == 0 && rwmutex.writer_queue.count == 0)
        :: else
        fi
    }
}

active [READERS] proctype reader()
{
    SEMA_LOCALS;
    GO_RWMUTEX_LOCALS;
again:
    do
    :: atomic {
           if
           :: _pid == 0 -> read_acquiring = true
           :: else
           fi
       }
       if
#ifdef TRIES
       :: go_rwmutex_try_read_acquire(rwmutex);
          if
          :: entered -> entered = false
          :: else -> goto again
          fi
#endif
       :: go_rwmutex_read_acquire(rwmutex)
       fi;
       atomic {
           reading++;
           assert(writing == 0);
           if
           :: _pid == 0 -> read_acquiring = false
           :: else
           fi
       }
       reading--;
       go_rwmutex_read_release(rwmutex)
    :: break
    od;
    ghost_ends()
}

active [WRITERS] proctype writer()
{
    SEMA_LOCALS;
    GO_MUTEX_LOCALS;
    GO_RWMUTEX_LOCALS;
again:
    do
    :: atomic {
           if
           :: _pid == THREADS - 1 -> write_acquiring = true
           :: else
           fi
       }
       if
#ifdef TRIES
       :: go_rwmutex_try_write_acquire(rwmutex);
          if
          :: entered -> entered = false
          :: else -> goto again
          fi
#endif
       :: go_rwmutex_write_acquire(rwmutex)
       fi;
       atomic {
           writing++;
           assert(writing == 1 && reading == 0);
           if
           :: _pid == THREADS - 1 -> write_acquiring = false
           :: else
           fi
       }
       writing--;
       go_rwmutex_write_release(rwmutex)
    :: break
    od;
    ghost_ends()
}

#ifdef LTL
ltl reader_gets_on { [] (read_acquiring -> <> !read_acquiring) }
ltl writer_gets_on { [] (write_acquiring -> <> !write_acquiring) }
#endif
