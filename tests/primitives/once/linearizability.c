// SPDX-License-Identifier: MIT
// Every once, as its threads see it, runs the function of one call, whose product all others find;
// and the tester finds onces that do not.
#include "primitives/once/subjects.h"
#include "primitives/once/value.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/once.h"

enum { OPERATIONS = 20000, FAULT_OPERATIONS = 2000000 };

struct tested {
    const struct once_subject *subject;
    void *once;
    int64_t product; /* plain on purpose: the function writes it */
};

struct call {
    struct tested *tested;
    struct operation *operation;
};

static void make(void *argument)
{
    struct call *c = argument;
    c->operation->okay = true;
    sched_yield(); /* others come while it runs */
    c->tested->product = c->operation->argument;
}

/* Some calls a thread; the first of them all is the one that counts. */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    (void)subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    int64_t number = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned each = 1 + stress_below(r, 2); each > 0; each--)
            plan_add(h, i, ONCE_DO, ++number);
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    t->product = 0;
    t->subject->init(t->once);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->once);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    t->subject->run(t->once, make, &(struct call){t, o});
    o->result = t->product;
    return STEP_RAN;
}

static bool explained(const struct once_subject *s,
                      enum step (*run_one)(void *subject, struct operation *o), uint64_t operations,
                      struct history *failed)
{
    struct tested t = {.subject = s};
    static const struct once_state initial;
    const struct experiment e = {.model = &once_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.once,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run_one,
                                 .end = end};
    return experiment(&e, operations, failed, "once/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, run, stress_count(OPERATIONS), &failed));
}

/* ---- the once that hands a result out ---- */

static void *make_value(void *argument)
{
    struct call *c = argument;
    make(c);
    return &c->tested->product;
}

static void value_init(void *once)
{
    go_once_value_init(once);
}

static void value_destroy(void *once)
{
    go_once_value_destroy(once);
}

static enum step run_value(void *subject, struct operation *o)
{
    struct tested *t = subject;
    void *product = NULL;
    assert_true(go_once_value_get(t->once, make_value, &(struct call){t, o}, &product));
    o->result = *(int64_t *)product;
    return STEP_RAN;
}

/* Gives the product to its maker alone. */
static enum step run_forgetful_value(void *subject, struct operation *o)
{
    run_value(subject, o);
    o->result = o->okay ? o->result : 0;
    return STEP_RAN;
}

static const struct once_subject value_subject = {.name = "go, its value",
                                                  .size = sizeof(struct go_once_value),
                                                  .init = value_init,
                                                  .destroy = value_destroy};

static void the_value_is_linearizable(void **state)
{
    (void)state;
    struct history failed;
    assert_true(explained(&value_subject, run_value, stress_count(OPERATIONS), &failed));
}

static void a_value_that_only_its_maker_gets_is_found(void **state)
{
    (void)state;
    struct history failed = {0};
    assert_false(explained(&value_subject, run_forgetful_value, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 4);
}

/* ---- onces that are wrong on purpose ---- */

enum fault { RUNS_TWICE, RETURNS_EARLY };

static enum fault fault; /* set while no broken once is in use */

struct broken_once {
    struct go_once good;
    _Atomic unsigned calls;
};

static void broken_init(void *once)
{
    struct broken_once *o = once;
    go_once_init(&o->good);
    atomic_init(&o->calls, 0);
}

static void broken_destroy(void *once)
{
    struct broken_once *o = once;
    go_once_destroy(&o->good);
}

static void broken_do(void *once, void (*function)(void *), void *argument)
{
    struct broken_once *o = once;
    const unsigned before = atomic_fetch_add_explicit(&o->calls, 1, memory_order_relaxed);
    if (fault == RUNS_TWICE && before == 2)
        function(argument);
    else if (fault == RUNS_TWICE || before == 0)
        go_once_do(&o->good, function, argument);
}

static void assert_found(enum fault planted)
{
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    static const struct once_subject broken = {.name = "broken",
                                               .size = sizeof(struct broken_once),
                                               .init = broken_init,
                                               .destroy = broken_destroy,
                                               .run = broken_do};
    struct history failed = {0};
    fault = planted;
    assert_false(explained(&broken, run, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 4);
}

static void a_second_function_is_found(void **state)
{
    (void)state;
    assert_found(RUNS_TWICE);
}

static void a_call_that_does_not_wait_is_found(void **state)
{
    (void)state;
    assert_found(RETURNS_EARLY);
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_is_linearizable),
        cmocka_unit_test(a_value_that_only_its_maker_gets_is_found),
        cmocka_unit_test(a_second_function_is_found),
        cmocka_unit_test(a_call_that_does_not_wait_is_found),
    };
    return experiment_main(&check, once_subjects, sizeof *once_subjects, ONCE_SUBJECTS, tests,
                           sizeof tests / sizeof *tests);
}
