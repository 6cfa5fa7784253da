// SPDX-License-Identifier: MIT
// Every map against a plain array by one thread, then by many: nothing lost, nothing made up, one
// winner of each race, growth and clearing under load, and nothing left over.
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "primitives/map/subjects.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

enum { THREADS = 4, OPS = 100000, GIVE_UP_S = 280, KEYS = 64 };

struct party {
    const struct map_subject *subject;
    void *map;
    uint64_t id, faults, won, sum;
    _Atomic uint64_t *turn; /* shared: keeps the threads at the same keys */
    pthread_barrier_t *gate;
    pthread_t thread;
};

/* A map on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_map(const struct map_subject *s)
{
    size_t size = (s->size + MAP_ALIGN - 1) / MAP_ALIGN * MAP_ALIGN;
    void *m = aligned_alloc(MAP_ALIGN, size);
    assert_non_null(m);
    memset(m, 0xa5, size);
    assert_int_equal(s->init(m), 0);
    return m;
}

static void free_map(const struct map_subject *s, void *m)
{
    s->destroy(m);
    free(m);
    epoch_drain_slow();
}

static void run_all(const struct map_subject *s, void *m, void *(*function)(void *),
                    struct party p[THREADS])
{
    pthread_barrier_t gate;
    _Atomic uint64_t turn = 0;
    pthread_barrier_init(&gate, NULL, THREADS);
    for (unsigned i = 0; i < THREADS; i++) {
        p[i] = (struct party){.subject = s, .map = m, .id = i, .turn = &turn, .gate = &gate};
        assert_int_equal(pthread_create(&p[i].thread, NULL, function, &p[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(p[i].thread, NULL);
        assert_int_equal(p[i].faults, 0);
    }
    pthread_barrier_destroy(&gate);
}

static uint64_t next_random(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    return *random ^= *random << 17;
}

enum { MODEL = 512, ABSENT = -1 };

struct model {
    int64_t value[MODEL]; /* ABSENT: the key is not there */
    uint64_t visited;
    unsigned wrong;
};

/* Keys of the model: 0, the largest, and what is between them far apart. */
static uint64_t model_key(uint64_t i)
{
    return i == MODEL - 1 ? UINT64_MAX : i << 52 | i;
}

static bool compare_visited(void *context, uint64_t key, uint64_t value)
{
    struct model *model = context;
    uint64_t i = key == UINT64_MAX ? MODEL - 1 : key & (MODEL - 1);
    model->wrong += model->value[i] != (int64_t)value || key != model_key(i);
    model->visited++;
    return true;
}

static void check_range(const struct map_subject *s, void *m, struct model *model)
{
    uint64_t there = 0;
    for (unsigned i = 0; i < MODEL; i++)
        there += model->value[i] != ABSENT;
    model->visited = model->wrong = 0;
    s->range(m, compare_visited, model);
    assert_int_equal(model->wrong, 0);
    assert_int_equal(model->visited, there);
}

static void check_step(const struct map_subject *s, void *m, struct model *model, uint64_t random)
{
    const uint64_t i = random % MODEL, key = model_key(i), value = random >> 40;
    const int64_t had = model->value[i];
    uint64_t got = 77;
    switch (random >> 32 & 7) {
    case 0:
    case 1:
        assert_int_equal(s->store(m, key, value), 0);
        model->value[i] = (int64_t)value;
        break;
    case 2:
        assert_int_equal(s->load_or_store(m, key, value, &got), had != ABSENT);
        assert_int_equal(got, had == ABSENT ? value : (uint64_t)had);
        model->value[i] = (int64_t)got;
        break;
    case 3:
        assert_int_equal(s->load_and_delete(m, key, random & 1 << 20 ? &got : NULL), had != ABSENT);
        assert_int_equal(got, had != ABSENT && random & 1 << 20 ? (uint64_t)had : 77);
        model->value[i] = ABSENT;
        break;
    case 4:
        assert_int_equal(s->compare_and_swap(m, key, had == ABSENT ? 1 : (uint64_t)had, value),
                         had != ABSENT);
        model->value[i] = had == ABSENT ? ABSENT : (int64_t)value;
        break;
    case 5:
        assert_int_equal(s->compare_and_swap(m, key, (uint64_t)had + 1, value), 0);
        break;
    default:
        assert_int_equal(s->load(m, key, &got), had != ABSENT);
        assert_int_equal(got, had == ABSENT ? 77 : (uint64_t)had);
    }
}

/* One thread, random verbs, against an array. */
static void agrees_with_a_model(void **state)
{
    const struct map_subject *s = *state;
    static struct model model;
    uint64_t random = 88172645463325252u;
    void *m = new_map(s);
    for (unsigned round = 0; round < 4; round++) {
        memset(&model.value, 0xff, sizeof model.value);
        for (unsigned i = 0; i < 20000; i++)
            check_step(s, m, &model, next_random(&random));
        check_range(s, m, &model);
        assert_int_equal(s->clear(m), 0);
        memset(&model.value, 0xff, sizeof model.value);
        check_range(s, m, &model);
    }
    free_map(s, m);
}

