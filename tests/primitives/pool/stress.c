// SPDX-License-Identifier: MIT
// Every pool under real threads: one user at a time, whole objects, none lost or left over;
// stealing, trims and bursts.
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "primitives/pool/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/test.h"

enum { THREADS = 4, OPS = 60000, MANY = 1000, BURST = 24, GIVE_UP_S = 280 };

struct object {
    _Atomic unsigned owner; /* 0: nobody's */
    uint64_t uses, mirror;  /* equal while nobody uses it */
};

static _Atomic long made, dropped, dropped_in_use;

static void *make(void)
{
    atomic_fetch_add(&made, 1);
    return calloc(1, sizeof(struct object));
}

static void drop(void *object)
{
    struct object *o = object;
    atomic_fetch_add(&dropped, 1);
    atomic_fetch_add(&dropped_in_use, atomic_exchange(&o->owner, 99) != 0);
    free(o);
}

static long alive(void)
{
    return atomic_load(&made) - atomic_load(&dropped);
}

/* A pool that was full of rubbish: init must not count on zeros. */
static void *new_pool(const struct pool_subject *s, void *(*make_one)(void))
{
    void *p = rubbish(s->size);
    assert_int_equal(s->init(p, make_one, drop), 0);
    atomic_store(&made, 0);
    atomic_store(&dropped, 0);
    return p;
}

static void free_pool(const struct pool_subject *s, void *p)
{
    s->destroy(p);
    free(p);
    assert_int_equal(alive(), 0);
    assert_int_equal(atomic_load(&dropped_in_use), 0);
}

struct user {
    const struct pool_subject *subject;
    void *pool;
    unsigned id, burst;
    uint64_t faults;
    _Atomic bool *stop;
    pthread_t thread;
};

/* The object is the caller's alone: whole, and marked with its number. */
static struct object *take(struct user *u)
{
    struct object *o = u->subject->get(u->pool);
    u->faults += atomic_exchange(&o->owner, u->id) != 0 || o->uses != o->mirror;
    o->uses++;
    return o;
}

static void give(struct user *u, struct object *o)
{
    o->mirror++;
    u->faults += o->uses != o->mirror;
    u->faults += atomic_exchange(&o->owner, 0) != u->id;
    u->subject->put(u->pool, o);
}

static void *use(void *argument)
{
    struct user *u = argument;
    struct object *o[BURST];
    for (uint64_t i = 0, turns = stress_count(OPS / u->burst); i < turns; i++) {
        for (unsigned k = 0; k < u->burst; k++)
            o[k] = take(u);
        if (i % 1024 == 0)
            sched_yield();
        for (unsigned k = 0; k < u->burst; k++)
            give(u, o[k]);
    }
    return NULL;
}

static void *trim_until_stopped(void *argument)
{
    struct user *u = argument;
    while (!atomic_load(u->stop)) {
        u->subject->trim(u->pool);
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    }
    return NULL;
}

static void check_users(const struct pool_subject *s, void *p, unsigned burst, bool trims)
{
    struct user user[THREADS + 1];
    _Atomic bool stop = false;
    const unsigned users = THREADS + (trims ? 1 : 0);
    for (unsigned i = 0; i < users; i++) {
        user[i] =
            (struct user){.subject = s, .pool = p, .id = i + 1, .burst = burst, .stop = &stop};
        pthread_create(&user[i].thread, NULL, i < THREADS ? use : trim_until_stopped, &user[i]);
    }
    for (unsigned i = 0; i < users; i++) {
        if (i == THREADS)
            atomic_store(&stop, true);
        pthread_join(user[i].thread, NULL);
        assert_int_equal(user[i].faults, 0);
    }
    stress_did(2 * THREADS * stress_count(OPS / burst) * burst);
    free_pool(s, p);
}

static void each_object_has_one_user(void **state)
{
    check_users(*state, new_pool(*state, make), 1, false);
    check_users(*state, new_pool(*state, make), BURST, false);
}

static void trims_take_nothing_in_use(void **state)
{
    check_users(*state, new_pool(*state, make), 1, true);
    check_users(*state, new_pool(*state, make), BURST, true);
}

/* A CPU's cache serves threads on any CPU: here they all have the same one. */
static void one_cache_serves_all(void **state)
{
    const struct pool_subject *s = *state;
    for (int i = 0; i < 8; i++) {
        struct go_pool *p = new_pool(s, make);
        p->caches = 1;
        check_users(s, p, i % 2 ? 3 : 1, i % 4 / 2);
    }
}

/* One thread, more objects than there is room for: what does not fit is dropped, and what fits
 * comes back. */
static void keeps_what_it_has_room_for(void **state)
{
    const struct pool_subject *s = *state;
    static struct object *o[MANY];
    struct user u = {.subject = s, .pool = new_pool(s, make), .id = 1};
    for (unsigned i = 0; i < MANY; i++)
        o[i] = take(&u);
    assert_int_equal(atomic_load(&made), MANY);
    for (unsigned i = 0; i < MANY; i++)
        give(&u, o[i]);
    const long kept = alive();
    assert_true(s->traits.keeps ? kept >= 100 : kept == 0);
    for (long i = 0; i < kept; i++)
        o[i] = take(&u);
    assert_int_equal(atomic_load(&made), MANY);
    o[kept] = take(&u);
    assert_int_equal(atomic_load(&made), MANY + 1);
    for (long i = 0; i <= kept; i++)
        give(&u, o[i]);
    assert_int_equal(u.faults, 0);
    free_pool(s, u.pool);
}

