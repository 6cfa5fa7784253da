// SPDX-License-Identifier: MIT
// Every map, as its threads see it, is a register for each key; and the tester finds maps that are
// not.
#include "primitives/map/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/map.h"

enum { OPERATIONS = 120000, FAULT_OPERATIONS = 2000000, KEYS = 3 };

struct tested {
    const struct map_subject *subject;
    void *map;
    uint64_t ranged[EXPERIMENT_THREADS][KEYS + 1]; /* what a thread's range has shown of each key */
};

static uint64_t spread(int64_t key)
{
    return (uint64_t)key * 0x9e3779b97f4a7c15u;
}

static bool note(void *context, uint64_t key, uint64_t value)
{
    uint64_t *shown = context;
    for (int64_t i = 1; i <= KEYS; i++)
        if (spread(i) == key)
            shown[i] = value;
    return true;
}

/*
 * A few keys that all threads use, and values that are stored once. A range comes as one operation
 * for each key: the first of them calls it.
 */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    (void)subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const unsigned each = threads > 3 ? 2 : 6;
    int64_t value = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < each; k++) {
            unsigned dice = stress_below(r, 21);
            if (dice == 20) {
                for (int64_t key = 1; key <= KEYS; key++)
                    plan_add(h, i, MAP_RANGE, 0)->key = key;
                continue;
            }
            unsigned verb = dice < 7    ? MAP_LOAD
                            : dice < 11 ? MAP_STORE
                            : dice < 14 ? MAP_LOAD_OR_STORE
                            : dice < 17 ? MAP_LOAD_AND_DELETE
                                        : MAP_COMPARE_AND_SWAP;
            struct operation *o = plan_add(h, i, verb, ++value);
            o->key = 1 + stress_below(r, KEYS);
            if (verb != MAP_COMPARE_AND_SWAP)
                continue;
            /* Any value that may be there. */
            o->second = value;
            o->argument = 1 + stress_below(r, (unsigned)value);
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    assert_int_equal(t->subject->init(t->map), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->map);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    const struct map_subject *s = t->subject;
    const uint64_t key = spread(o->key), new = (uint64_t)o->argument;
    uint64_t value = 0;
    int rc = 0;
    switch (o->verb) {
    case MAP_RANGE:
        if (o->key == 1) {
            memset(t->ranged[o->thread], 0, sizeof t->ranged[0]);
            s->range(t->map, note, t->ranged[o->thread]);
        }
        o->result = (int64_t)t->ranged[o->thread][o->key];
        o->okay = o->result != 0;
        return o->key == 1 ? STEP_RAN : STEP_BEFORE;
    case MAP_LOAD:
        o->okay = s->load(t->map, key, &value);
        break;
    case MAP_STORE:
        rc = s->store(t->map, key, new);
        break;
    case MAP_LOAD_OR_STORE:
        rc = s->load_or_store(t->map, key, new, &value);
        o->okay = rc == 1;
        break;
    case MAP_LOAD_AND_DELETE:
        o->okay = s->load_and_delete(t->map, key, &value);
        break;
    default:
        rc = s->compare_and_swap(t->map, key, new, (uint64_t)o->second);
        o->okay = rc == 1;
        break;
    }
    assert_true(rc >= 0);
    o->result = (int64_t)value;
    return STEP_RAN;
}

static bool explained(const struct map_subject *s, uint64_t operations, struct history *failed)
{
    struct tested t = {.subject = s};
    static const struct map_state initial;
    const struct experiment e = {.model = &map_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.map,
                                 .size = s->size,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "map/%s", s->name);
}

static void is_linearizable(void **state)
{
    struct history failed;
    assert_true(explained(*state, stress_count(OPERATIONS), &failed));
}

/* ---- maps that are wrong on purpose: the one under a mutex, with a fault now and then ---- */

enum fault { STALE_LOAD, LOST_STORE, HALF_SWAP, GHOST };

static enum fault fault; /* set while no broken map is in use */
static _Atomic unsigned calls;

static bool fails_now(enum fault planted)
{
    return fault == planted && atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) % 8 == 7;
}

static bool broken_load(void *m, uint64_t key, uint64_t *value)
{
    static _Atomic uint64_t before; /* what a load found before, of whatever key */
    bool there = map_load_mutex(m, key, value);
    if (there && fails_now(STALE_LOAD))
        *value = atomic_exchange(&before, *value);
    else if (there)
        atomic_store(&before, *value);
    return there;
}

static int broken_store(void *m, uint64_t key, uint64_t value)
{
    return fails_now(LOST_STORE) ? 0 : map_store_mutex(m, key, value);
}

/* Not one step: others may come in between. */
static int broken_compare_and_swap(void *m, uint64_t key, uint64_t old, uint64_t value)
{
    uint64_t now = 0;
    if (fault != HALF_SWAP)
        return map_compare_and_swap_mutex(m, key, old, value);
    if (!map_load_mutex(m, key, &now) || now != old)
        return 0;
    sched_yield();
    map_store_mutex(m, key, value);
    return 1;
}

static bool broken_load_and_delete(void *m, uint64_t key, uint64_t *value)
{
    return fails_now(GHOST) ? map_load_mutex(m, key, value)
                            : map_load_and_delete_mutex(m, key, value);
}

static void assert_found(enum fault planted)
{
    static struct map_subject broken;
    struct history failed = {0};
    for (size_t i = 0; i < MAP_SUBJECTS; i++)
        if (map_subjects[i].load == map_load_mutex)
            broken = map_subjects[i];
    broken.name = "broken";
    broken.load = broken_load;
    broken.store = broken_store;
    broken.compare_and_swap = broken_compare_and_swap;
    broken.load_and_delete = broken_load_and_delete;
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

static void a_compare_and_swap_in_two_steps_is_found(void **state)
{
    (void)state;
    assert_found(HALF_SWAP);
}

static void a_key_that_stays_after_its_delete_is_found(void **state)
{
    (void)state;
    assert_found(GHOST);
}

int main(void)
{
    static const struct check check = {"is linearizable", NULL, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_stale_load_is_found),
        cmocka_unit_test(a_lost_store_is_found),
        cmocka_unit_test(a_compare_and_swap_in_two_steps_is_found),
        cmocka_unit_test(a_key_that_stays_after_its_delete_is_found),
    };
    return experiment_main(&check, map_subjects, sizeof *map_subjects, MAP_SUBJECTS, faults,
                           sizeof faults / sizeof *faults);
}
