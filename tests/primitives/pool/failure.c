// SPDX-License-Identifier: MIT
// A pool without memory for its caches says so; one whose objects cannot be made gives NULL.
#include "tests/primitives/scarce.h"
// The headers below allocate through it.
#include "primitives/pool/subjects.h"
#include "tests/test.h"

static void *make(void)
{
    return malloc(64);
}

static void no_memory_is_an_error(void **state)
{
    struct go_pool p;
    (void)state;
    atomic_store(&scarce_left, 0);
    assert_int_equal(go_pool_init(&p, make, free), -ENOMEM);
    atomic_store(&scarce_left, -1);
    assert_int_equal(atomic_load(&scarce_alive), 0);
}

static void check(const struct pool_subject *s)
{
    void *p = malloc(s->size), *object;
    assert_non_null(p);
    assert_int_equal(s->init(p, make, free), 0);
    atomic_store(&scarce_left, 1);
    object = s->get(p);
    assert_non_null(object);
    assert_null(s->get(p));
    s->put(p, object);
    s->put(p, s->get(p));
    s->put(p, NULL);
    atomic_store(&scarce_left, -1);
    object = s->get(p);
    assert_non_null(object);
    s->put(p, object);
    s->destroy(p);
    free(p);
    assert_int_equal(atomic_load(&scarce_alive), 0);
}

static void no_object_is_null(void **state)
{
    (void)state;
    for (int i = 0; i < POOL_SUBJECTS; i++)
        check(&pool_subjects[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_is_an_error),
        cmocka_unit_test(no_object_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
