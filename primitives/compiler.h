// SPDX-License-Identifier: MIT
// Compiler attributes that the primitives rely on.
#pragma once

/* A lock body must be inlined into the loop that measures it; the disassembly test fails where it
 * is not. */
#define SC_INLINE static inline __attribute__((always_inline, unused))
/*
 * A slow path must stay out of line, so that the fast path stays small. Its name ends in _slow. Not
 * marked cold: gcc 12 then moves the code around the call, the rest of a fast path included, to
 * another section.
 */
#define SC_SLOW   static __attribute__((noinline, unused))
