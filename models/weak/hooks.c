// SPDX-License-Identifier: MIT
// The calls that -fsanitize=thread puts at each access, led to the simulated memory.
#include "models/weak/memory.h"
#include "models/weak/weak.h"

/*
 * The checked sources are compiled for ThreadSanitizer, but linked with these functions in place of
 * its library. So what is checked is the code of the real headers, without a copy in other types.
 * Source of the names: compiler-rt's tsan_interface.h and tsan_interface_atomic.h.
 */
#define HERE __builtin_return_address(0)

void __tsan_init(void);
void __tsan_func_entry(void *from);
void __tsan_func_exit(void);
void __tsan_read_range(const void *at, size_t size);
void __tsan_write_range(const void *at, size_t size);
void *__tsan_memset(void *to, int byte, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size);
void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

void __tsan_init(void) {}

void __tsan_func_entry(void *from)
{
    (void)from;
}

void __tsan_func_exit(void) {}

void __tsan_read_range(const void *at, size_t size)
{
    memory_read(at, size, HERE);
}

void __tsan_write_range(const void *at, size_t size)
{
    memory_write(at, size, HERE);
}

void *__tsan_memset(void *to, int byte, size_t size)
{
    return weak_memset(to, byte, size);
}

void *__tsan_memcpy(void *to, const void *from, size_t size)
{
    return weak_memcpy(to, from, size);
}

void __tsan_atomic_thread_fence(int order)
{
    memory_fence(order, HERE);
}

void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}

#define PLAIN(name, size)                                                                          \
    void __tsan_##name##size(const void *at);                                                      \
    void __tsan_##name##size(const void *at)                                                       \
    {                                                                                              \
        memory_##name(at, size, HERE);                                                             \
    }                                                                                              \
    void __tsan_unaligned_##name##size(const void *at);                                            \
    void __tsan_unaligned_##name##size(const void *at)                                             \
    {                                                                                              \
        memory_##name(at, size, HERE);                                                             \
    }                                                                                              \
    void __tsan_volatile_##name##size(const void *at);                                             \
    void __tsan_volatile_##name##size(const void *at)                                              \
    {                                                                                              \
        memory_##name(at, size, HERE);                                                             \
    }
#define PLAINS(size) PLAIN(read, size) PLAIN(write, size)
PLAINS(1)
PLAINS(2)
PLAINS(4)
PLAINS(8)
PLAINS(16)

#define MODIFY(bits, name, how)                                                                    \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile void *at, uint##bits##_t operand,         \
                                                int order);                                        \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile void *at, uint##bits##_t operand,         \
                                                int order)                                         \
    {                                                                                              \
        return (uint##bits##_t)memory_modify(at, bits / 8, how, operand, order, HERE);             \
    }
#define COMPARE_EXCHANGE(bits, name, may_fail)                                                     \
    int __tsan_atomic##bits##_compare_exchange_##name(                                             \
        volatile void *at, void *expected, uint##bits##_t wanted, int success, int failure);       \
    int __tsan_atomic##bits##_compare_exchange_##name(                                             \
        volatile void *at, void *expected, uint##bits##_t wanted, int success, int failure)        \
    {                                                                                              \
        uint##bits##_t *known = expected;                                                          \
        bool stored;                                                                               \
        uint64_t found = memory_compare_exchange(at, bits / 8, *known, wanted, may_fail, success,  \
                                                 failure, &stored, HERE);                          \
        if (!stored)                                                                               \
            *known = (uint##bits##_t)found;                                                        \
        return stored;                                                                             \
    }
#define ATOMICS(bits)                                                                              \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile void *at, int order);                 \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile void *at, int order)                  \
    {                                                                                              \
        return (uint##bits##_t)memory_load(at, bits / 8, order, HERE);                             \
    }                                                                                              \
    void __tsan_atomic##bits##_store(volatile void *at, uint##bits##_t value, int order);          \
    void __tsan_atomic##bits##_store(volatile void *at, uint##bits##_t value, int order)           \
    {                                                                                              \
        memory_store(at, bits / 8, value, order, HERE);                                            \
    }                                                                                              \
    uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                     \
        volatile void *at, uint##bits##_t expected, uint##bits##_t wanted, int success,            \
        int failure);                                                                              \
    uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                     \
        volatile void *at, uint##bits##_t expected, uint##bits##_t wanted, int success,            \
        int failure)                                                                               \
    {                                                                                              \
        bool stored;                                                                               \
        return (uint##bits##_t)memory_compare_exchange(at, bits / 8, expected, wanted, false,      \
                                                       success, failure, &stored, HERE);           \
    }                                                                                              \
    COMPARE_EXCHANGE(bits, strong, false)                                                          \
    COMPARE_EXCHANGE(bits, weak, true)                                                             \
    MODIFY(bits, exchange, MEMORY_EXCHANGE)                                                        \
    MODIFY(bits, fetch_add, MEMORY_ADD)                                                            \
    MODIFY(bits, fetch_sub, MEMORY_SUB)                                                            \
    MODIFY(bits, fetch_and, MEMORY_AND)                                                            \
    MODIFY(bits, fetch_or, MEMORY_OR)                                                              \
    MODIFY(bits, fetch_xor, MEMORY_XOR)                                                            \
    MODIFY(bits, fetch_nand, MEMORY_NAND)
ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

bool weak_compare_exchange(volatile void *at, void *expected, uint32_t wanted, int success,
                           int failure)
{
    uint32_t *known = expected;
    bool stored;
    uint64_t found = memory_compare_exchange(at, sizeof *known, *known, wanted, false, success,
                                             failure, &stored, HERE);
    if (!stored)
        *known = (uint32_t)found;
    return stored;
}
