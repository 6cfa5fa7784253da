// SPDX-License-Identifier: MIT
// Pages of the arena where the kernel's have 64 KiB, as on some arm64 machines.
#include <dlfcn.h>
#include <unistd.h>

#include "harness/trial/arena.h"
#include "tests/test.h"

static long pretended; /* 0: none */

/* In place of the C library's. */
long sysconf(int name)
{
    static long (*real)(int);
    if (name == _SC_PAGESIZE && pretended)
        return pretended;
    if (!real)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "sysconf");
    return real(name);
}

/* The least distance of two objects, placed one after the other, that share no page. */
static void each_object_has_pages_of_its_own(void **state)
{
    enum { OBJECTS = 100 };
    static const long sizes[] = {4096, 65536};
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        pretended = sizes[s];
        struct arena *a = arena_create(3, -1);
        assert_non_null(a);
        const unsigned char *first = arena_place(a, 8), *last = first, *p;
        bool beyond = false; /* 4 KiB of its page */
        for (int i = 1; i < OBJECTS; i++, last = p) {
            p = arena_place(a, 8);
            assert_non_null(p);
            beyond |= p - last > 2 * 4096;
        }
        assert_true(last - first > (OBJECTS - 2) * pretended);
        assert_int_equal(beyond, pretended > 4096);
        arena_destroy(a);
    }
    pretended = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_object_has_pages_of_its_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
