// SPDX-License-Identifier: MIT
// Every mutex subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/mutex/null.h"
#include "primitives/mutex/pthread_default.h"
#include "primitives/mutex/pthread_adaptive.h"
#include "primitives/mutex/c11.h"
#include "primitives/mutex/ttas.h"
#include "primitives/mutex/ticket.h"
#include "primitives/mutex/twa.h"
#include "primitives/mutex/mcs.h"
#include "primitives/mutex/mcs_park.h"
#include "primitives/mutex/clh.h"
#include "primitives/mutex/hemlock.h"
#include "primitives/mutex/cna.h"
#include "primitives/mutex/futex.h"
#include "primitives/mutex/futex_spin.h"
#include "primitives/mutex/go.h"
// clang-format on
