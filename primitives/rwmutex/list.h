// SPDX-License-Identifier: MIT
// Every read-write lock, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/rwmutex/null.h"
#include "primitives/rwmutex/pthread_reader.h"
#include "primitives/rwmutex/pthread_writer.h"
#include "primitives/rwmutex/go.h"
#include "primitives/rwmutex/big_reader.h"
#include "primitives/rwmutex/phase_fair.h"
#include "primitives/rwmutex/bravo.h"
#include "primitives/rwmutex/seqlock.h"
// clang-format on
