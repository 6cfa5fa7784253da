// SPDX-License-Identifier: MIT
// A register of two words under a lock whose readers read again is one register: reads are whole
// and current; and the tester finds reads and writes that are not.
#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/register.h"

enum { OPERATIONS = 120000, FAULT_OPERATIONS = 2000000 };

enum fault { NO_FAULT, READS_ONCE, READS_OLD, WRITES_BESIDE };

struct tested {
    const struct rwmutex_optimistic_subject *subject;
    enum fault fault;
    unsigned threads;
    void *lock;
    _Atomic int64_t word[2]; /* both are the register; relaxed */
    _Atomic int64_t before;  /* what it was before the last write */
};

static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    struct tested *t = subject;
    const unsigned threads = plan_threads(r, t->threads);
    const unsigned each = threads > 3 ? 4 : 6;
    int64_t value = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < each; k++) {
            unsigned dice = stress_below(r, 6);
            plan_add(h, i,
                     dice < 3   ? REGISTER_LOAD
                     : dice < 5 ? REGISTER_STORE
                                : REGISTER_SWAP,
                     ++value);
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    for (int i = 0; i < 2; i++)
        atomic_store_explicit(&t->word[i], 0, memory_order_relaxed);
    t->subject->init(t->lock);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->lock);
}

/* -1 is no value that was ever stored. */
static int64_t load(struct tested *t)
{
    int64_t word[2];
    uint32_t began;
    do {
        began = t->subject->read_begin(t->lock);
        word[0] = atomic_load_explicit(&t->word[0], memory_order_relaxed);
        if (t->fault == READS_ONCE)
            sched_yield(); /* a writer comes here */
        word[1] = atomic_load_explicit(&t->word[1], memory_order_relaxed);
    } while (t->fault != READS_ONCE && t->subject->read_retry(t->lock, began));
    return word[0] == word[1] ? word[0] : -1;
}

static int64_t swap(struct tested *t, int64_t value)
{
    if (t->fault != WRITES_BESIDE)
        t->subject->write_acquire(t->lock);
    int64_t old = atomic_load_explicit(&t->word[0], memory_order_relaxed);
    atomic_store_explicit(&t->before, old, memory_order_relaxed);
    if (t->fault == WRITES_BESIDE)
        sched_yield(); /* another writer comes here */
    atomic_store_explicit(&t->word[0], value, memory_order_relaxed);
    atomic_store_explicit(&t->word[1], value, memory_order_relaxed);
    if (t->fault != WRITES_BESIDE)
        t->subject->write_release(t->lock);
    return old;
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    if (o->verb == REGISTER_LOAD) {
        o->result = load(t);
        if (t->fault == READS_OLD && o->argument % 8 == 0)
            o->result = atomic_load_explicit(&t->before, memory_order_relaxed);
        return STEP_RAN;
    }
    o->result = swap(t, o->argument);
    return STEP_RAN;
}

static bool explained(const struct rwmutex_optimistic_subject *s, enum fault fault,
                      uint64_t operations, struct history *failed)
{
    static const struct register_state initial;
    struct tested t = {
        .subject = s, .fault = fault, .threads = experiment_threads(s->traits.spin_only)};
    const struct experiment e = {.model = &register_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.lock,
                                 .size = s->size,
                                 .threads = t.threads,
                                 .spins = s->traits.spin_only,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "rwmutex/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, NO_FAULT, stress_count(OPERATIONS), &failed));
}

/* ---- the same with a fault ---- */

static void assert_found(enum fault planted)
{
    struct history failed = {0};
    assert_false(explained(&rwmutex_optimistic_subjects[0], planted, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

static void a_torn_read_is_found(void **state)
{
    (void)state;
    assert_found(READS_ONCE);
}

static void an_old_value_is_found(void **state)
{
    (void)state;
    assert_found(READS_OLD);
}

static void a_writer_beside_another_is_found(void **state)
{
    (void)state;
    assert_found(WRITES_BESIDE);
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_torn_read_is_found),
        cmocka_unit_test(an_old_value_is_found),
        cmocka_unit_test(a_writer_beside_another_is_found),
    };
    return experiment_main(&check, rwmutex_optimistic_subjects, sizeof *rwmutex_optimistic_subjects,
                           RWMUTEX_OPTIMISTIC_SUBJECTS, faults, sizeof faults / sizeof *faults);
}
