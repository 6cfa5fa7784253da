// SPDX-License-Identifier: MIT
// Compiler attributes that the primitives rely on.
#pragma once

/*
 * The body of a fast path. It must be inlined into the loop that measures it: the disassembly test
 * fails where it is not.
 */
#define SC_INLINE static inline __attribute__((always_inline, unused))
/*
 * A slow path. It must stay out of line, so that the fast path stays small. Its name ends in _slow.
 * It is not marked cold: gcc 12 would then move the code around the call, which includes the rest
 * of the fast path, to another section.
 */
#define SC_SLOW   static __attribute__((noinline, unused))
