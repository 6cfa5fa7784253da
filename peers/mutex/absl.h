// SPDX-License-Identifier: MIT
// Abseil's mutex behind the verbs of the mutex family. Optional: libabsl-dev.
#ifndef SYNCCOST_PEERS_MUTEX_ABSL_H
#define SYNCCOST_PEERS_MUTEX_ABSL_H

#include "peers/mutex_corner.h"

/* What the verbs do: primitives/mutex/traits.h. The library's functions are not inline. */
CORNER_MUTEX(absl_mutex, 8, 1)

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(absl_mutex, .spin_only = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(absl_mutex)
#endif