static void refuses_values_that_are_too_large(void **state)
{
    const struct map_subject *s = *state;
    uint64_t got = 5;
    void *m = new_map(s);
    assert_int_equal(s->store(m, 1, MAP_VALUE_MAX), 0);
    assert_int_equal(s->store(m, 1, MAP_VALUE_MAX + 1), -EINVAL);
    assert_int_equal(s->load_or_store(m, 2, UINT64_MAX, &got), -EINVAL);
    assert_int_equal(s->compare_and_swap(m, 1, MAP_VALUE_MAX, MAP_VALUE_MAX + 1), -EINVAL);
    assert_int_equal(s->compare_and_swap(m, 1, UINT64_MAX, 4), 0);
    assert_int_equal(got, 5);
    assert_false(s->load(m, 2, &got));
    assert_true(s->load(m, 1, &got));
    assert_true(got == MAP_VALUE_MAX);
    free_map(s, m);
}

static bool stop_at_ten(void *context, uint64_t key, uint64_t value)
{
    (void)key, (void)value;
    return ++*(unsigned *)context < 10;
}

static void range_stops_when_told(void **state)
{
    const struct map_subject *s = *state;
    unsigned seen = 0;
    void *m = new_map(s);
    for (uint64_t key = 0; key < 100; key++)
        s->store(m, key, key);
    s->range(m, stop_at_ten, &seen);
    assert_int_equal(seen, 10);
    free_map(s, m);
}

/* Adds 1 to the value of every key in turn, so that none may be lost. */
static void *count_up(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 0, ops = stress_count(OPS); i < ops; i++) {
        uint64_t key = i % KEYS * 31, was;
        if (p->subject->load_or_store(p->map, key, 0, &was) < 0)
            p->faults++;
        while (p->subject->compare_and_swap(p->map, key, was, was + 1) == 0)
            p->faults += !p->subject->load(p->map, key, &was);
    }
    return NULL;
}

static void loses_no_increment(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    uint64_t sum = 0, value;
    void *m = new_map(s);
    run_all(s, m, count_up, p);
    for (uint64_t key = 0; key < KEYS; key++) {
        assert_true(s->load(m, key * 31, &value));
        sum += value;
    }
    assert_int_equal(sum, THREADS * stress_count(OPS));
    stress_did(2 * sum);
    free_map(s, m);
}

/*
 * All add and remove the same keys: each key that is there was added by one and is removed by one.
 * Keys are new again and again, so that they race for the slot as well as for the word.
 */
static void *race(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 1; i <= OPS; i++) {
        uint64_t key = atomic_fetch_add(p->turn, 1) / (2 * THREADS), got, value = i << 8 | p->id;
        int there = p->subject->load_or_store(p->map, key, value, &got);
        p->faults += there < 0 || (there == 0 && got != value);
        if (there == 0)
            p->sum += value;
        if (p->subject->load_and_delete(p->map, key, &got))
            p->won += got;
    }
    return NULL;
}

static void each_race_has_one_winner(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    uint64_t in = 0, out = 0, value;
    void *m = new_map(s);
    run_all(s, m, race, p);
    for (unsigned i = 0; i < THREADS; i++) {
        in += p[i].sum;
        out += p[i].won;
    }
    for (uint64_t key = 0; key < THREADS * OPS; key++)
        out += s->load_and_delete(m, key, &value) ? value : 0;
    assert_int_equal(in, out);
    free_map(s, m);
}

/* Own keys, more and more of them, beside others that do the same: the table is replaced often. */
static void *grow(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 0; i < OPS / 2; i++) {
        uint64_t key = i * THREADS + p->id, old = key / 2 / THREADS * THREADS + p->id, got = 0;
        p->faults += p->subject->store(p->map, key, i) != 0;
        p->faults += !p->subject->load(p->map, key, &got) || got != i;
        p->faults += !p->subject->load(p->map, old, &got) || got != (old - p->id) / THREADS;
        p->faults += p->subject->compare_and_swap(p->map, key, i, i) != 1;
    }
    return NULL;
}

static bool sum_values(void *context, uint64_t key, uint64_t value)
{
    uint64_t *sum = context;
    sum[0] += value;
    sum[1] += key;
    sum[2]++;
    return true;
}

static void growth_loses_nothing(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    const uint64_t each = OPS / 2, all = each * THREADS;
    void *m = new_map(s);
    run_all(s, m, grow, p);
    uint64_t sum[3] = {0};
    s->range(m, sum_values, sum);
    assert_int_equal(sum[0], THREADS * (each * (each - 1) / 2));
    assert_int_equal(sum[1], all * (all - 1) / 2);
    assert_int_equal(sum[2], all);
    free_map(s, m);
}

/*
 * One thread adds and removes keys, so that tables are full and replaced all the time; the others
 * count up what is there in each of them. The last of them to end ends the first.
 */
