// SPDX-License-Identifier: MIT
// Every value, as its threads see it, is one register; and the tester finds one that shows what was
// replaced before.
#include "primitives/value/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/register.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000 };

struct object {
    int64_t number; /* which object it is; from 1 */
};

struct tested {
    const struct value_subject *subject;
    void *value;
    /* The objects of a history, of values that do not reclaim: they end with it. */
    struct object object[MOST_OPERATIONS];
};

static struct object *new_object(struct tested *t, int64_t number)
{
    struct object *o = &t->object[number];
    if (t->subject->traits.reclaims)
        o = malloc(sizeof *o);
    assert_non_null(o);
    o->number = number;
    return o;
}

static void give_back(struct tested *t, struct object *o)
{
    if (t->subject->traits.reclaims)
        free(o);
}

/* What a load shows of an object: 0 where there is none. */
static int64_t number_of(const struct object *o)
{
    return o ? o->number : 0;
}

static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    (void)subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const unsigned each = threads > 3 ? 4 : 6;
    int64_t number = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < each; k++) {
            unsigned dice = stress_below(r, 8);
            unsigned verb = dice < 4   ? REGISTER_LOAD
                            : dice < 6 ? REGISTER_STORE
                            : dice < 7 ? REGISTER_SWAP
                                       : REGISTER_COMPARE_AND_SWAP;
            struct operation *o = plan_add(h, i, verb, ++number);
            o->second = number;
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    t->subject->init(t->value, free);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->value);
}

static void finish(void *subject)
{
    struct tested *t = subject;
    t->subject->drain(t->value);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    const struct value_subject *s = t->subject;
    const void *old = NULL;
    struct object *new = o->verb == REGISTER_LOAD ? NULL : new_object(t, o->second);
    switch (o->verb) {
    case REGISTER_LOAD:
        o->result = number_of(s->load(t->value));
        s->done(t->value);
        return STEP_RAN;
    case REGISTER_STORE:
        assert_int_equal(s->store(t->value, new), 0);
        return STEP_RAN;
    case REGISTER_SWAP:
        assert_int_equal(s->swap(t->value, new, &old), 0);
        o->result = number_of(old);
        s->done(t->value);
        return STEP_RAN;
    default:
        /* The load belongs to the operation: what it finds is what is compared. */
        old = s->load(t->value);
        o->argument = number_of(old);
        if (!old) {
            s->done(t->value);
            give_back(t, new);
            return STEP_SKIPPED;
        }
        o->okay = s->compare_and_swap(t->value, old, new) == 1;
        if (!o->okay)
            give_back(t, new);
        return STEP_RAN;
    }
}

static bool explained(const struct value_subject *s, uint64_t operations, struct history *failed)
{
    static struct tested t;
    static const struct register_state initial;
    t = (struct tested){.subject = s};
    const struct experiment e = {.model = &register_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.value,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end,
                                 .finish = finish};
    return experiment(&e, operations, failed, "value/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- values that are wrong on purpose: an atomic one with a fault now and then ---- */

enum fault { STALE_LOAD, LOST_STORE };

static enum fault fault; /* set while no broken value is in use */

struct broken_value {
    struct atomic_value good;
    _Atomic(const void *) before; /* what was there before the last store */
    _Atomic unsigned calls;
};

static bool fails_now(struct broken_value *v, enum fault planted)
{
    return fault == planted &&
           atomic_fetch_add_explicit(&v->calls, 1, memory_order_relaxed) % 8 == 7;
}

static void broken_init(void *value, void (*reclaim)(void *object))
{
    struct broken_value *v = value;
    atomic_value_init(&v->good, reclaim);
    atomic_init(&v->before, NULL);
    atomic_init(&v->calls, 0);
}

static const void *broken_load(void *value)
{
    struct broken_value *v = value;
    const void *now = atomic_value_load(&v->good);
    return fails_now(v, STALE_LOAD) ? atomic_load(&v->before) : now;
}

static int broken_store(void *value, void *object)
{
    struct broken_value *v = value;
    if (fails_now(v, LOST_STORE))
        return 0;
    atomic_store(&v->before, atomic_value_load(&v->good));
    atomic_value_done(&v->good);
    return atomic_value_store(&v->good, object);
}

static void assert_found(enum fault planted)
{
    /* Its verbs with an address of the good value work on the broken one, which begins with it. */
    static struct value_subject broken;
    struct history failed = {0};
    for (size_t i = 0; i < VALUE_SUBJECTS; i++)
        if (value_subjects[i].load == value_load_atomic)
            broken = value_subjects[i];
    broken.name = "broken";
    broken.size = sizeof(struct broken_value);
    broken.init = broken_init;
    broken.load = broken_load;
    broken.store = broken_store;
    fault = planted;
    assert_false(explained(&broken, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

static void a_stale_load_is_found(void **state)
{
    (void)state;
    assert_found(STALE_LOAD);
}

static void a_lost_store_is_found(void **state)
{
    (void)state;
    assert_found(LOST_STORE);
}

/*
 * The atomic value's store only releases. It may return before other CPUs see it, so that an
 * exchange which began later comes first: it is no register in this sense, nor does C11 say so.
 */
static bool orders_all(const void *subject)
{
    const struct value_subject *s = subject;
    return s->load != value_load_atomic;
}

int main(void)
{
    static const struct check check = {"is linearizable", orders_all, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_stale_load_is_found),
        cmocka_unit_test(a_lost_store_is_found),
    };
    return experiment_main(&check, value_subjects, sizeof *value_subjects, VALUE_SUBJECTS, faults,
                           sizeof faults / sizeof *faults);
}
