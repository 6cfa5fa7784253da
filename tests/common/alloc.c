// SPDX-License-Identifier: MIT
// Arrays that grow keep what they hold, grow by doubling only, and end the program rather than be
// smaller than their sizes say.
#include <string.h>

#include "common/alloc.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

static void what_is_allocated_is_zero(void **state)
{
    (void)state;
    static const unsigned zero[100];
    unsigned *some = checked_alloc(100, sizeof *some), *none = checked_alloc(0, sizeof *none);
    assert_memory_equal(some, zero, sizeof zero);
    assert_non_null(none);
    free(some);
    free(none);
}

static void a_growing_array_keeps_its_elements(void **state)
{
    (void)state;
    enum { ELEMENTS = 1000 };
    size_t *array = NULL;
    for (size_t n = 0; n < ELEMENTS; n++) {
        array = checked_grow(array, n, sizeof *array);
        array[n] = n;
    }
    for (size_t n = 0; n < ELEMENTS; n++)
        assert_int_equal(array[n], n);
    free(array);
}

/* Where n is no power of two there is room already: not even the array is looked at. */
static void it_grows_at_powers_of_two_only(void **state)
{
    (void)state;
    char here;
    for (size_t n = 3; n < 1000; n++)
        if (n & (n - 1))
            assert_ptr_equal(checked_grow(&here, n, SIZE_MAX), &here);
}

struct request {
    size_t n, size;
};

static void grow(void *request)
{
    const struct request *r = request;
    void *volatile array = checked_grow(NULL, r->n, r->size);
    free(array);
}

static void a_size_that_overflows_ends_the_program(void **state)
{
    (void)state;
    enum { LAST = 8 * sizeof(size_t) - 1 };
    struct request request[] = {
        {(size_t)1 << LAST, 1},       /* twice as many are none */
        {(size_t)1 << (LAST - 1), 4}, /* so many bytes are none */
        {(size_t)1 << (LAST / 2), SIZE_MAX / 2},
    };
    for (size_t i = 0; i < sizeof request / sizeof *request; i++) {
        struct death d = death_of(grow, &request[i]);
        assert_true(d.ran && WIFSIGNALED(d.status));
        assert_int_equal(WTERMSIG(d.status), SIGABRT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_allocated_is_zero),
        cmocka_unit_test(a_growing_array_keeps_its_elements),
        cmocka_unit_test(it_grows_at_powers_of_two_only),
        cmocka_unit_test(a_size_that_overflows_ends_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
