// SPDX-License-Identifier: MIT
// Threads that use a register under a lock, with readers or without: its histories, checked.
#pragma once

#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/lock.h"

/* A lock under test. A family's test fills it in. */
struct tested_lock {
    const void *subject; /* the family's entry */
    /* calls a verb for thread; the two of the register are not among them. Returns what a verb with
     * try returns, else true. */
    bool (*call)(struct tested_lock *t, enum lock_verb verb, unsigned thread);
    void (*init)(struct tested_lock *t);
    void (*destroy)(struct tested_lock *t);
    bool reads, tries; /* it has readers; it has verbs with try */
    unsigned threads;  /* that use it at most */
    uint64_t value;    /* the register: plain on purpose, as ThreadSanitizer knows */
    bool held[EXPERIMENT_THREADS];
    size_t size;
    void *lock; /* size bytes */
    _Alignas(128) unsigned char node[EXPERIMENT_THREADS][512];
};

static inline void lock_plan_section(struct history *h, unsigned thread, int64_t value,
                                     enum lock_verb first)
{
    const bool reads = first == LOCK_READ || first == LOCK_TRY_READ;
    const int64_t section = h->n + 1;
    plan_add(h, thread, first, 0)->key = section;
    plan_add(h, thread, reads ? LOCK_LOOK : LOCK_EXCHANGE, value)->key = section;
    plan_add(h, thread, reads ? LOCK_READ_END : LOCK_WRITE_END, 0)->key = section;
}

/* Two sections a thread, or three; readers, writers, and those that only try, mixed. */
static inline unsigned lock_plan(void *subject, struct history *h, struct stress_random *r)
{
    const struct tested_lock *t = subject;
    const unsigned threads = plan_threads(r, t->threads);
    const unsigned sections = threads > 3 ? 1 + stress_below(r, 2) : 2 + stress_below(r, 2);
    int64_t value = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < sections; k++) {
            bool reads = t->reads && stress_below(r, 2),
                 tries = t->tries && stress_below(r, 3) == 0;
            lock_plan_section(h, i, ++value,
                              reads ? (tries ? LOCK_TRY_READ : LOCK_READ)
                                    : (tries ? LOCK_TRY_WRITE : LOCK_WRITE));
        }
    return threads;
}

static inline void lock_start(void *subject)
{
    struct tested_lock *t = subject;
    t->value = 0;
    t->init(t);
}

static inline void lock_end(void *subject)
{
    struct tested_lock *t = subject;
    t->destroy(t);
}

/* After a try that has failed the rest of the section is not called. */
static inline enum step lock_run(void *subject, struct operation *o)
{
    struct tested_lock *t = subject;
    volatile uint64_t *value = &t->value;
    const bool begins = o->verb == LOCK_WRITE || o->verb == LOCK_READ ||
                        o->verb == LOCK_TRY_WRITE || o->verb == LOCK_TRY_READ;
    if (!begins && !t->held[o->thread])
        return STEP_SKIPPED;
    o->okay = true;
    if (o->verb == LOCK_EXCHANGE || o->verb == LOCK_LOOK) {
        o->result = (int64_t)*value;
        if (o->verb == LOCK_EXCHANGE)
            *value = (uint64_t)o->argument;
        return STEP_RAN;
    }
    o->okay = t->call(t, o->verb, o->thread);
    t->held[o->thread] = begins && o->okay;
    return STEP_RAN;
}

/* Runs histories of t. spins: it never sleeps while it waits. */
static inline bool lock_explained(struct tested_lock *t, const char *family, const char *name,
                                  bool spins, uint64_t operations, struct history *failed)
{
    static const struct lock_state initial;
    t->threads = experiment_threads(spins);
    const struct experiment e = {.model = &lock_model,
                                 .initial = &initial,
                                 .subject = t,
                                 .object = &t->lock,
                                 .size = t->size,
                                 .threads = t->threads,
                                 .spins = spins,
                                 .plan = lock_plan,
                                 .start = lock_start,
                                 .run = lock_run,
                                 .end = lock_end};
    return experiment(&e, operations, failed, "%s/%s", family, name);
}
