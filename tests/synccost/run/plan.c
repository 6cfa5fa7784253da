// SPDX-License-Identifier: MIT
// Which rows a plan keeps and which it leaves out, and what it says of these.
#include <string.h>
#include <unistd.h>

#include "report/model/left_out.h"
#include "tests/synccost/run/suite.h"

static const struct overhead overhead = {.process = 0.01};

/* A profile whose first launches take one second a row of one thread. */
static struct profile seconds_a_row(double rows)
{
    struct profile p = {.name = "x", .launches = 10, .most = 20, .trials = 1, .window_ms = 89.5};
    p.limit_s = rows / PLAN_SHARE;
    return p;
}

static void add(struct catalog *c, unsigned tier, unsigned rank, const char *floor,
                const char *name)
{
    suite_add(c, tier, rank, 1, 1, false, floor, name);
}

/* The names that are left, in the order of their importance. */
static void check_kept(struct catalog *c, double rows, const char *const *names)
{
    const struct profile p = seconds_a_row(rows + 0.001);
    size_t n = 0;
    plan_rows(c, &p, overhead);
    while (names[n])
        n++;
    assert_int_equal(c->n, n);
    for (size_t i = 0; i < n; i++) {
        assert_in_range(c->row[i].place, 0, n - 1);
        assert_string_equal(c->row[i].name, names[c->row[i].place]);
    }
    catalog_free(c);
}

#define KEPT(c, rows, ...) check_kept(c, rows, (const char *const[]){__VA_ARGS__, NULL})

static void profile_and_rank_come_first(void **state)
{
    (void)state;
    struct catalog c = {0};
    add(&c, 1, 1, NULL, "x/standard/second");
    add(&c, 0, 2, NULL, "x/quick/third");
    add(&c, 1, 0, NULL, "x/standard/first");
    add(&c, 0, 0, NULL, "x/quick/first");
    add(&c, 0, 1, NULL, "x/quick/second");
    KEPT(&c, 4, "x/quick/first", "x/standard/first", "x/quick/second", "x/standard/second");
}

static void floors_and_headlines_come_before_others(void **state)
{
    (void)state;
    struct catalog c = {0};
    add(&c, 0, 0, NULL, "a/other/op/threads:1");
    add(&c, 0, 0, "floor/line-transfer", "mutex/ttas/uncontended/threads:1");
    add(&c, 0, 0, NULL, "mutex/go/uncontended/threads:1");
    add(&c, 0, 0, NULL, "mutex/pthread-default/uncontended/threads:1");
    add(&c, 0, 0, NULL, "floor/line-transferred");
    add(&c, 0, 0, NULL, "floor/line-transfer/same-l3/pair:0-1");
    KEPT(&c, 4, "floor/line-transfer/same-l3/pair:0-1",
         "mutex/pthread-default/uncontended/threads:1", "mutex/go/uncontended/threads:1",
         "a/other/op/threads:1");
}

/* As a program may list them. To look at every floor for every row takes minutes. */
static void as_many_floors_as_rows_take_no_square(void **state)
{
    (void)state;
    const struct profile full = {.launches = 10, .trials = 1, .window_ms = 1};
    struct catalog c = {0};
    char name[32], floor[32];
    for (unsigned i = 0; i < REPORT_ROWS; i++) {
        snprintf(name, sizeof name, "many/%u", i);
        snprintf(floor, sizeof floor, i == 7 ? "many/%u" : "none/%u", i);
        add(&c, 0, 0, floor, name);
    }
    alarm(60);
    plan_rows(&c, &full, overhead);
    alarm(0);
    assert_int_equal(c.n, REPORT_ROWS);
    assert_int_equal(c.row[7].place, 0);
    catalog_free(&c);
}

static void families_take_turns(void **state)
{
    (void)state;
    struct catalog c = {0};
    const char *const names[] = {"a/1", "a/2", "a/3", "b/1", "c/1", "c/2"};
    for (unsigned i = 0; i < 6; i++)
        add(&c, 0, 0, NULL, names[i]);
    KEPT(&c, 5, "a/1", "b/1", "c/1", "a/2", "c/2");
}

static void one_row_stays_and_no_limit_keeps_all(void **state)
{
    (void)state;
    struct catalog c = {0};
    add(&c, 0, 0, NULL, "a/1");
    add(&c, 0, 0, NULL, "a/2");
    KEPT(&c, 0, "a/1");
    const struct profile full = {.launches = 10, .trials = 1, .window_ms = 1e9};
    c = (struct catalog){0};
    add(&c, 0, 0, NULL, "a/1");
    add(&c, 0, 0, NULL, "a/2");
    plan_rows(&c, &full, overhead);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.left_out.rows, 0);
    assert_null(plan_left_out(&c));
    catalog_free(&c);
}

