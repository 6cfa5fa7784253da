// SPDX-License-Identifier: MIT
// Pages of 2 MiB: had, or refused.
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "harness/machine/memory.h"
#include "harness/trial/arena.h"
#include "tests/test.h"

static void huge_pages_are_huge_or_refused(void **state)
{
    const struct memory_wish w = {.pages = PAGES_2M};
    char err[SC_ERR] = "";
    struct arena *a = arena_create(1, -1);
    (void)state;
    assert_non_null(a);
    if (arena_settle(a, &w, 0, err) == 0) {
        char *place = arena_place(a, 5 << 20);
        memset(place, 1, 5 << 20);
        assert_true(arena_huge_share(a) == 1);
        assert_true(isnan(arena_home_share(a))); /* no node was asked for */
    } else {
        assert_non_null(strstr(err, "no pages of 2 MiB here: "));
    }
    assert_non_null(arena_place(a, 100)); /* as it was */
    arena_destroy(a);
}

/* The kernel takes the advice, and gives this process small pages all the same. */
static void small_pages_are_not_taken_for_huge(void **state)
{
    const struct memory_wish w = {.pages = PAGES_2M};
    char err[SC_ERR] = "";
    (void)state;
    if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) != 0)
        return;
    struct arena *a = arena_create(1, -1);
    assert_non_null(a);
    if (arena_settle(a, &w, 0, err) == 0) { /* reserved ones */
        *(char *)arena_place(a, 1) = 1;
        assert_true(arena_huge_share(a) == 1);
    } else {
        assert_non_null(strstr(err, "no pages of 2 MiB here: "));
    }
    arena_destroy(a);
    assert_int_equal(prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0), 0);
}

static void huge_pages_are_had_where_the_kernel_has_them(void **state)
{
    char err[SC_ERR] = "";
    void *own = mmap(NULL, MEMORY_HUGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_true(own != MAP_FAILED);
    const bool has = madvise(own, MEMORY_HUGE, MADV_HUGEPAGE) == 0;
    munmap(own, MEMORY_HUGE);
    void *huge = memory_map_huge(MEMORY_HUGE, err);
    assert_true(huge || !has);
    if (huge)
        munmap(huge, MEMORY_HUGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(huge_pages_are_huge_or_refused),
        cmocka_unit_test(small_pages_are_not_taken_for_huge),
        cmocka_unit_test(huge_pages_are_had_where_the_kernel_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
