// SPDX-License-Identifier: MIT
// The sequential semaphore: a number of free permits.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum semaphore_verb {
    SEMAPHORE_ACQUIRE, /* argument permits at once */
    SEMAPHORE_RELEASE, /* argument permits */
    /* okay: argument permits; else nothing is said: it may fail while others wait */
    SEMAPHORE_TRY_ACQUIRE
};

struct semaphore_state {
    uint32_t free;
};

static inline bool semaphore_apply(void *state, const struct operation *o)
{
    struct semaphore_state *s = state;
    const uint32_t permits = (uint32_t)o->argument;
    if (o->verb == SEMAPHORE_RELEASE) {
        s->free += permits;
        return true;
    }
    if (o->verb == SEMAPHORE_TRY_ACQUIRE && !o->okay)
        return true;
    if (permits > s->free)
        return false;
    s->free -= permits;
    return true;
}

/* What a thread takes and gives back leaves more room to the others when it is not there. key
 * numbers a history's pairs. */
static inline bool semaphore_goes_with(const struct history *h, const struct operation *a,
                                       const struct operation *b)
{
    (void)h;
    return a->key == b->key;
}

static inline void semaphore_print(char text[OPERATION_TEXT], const struct operation *o)
{
    static const char *const words[] = {"acquire", "release", "try to acquire"};
    snprintf(text, OPERATION_TEXT, "%s %d%s", words[o->verb], (int)o->argument,
             o->okay ? "" : ": no");
}

static const struct model semaphore_model = {.name = "semaphore",
                                             .state_size = sizeof(struct semaphore_state),
                                             .apply = semaphore_apply,
                                             .goes_with = semaphore_goes_with,
                                             .print = semaphore_print};