static void *count_while_tables_change(void *argument)
{
    struct party *p = argument;
    uint64_t was = 0, got;
    pthread_barrier_wait(p->gate);
    for (uint64_t key = 1000; p->id == 0 && atomic_load(p->turn) < THREADS - 1; key++) {
        p->faults += p->subject->load_or_store(p->map, key, key, &got) != 0;
        p->faults += !p->subject->load_and_delete(p->map, key, &got) || got != key;
    }
    for (uint64_t i = 0, ops = stress_count(OPS / 2); p->id != 0 && i < ops; i++) {
        uint64_t key = i % 8;
        p->faults += p->subject->load_or_store(p->map, key, 0, &was) < 0;
        while (p->subject->compare_and_swap(p->map, key, was, was + 1) == 0)
            p->faults += !p->subject->load(p->map, key, &was);
    }
    atomic_fetch_add(p->turn, p->id != 0);
    return NULL;
}

static void new_tables_lose_no_increment(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    uint64_t sum[3] = {0};
    void *m = new_map(s);
    run_all(s, m, count_while_tables_change, p);
    s->range(m, sum_values, sum);
    assert_int_equal(sum[0], (THREADS - 1) * stress_count(OPS / 2));
    stress_did(2 * sum[0]);
    assert_int_equal(sum[2], 8);
    free_map(s, m);
}

/* One thread stores growing numbers under few keys, adds and removes others, and clears; the others
 * read: a key's numbers never go back. */
static void *disturb(struct party *p)
{
    for (uint64_t i = 1; i <= OPS; i++) {
        p->faults += p->subject->store(p->map, i % KEYS, i) != 0;
        p->faults += p->subject->store(p->map, 1000 + i % 5000, i) != 0;
        if (i % 3 == 0)
            p->subject->load_and_delete(p->map, i % KEYS, NULL);
        if (i % 4999 == 0)
            p->faults += p->subject->clear(p->map) != 0;
    }
    return NULL;
}

struct seen {
    uint64_t last[KEYS], faults;
};

static bool see(void *context, uint64_t key, uint64_t value)
{
    struct seen *seen = context;
    if (key >= KEYS)
        return true;
    seen->faults += value % KEYS != key || value < seen->last[key];
    seen->last[key] = value;
    return true;
}

static void *watch(void *argument)
{
    struct party *p = argument;
    struct seen seen = {.faults = 0};
    pthread_barrier_wait(p->gate);
    if (p->id == 0)
        return disturb(p);
    for (unsigned i = 0; i < 2 * OPS; i++) {
        uint64_t key = i % KEYS, value;
        if (p->subject->load(p->map, key, &value))
            see(&seen, key, value);
        if (i % 4096 == 0)
            p->subject->range(p->map, see, &seen);
    }
    p->faults += seen.faults;
    return NULL;
}

static void values_never_go_back(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    void *m = new_map(s);
    run_all(s, m, watch, p);
    free_map(s, m);
}

/* A plain word that was written before a store is there for who finds the stored number. */
enum { LETTERS = 20000 };
static uint64_t letter[LETTERS];

static void *write_letters(void *argument)
{
    struct party *p = argument;
    for (uint64_t i = 0; i < LETTERS; i++) {
        if (p->id == 0) {
            letter[i] = i + 1;
            p->faults += p->subject->store(p->map, i % 1024 * 7, i) != 0;
        } else {
            uint64_t got;
            if (p->subject->load(p->map, i % 1024 * 7, &got))
                p->faults += letter[got] != got + 1;
        }
    }
    return NULL;
}

static void a_store_publishes(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    void *m = new_map(s);
    memset(letter, 0, sizeof letter);
    run_all(s, m, write_letters, p);
    free_map(s, m);
}

int main(void)
{
    static const struct {
        const char *name;
        CMUnitTestFunction function;
    } checks[] = {
        {"agrees with a model", agrees_with_a_model},
        {"refuses values that are too large", refuses_values_that_are_too_large},
        {"stops a range when told", range_stops_when_told},
        {"loses no increment", loses_no_increment},
        {"has one winner of each race", each_race_has_one_winner},
        {"loses nothing while it grows", growth_loses_nothing},
        {"loses no increment while tables change", new_tables_lose_no_increment},
        {"shows values that never go back", values_never_go_back},
        {"publishes by a store", a_store_publishes},
    };
    enum { CHECKS = sizeof checks / sizeof *checks };
    static char name[MAP_SUBJECTS * CHECKS][96];
    struct CMUnitTest tests[MAP_SUBJECTS * CHECKS];
    for (int i = 0; i < MAP_SUBJECTS * CHECKS; i++) {
        const struct map_subject *s = &map_subjects[i / CHECKS];
        snprintf(name[i], sizeof *name, "%s %s", s->name, checks[i % CHECKS].name);
        tests[i] = (struct CMUnitTest){name[i], checks[i % CHECKS].function, NULL, NULL, (void *)s};
    }
    alarm(stress_time(GIVE_UP_S));
    return cmocka_run_group_tests(tests, stress_begin, stress_end);
}
