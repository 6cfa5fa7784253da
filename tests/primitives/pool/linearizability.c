// SPDX-License-Identifier: MIT
// Every pool gives an object to one user at a time, and only objects that were made or put; the
// tester finds pools that give one out twice.
#include "primitives/pool/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/pool.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 2000000, MOST_HELD = 2 };

/* An object knows its number; whether it is new, whoever gets it first finds out. */
struct object {
    int64_t number;
    bool used;
};

struct tested {
    const struct pool_subject *subject;
    void *pool;
    struct object *held[EXPERIMENT_THREADS][MOST_HELD];
};

static _Atomic int64_t made;

static void *make(void)
{
    struct object *o = malloc(sizeof *o);
    if (o)
        *o = (struct object){.number = atomic_fetch_add_explicit(&made, 1, memory_order_relaxed)};
    return o;
}

/* Gets and puts by turns, of one object or two; argument: which of the thread's places. */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    (void)subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const unsigned each = threads > 3 ? 2 : 5;
    int64_t pair = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < each; k++) {
            unsigned both = 1 + stress_below(r, MOST_HELD);
            for (unsigned place = 0; place < both; place++)
                plan_add(h, i, POOL_GET, place)->second = pair + place;
            for (unsigned place = 0; place < both; place++)
                plan_add(h, i, POOL_PUT, place)->second = pair + place;
            pair += both;
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    atomic_store(&made, 1);
    assert_int_equal(t->subject->init(t->pool, make, free), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->pool);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    struct object **held = &t->held[o->thread][o->argument];
    if (o->verb == POOL_PUT) {
        o->key = (*held)->number;
        t->subject->put(t->pool, *held);
        return STEP_RAN;
    }
    *held = t->subject->get(t->pool);
    assert_non_null(*held);
    o->key = (*held)->number;
    o->okay = (*held)->used;
    (*held)->used = true;
    return STEP_RAN;
}

static bool explained(const struct pool_subject *s, uint64_t operations, struct history *failed)
{
    struct tested t = {.subject = s};
    static const struct pool_state initial;
    const struct experiment e = {.model = &pool_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.pool,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "pool/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- a pool that is wrong on purpose: it keeps a few objects, and gives some out twice ---- */

enum { BROKEN_ROOM = 4 };

struct broken_pool {
    pthread_mutex_t lock;
    unsigned n, gets;
    struct object *object[BROKEN_ROOM];
};

static int broken_init(void *pool, void *(*make_one)(void), void (*drop)(void *object))
{
    struct broken_pool *p = pool;
    (void)make_one, (void)drop;
    *p = (struct broken_pool){.lock = PTHREAD_MUTEX_INITIALIZER};
    return 0;
}

static void broken_destroy(void *pool)
{
    struct broken_pool *p = pool;
    pthread_mutex_destroy(&p->lock);
}

/* The objects lie here: one that two threads hold must not be freed twice. */
static void *broken_get(void *pool)
{
    static struct object all[4 * MOST_OPERATIONS];
    struct broken_pool *p = pool;
    pthread_mutex_lock(&p->lock);
    bool twice = p->n > 0 && p->gets++ % 4 == 3;
    struct object *o = p->n > 0 ? p->object[twice ? p->n - 1 : --p->n] : NULL;
    pthread_mutex_unlock(&p->lock);
    if (!o) {
        o = &all[atomic_fetch_add(&made, 1)];
        *o = (struct object){.number = o - all};
    }
    return o;
}

static void broken_put(void *pool, void *object)
{
    struct broken_pool *p = pool;
    pthread_mutex_lock(&p->lock);
    if (p->n < BROKEN_ROOM)
        p->object[p->n++] = object;
    pthread_mutex_unlock(&p->lock);
}

static void an_object_with_two_owners_is_found(void **state)
{
    (void)state;
#ifdef SYNCCOST_SANITIZED
    skip(); /* its races are real */
#endif
    static const struct pool_subject broken = {.name = "broken",
                                               .size = sizeof(struct broken_pool),
                                               .init = broken_init,
                                               .destroy = broken_destroy,
                                               .get = broken_get,
                                               .put = broken_put};
    struct history failed = {0};
    assert_false(explained(&broken, FAULT_OPERATIONS, &failed));
    assert_short(&failed, 20);
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(an_object_with_two_owners_is_found),
    };
    return experiment_main(&check, pool_subjects, sizeof *pool_subjects, POOL_SUBJECTS, faults,
                           sizeof faults / sizeof *faults);
}
