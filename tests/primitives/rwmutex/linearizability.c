// SPDX-License-Identifier: MIT
// Every read-write lock, as its threads see it, is held by readers or by one writer; and the tester
// finds locks that are not.
#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/linearizability/locks.h"
#include "tests/primitives/lock_applies.h"

enum { OPERATIONS = 120000, FAULT_OPERATIONS = 2000000 };

static bool call(struct tested_lock *t, enum lock_verb verb, unsigned thread)
{
    const struct rwmutex_subject *s = t->subject;
    (void)thread;
    switch (verb) {
    case LOCK_WRITE:
        s->write_acquire(t->lock);
        return true;
    case LOCK_WRITE_END:
        s->write_release(t->lock);
        return true;
    case LOCK_READ:
        s->read_acquire(t->lock);
        return true;
    case LOCK_TRY_WRITE:
        return s->try_write_acquire(t->lock);
    case LOCK_TRY_READ:
        return s->try_read_acquire(t->lock);
    default:
        s->read_release(t->lock);
        return true;
    }
}

static void init(struct tested_lock *t)
{
    const struct rwmutex_subject *s = t->subject;
    s->init(t->lock);
}

static void destroy(struct tested_lock *t)
{
    const struct rwmutex_subject *s = t->subject;
    s->destroy(t->lock);
}

static bool explained(const struct rwmutex_subject *s, uint64_t operations, struct history *failed)
{
    static struct tested_lock t;
    t = (struct tested_lock){.subject = s,
                             .size = s->size,
                             .call = call,
                             .init = init,
                             .destroy = destroy,
                             .reads = true,
                             .tries = s->try_read_acquire != NULL};
    return lock_explained(&t, "rwmutex", s->name, s->traits.spin_only, operations, failed);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- locks that are wrong on purpose: a go lock, some of whose calls do nothing ---- */

struct leaky_rwmutex {
    struct go_rwmutex go;
    _Atomic unsigned acquires;
};

enum fault { LEAKY_READER, LEAKY_WRITER };

static enum fault fault;          /* set while no leaky lock is in use */
static _Thread_local bool leaked; /* the calling thread is inside without the lock */

static void leaky_init(void *rw)
{
    struct leaky_rwmutex *l = rw;
    go_rwmutex_init(&l->go);
    atomic_init(&l->acquires, 0);
}

static void leaky_destroy(void *rw)
{
    struct leaky_rwmutex *l = rw;
    go_rwmutex_destroy(&l->go);
}

static bool leaks(struct leaky_rwmutex *l, enum fault side)
{
    return leaked = fault == side &&
                    atomic_fetch_add_explicit(&l->acquires, 1, memory_order_relaxed) % 4 == 3;
}

static void leaky_read_acquire(void *rw)
{
    struct leaky_rwmutex *l = rw;
    if (!leaks(l, LEAKY_READER))
        go_rwmutex_read_acquire(&l->go);
}

static void leaky_read_release(void *rw)
{
    struct leaky_rwmutex *l = rw;
    if (!leaked)
        go_rwmutex_read_release(&l->go);
}

static void leaky_write_acquire(void *rw)
{
    struct leaky_rwmutex *l = rw;
    if (!leaks(l, LEAKY_WRITER))
        go_rwmutex_write_acquire(&l->go);
}

static void leaky_write_release(void *rw)
{
    struct leaky_rwmutex *l = rw;
    if (!leaked)
        go_rwmutex_write_release(&l->go);
}

static void assert_found(enum fault planted)
{
    static const struct rwmutex_subject leaky = {.name = "leaky",
                                                 .size = sizeof(struct leaky_rwmutex),
                                                 .init = leaky_init,
                                                 .destroy = leaky_destroy,
                                                 .read_acquire = leaky_read_acquire,
                                                 .read_release = leaky_read_release,
                                                 .write_acquire = leaky_write_acquire,
                                                 .write_release = leaky_write_release};
    struct history failed = {0};
    fault = planted;
    assert_false(explained(&leaky, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

static void a_reader_beside_a_writer_is_found(void **state)
{
    (void)state;
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    assert_found(LEAKY_READER);
}

static void a_writer_beside_another_is_found(void **state)
{
    (void)state;
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    assert_found(LEAKY_WRITER);
}

LOCK_EXCLUDES(rwmutex_subject)

int main(void)
{
    static const struct check check = {"is linearizable", excludes, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_reader_beside_a_writer_is_found),
        cmocka_unit_test(a_writer_beside_another_is_found),
    };
    return experiment_main(&check, rwmutex_subjects, sizeof *rwmutex_subjects, RWMUTEX_SUBJECTS,
                           faults, sizeof faults / sizeof *faults);
}
