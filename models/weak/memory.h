// SPDX-License-Identifier: MIT
// The simulated memory: what each access to it is reported to.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a read-modify-write makes of the old value and the operand. */
enum memory_rmw {
    MEMORY_EXCHANGE,
    MEMORY_ADD,
    MEMORY_SUB,
    MEMORY_AND,
    MEMORY_OR,
    MEMORY_XOR,
    MEMORY_NAND,
};

/*
 * An access of size bytes (1, 2, 4 or 8 where it is atomic) by the running thread. order is one of
 * C's memory orders. from is an address in the code that makes the access, for traces. Outside a
 * run nothing is simulated. An access that the memory model forbids ends the run.
 */
void memory_read(const void *at, size_t size, const void *from);
void memory_write(const void *at, size_t size, const void *from);
uint64_t memory_load(const volatile void *at, unsigned size, int order, const void *from);
void memory_store(volatile void *at, unsigned size, uint64_t value, int order, const void *from);
uint64_t memory_modify(volatile void *at, unsigned size, enum memory_rmw how, uint64_t operand,
                       int order, const void *from);
/* Returns what it found; it has stored wanted where *stored. may_fail: also where it need not. */
uint64_t memory_compare_exchange(volatile void *at, unsigned size, uint64_t expected,
                                 uint64_t wanted, bool may_fail, int success, int failure,
                                 bool *stored, const void *from);
void memory_fence(int order, const void *from);

/* Every byte of a block is written and may not be used afterwards. */
void memory_retire(const void *at, size_t size, const void *from);
/* Forgets all of it, before a run. */
void memory_reset(void);

#ifdef __cplusplus
}
#endif
