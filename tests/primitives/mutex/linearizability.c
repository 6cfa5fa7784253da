// SPDX-License-Identifier: MIT
// Every mutex, as its threads see it, is held by one of them at a time; and the tester finds
// mutexes that are not.
#include "primitives/mutex/subjects.h"
#include "tests/primitives/linearizability/locks.h"
#include "tests/primitives/lock_applies.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000 };

static bool call(struct tested_lock *t, enum lock_verb verb, unsigned thread)
{
    const struct mutex_subject *s = t->subject;
    if (verb == LOCK_TRY_WRITE)
        return s->try_acquire(t->lock, t->node[thread]);
    if (verb == LOCK_WRITE)
        s->acquire(t->lock, t->node[thread]);
    else
        s->release(t->lock, t->node[thread]);
    return true;
}

static void init(struct tested_lock *t)
{
    const struct mutex_subject *s = t->subject;
    s->init(t->lock);
    for (int i = 0; i < EXPERIMENT_THREADS; i++)
        s->node_init(t->node[i]);
}

static void destroy(struct tested_lock *t)
{
    const struct mutex_subject *s = t->subject;
    s->destroy(t->lock);
}

static bool explained(const struct mutex_subject *s, uint64_t operations, struct history *failed)
{
    static struct tested_lock t;
    t = (struct tested_lock){.subject = s,
                             .size = s->size,
                             .call = call,
                             .init = init,
                             .destroy = destroy,
                             .tries = s->try_acquire != NULL};
    assert_true(s->node_size <= sizeof t.node[0]);
    return lock_explained(&t, "mutex", s->name, s->traits.spin_only, operations, failed);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- a mutex that is wrong on purpose: now and then it lets a thread in beside the owner ---- */

struct leaky_mutex {
    struct go_mutex go;
    struct go_mutex_node node;
    _Atomic unsigned acquires;
};

static _Thread_local bool leaked; /* the calling thread is inside without the lock */

static void leaky_init(void *m)
{
    struct leaky_mutex *l = m;
    go_mutex_init(&l->go);
    atomic_init(&l->acquires, 0);
}

static void leaky_destroy(void *m)
{
    struct leaky_mutex *l = m;
    go_mutex_destroy(&l->go);
}

static void leaky_node_init(void *node)
{
    (void)node;
}

static void leaky_acquire(void *m, void *node)
{
    struct leaky_mutex *l = m;
    (void)node;
    leaked = atomic_fetch_add_explicit(&l->acquires, 1, memory_order_relaxed) % 4 == 3;
    if (!leaked)
        go_mutex_acquire(&l->go, &l->node);
}

static void leaky_release(void *m, void *node)
{
    struct leaky_mutex *l = m;
    (void)node;
    if (!leaked)
        go_mutex_release(&l->go, &l->node);
}

static void an_owner_too_many_is_found(void **state)
{
    (void)state;
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    static const struct mutex_subject leaky = {.name = "leaky",
                                               .size = sizeof(struct leaky_mutex),
                                               .init = leaky_init,
                                               .destroy = leaky_destroy,
                                               .node_init = leaky_node_init,
                                               .acquire = leaky_acquire,
                                               .release = leaky_release};
    struct history failed = {0};
    assert_false(explained(&leaky, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

LOCK_EXCLUDES(mutex_subject)

int main(void)
{
    static const struct check check = {"is linearizable", excludes, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(an_owner_too_many_is_found),
    };
    return experiment_main(&check, mutex_subjects, sizeof *mutex_subjects, MUTEX_SUBJECTS, faults,
                           sizeof faults / sizeof *faults);
}
