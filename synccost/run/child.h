// SPDX-License-Identifier: MIT
// Child processes with a time-out, killed as a group, their output caught.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum child_end {
    CHILD_EXITED,
    CHILD_SIGNALLED,
    CHILD_TIMEOUT,
    CHILD_INTERRUPTED,
    CHILD_FLOODED, /* wrote more than it may */
    CHILD_NOT_STARTED
};

struct child_result {
    enum child_end end;
    int status; /* exit status, or signal number */
    /* what it wrote to stdout, NUL-terminated, malloc'd; never NULL after CHILD_EXITED */
    char *out;
    size_t out_length;
    char complaint[SC_ERR]; /* first line of its stderr, or what kept it from starting */
    double seconds;
};

/*
 * Runs argv (argv[0] is the program's path) in a process group of its own and waits at most timeout
 * seconds. Past that, when it writes more than most bytes to stdout, or when child_interrupted is
 * set, the group is killed. What it writes to stderr beyond its first 64 KiB is dropped. Free
 * result->out.
 */
void child_run(char *const argv[], double timeout, size_t most, struct child_result *result);

/* Set by the first SIGINT, SIGTERM or, unless it was ignored, SIGHUP once child_catch_signals was
 * called; the second of its kind ends the command at once. SIGPIPE and SIGXFSZ are ignored from
 * then on too. */
extern volatile int child_interrupted;
void child_catch_signals(void);
/* Says in err that such a signal ended what was under way. -1. */
int child_say_interrupted(char err[SC_ERR]);
/* From now on the first one, too, ends the command at once: everything is on disk. */
void child_let_signals(void);
