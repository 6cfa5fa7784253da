// SPDX-License-Identifier: MIT
// The headline rule: which rows stand for a report, and how they spread over its families.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/headline.h"
#include "tests/report/charts/report.h"

static bool is_of(const struct row *row, const char *family)
{
    size_t n = strlen(family);
    return strncmp(row->name, family, n) == 0 && row->name[n] == '/';
}

static size_t count(const struct row **rows, size_t n, const char *family)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += is_of(rows[i], family);
    return found;
}

static bool has(const struct row **rows, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i]->name, name) == 0)
            return true;
    return false;
}

static void families_share_the_room(void **state)
{
    (void)state;
    static const char *const families[] = {"floor", "coherence", "atomic", "counter",
                                           "mutex", "rwmutex",   "channel"};
    enum { FAMILIES = sizeof families / sizeof *families };
    struct report r;
    build_report(&r, 4);
    for (size_t most = FAMILIES; most <= 6 * FAMILIES; most += FAMILIES) {
        const struct row **rows;
        size_t n = headline_rows(&r, most, &rows);
        assert_int_equal(n, most);
        for (size_t i = 0; i < FAMILIES; i++) {
            const size_t share = most / FAMILIES;
            /* the report has three headline rows of rwmutex, and two of coherence */
            const size_t there = i == 1 ? 2 : 3;
            assert_in_range(count(rows, n, families[i]), share < there ? share : there, share + 3);
        }
        for (size_t i = 1; i < n; i++)
            assert_true(rows[i - 1]->time.median <= rows[i]->time.median);
        assert_false(has(rows, n, "floor/empty-loop"));
        assert_int_equal(count(rows, n, "floor/clock"), 0);
        assert_false(has(rows, n, "mutex/null/uncontended/crit:0ns/out:0ns/threads:1"));
        free(rows);
    }
    report_free(&r);
}

/* A family of one row is shown however many rows the others have. */
static void no_family_is_crowded_out(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    build_report(&r, 8);
    add(&r, "waitgroup/go/wait/threads:8", "thread", 8, 8, 4000, NAN);
    add(&r, "atlas/go/threads:1", "thread", 1, 1, 1, NAN);
    report_estimate(&r);
    size_t n = headline_rows(&r, 9, &rows);
    assert_int_equal(n, 9);
    assert_true(has(rows, n, "waitgroup/go/wait/threads:8"));
    assert_true(has(rows, n, "atlas/go/threads:1"));
    free(rows);
    report_free(&r);
}

static void add_more_locks(struct report *r, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        char name[96];
        snprintf(name, sizeof name, "mutex/lock%02u/contended/crit:50ns/out:0ns/threads:2", i);
        add(r, name, "thread", 2, 2, 20 + i, NAN);
    }
    report_estimate(r);
}

static void what_calibrates_comes_last(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    report_init(&r);
    add(&r, "floor/empty-loop", "thread", 1, 1, 0.2, NAN);
    add(&r, "floor/clock/tsc", "thread", 1, 1, 8, NAN);
    add(&r, "floor/dependent-add", "thread", 1, 1, 0.3, NAN);
    add(&r, "floor/unheard-of", "thread", 1, 1, 9, NAN);
    add_more_locks(&r, 60);
    size_t n = headline_rows(&r, 20, &rows);
    assert_true(has(rows, n, "floor/unheard-of"));
    assert_int_equal(count(rows, n, "floor"), 1);
    free(rows);
    report_free(&r);
}

/* Rows that the family's entry does not ask for, or of threads that had to share CPUs, wait until
 * the other families have shown theirs; but no family is left out for it. */
static void the_unusual_waits(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    report_init(&r);
    add(&r, "counter/shared/swap/threads:2", "thread", 2, 2, 12, NAN);
    add(&r, "counter/adjacent/swap/threads:2", "thread", 2, 2, 13, NAN);
    add(&r, "rwmutex/go/mixed/read:90/threads:4/cpus:2", "thread", 4, 2, 90, NAN);
    add(&r, "rwmutex/null/mixed/read:90/threads:4/cpus:2", "thread", 4, 2, 80, NAN);
    add_more_locks(&r, 60);
    size_t n = headline_rows(&r, 20, &rows);
    assert_int_equal(count(rows, n, "counter"), 1);
    assert_int_equal(count(rows, n, "rwmutex"), 1);
    assert_int_equal(count(rows, n, "mutex"), 18);
    free(rows);
    report_free(&r);
}

