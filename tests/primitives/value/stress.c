// SPDX-License-Identifier: MIT
// Every value under real threads: whole and live objects, one winner of each compare-and-swap,
// nothing left over, and Go's words for NULL.
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/value/subjects.h"
#include "tests/primitives/canary.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

enum { THREADS = 4, OPS = 100000, GIVE_UP_S = 280 };

struct party {
    const struct value_subject *subject;
    void *value;
    unsigned id;
    _Atomic bool *stop;
    bool ordered; /* there is one writer, whose stamps grow */
    uint64_t looks, stores, torn, backwards;
    /* of a subject that does not reclaim: what it has stored, which nobody else ends */
    struct canary **own;
    pthread_t thread;
};

/* A value on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_value(const struct value_subject *s)
{
    void *v = rubbish(s->size);
    s->init(v, canary_end);
    return v;
}

/* After destroy and drain nothing that was stored is left, and nothing was ended twice. */
static void free_value(const struct value_subject *s, void *v)
{
    s->destroy(v);
    s->drain(v);
    if (s->traits.reclaims)
        assert_int_equal(atomic_load(&canaries_alive), 0);
    free(v);
}

static void start(struct party *p, void *(*function)(void *))
{
    assert_int_equal(pthread_create(&p->thread, NULL, function, p), 0);
}

static void *look_until_stopped(void *argument)
{
    struct party *p = argument;
    uint64_t last = 0;
    while (!atomic_load_explicit(p->stop, memory_order_relaxed)) {
        const struct canary *c = p->subject->load(p->value);
        if (c) {
            p->torn += !canary_is_sound(c);
            p->backwards += p->ordered && c->word[0] < last;
            last = c->word[0];
            p->torn += !canary_is_sound(c);
        }
        p->subject->done(p->value);
        p->looks++;
    }
    return NULL;
}

static void *store_many(void *argument)
{
    struct party *p = argument;
    struct stress_random random = {p->id};
    for (uint64_t i = 1, ops = stress_count(OPS); i <= ops; i++) {
        stress_delay(&random);
        struct canary *c = canary_new(i << 8 | p->id);
        if (p->own)
            p->own[i - 1] = c;
        p->stores += p->subject->store(p->value, c) == 0;
    }
    return NULL;
}

static void check_mix(const struct value_subject *s, unsigned readers, unsigned writers)
{
    struct party p[2 * THREADS];
    _Atomic bool stop = false;
    void *v = new_value(s);
    for (unsigned i = 0; i < readers + writers; i++) {
        p[i] = (struct party){
            .subject = s, .value = v, .id = i, .stop = &stop, .ordered = writers == 1};
        if (i >= readers && !s->traits.reclaims)
            p[i].own = calloc(stress_count(OPS), sizeof *p[i].own);
        start(&p[i], i < readers ? look_until_stopped : store_many);
    }
    for (unsigned i = readers; i < readers + writers; i++)
        pthread_join(p[i].thread, NULL);
    atomic_store(&stop, true);
    for (unsigned i = 0; i < readers; i++)
        pthread_join(p[i].thread, NULL);
    for (unsigned i = 0; i < readers + writers; i++) {
        assert_int_equal(p[i].torn, 0);
        assert_int_equal(p[i].backwards, 0);
        assert_int_equal(p[i].stores, i < readers ? 0 : stress_count(OPS));
        stress_did(p[i].looks + p[i].stores);
        for (uint64_t k = 0, ops = stress_count(OPS); p[i].own && k < ops; k++)
            canary_end(p[i].own[k]);
        free(p[i].own);
    }
    free_value(s, v);
    canaries_free_kept();
}

/* A reader sees whole objects that were not reclaimed, the newest of one writer last. */
static void readers_see_whole_objects(void **state)
{
    static const unsigned mix[][2] = {{1, 1}, {3, 1}, {2, 2}, {0, 3}};
    for (size_t i = 0; i < sizeof mix / sizeof *mix; i++)
        check_mix(*state, mix[i][0], mix[i][1]);
}

static void follows_the_sequence(void **state)
{
    const struct value_subject *s = *state;
    void *v = new_value(s);
    struct canary *c[4];
    const void *old = c;
    for (uint64_t i = 0; i < 4; i++)
        c[i] = canary_new(i);
    assert_null(s->load(v));
    s->done(v);
    assert_null(s->load(v));
    assert_int_equal(s->compare_and_swap(v, NULL, c[0]), 1);
    assert_ptr_equal(s->load(v), c[0]);
    assert_int_equal(s->compare_and_swap(v, c[1], c[1]), 0);
    assert_ptr_equal(s->load(v), c[0]);
    assert_int_equal(s->compare_and_swap(v, c[0], c[1]), 1);
    assert_int_equal(s->swap(v, c[2], &old), 0);
    assert_ptr_equal(old, c[1]);
    assert_true(canary_is_sound(old));
    s->done(v);
    assert_int_equal(s->store(v, c[3]), 0);
    assert_ptr_equal(s->load(v), c[3]);
    s->done(v);
    for (int i = 0; i < 4 && !s->traits.reclaims; i++)
        canary_end(c[i]);
    free_value(s, v);
    v = new_value(s); /* a swap into the empty value */
    c[0] = canary_new(0);
    assert_int_equal(s->swap(v, c[0], &old), 0);
    assert_null(old);
    s->done(v);
    assert_ptr_equal(s->load(v), c[0]);
    s->done(v);
    if (!s->traits.reclaims)
        canary_end(c[0]);
    free_value(s, v);
    free_value(s, new_value(s)); /* one that stays empty */
}

