// SPDX-License-Identifier: MIT
// Bad use that no caller can mend: one line with Go's words and the address, then abort.
/*
 * Example: a lock that is given up must be held.
 *
 *     static int lock, held;
 *     if (!held)
 *         sc_fatal("sync: unlock of unlocked mutex", &lock);
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "primitives/compiler.h"

/* Appends text to the line that ends at *end, as far as limit. */
static inline void fatal_append(char **end, const char *limit, const char *text)
{
    while (*text && *end < limit)
        *(*end)++ = *text++;
}

/* Appends p as 0x and lower-case hexadecimal digits without leading zeros. */
static inline void fatal_append_address(char **end, const char *limit, const void *p)
{
    char digits[2 * sizeof p + 1];
    char *first = &digits[sizeof digits - 1];
    uintptr_t rest = (uintptr_t)p;
    *first = '\0';
    do
        *--first = "0123456789abcdef"[rest % 16];
    while ((rest /= 16) != 0);
    fatal_append(end, limit, "0x");
    fatal_append(end, limit, first);
}

/*
 * Writes "fatal error: <words>: 0x<address>" and a line feed to standard error in one write(2), and
 * aborts. words: what Go says in the same case, without a line feed. May be called with locks held
 * and from a signal handler: it allocates nothing and takes no lock. Source of the form: throw and
 * fatal in Go's src/runtime/panic.go.
 */
__attribute__((noinline, cold, noreturn, unused)) static void sc_fatal(const char *words,
                                                                       const void *address)
{
    char line[200] = "";
    char *end = line;
    const char *limit = line + sizeof line - 1; /* keeps room for the line feed */
    fatal_append(&end, limit, "fatal error: ");
    fatal_append(&end, limit - 2 * sizeof address - 4, words);
    fatal_append(&end, limit, ": ");
    fatal_append_address(&end, limit, address);
    *end++ = '\n';
    /* The result is of no use: the process ends either way. */
    if (write(STDERR_FILENO, line, (size_t)(end - line)) < 0)
        abort();
    abort();
}