static void the_wanted_come_first(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    build_report(&r, 4);
    size_t n = headline_rows(&r, 18, &rows);
    assert_true(has(rows, n, "mutex/pthread/uncontended/crit:0ns/out:0ns/threads:1"));
    assert_true(has(rows, n, "mutex/pthread/contended/crit:50ns/out:0ns/threads:2"));
    assert_true(has(rows, n, "mutex/go/uncontended/crit:0ns/out:0ns/threads:1"));
    assert_true(has(rows, n, "floor/rmw/own-line"));
    free(rows);
    report_free(&r);
}

static void a_parameter_that_no_one_knows_is_not_plain(void **state)
{
    (void)state;
    static const char *const names[] = {"mutex/go/contended/crit:50ns/out:0ns/data:near/threads:2",
                                        "mutex/go/contended/crit:200ns/out:0ns/threads:2",
                                        "mutex/go/contended/crit:200ns/out:0ns/threads:4",
                                        "mutex/go/contended/data:near/threads:2"};
    struct report r;
    const struct row **rows;
    report_init(&r);
    for (size_t i = 0; i < 4; i++)
        add(&r, names[i], "thread", i == 2 ? 4 : 2, 4, 10, NAN);
    report_estimate(&r);
    assert_int_equal(headline_rows(&r, 1, &rows), 1);
    assert_string_equal(rows[0]->name, names[1]);
    free(rows);
    report_free(&r);
}

/* Of a family that the table does not know, the smallest value stands for its rows, not the one
 * that happened to be measured as cheapest; a hardware floor is the cheapest of its rows. */
static void unlisted_values_are_taken_from_the_smallest(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double ns;
    } added[] = {{"latch/go/wait/n:1000/threads:2", 10},
                 {"latch/go/wait/n:50/threads:2", 30},
                 {"latch/go/wait/n:8/threads:2", 40},
                 {"floor/line-transfer/same-l3/cpus:0-1", 70},
                 {"floor/line-transfer/same-l3/cpus:0-2", 60}};
    struct report r;
    const struct row **rows;
    report_init(&r);
    for (size_t i = 0; i < 5; i++)
        add(&r, added[i].name, "thread", 2, 4, added[i].ns, NAN);
    report_estimate(&r);
    assert_int_equal(headline_rows(&r, 2, &rows), 2);
    assert_string_equal(rows[0]->name, "latch/go/wait/n:8/threads:2");
    assert_string_equal(rows[1]->name, "floor/line-transfer/same-l3/cpus:0-2");
    free(rows);
    report_free(&r);
}

static void steps_stand_only_for_themselves(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    report_init(&r);
    for (unsigned i = 0; i < 50; i++) {
        char name[64];
        snprintf(name, sizeof name, "counter/stride-%u/rmw/threads:2", 8 * (i + 1));
        add(&r, name, "thread", 2, 2, 10, NAN);
    }
    report_estimate(&r);
    assert_int_equal(headline_rows(&r, HEADLINE_ROWS, &rows), HEADLINE_ROWS);
    free(rows);
    add(&r, "counter/shared/rmw/threads:2", "thread", 2, 2, 10, NAN);
    report_estimate(&r);
    assert_int_equal(headline_rows(&r, HEADLINE_ROWS, &rows), 1);
    assert_string_equal(rows[0]->name, "counter/shared/rmw/threads:2");
    free(rows);
    report_free(&r);
}

