// SPDX-License-Identifier: MIT
// Every map under real threads: nothing lost, nothing made up, one winner of each race, growth and
// clearing under load, and nothing left over.
#include <pthread.h>
#include <string.h>

#include "tests/primitives/map/subject.h"

enum { THREADS = 4, OPS = 100000, GIVE_UP_S = 280, KEYS = 64 };

struct party {
    const struct map_subject *subject;
    void *map;
    uint64_t id, faults, won, sum;
    _Atomic uint64_t *turn; /* shared: keeps the threads at the same keys */
    pthread_barrier_t *gate;
    pthread_t thread;
};

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

/* Every write of the key writes the number that it has, so that no swap may fail. */
static void *swap_equals(void *argument)
{
    enum { NUMBER = 7 };
    struct party *p = argument;
    p->faults += p->subject->store(p->map, 0, NUMBER) != 0;
    pthread_barrier_wait(p->gate);
    for (uint64_t i = 0, ops = stress_count(OPS); i < ops; i++)
        if (p->id % 2 == 0)
            p->faults += p->subject->store(p->map, 0, NUMBER) != 0;
        else
            p->faults += p->subject->compare_and_swap(p->map, 0, NUMBER, NUMBER) != 1;
    return NULL;
}

static void swaps_what_is_there(void **state)
{
    const struct map_subject *s = *state;
    struct party p[THREADS];
    void *m = new_map(s);
    run_all(s, m, swap_equals, p);
    stress_did(THREADS * stress_count(OPS));
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
    static const struct check checks[] = {
        {"loses no increment", NULL, loses_no_increment},
        {"swaps what is there", NULL, swaps_what_is_there},
        {"has one winner of each race", NULL, each_race_has_one_winner},
        {"loses nothing while it grows", NULL, growth_loses_nothing},
        {"loses no increment while tables change", NULL, new_tables_lose_no_increment},
        {"shows values that never go back", NULL, values_never_go_back},
        {"publishes by a store", NULL, a_store_publishes},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, map_subjects, sizeof *map_subjects,
                      MAP_SUBJECTS, GIVE_UP_S);
}
