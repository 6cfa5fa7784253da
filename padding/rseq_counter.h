// SPDX-License-Identifier: MIT
// A counter split by CPU without atomic read-modify-writes: an addition is a restartable sequence.
/*
 * Example: bytes served, counted by every thread and read by one.
 *
 *     #include <stdio.h>
 *     static struct rseq_slot slots[8]; // best one for each CPU
 *     struct rseq_counter served;
 *     rseq_counter_init(&served, slots, 8);
 *     rseq_counter_add(&served); // any thread, also in a signal handler
 *     printf("%llu served\n", (unsigned long long)rseq_counter_read(&served));
 */
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"

/*
 * Source: rseq(2) of Linux 4.18 (Desnoyers, Turner, Hunter); glibc 2.35 and later register its area
 * for each thread, at __rseq_offset from the thread pointer.
 *
 * An addition looks up the CPU, adds to that CPU's slot, and is done with its last instruction, the
 * store. A thread that the kernel interrupts before that store, to run another one, to move it or
 * to deliver a signal, begins again. So no other thread can have added to the slot between its load
 * and its store, and neither needs to be atomic for other CPUs.
 *
 * Where the sequence cannot run, the same verbs work with atomic additions, at the price of
 * padding/sharded_counter.h: where nothing has registered the thread (another C library, an older
 * kernel, an emulator, a thread of a bare clone(2)), and on a CPU without a slot. Such additions go
 * to a word of their own: an atomic addition could be lost in a sequence on another CPU.
 */
#if defined(__has_include)
#if __has_include(<sys/rseq.h>) &&                                                                 \
    ((defined(__x86_64__) && defined(__LP64__)) || (defined(__aarch64__) && defined(__LP64__)))
#include <sys/rseq.h>
#define RSEQ_COUNTER_SEQUENCE 1
#endif
#endif

/* 256 bytes apart, as in padding/sharded_counter.h. */
struct rseq_slot {
    _Atomic uint64_t own; /* added to by sequences on this CPU only */
    _Atomic uint64_t any; /* added to atomically, by threads that cannot run the sequence */
} __attribute__((aligned(256)));

/* Neither field changes after init. */
struct rseq_counter {
    unsigned n; /* number of slots */
    struct rseq_slot *slots;
};

/*
 * slots: n zeroed slots, at least one. They must outlive the counter. On CPUs numbered n and above
 * additions are atomic: the counter stays exact and gets slower.
 */
SC_INLINE void rseq_counter_init(struct rseq_counter *c, struct rseq_slot *slots, unsigned n)
{
    *c = (struct rseq_counter){n, slots};
}

/* What rseq_counter_add does where the sequence cannot run. */
SC_SLOW void rseq_counter_add_slow(struct rseq_counter *c)
{
    /* Relaxed: a count publishes no other data. */
    atomic_fetch_add_explicit(&c->slots[(unsigned)sched_getcpu() % c->n].any, 1,
                              memory_order_relaxed);
}

#ifdef RSEQ_COUNTER_SEQUENCE

_Static_assert(sizeof(struct rseq_slot) == 1 << 8 && offsetof(struct rseq_slot, own) == 0,
               "the sequence shifts the CPU's number by 8 to find the slot");
_Static_assert(offsetof(struct rseq, cpu_id) == 4 && offsetof(struct rseq, rseq_cs) == 8,
               "the sequence names the members of the area by their offsets");

/*
 * The sequence lies between the labels 91 and 92. 93 is its descriptor: version and flags, begin,
 * length, and where the kernel lets an interrupted thread go on: label 94. That must stand behind
 * the signature, so that a faked descriptor cannot send a thread anywhere else.
 */
#define RSEQ_COUNTER_DESCRIPTOR                                                                    \
    ".pushsection __rseq_cs, \"aw\"\n\t"                                                           \
    ".balign 32\n"                                                                                 \
    "93:\t.long 0, 0\n\t"                                                                          \
    ".quad 91f, 92f - 91f, 94f\n\t"                                                                \
    ".popsection\n\t"
#define RSEQ_COUNTER_ABORT(signature, jump)                                                        \
    ".pushsection __rseq_failure, \"ax\"\n\t" signature "\n"                                       \
    "94:\t" jump " %l[again]\n\t"                                                                  \
    ".popsection"

#ifdef __x86_64__

