// SPDX-License-Identifier: MIT
// Every map by one thread, against a plain array: each verb, values that are too large, ranges.
#include <string.h>

#include "tests/primitives/map/subject.h"

enum { GIVE_UP_S = 280 };

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

int main(void)
{
    static const struct check checks[] = {
        {"agrees with a model", NULL, agrees_with_a_model},
        {"refuses values that are too large", NULL, refuses_values_that_are_too_large},
        {"stops a range when told", NULL, range_stops_when_told},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, map_subjects, sizeof *map_subjects,
                      MAP_SUBJECTS, GIVE_UP_S);
}
