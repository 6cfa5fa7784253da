// SPDX-License-Identifier: MIT
// Abseil's mutex behind the verbs of the rwmutex family. Optional: libabsl-dev.
#ifndef SYNCCOST_PEERS_RWMUTEX_ABSL_H
#define SYNCCOST_PEERS_RWMUTEX_ABSL_H

#include "peers/rwmutex_corner.h"

/* What the verbs do: primitives/rwmutex/traits.h. The library's functions are not inline. */
CORNER_RWMUTEX(absl_mutex, 8)

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(absl_mutex, .prefer_writer = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(absl_mutex)
#endif
