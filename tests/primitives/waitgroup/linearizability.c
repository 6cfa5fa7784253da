// SPDX-License-Identifier: MIT
// A wait for any waitgroup returns once everything that was added is done, and finds what the dones
// published; and the tester finds waitgroups that let go too early.
#include "primitives/waitgroup/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/waitgroup.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000 };

struct tested {
    const struct waitgroup_subject *subject;
    void *group;
    struct waitgroup_state initial; /* of the history: what start adds is pending */
    bool written[MOST_OPERATIONS];  /* by a done each; plain on purpose */
};

/*
 * Each thread has some parts of the job, which are pending from the start; the first of them may
 * have none. A part may add another one before it is done. In the end all threads wait.
 */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    struct tested *t = subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    int64_t number = 0;
    t->initial = (struct waitgroup_state){0};
    for (unsigned i = 0; i < threads; i++) {
        unsigned parts = stress_below(r, threads > 3 ? 2 : 3) + (i > 0);
        t->initial.pending += (uint8_t)parts;
        for (; parts > 0; parts--) {
            if (stress_below(r, 3) == 0) {
                plan_add(h, i, WAITGROUP_ADD, 0);
                plan_add(h, i, WAITGROUP_DONE, number++);
            }
            plan_add(h, i, WAITGROUP_DONE, number++);
        }
        plan_add(h, i, WAITGROUP_WAIT, 0);
    }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    memset(t->written, 0, sizeof t->written);
    assert_int_equal(t->subject->init(t->group, 0), 0);
    t->subject->add(t->group, t->initial.pending);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->group);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    switch (o->verb) {
    case WAITGROUP_ADD:
        t->subject->add(t->group, 1);
        return STEP_RAN;
    case WAITGROUP_DONE:
        t->written[o->argument] = true;
        t->subject->done(t->group);
        return STEP_RAN;
    default:
        t->subject->wait(t->group);
        for (unsigned i = 0; i < MOST_OPERATIONS; i++)
            o->result += t->written[i];
        return STEP_RAN;
    }
}

static bool explained(const struct waitgroup_subject *s, uint64_t operations,
                      struct history *failed)
{
    struct tested t = {.subject = s};
    const struct experiment e = {.model = &waitgroup_model,
                                 .initial = &t.initial,
                                 .subject = &t,
                                 .object = &t.group,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "waitgroup/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- waitgroups that are wrong on purpose ---- */

enum fault { WAITS_FOR_ALL_BUT_ONE, LOSES_AN_ADD };

static enum fault fault; /* set while no broken waitgroup is in use */

static int broken_init(void *group, unsigned parties)
{
    (void)parties;
    atomic_init((atomic_int *)group, 0);
    return 0;
}

static void broken_destroy(void *group)
{
    (void)group;
}

/* start's add is more than 1 in most histories. */
static void broken_add(void *group, int delta)
{
    if (delta != 1 || fault != LOSES_AN_ADD)
        atomic_fetch_add((atomic_int *)group, delta);
}

static void broken_done(void *group)
{
    atomic_fetch_sub((atomic_int *)group, 1);
}

static void broken_wait(void *group)
{
    while (atomic_load((atomic_int *)group) > (fault == WAITS_FOR_ALL_BUT_ONE))
        sched_yield();
}

static void assert_found(enum fault planted)
{
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    static const struct waitgroup_subject broken = {.name = "broken",
                                                    .size = sizeof(atomic_int),
                                                    .init = broken_init,
                                                    .destroy = broken_destroy,
                                                    .add = broken_add,
                                                    .done = broken_done,
                                                    .wait = broken_wait};
    struct history failed = {0};
    fault = planted;
    assert_false(explained(&broken, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

static void a_wait_that_returns_early_is_found(void **state)
{
    (void)state;
    assert_found(WAITS_FOR_ALL_BUT_ONE);
}

static void a_lost_add_is_found(void **state)
{
    (void)state;
    assert_found(LOSES_AN_ADD);
}

/* A barrier has no wait apart from its done. */
static bool can_be_tested(const void *subject)
{
    const struct waitgroup_subject *s = subject;
    return !s->traits.barrier;
}

int main(void)
{
    static const struct check check = {"is linearizable", can_be_tested, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_wait_that_returns_early_is_found),
        cmocka_unit_test(a_lost_add_is_found),
    };
    return experiment_main(&check, waitgroup_subjects, sizeof *waitgroup_subjects,
                           WAITGROUP_SUBJECTS, faults, sizeof faults / sizeof *faults);
}
