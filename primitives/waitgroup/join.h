// SPDX-License-Identifier: MIT
// Threads that are started into a group and waited for by joining them.
/*
 * Example: two threads run; wait returns when both have ended.
 *
 *     static struct { struct join_waitgroup threads; char *part[2]; } job;
 *     if (join_waitgroup_init(&job.threads, 2) != 0)
 *         return 1;
 *     for (int i = 0; i < 2; i++)
 *         if (join_waitgroup_go(&job.threads, NULL, free, job.part[i]) != 0)
 *             return 1;
 *     join_waitgroup_wait(&job.threads);
 *     join_waitgroup_destroy(&job.threads);
 */
#ifndef SYNCCOST_WAITGROUP_JOIN_H
#define SYNCCOST_WAITGROUP_JOIN_H

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "primitives/compiler.h"

/*
 * What Go's WaitGroup.Go does with a goroutine, done with threads: each part is a thread of its
 * own, and its end is its done. One thread owns the group: it alone calls the verbs.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what the owner wrote before go is visible to
 * the thread, and what the thread wrote is visible after wait.
 *
 * Cancellation: wait is a cancellation point. A wait that is cancelled has not joined the threads
 * that it had not come to; another wait of the group, by whoever owns it now, joins them. A part
 * that is cancelled counts as done.
 */
struct join_part {
    pthread_t thread;
    void (*function)(void *);
    void *argument;
};

struct join_waitgroup {
    struct join_part *part; /* room of them; the first started are running or have ended */
    unsigned started, room;
};

/* w is not in use. most: the largest number of parts at a time. Returns 0 or -ENOMEM. */
SC_INLINE int join_waitgroup_init(struct join_waitgroup *w, unsigned most)
{
    *w = (struct join_waitgroup){.part = calloc(most, sizeof *w->part), .room = most};
    return w->part || most == 0 ? 0 : -ENOMEM;
}

/* Every part has been waited for. */
SC_INLINE void join_waitgroup_destroy(struct join_waitgroup *w)
{
    free(w->part);
}

SC_SLOW void *join_waitgroup_main_slow(void *argument)
{
    const struct join_part *part = argument;
    part->function(part->argument);
    return NULL;
}

/* Starts a thread that runs function(argument). attributes: as for pthread_create, or NULL. Returns
 * 0; a negative error number (-EAGAIN) where no thread could be started; -ENOSPC without room. */
SC_INLINE int join_waitgroup_go(struct join_waitgroup *w, const pthread_attr_t *attributes,
                                void (*function)(void *), void *argument)
{
    if (w->started == w->room)
        return -ENOSPC;
    struct join_part *part = &w->part[w->started];
    part->function = function;
    part->argument = argument;
    int error = pthread_create(&part->thread, attributes, join_waitgroup_main_slow, part);
    if (error == 0)
        w->started++;
    return -error;
}

/* Returns once every part has ended. Afterwards the group is empty. */
SC_INLINE void join_waitgroup_wait(struct join_waitgroup *w)
{
    /* The last first: a wait that is cancelled leaves the others where the next wait looks. */
    while (w->started != 0) {
        pthread_join(w->part[w->started - 1].thread, NULL);
        w->started--;
    }
}

#endif
