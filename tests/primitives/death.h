// SPDX-License-Identifier: MIT
// What a child process that runs one function says on standard error, and how it ends.
#pragma once

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/primitives/disturb.h"

struct death {
    bool ran;   /* false: no child could be made */
    int status; /* as waitpid says */
    char said[512];
};

/* Runs function(argument) in a child, without a core file. A child that hangs ends by SIGALRM. */
static inline struct death death_of(void (*function)(void *), void *argument)
{
    struct death d = {.ran = false};
    int ends[2];
    if (pipe(ends) != 0)
        return d;
    fflush(NULL);
    /* The sender would not be in the child, and ThreadSanitizer lets a child start no thread whose
     * parent had several. */
    stress_stop_signals();
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        alarm(100);
        function(argument);
        _exit(0);
    }
    bool restarted = stress_start_signals();
    close(ends[1]);
    size_t got = 0;
    ssize_t n = 1;
    while (child > 0 && got + 1 < sizeof d.said && (n > 0 || (n < 0 && errno == EINTR)))
        if ((n = read(ends[0], d.said + got, sizeof d.said - 1 - got)) > 0)
            got += (size_t)n;
    close(ends[0]);
    pid_t ended;
    do
        ended = child > 0 ? waitpid(child, &d.status, 0) : 0;
    while (ended < 0 && errno == EINTR);
    d.ran = child > 0 && ended == child && restarted;
    return d;
}

/*
 * Whether function(argument) ends its process by SIGABRT and the first line that it says is
 * "fatal error: <words>: 0x<address>". (An emulator adds a line of its own.)
 */
static inline bool dies_with(void (*function)(void *), void *argument, const char *words,
                             const void *address)
{
    char expected[256];
    struct death d = death_of(function, argument);
    snprintf(expected, sizeof expected, "fatal error: %s: 0x%" PRIxPTR "\n", words,
             (uintptr_t)address);
    return d.ran && WIFSIGNALED(d.status) && WTERMSIG(d.status) == SIGABRT &&
           strncmp(d.said, expected, strlen(expected)) == 0;
}
