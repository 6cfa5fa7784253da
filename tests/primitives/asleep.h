// SPDX-License-Identifier: MIT
// When another thread sleeps, as the kernel tells it.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

static inline void sleep_ms(long ms)
{
    struct timespec left = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0)
        ;
}

/* Whether the thread of this process with that id sleeps. */
static inline bool thread_asleep(pid_t tid)
{
    char path[64], line[256] = "", *state;
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)tid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    state = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    fclose(f);
    return state && state[1] == ' ' && state[2] == 'S';
}

/* Returns when the thread that stores its number in tid sleeps; else the alarm ends the program. */
static inline void await_sleep(_Atomic pid_t *tid)
{
    while (atomic_load(tid) == 0 || !thread_asleep(atomic_load(tid)))
        sleep_ms(1);
}