static void common_rows_were_measured_everywhere(void **state)
{
    (void)state;
    static const char gone[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";
    struct report a, b;
    const struct row **rows;
    size_t of;
    build_report(&a, 2);
    build_report(&b, 2);
    const struct report *both[] = {&a, &b};
    size_t n = headline_shared(both, 2, 2, 20, &rows, &of);
    assert_int_equal(n, 20);
    assert_int_equal(of, a.n_rows);
    assert_true(has(rows, n, gone));
    free(rows);
    report_row(&b, gone)->status = ROW_FAILED;
    n = headline_shared(both, 2, 2, 20, &rows, &of);
    assert_int_equal(n, 20);
    assert_int_equal(of, a.n_rows - 1);
    assert_false(has(rows, n, gone));
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(rows[i], report_row(&a, rows[i]->name));
    free(rows);
    for (size_t i = 0; i < b.n_rows; i++)
        b.rows[i].status = ROW_FAILED;
    assert_int_equal(headline_shared(both, 2, 2, 20, &rows, NULL), 0);
    free(rows);
    report_free(&a);
    report_free(&b);
}

static void shared_rows_were_measured_in_two(void **state)
{
    (void)state;
    static const char only_a[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1",
                      only_b[] = "mutex/pthread/uncontended/crit:0ns/out:0ns/threads:1",
                      alone[] = "atlas/go/threads:1";
    struct report r[3];
    const struct report *all[] = {&r[0], &r[1], &r[2]};
    const struct row **rows;
    size_t of;
    for (int i = 0; i < 3; i++) {
        build_report(&r[i], 2);
        report_row(&r[i], only_a)->status = i == 0 ? ROW_OK : ROW_FAILED;
        report_row(&r[i], only_b)->status = i == 0 ? ROW_FAILED : ROW_OK;
    }
    add(&r[1], alone, "thread", 1, 1, 1, NAN);
    report_estimate(&r[1]);
    size_t n = headline_shared(all, 3, 2, HEADLINE_ROWS, &rows, &of);
    assert_int_equal(of, r[0].n_rows - 1);
    assert_false(has(rows, n, only_a));
    assert_false(has(rows, n, alone));
    assert_true(has(rows, n, only_b));
    for (size_t i = 0; i < n; i++) {
        const struct report *first = strcmp(rows[i]->name, only_b) == 0 ? &r[1] : &r[0];
        assert_ptr_equal(rows[i], report_row(first, rows[i]->name));
    }
    free(rows);
    n = headline_shared(all, 3, 1, HEADLINE_ALL, &rows, &of);
    assert_int_equal(n, r[0].n_rows + 1);
    assert_true(has(rows, n, only_a) && has(rows, n, alone));
    free(rows);
    assert_int_equal(headline_shared(all, 1, 2, HEADLINE_ROWS, &rows, NULL), 0);
    free(rows);
    for (int i = 0; i < 3; i++)
        report_free(&r[i]);
}

static void all_means_all(void **state)
{
    (void)state;
    struct report r;
    const struct row **rows;
    build_report(&r, 4);
    assert_int_equal(headline_rows(&r, HEADLINE_ALL, &rows), r.n_rows);
    free(rows);
    add(&r, "atlas/zero/threads:1", "thread", 1, 1, 0, NAN);
    report_estimate(&r);
    const struct report *one = &r;
    const size_t most[] = {HEADLINE_ALL, r.n_rows - 1}; /* without a time of 0, but for all */
    for (size_t i = 0; i < 2; i++) {
        size_t of;
        headline_shared(&one, 1, 1, most[i], &rows, &of);
        assert_true(i ? of < r.n_rows : of == r.n_rows);
        free(rows);
    }
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(families_share_the_room),
        cmocka_unit_test(no_family_is_crowded_out),
        cmocka_unit_test(what_calibrates_comes_last),
        cmocka_unit_test(the_unusual_waits),
        cmocka_unit_test(the_wanted_come_first),
        cmocka_unit_test(a_parameter_that_no_one_knows_is_not_plain),
        cmocka_unit_test(unlisted_values_are_taken_from_the_smallest),
        cmocka_unit_test(steps_stand_only_for_themselves),
        cmocka_unit_test(common_rows_were_measured_everywhere),
        cmocka_unit_test(shared_rows_were_measured_in_two),
        cmocka_unit_test(all_means_all),
    };
    return cmocka_run_group_tests_name("headline rows", tests, NULL, NULL);
}
