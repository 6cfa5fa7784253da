// SPDX-License-Identifier: MIT
// Go's once: the function runs once, no do returns before its end, and every do returns.
/*
 * Each thread calls do as often as it likes. The function returns or ends its thread.
 *
 *  - The function runs at most once, also where it has ended its thread.
 *  - When a do returns, the function has ended.
 *  - No thread is left asleep; each do returns (weak fairness).
 *
 * quick: once threads:2 | -DTHREADS=2 | safety
 * check: once threads:3 | -DTHREADS=3 -DSEMA_COARSE | safety
 * quick: each do returns threads:3 | -DTHREADS=3 -DSEMA_COARSE -DCAS_FAILURES=1 | ltl returns
 * bug: mutex_is_released_first | -DTHREADS=2 -DSEMA_COARSE | assertion
 * bug: done_is_not_looked_at_again | -DTHREADS=2 -DSEMA_COARSE | assertion
 * bug: done_is_set_first | -DTHREADS=2 -DSEMA_COARSE | assertion
 * bug: exit_is_no_end | -DTHREADS=2 -DSEMA_COARSE | deadlock
 */
#include "models/threads.pml"
#include "models/futex.pml"
#include "models/ghost/no_order.pml"
#include "models/sema.pml"
#include "models/mutex/go.pml"

bit ghost_started;
bit ghost_ran;
inline ghost_function()
{
    assert(!ghost_started);
    ghost_started = true;
    atomic {
        ghost_ran = true;
        if
        :: ghost_exits = true
        :: true
        fi
    }
}

#include "models/once/go.pml"

go_once once;
bit calling; /* thread 0 is in its do */

active [THREADS] proctype thread()
{
    SEMA_LOCALS;
    GO_MUTEX_LOCALS;
    GO_ONCE_LOCALS;
    do
    :: atomic {
           !ghost_exits ->
               if
               :: _pid == 0 -> calling = true
               :: else
               fi
       }
       go_once_do(once);
       atomic {
           assert(ghost_ran);
           if
           :: _pid == 0 -> calling = false
           :: else
           fi
       }
    :: break
    od;
    atomic {
        ended++;
        if
        :: ended == THREADS -> assert(once.running.state == 0 && once.running.queue.head == NIL)
        :: else
        fi
    }
}

#ifdef LTL
ltl returns { [] (calling -> <> !calling) }
#endif
