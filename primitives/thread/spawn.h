// SPDX-License-Identifier: MIT
// The system call clone3, and what its child executes on a stack that holds nothing yet.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "primitives/compiler.h"

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

/* clone3(2): the first version of struct clone_args. */
struct spawn_arguments {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

/* The top of a child's stack as spawn_slow wants it: the child takes both words from it. */
struct spawn_frame {
    void (*function)(void *);
    void *argument;
};

/*
 * clone3(arguments). The stack ends right below a struct spawn_frame, which is aligned to 16 bytes.
 * The child calls the frame's function and then ends by exit(2), thread by thread. Returns the
 * child's thread id, or a negative error number. Written in assembly, since the child must not
 * return through frames that its stack does not have.
 */
SC_SLOW long spawn_slow(struct spawn_arguments *arguments)
{
#if defined(__x86_64__)
    long result;
    /* The clobber "memory": the child reads what was stored before. The kernel overwrites rcx and
     * r11. Without the frame the child's stack pointer is aligned as a call wants it. */
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "popq %%rax\n\t"
                     "popq %%rdi\n\t"
                     "callq *%%rax\n\t"
                     "xorl %%edi, %%edi\n\t"
                     "movl %[exit], %%eax\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone3), "D"(arguments),
                       "S"(sizeof *arguments), [exit] "i"(SYS_exit)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    /* The registers that the kernel's calling convention names; no barriers. */
    register long x8 __asm__("x8") = SYS_clone3, x0 __asm__("x0") = (long)arguments,
                     x1 __asm__("x1") = sizeof *arguments;
    /* The clobber "memory": the child reads what was stored before. */
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, #0\n\t"
                     "mov x30, #0\n\t"
                     "ldp x1, x0, [sp], #16\n\t"
                     "blr x1\n\t"
                     "mov x0, #0\n\t"
                     "mov x8, %[exit]\n\t"
                     "svc #0\n"
                     "1:"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), [exit] "i"(SYS_exit)
                     : "memory");
    return x0;
#else
    (void)arguments;
    return -ENOSYS;
#endif
}
