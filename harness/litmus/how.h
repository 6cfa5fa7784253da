// SPDX-License-Identifier: MIT
// The ways in which the threads of a litmus shape make their accesses.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/tsan.h"

#define LITMUS_HOWS(HOW)                                                                           \
    HOW(plain) HOW(relaxed) HOW(acq_rel) HOW(seq_cst) HOW(fence_acq_rel) HOW(fence_seq_cst)

enum litmus_how {
#define HOW(name) LITMUS_##name,
    LITMUS_HOWS(HOW)
#undef HOW
        LITMUS_HOW_COUNT
};

/* A location. The plain accesses are volatile and no atomics, the others are C11 atomics. */
typedef uint32_t litmus_word;

/*
 * The accesses. how is a constant at every call, so that each becomes the one access that its order
 * asks for. Their orders are what the rows are about: each way states its own.
 */
SC_INLINE void litmus_store(const enum litmus_how how, litmus_word *at, uint32_t value)
{
    _Atomic litmus_word *atomic = (_Atomic litmus_word *)at;
    switch (how) {
    case LITMUS_plain:
        *(volatile litmus_word *)at = value;
        break;
    case LITMUS_acq_rel:
        atomic_store_explicit(atomic, value, memory_order_release); /* release: the way asks it */
        break;
    case LITMUS_seq_cst:
        atomic_store_explicit(atomic, value, memory_order_seq_cst); /* seq_cst: the way asks it */
        break;
    default:
        /* relaxed: the way asks it, or has its fences */
        atomic_store_explicit(atomic, value, memory_order_relaxed);
    }
}

SC_INLINE uint32_t litmus_load(const enum litmus_how how, litmus_word *at)
{
    _Atomic litmus_word *atomic = (_Atomic litmus_word *)at;
    switch (how) {
    case LITMUS_plain:
        return *(volatile litmus_word *)at;
    case LITMUS_acq_rel:
        return atomic_load_explicit(atomic, memory_order_acquire); /* acquire: the way asks it */
    case LITMUS_seq_cst:
        return atomic_load_explicit(atomic, memory_order_seq_cst); /* seq_cst: the way asks it */
    default:
        /* relaxed: the way asks it, or has its fences */
        return atomic_load_explicit(atomic, memory_order_relaxed);
    }
}

/* Adds, and returns what was there: an RMW that continues a release sequence and orders nothing
 * itself. The plain one is two accesses. */
SC_INLINE uint32_t litmus_add(const enum litmus_how how, litmus_word *at, uint32_t value)
{
    _Atomic litmus_word *atomic = (_Atomic litmus_word *)at;
    if (how == LITMUS_plain) {
        const uint32_t before = *(volatile litmus_word *)at;
        *(volatile litmus_word *)at = before + value;
        return before;
    }
    if (how == LITMUS_seq_cst)
        /* seq_cst: the way asks it */
        return atomic_fetch_add_explicit(atomic, value, memory_order_seq_cst);
    /* relaxed: only the release sequence is to order anything */
    return atomic_fetch_add_explicit(atomic, value, memory_order_relaxed);
}

/* What stands between two accesses of a thread: the fence of the ways that have one. */
SC_INLINE void litmus_fence(const enum litmus_how how)
{
    if (how == LITMUS_fence_acq_rel)
        SC_FENCE(memory_order_acq_rel); /* acq_rel: the way asks it */
    else if (how == LITMUS_fence_seq_cst)
        SC_FENCE(memory_order_seq_cst); /* seq_cst: the way asks it */
}
