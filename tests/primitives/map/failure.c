// SPDX-License-Identifier: MIT
// A map for which memory runs out at any allocation is as it was before, and leaves nothing.
#include "tests/primitives/scarce.h"
// The headers below allocate through it.
#include "primitives/map/subjects.h"
#include "tests/test.h"

enum { KEYS = 200 };

static void *new_map(const struct map_subject *s)
{
    void *m = aligned_alloc(MAP_ALIGN, (s->size + MAP_ALIGN - 1) / MAP_ALIGN * MAP_ALIGN);
    assert_non_null(m);
    return m;
}

static bool count(void *context, uint64_t key, uint64_t value)
{
    (void)key, (void)value;
    ++*(unsigned *)context;
    return true;
}

static void check_content(const struct map_subject *s, void *m, unsigned keys)
{
    unsigned there = 0;
    uint64_t value;
    for (uint64_t key = 1; key <= keys; key++) {
        assert_true(s->load(m, key, &value));
        assert_int_equal(value, key * 3);
    }
    s->range(m, count, &there);
    assert_int_equal(there, keys);
}

/* Each store is tried without memory first. Those that need none succeed. */
static unsigned fill(const struct map_subject *s, void *m)
{
    unsigned failures = 0;
    uint64_t got;
    for (unsigned key = 1; key <= KEYS; key++) {
        atomic_store(&scarce_left, 0);
        int result = s->load_or_store(m, key, key * 3, &got);
        if (result == -ENOMEM) {
            failures++;
            check_content(s, m, key - 1);
            assert_int_equal(s->store(m, key, 1), -ENOMEM);
            if (key > 1) /* keys that are there can be changed all the same */
                assert_int_equal(s->compare_and_swap(m, key - 1, (key - 1) * 3, (key - 1) * 3), 1);
            atomic_store(&scarce_left, 1); /* for the table, but not for more */
            result = s->store(m, key, key * 3);
            failures += result == -ENOMEM;
            atomic_store(&scarce_left, -1);
            if (result != 0)
                result = s->store(m, key, key * 3);
        }
        assert_int_equal(result, 0);
        check_content(s, m, key);
    }
    atomic_store(&scarce_left, -1);
    return failures;
}

static void no_memory_is_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < MAP_SUBJECTS; i++) {
        const struct map_subject *s = &map_subjects[i];
        void *m = new_map(s);
        assert_int_equal(s->init(m), 0);
        assert_in_range(fill(s, m), 3, KEYS);
        s->destroy(m);
        epoch_drain_slow();
        free(m);
        assert_int_equal(atomic_load(&scarce_alive), 0);
    }
}

/* What needs the go map alone: a first table, and one to clear with. */
static void the_go_map_says_so_at_once(void **state)
{
    struct go_map m;
    (void)state;
    atomic_store(&scarce_left, 0);
    assert_int_equal(go_map_init(&m), -ENOMEM);
    atomic_store(&scarce_left, -1);
    assert_int_equal(go_map_init(&m), 0);
    assert_int_equal(go_map_store(&m, 4, 5), 0);
    for (int left = 0; left < 2; left++) {
        uint64_t value = 0;
        atomic_store(&scarce_left, left);
        assert_int_equal(go_map_clear(&m), -ENOMEM);
        assert_int_equal(go_map_store(&m, 4, 5), 0);
        assert_true(go_map_load(&m, 4, &value));
        assert_int_equal(value, 5);
    }
    atomic_store(&scarce_left, -1);
    assert_int_equal(go_map_clear(&m), 0);
    go_map_destroy(&m);
    epoch_drain_slow();
    assert_int_equal(atomic_load(&scarce_alive), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_is_an_error),
        cmocka_unit_test(the_go_map_says_so_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
