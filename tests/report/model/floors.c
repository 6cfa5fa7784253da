// SPDX-License-Identifier: MIT
// Which row a floor means: what a look at every row finds, however many rows and floors there are.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/alloc.h"
#include "report/model/report.h"
#include "tests/test.h"

static void measure(struct row *row, double ns)
{
    struct sample s = {.iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    row_add_sample(row, &s);
    row->status = ROW_OK;
}

/* By a look at every row. */
static const struct row *expected(const struct report *r, const char *floor)
{
    const struct row *best = NULL, *exact = report_row(r, floor);
    if (exact)
        return row_measured(exact) ? exact : NULL;
    for (size_t i = 0; i < r->n_rows; i++)
        if (strncmp(r->rows[i].name, floor, strlen(floor)) == 0 && row_measured(&r->rows[i]) &&
            (!best || r->rows[i].time.median < best->time.median))
            best = &r->rows[i];
    return best;
}

static unsigned draw(unsigned n)
{
    static uint64_t random = 14;
    random = random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random >> 33) % n;
}

/* A name of few letters, so that many begin alike. */
static void make_name(char name[8])
{
    const unsigned length = 1 + draw(6);
    for (unsigned i = 0; i < length; i++)
        name[i] = "ab/"[draw(3)];
    name[length] = '\0';
}

static void check_all(const struct report *r)
{
    char floor[8];
    for (unsigned i = 0; i < 500; i++) {
        make_name(floor);
        struct row row = {.floor = floor};
        assert_ptr_equal(row_floor(r, &row), expected(r, floor));
        bool begins = false;
        for (size_t k = 0; k < r->n_rows; k++)
            begins |= strncmp(r->rows[k].name, floor, strlen(floor)) == 0;
        assert_int_equal(report_may_begin(r, floor, strlen(floor)), begins);
    }
}

static void a_floor_is_the_cheapest_row_that_begins_so(void **state)
{
    (void)state;
    struct report r;
    char name[8];
    report_init(&r);
    for (unsigned i = 0; i < 60; i++) {
        make_name(name);
        struct row *row = report_add_row(&r, name);
        if (draw(4) && !row->n_samples)
            measure(row, 1 + draw(5)); /* several are equal */
    }
    report_estimate(&r);
    check_all(&r);
    check_all(&r); /* what was found is kept */
    for (size_t i = 0; i < r.n_rows; i++) {
        r.rows[i].n_samples = 0;
        measure(&r.rows[i], 1 + draw(5));
    }
    report_estimate(&r);
    check_all(&r);
    measure(report_add_row(&r, "b/a/new"), 0.5);
    report_estimate(&r);
    check_all(&r);
    report_free(&r);
}

static void rows_of_a_report_without_estimates_have_none(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    measure(report_add_row(&r, "floor/a"), 1);
    assert_null(row_floor(&r, &(struct row){.floor = (char *)"floor"}));
    report_free(&r);
}

/* As a program may list them. To look at every row for every floor takes minutes. */
static void as_many_floors_as_rows_take_no_square(void **state)
{
    (void)state;
    struct report r;
    char name[32];
    report_init(&r);
    for (unsigned i = 0; i < REPORT_ROWS; i++) {
        snprintf(name, sizeof name, "many/%u", i);
        struct row *row = report_add_row(&r, name);
        snprintf(name, sizeof name, "none/%u", i);
        row->floor = checked_text(name);
    }
    measure(&r.rows[0], 1);
    report_estimate(&r);
    alarm(60);
    for (size_t i = 0; i < r.n_rows; i++)
        assert_null(row_floor(&r, &r.rows[i]));
    struct row row = {.floor = (char *)"many"};
    for (size_t i = 0; i < r.n_rows; i++)
        assert_ptr_equal(row_floor(&r, &row), &r.rows[0]);
    alarm(0);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_floor_is_the_cheapest_row_that_begins_so),
        cmocka_unit_test(rows_of_a_report_without_estimates_have_none),
        cmocka_unit_test(as_many_floors_as_rows_take_no_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
