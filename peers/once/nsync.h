// SPDX-License-Identifier: MIT
// nsync's once behind the verbs of the once family. Optional: libnsync-dev.
#ifndef SYNCCOST_PEERS_ONCE_NSYNC_H
#define SYNCCOST_PEERS_ONCE_NSYNC_H

#include <nsync.h>

#include "primitives/compiler.h"

/* What the verbs do: primitives/once/traits.h. The library's functions are not inline. */
struct nsync_run_once {
    nsync_once control;
};

SC_INLINE void nsync_run_once_init(struct nsync_run_once *o)
{
    o->control = (nsync_once)NSYNC_ONCE_INIT;
}

SC_INLINE void nsync_run_once_destroy(struct nsync_run_once *o)
{
    (void)o;
}

SC_INLINE void nsync_run_once_do(struct nsync_run_once *o, void (*function)(void *), void *argument)
{
    nsync_run_once_arg(&o->control, function, argument);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(nsync_run, .must_return = true)
#endif