/* 20 s of rows in a limit of 20 s: what is left of it is for rows that need more launches. */
static void the_first_launches_take_a_part_of_the_limit(void **state)
{
    (void)state;
    struct catalog c = {0};
    char name[16];
    struct profile p = seconds_a_row(1);
    p.limit_s = 20;
    for (unsigned i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "a/%u", i);
        add(&c, 0, 0, NULL, name);
    }
    plan_rows(&c, &p, overhead);
    assert_in_range(c.n, 16, 17);
    catalog_free(&c);
}

static void what_is_left_out_is_said(void **state)
{
    (void)state;
    struct catalog c = {0};
    char text[512];
    const char *const names[] = {"a/s/op/n:1", "a/s/op/n:2", "a/s/op/n:3", "a/s/n:1", "b/s"};
    for (unsigned i = 0; i < 5; i++)
        add(&c, 0, i, NULL, names[i]);
    const struct profile p = seconds_a_row(1.001);
    plan_rows(&c, &p, overhead);
    json_t *left_out = plan_left_out(&c);
    assert_string_equal(left_out_text(left_out, text, sizeof text),
                        "4 rows for lack of time (4 s more): 2 of a/s/op, 1 of a/s, 1 of b/s");
    plan_note_left_out(&c.left_out, "c/s", 57);
    plan_note_left_out(&c.left_out, "d/s", 0);
    plan_note_left_out(&c.left_out, "d/\x1b[31m", 0);
    json_decref(left_out);
    left_out = plan_left_out(&c);
    assert_string_equal(left_out_text(left_out, text, sizeof text),
                        "7 rows for lack of time (1 min 1 s more): 2 of a/s/op, 1 of a/s, 1 of "
                        "b/s, 1 of c/s, and others of 2 kinds");
    char small[20];
    assert_string_equal(left_out_text(left_out, small, sizeof small), "7 rows for lack of ");
    assert_string_equal(left_out_text(NULL, text, sizeof text), "");
    json_decref(left_out);
    catalog_free(&c);
}

/* Two runs on one machine measure not quite the same overhead, and plan the same rows. */
static void the_overhead_is_rounded_up(void **state)
{
    (void)state;
    struct overhead a = plan_overhead((struct overhead){0.0171, 0.00006}),
                    b = plan_overhead((struct overhead){0.0219, 0.00007});
    assert_true(a.process == b.process && a.thread == b.thread);
    assert_true(a.process >= 0.0219 && a.process < 0.0171 * 1.4143);
    assert_true(a.thread >= 0.00007 && a.thread < 0.00006 * 1.4143);
    assert_true(plan_overhead((struct overhead){0, 0}).process > 0);
}

/* What others take part in slows some launches, and not all. */
static void the_overhead_is_that_of_the_shortest_launches(void **state)
{
    (void)state;
    struct catalog c = {0};
    suite_add(&c, 0, 0, 3, 2, false, NULL, "x/three");
    suite_add(&c, 0, 0, 11, 2, false, NULL, "x/eleven");
    suite_add(&c, 0, 0, 5, 2, false, NULL, "x/five");
    struct stand_in w = {.slow = 1, .overhead = {.process = 0.02, .thread = 0.001}, .random = 5};
    const struct world world = {stand_in_launch, stand_in_now, &w};
    struct overhead o = cost_overhead(&c, &world);
    assert_true(o.process > 0.013 && o.process < 0.027);
    assert_true(o.thread > 0.0003 && o.thread < 0.0017);
    catalog_free(&c);
}

static unsigned hangs_asked;

static void launch_that_hangs(void *self, const struct catalog *c, const struct catalog_row *row,
                              const struct launch_settings *settings, struct launch_result *result)
{
    (void)self;
    (void)c;
    (void)row;
    hangs_asked++;
    *result = (struct launch_result){.status = LAUNCH_TIMEOUT, .seconds = settings->timeout};
}

/* A row that hangs costs its time-out once, and makes no launch look that long. */
static void a_launch_that_hangs_is_no_overhead(void **state)
{
    (void)state;
    struct catalog c = {0};
    suite_add(&c, 0, 0, 1, 2, false, NULL, "x/one");
    const struct world world = {.launch = launch_that_hangs};
    const struct overhead o = cost_overhead(&c, &world);
    assert_int_equal(hangs_asked, 1);
    assert_true(o.process == 0 && o.thread == 0);
    catalog_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profile_and_rank_come_first),
        cmocka_unit_test(floors_and_headlines_come_before_others),
        cmocka_unit_test(as_many_floors_as_rows_take_no_square),
        cmocka_unit_test(families_take_turns),
        cmocka_unit_test(one_row_stays_and_no_limit_keeps_all),
        cmocka_unit_test(the_first_launches_take_a_part_of_the_limit),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(the_overhead_is_rounded_up),
        cmocka_unit_test(the_overhead_is_that_of_the_shortest_launches),
        cmocka_unit_test(a_launch_that_hangs_is_no_overhead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