/* Objects that are put on one CPU are found on every other, and once each. */
static void finds_what_lies_elsewhere(void **state)
{
    const struct pool_subject *s = *state;
    struct user u = {.subject = s, .pool = new_pool(s, make), .id = 1};
    struct object *o[BURST];
    cpu_set_t all, one;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
        for (unsigned i = 0; i < BURST; i++)
            o[i] = take(&u);
        assert_true(!s->traits.keeps || atomic_load(&made) == BURST);
        for (unsigned i = 0; i < BURST; i++)
            give(&u, o[i]);
    }
    assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
    assert_int_equal(u.faults, 0);
    free_pool(s, u.pool);
}

static void trims_by_generations(void **state)
{
    const struct pool_subject *s = *state;
    struct user u = {.subject = s, .pool = new_pool(s, make), .id = 1};
    struct object *o[BURST];
    for (int trims = 1; trims <= 2; trims++) {
        for (unsigned i = 0; i < BURST; i++)
            o[i] = take(&u);
        for (unsigned i = 0; i < BURST; i++)
            give(&u, o[i]);
        for (int i = 0; i < trims; i++)
            s->trim(u.pool);
        assert_int_equal(alive(), trims == 1 && s->traits.victims ? BURST : 0);
    }
    assert_int_equal(atomic_load(&made), s->traits.victims ? BURST : 2 * BURST);
    for (unsigned i = 0; i < BURST; i++) /* one that is used between two trims survives them */
        o[i] = take(&u);
    for (unsigned i = 0; i < BURST; i++)
        give(&u, o[i]);
    s->trim(u.pool);
    o[0] = take(&u);
    give(&u, o[0]);
    s->trim(u.pool);
    assert_int_equal(alive(), s->traits.victims ? 1 : 0);
    free_pool(s, u.pool);
}

/* A pool that ends has objects of both generations, whichever of its stacks they are on. */
static void ends_with_both_generations(void **state)
{
    const struct pool_subject *s = *state;
    for (int trims = 1; trims <= 2; trims++) {
        struct user u = {.subject = s, .pool = new_pool(s, make), .id = 1};
        struct object *o[2 * BURST];
        for (int round = 0; round <= trims; round++) {
            for (unsigned i = 0; i < 2 * BURST; i++)
                o[i] = take(&u);
            for (unsigned i = 0; i < BURST; i++)
                give(&u, o[i]);
            if (round < trims)
                s->trim(u.pool);
            for (unsigned i = BURST; i < 2 * BURST; i++)
                give(&u, o[i]);
        }
        assert_int_equal(u.faults, 0);
        free_pool(s, u.pool);
    }
}

static void *make_none(void)
{
    return NULL;
}

static void without_make_it_has_none(void **state)
{
    const struct pool_subject *s = *state;
    for (int way = 0; way < 2; way++) {
        void *p = new_pool(s, way ? make_none : NULL);
        assert_null(s->get(p));
        s->put(p, NULL);
        assert_null(s->get(p));
        s->put(p, make());
        if (s->traits.keeps) {
            struct object *o = s->get(p);
            assert_non_null(o);
            assert_null(s->get(p));
            s->put(p, o);
        }
        s->trim(p);
        free_pool(s, p);
    }
}

static void *end_with_an_object(void *argument)
{
    struct user *u = argument;
    struct object *o = take(u);
    give(u, take(u));
    o->mirror++;
    atomic_store(&o->owner, 0);
    drop(o);
    pthread_exit(NULL);
}

/* A thread that ends leaves what it has put; what it had stays its own. */
static void threads_end(void **state)
{
    const struct pool_subject *s = *state;
    void *p = new_pool(s, make);
    for (unsigned i = 0; i < 40; i++) {
        struct user u = {.subject = s, .pool = p, .id = i + 1};
        pthread_create(&u.thread, NULL, end_with_an_object, &u);
        pthread_join(u.thread, NULL);
        assert_int_equal(u.faults, 0);
    }
    assert_true(!s->traits.keeps || atomic_load(&made) == 41);
    free_pool(s, p);
}

static bool has_caches(const void *subject)
{
    const struct pool_subject *s = subject;
    return s->init == pool_init_go;
}

int main(void)
{
    static const struct check checks[] = {
        {"gives each object to one user", NULL, each_object_has_one_user},
        {"trims nothing that is in use", NULL, trims_take_nothing_in_use},
        {"serves all from one cache", has_caches, one_cache_serves_all},
        {"keeps what it has room for", NULL, keeps_what_it_has_room_for},
        {"finds what lies elsewhere", NULL, finds_what_lies_elsewhere},
        {"trims by generations", NULL, trims_by_generations},
        {"ends with both generations", NULL, ends_with_both_generations},
        {"has none without make", NULL, without_make_it_has_none},
        {"goes on when threads end", NULL, threads_end},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, pool_subjects, sizeof *pool_subjects,
                      POOL_SUBJECTS, GIVE_UP_S);
}
