// SPDX-License-Identifier: MIT
// Every semaphore, as its threads see it, is a number of permits of which none is held twice; and
// the tester finds one that lets in one thread too many.
#include "primitives/semaphore/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/semaphore.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000, MOST_PERMITS = 3 };

struct tested {
    const struct semaphore_subject *subject;
    unsigned permits;
    void *semaphore;
    bool held[EXPERIMENT_THREADS];
};

/* Calls a verb for so many permits at once; those of the table know only one. */
static bool call(struct tested *t, enum semaphore_verb verb, unsigned permits)
{
    const struct semaphore_subject *s = t->subject;
    const bool weighted = s->acquire == semaphore_acquire_weighted;
    switch (verb) {
    case SEMAPHORE_ACQUIRE:
        if (weighted)
            assert_int_equal(weighted_semaphore_acquire_many(t->semaphore, permits), 0);
        else
            s->acquire(t->semaphore);
        return true;
    case SEMAPHORE_RELEASE:
        if (weighted)
            weighted_semaphore_release_many(t->semaphore, permits);
        else
            s->release(t->semaphore);
        return true;
    default:
        return weighted ? weighted_semaphore_try_acquire_many(t->semaphore, permits)
                        : s->try_acquire(t->semaphore);
    }
}

/* Each thread takes permits and gives them back, some times; it holds none while it waits. */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    struct tested *t = subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const bool weighted = t->subject->acquire == semaphore_acquire_weighted;
    int64_t pair = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < 3; k++) {
            int64_t permits = weighted ? 1 + stress_below(r, t->permits) : 1;
            bool tries = t->subject->try_acquire && stress_below(r, 3) == 0;
            plan_add(h, i, tries ? SEMAPHORE_TRY_ACQUIRE : SEMAPHORE_ACQUIRE, permits)->key =
                ++pair;
            plan_add(h, i, SEMAPHORE_RELEASE, permits)->key = pair;
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    assert_int_equal(t->subject->init(t->semaphore, t->permits), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->semaphore);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    if (o->verb == SEMAPHORE_RELEASE && !t->held[o->thread])
        return STEP_SKIPPED;
    o->okay = call(t, o->verb, (unsigned)o->argument);
    t->held[o->thread] = o->verb != SEMAPHORE_RELEASE && o->okay;
    return STEP_RAN;
}

static bool explained(const struct semaphore_subject *s, unsigned permits, uint64_t operations,
                      struct history *failed)
{
    struct tested t = {.subject = s, .permits = permits};
    const struct semaphore_state initial = {.free = permits};
    const struct experiment e = {.model = &semaphore_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.semaphore,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "semaphore/%s of %u", s->name, permits);
}

static void is_linearizable(void **state)
{
    struct history failed;
    for (unsigned permits = 1; permits <= MOST_PERMITS; permits++)
        assert_true(explained(*state, permits, stress_count(OPERATIONS), &failed));
}

/* ---- a semaphore that has a permit more than it says ---- */

static int roomy_init(void *s, unsigned permits)
{
    return semaphore_init_futex(s, permits + 1);
}

static void a_thread_too_many_is_found(void **state)
{
    (void)state;
    static const struct semaphore_subject roomy = {.name = "roomy",
                                                   .size = sizeof(struct futex_semaphore),
                                                   .init = roomy_init,
                                                   .destroy = semaphore_destroy_futex,
                                                   .acquire = semaphore_acquire_futex,
                                                   .release = semaphore_release_futex};
    for (unsigned permits = 1; permits <= 2; permits++) {
        struct history failed = {0};
        assert_false(explained(&roomy, permits, FAULT_OPERATIONS, &failed));
        assert_short(&failed, permits + 3);
    }
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_thread_too_many_is_found),
    };
    return experiment_main(&check, semaphore_subjects, sizeof *semaphore_subjects,
                           SEMAPHORE_SUBJECTS, faults, sizeof faults / sizeof *faults);
}
