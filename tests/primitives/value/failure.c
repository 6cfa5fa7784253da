// SPDX-License-Identifier: MIT
// A value that has no memory for what it replaces says so, and is as before.
#include "tests/primitives/scarce.h"
// The headers below allocate through it.
#include "primitives/value/subjects.h"
#include "tests/test.h"

static int reclaimed;

static void count_reclaimed(void *object)
{
    (void)object;
    reclaimed++;
}

/* A subject that allocates fails; one that does not goes on. */
static void check(const struct value_subject *s)
{
    static int a, b;
    const void *old = NULL;
    void *v = aligned_alloc(128, (s->size + 127) / 128 * 128);
    assert_non_null(v);
    reclaimed = 0;
    s->init(v, count_reclaimed);
    assert_int_equal(s->store(v, &a), 0);
    s->drain(v);
    atomic_store(&scarce_left, 0);
    int stored = s->store(v, &b);
    bool fails = stored != 0;
    assert_int_equal(stored, fails ? -ENOMEM : 0);
    if (fails) {
        assert_int_equal(s->swap(v, &b, &old), -ENOMEM);
        assert_null(old);
        assert_ptr_equal(s->load(v), &a);
        assert_int_equal(s->compare_and_swap(v, &a, &b), -ENOMEM);
        assert_ptr_equal(s->load(v), &a);
        s->done(v);
        s->drain(v); /* nobody holds it any more: this would hang */
        assert_int_equal(reclaimed, 0);
        atomic_store(&scarce_left, -1);
        assert_int_equal(s->store(v, &b), 0);
    }
    atomic_store(&scarce_left, -1);
    assert_ptr_equal(s->load(v), &b);
    s->done(v);
    s->destroy(v);
    s->drain(v);
    assert_int_equal(reclaimed, s->traits.reclaims ? 2 : 0);
    free(v);
    assert_int_equal(atomic_load(&scarce_alive), 0);
}

static void no_memory_is_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < VALUE_SUBJECTS; i++)
        check(&value_subjects[i]);
}

/* What this test rests on: the go value does allocate. */
static void the_failure_reaches_the_go_value(void **state)
{
    static int object;
    struct go_value v;
    (void)state;
    go_value_init(&v, count_reclaimed);
    go_value_drain(&v);
    atomic_store(&scarce_left, 0);
    assert_int_equal(go_value_store(&v, &object), -ENOMEM);
    atomic_store(&scarce_left, -1);
    go_value_destroy(&v);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_is_an_error),
        cmocka_unit_test(the_failure_reaches_the_go_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