/* The number of the thread's CPU; below 0 where nothing has registered the thread. */
SC_INLINE int rseq_counter_cpu(void)
{
    int cpu;
    /* Volatile: it differs from call to call. Orders nothing. */
    __asm__ volatile("movl %%fs:4(%1), %0" : "=r"(cpu) : "r"(__rseq_offset));
    return cpu;
}

/*
 * Adds one to the slot of the current CPU. Any thread, at any time, also in a signal handler.
 * Orders nothing.
 */
SC_INLINE void rseq_counter_add(struct rseq_counter *c)
{
again:
    /*
     * The clobber "memory" is for the slot, which no operand names. The first four bytes behind
     * __rseq_failure's begin make the signature an instruction, so that a disassembler is not lost.
     * A CPU number below 0 is above every number of slots.
     */
    __asm__ goto(
        RSEQ_COUNTER_DESCRIPTOR
        "leaq 93b(%%rip), %%rax\n\t"
        "movq %%rax, %%fs:8(%[area])\n"
        "91:\tmovl %%fs:4(%[area]), %%eax\n\t"
        "cmpl %[n], %%eax\n\t"
        "jae %l[elsewhere]\n\t"
        "shlq $8, %%rax\n\t"
        "addq $1, (%[slots], %%rax)\n"
        "92:\n\t" RSEQ_COUNTER_ABORT(".byte 0x0f, 0xb9, 0x3d; .long %c[signature]", "jmp")
        :
        : [area] "r"(__rseq_offset), [n] "r"(c->n), [slots] "r"(c->slots), [signature] "i"(RSEQ_SIG)
        : "rax", "cc", "memory"
        : again, elsewhere);
    return;
elsewhere:
    rseq_counter_add_slow(c);
}

#else

/* As above. */
SC_INLINE int rseq_counter_cpu(void)
{
    int cpu;
    const char *area = (const char *)__builtin_thread_pointer() + __rseq_offset;
    /* Volatile: it differs from call to call. Orders nothing. */
    __asm__ volatile("ldr %w0, [%1, #4]" : "=r"(cpu) : "r"(area));
    return cpu;
}

/* As above. */
SC_INLINE void rseq_counter_add(struct rseq_counter *c)
{
    const char *area = (const char *)__builtin_thread_pointer() + __rseq_offset;
again:
    /*
     * The clobber "memory" is for the slot, which no operand names. A CPU number below 0 is above
     * every number of slots.
     */
    __asm__ goto(RSEQ_COUNTER_DESCRIPTOR "adrp x16, 93b\n\t"
                                         "add x16, x16, :lo12:93b\n\t"
                                         "str x16, [%[area], #8]\n"
                                         "91:\tldr w16, [%[area], #4]\n\t"
                                         "cmp w16, %w[n]\n\t"
                                         "b.hs %l[elsewhere]\n\t"
                                         "add x16, %[slots], x16, lsl #8\n\t"
                                         "ldr x17, [x16]\n\t"
                                         "add x17, x17, #1\n\t"
                                         "str x17, [x16]\n"
                                         "92:\n\t" RSEQ_COUNTER_ABORT(".long %c[signature]", "b")
                 :
                 : [area] "r"(area), [n] "r"(c->n), [slots] "r"(c->slots), [signature] "i"(RSEQ_SIG)
                 : "x16", "x17", "cc", "memory"
                 : again, elsewhere);
    return;
elsewhere:
    rseq_counter_add_slow(c);
}

#endif

/* NULL where the caller's additions are sequences; else why they are atomic, and what helps. */
SC_INLINE const char *rseq_counter_missing(void)
{
    if (rseq_counter_cpu() >= 0)
        return NULL;
    return "not registered with the kernel: use Linux 4.18 or later, not an emulator of one "
           "process, and leave the tunable glibc.pthread.rseq at 1";
}

#else

SC_INLINE void rseq_counter_add(struct rseq_counter *c)
{
    rseq_counter_add_slow(c);
}

SC_INLINE const char *rseq_counter_missing(void)
{
    return "not known to the C library or not written for this CPU: use glibc 2.35 or later on "
           "x86-64 or arm64";
}

#endif

/*
 * The sum of all slots. Exact where every addition happens before the call, after a join for
 * instance. Else some value between the counts at the call's begin and end. Orders nothing.
 */
SC_INLINE uint64_t rseq_counter_read(const struct rseq_counter *c)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < c->n; i++)
        /* Relaxed: as in sharded_counter_read. */
        sum += atomic_load_explicit(&c->slots[i].own, memory_order_relaxed) +
               atomic_load_explicit(&c->slots[i].any, memory_order_relaxed);
    return sum;
}
