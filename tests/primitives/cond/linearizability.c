// SPDX-License-Identifier: MIT
// Every condition variable wakes whom it promises to wake, and nobody else, and each of them has
// the mutex again; the tester finds condition variables that do not.
#include "primitives/cond/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/cond.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000 };

struct tested {
    const struct cond_subject *subject;
    void *cond;
    _Atomic unsigned signalers; /* that have operations left; the last one finishes */
    bool finished;              /* guarded by the mutex: nobody shall wait any more */
    bool slept[EXPERIMENT_THREADS];
};

/* Waits, each of one call: more than can be woken. The last one goes on until the end. */
static void plan_waits(struct history *h, unsigned thread, unsigned waits)
{
    plan_add(h, thread, COND_ACQUIRE, 0);
    for (; waits > 0; waits--) {
        plan_add(h, thread, COND_SLEEP, waits == 1);
        plan_add(h, thread, COND_WAKE, 0);
    }
    plan_add(h, thread, COND_RELEASE, 0);
}

static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    struct tested *t = subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const unsigned signalers = threads > 3 ? threads / 2 : 1 + stress_below(r, threads - 1);
    const unsigned each = threads > 3 ? 1 : 1 + stress_below(r, 3);
    atomic_store_explicit(&t->signalers, signalers, memory_order_relaxed);
    for (unsigned i = 0; i < signalers; i++) {
        for (unsigned k = 0; k < each; k++)
            plan_add(h, i, stress_below(r, 4) ? COND_SIGNAL : COND_BROADCAST, 0);
        plan_add(h, i, COND_FINISH, 0);
    }
    for (unsigned i = signalers; i < threads; i++)
        plan_waits(h, i, signalers * each + 1);
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    t->finished = false;
    assert_int_equal(t->subject->init(t->cond), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->cond);
}

static enum step sleep_until_woken(struct tested *t, const struct operation *o)
{
    t->slept[o->thread] = !t->finished;
    if (t->finished)
        return STEP_SKIPPED;
    do
        t->subject->wait(t->cond);
    while (o->argument && !t->finished);
    return STEP_RAN;
}

static enum step finish(struct tested *t)
{
    /* relaxed: it must not order what the others did */
    if (atomic_fetch_sub_explicit(&t->signalers, 1, memory_order_relaxed) > 1)
        return STEP_SKIPPED;
    t->subject->acquire(t->cond);
    t->finished = true;
    t->subject->broadcast(t->cond);
    t->subject->release(t->cond);
    return STEP_RAN;
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    switch (o->verb) {
    case COND_ACQUIRE:
        t->subject->acquire(t->cond);
        return STEP_RAN;
    case COND_RELEASE:
        t->subject->release(t->cond);
        return STEP_RAN;
    case COND_SLEEP:
        return sleep_until_woken(t, o);
    case COND_WAKE:
        return t->slept[o->thread] ? STEP_BEFORE : STEP_SKIPPED;
    case COND_SIGNAL:
        t->subject->signal(t->cond);
        return STEP_RAN;
    case COND_BROADCAST:
        t->subject->broadcast(t->cond);
        return STEP_RAN;
    default:
        return finish(t);
    }
}

static bool explained(const struct cond_subject *s, uint64_t operations, struct history *failed)
{
    struct tested t = {.subject = s};
    const struct cond_state initial = {.fifo = s->traits.fifo && !s->traits.spurious};
    const struct experiment e = {.model = &cond_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.cond,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "cond/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- condition variables that are wrong on purpose: Go's with a fault ---- */

enum fault { WAKES_UNASKED, WAKES_TWO, LEAVES_THE_MUTEX };

static enum fault fault;          /* set while no broken one is in use */
static _Thread_local bool leaked; /* the calling thread has no mutex, although a wait returned */

static void broken_release(void *c)
{
    if (!leaked)
        cond_release_go(c);
    leaked = false;
}

static void broken_wait(void *c)
{
    static _Thread_local unsigned waits;
    if (leaked) { /* its caller has not looked under the mutex: it must not sleep now */
        cond_acquire_go(c);
        leaked = false;
        return;
    }
    if (fault == WAKES_UNASKED && waits++ % 4 == 3) {
        cond_release_go(c);
        cond_acquire_go(c);
        return;
    }
    cond_wait_go(c);
    leaked = fault == LEAVES_THE_MUTEX;
    if (leaked)
        cond_release_go(c);
}

static void broken_signal(void *c)
{
    cond_signal_go(c);
    if (fault == WAKES_TWO)
        cond_signal_go(c);
}

static void assert_found(enum fault planted)
{
    static const struct cond_subject broken = {.name = "broken",
                                               .traits = {.fifo = true},
                                               .size = sizeof(struct cond_pair_go),
                                               .init = cond_init_go,
                                               .destroy = cond_destroy_go,
                                               .acquire = cond_acquire_go,
                                               .release = broken_release,
                                               .wait = broken_wait,
                                               .signal = broken_signal,
                                               .broadcast = cond_broadcast_go};
    struct history failed = {0};
    fault = planted;
    assert_false(explained(&broken, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

static void a_wait_that_nobody_ended_is_found(void **state)
{
    (void)state;
    assert_found(WAKES_UNASKED);
}

static void a_signal_that_wakes_two_is_found(void **state)
{
    (void)state;
    assert_found(WAKES_TWO);
}

static void a_wait_that_returns_without_the_mutex_is_found(void **state)
{
    (void)state;
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    assert_found(LEAVES_THE_MUTEX);
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_wait_that_nobody_ended_is_found),
        cmocka_unit_test(a_signal_that_wakes_two_is_found),
        cmocka_unit_test(a_wait_that_returns_without_the_mutex_is_found),
    };
    return experiment_main(&check, cond_subjects, sizeof *cond_subjects, COND_SUBJECTS, faults,
                           sizeof faults / sizeof *faults);
}
