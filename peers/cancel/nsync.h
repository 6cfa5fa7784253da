// SPDX-License-Identifier: MIT
// nsync's note behind the verbs of the cancel family. Optional: libnsync-dev.
#ifndef SYNCCOST_PEERS_CANCEL_NSYNC_H
#define SYNCCOST_PEERS_CANCEL_NSYNC_H

#include <errno.h>
#include <nsync.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/* What the verbs do: primitives/cancel/traits.h. The library's functions are not inline. */
struct nsync_note_cancel {
    nsync_note note;
};

SC_INLINE int nsync_note_cancel_init(struct nsync_note_cancel *c)
{
    c->note = nsync_note_new(NULL, nsync_time_no_deadline);
    return c->note ? 0 : -ENOMEM;
}

SC_INLINE void nsync_note_cancel_destroy(struct nsync_note_cancel *c)
{
    nsync_note_free(c->note);
}

SC_INLINE void nsync_note_cancel_cancel(struct nsync_note_cancel *c)
{
    nsync_note_notify(c->note);
}

SC_INLINE bool nsync_note_cancel_canceled(struct nsync_note_cancel *c)
{
    return nsync_note_is_notified(c->note) != 0;
}

SC_INLINE void nsync_note_cancel_wait(struct nsync_note_cancel *c)
{
    nsync_note_wait(c->note, nsync_time_no_deadline);
}

#endif
#ifdef CANCEL_SUBJECT
CANCEL_SUBJECT(nsync_note, .sleeps = true)
#endif
