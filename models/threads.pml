// SPDX-License-Identifier: MIT
// What every model shares: who a thread is, and the end that only a run without errors reaches.
#ifndef THREADS
#define THREADS 2
#endif
#if THREADS > 4
#error "futex_wake chooses among at most 4 threads"
#endif

/* A thread's name as a pointer to it. No thread has the name NIL, so zero bytes are valid. */
#define NIL 0
#define SELF (_pid + 1)
#define NAMES (THREADS + 1) /* the length of an array that names index */

byte ended; /* threads that have returned from their last call */
