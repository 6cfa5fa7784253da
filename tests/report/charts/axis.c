// SPDX-License-Identifier: MIT
// The axis of the core-to-core chart: which CPUs have a place on it.
#include "report/charts/axis.h"
#include "tests/report/charts/report.h"

/* Fails unless the axis of these pairs, which end in NULL, has so many CPUs; the last of the pairs
 * stands on the diagonal where diagonal says so. */
static void check_axis(const char *const *pair, size_t cpus, bool diagonal)
{
    struct report r;
    struct pairs p;
    struct axis axis;
    char name[64];
    report_init(&r);
    for (; *pair; pair++) {
        snprintf(name, sizeof name, "floor/line-transfer/pair:%s", *pair);
        add(&r, name, "round-trip", 2, 2, 100, NAN);
    }
    report_estimate(&r);
    pairs_of(&p, &r);
    axis_of(&axis, &p);
    assert_int_equal(axis.n, cpus);
    const struct cell at = axis_cell(&axis, &p.pair[p.n - 1]);
    assert_int_equal(at.column == at.line, diagonal);
    axis_free(&axis);
    pairs_free(&p);
    report_free(&r);
}

/* A CPU of one pair alone, whose other has more, is the second thread of that core. */
static void a_sibling_stands_on_the_diagonal(void **state)
{
    (void)state;
    check_axis((const char *const[]){"0-1", "0-2", "1-3", NULL}, 2, true);
    check_axis((const char *const[]){"0-1", "0-2", "1-2", NULL}, 3, false);
    check_axis((const char *const[]){"0-1", NULL}, 2, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sibling_stands_on_the_diagonal),
    };
    return cmocka_run_group_tests_name("axis of pairs", tests, NULL, NULL);
}