/* Adds 1 to a number that is published, again and again. */
static void *count_up(void *argument)
{
    struct party *p = argument;
    while (p->stores < OPS / 4) {
        const struct canary *old = p->subject->load(p->value);
        struct canary *c = canary_new((old ? old->word[0] : 0) + 1);
        p->torn += old && !canary_is_sound(old);
        if (p->subject->compare_and_swap(p->value, old, c) == 1)
            p->stores++;
        else
            canary_end(c);
    }
    return NULL;
}

static void compare_and_swap_has_one_winner(void **state)
{
    const struct value_subject *s = *state;
    struct party p[THREADS];
    void *v = new_value(s);
    for (unsigned i = 0; i < THREADS; i++) {
        p[i] = (struct party){.subject = s, .value = v};
        start(&p[i], count_up);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(p[i].thread, NULL);
        assert_int_equal(p[i].torn, 0);
    }
    const struct canary *last = s->load(v);
    assert_int_equal(last->word[0], THREADS * (OPS / 4));
    s->done(v);
    free_value(s, v);
}

/* Each thread adds up the stamps that it gets back for those that it puts in. */
static void *swap_many(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 1; i <= OPS / 2; i++) {
        const void *old;
        uint64_t stamp = i << 8 | p->id;
        p->stores += stamp;
        if (p->subject->swap(p->value, canary_new(stamp), &old) != 0)
            abort();
        const struct canary *c = old;
        p->torn += c && !canary_is_sound(c);
        p->looks += c ? c->word[0] : 0;
        p->subject->done(p->value);
    }
    return NULL;
}

static void every_object_comes_back_from_one_swap(void **state)
{
    const struct value_subject *s = *state;
    struct party p[THREADS];
    uint64_t in = 0, out = 0;
    void *v = new_value(s);
    for (unsigned i = 0; i < THREADS; i++) {
        p[i] = (struct party){.subject = s, .value = v, .id = i};
        start(&p[i], swap_many);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(p[i].thread, NULL);
        assert_int_equal(p[i].torn, 0);
        in += p[i].stores;
        out += p[i].looks;
    }
    const struct canary *last = s->load(v);
    assert_int_equal(in, out + last->word[0]);
    s->done(v);
    free_value(s, v);
}

static void *store_one(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 0; i < 1000; i++)
        if (p->subject->store(p->value, canary_new(2)) != 0)
            abort();
    atomic_store(p->stop, true);
    return NULL;
}

/* What the trait says of a writer that meets a holder, who meanwhile looks at its object. */
static void writers_wait_for_holders_or_do_not(void **state)
{
    const struct value_subject *s = *state;
    _Atomic bool stored = false;
    struct party p = {.subject = s, .value = new_value(s), .stop = &stored};
    assert_int_equal(s->store(p.value, canary_new(1)), 0);
    const struct canary *held = s->load(p.value);
    start(&p, store_one);
    if (s->traits.waits)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    else
        pthread_join(p.thread, NULL);
    assert_int_equal(atomic_load(&stored), !s->traits.waits);
    assert_true(canary_is_sound(held));
    assert_int_equal(held->word[0], 1);
    s->done(p.value);
    if (s->traits.waits)
        pthread_join(p.thread, NULL);
    free_value(s, p.value);
}

/* Replaced objects do not wait for destroy. */
static void drain_leaves_the_newest(void **state)
{
    const struct value_subject *s = *state;
    void *v = new_value(s);
    for (int i = 0; i < 100; i++)
        assert_int_equal(s->store(v, canary_new(1)), 0);
    s->drain(v);
    assert_int_equal(atomic_load(&canaries_alive), 1);
    free_value(s, v);
}

static void store_nil(void *argument)
{
    struct party *p = argument;
    p->subject->store(p->value, NULL);
}

static void swap_nil(void *argument)
{
    struct party *p = argument;
    const void *old;
    p->subject->swap(p->value, NULL, &old);
}

static void compare_and_swap_nil(void *argument)
{
    struct party *p = argument;
    p->subject->compare_and_swap(p->value, p->subject->load(p->value), NULL);
}

static void nil_is_fatal(void **state)
{
    const struct value_subject *s = *state;
    struct party p = {.subject = s, .value = new_value(s)};
    assert_true(dies_with(store_nil, &p, "sync/atomic: store of nil value into Value", p.value));
    assert_true(dies_with(swap_nil, &p, "sync/atomic: swap of nil value into Value", p.value));
    assert_true(dies_with(compare_and_swap_nil, &p,
                          "sync/atomic: compare and swap of nil value into Value", p.value));
    free_value(s, p.value);
}

static bool reclaims(const void *subject)
{
    const struct value_subject *s = subject;
    return s->traits.reclaims;
}

int main(void)
{
    static const struct check checks[] = {
        {"follows the sequence", NULL, follows_the_sequence},
        {"shows whole objects that are in use", NULL, readers_see_whole_objects},
        {"has one winner of a compare-and-swap", reclaims, compare_and_swap_has_one_winner},
        {"gives every object back once", reclaims, every_object_comes_back_from_one_swap},
        {"keeps its word on holders and writers", reclaims, writers_wait_for_holders_or_do_not},
        {"drains all but the newest", reclaims, drain_leaves_the_newest},
        {"dies of NULL with Go's words", NULL, nil_is_fatal},
    };
    int failed = run_checks(checks, sizeof checks / sizeof *checks, value_subjects,
                            sizeof *value_subjects, VALUE_SUBJECTS, GIVE_UP_S);
    canaries_free_kept();
    return failed;
}
