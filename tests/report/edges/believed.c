// SPDX-License-Identifier: MIT
// What an edge's litmus rows prove: little where the harness is weak or the machine cannot show it.
#include <math.h>

#include "tests/report/edges/made_up.h"

static void an_edge_whose_name_begins_another_does_not_count_for_it(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    made_up_report(&r);
    made_litmus(&r, "litmus/mp/mutex-like/threads:2", "r1=1 r2=0", false, 1);
    edges_read(&e, &r);
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_HELD);
    edges_free(&e);
    report_free(&r);
}

static void one_cpu_is_named_as_the_reason(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    fake_report(&r, NULL);
    made_fact(&r, "environment", "usable_cpus", json_integer(1));
    edges_read(&e, &r);
    assert_non_null(strstr(line_of(&e, "mutex")->seen.why, "one CPU"));
    assert_non_null(strstr(line_of(&e, "mutex")->cost.why, "one CPU: no row mutex/go/hand-over"));
    edges_free(&e);
    made_litmus_rows(&r); /* threads that take turns */
    edges_read(&e, &r);
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_OPEN);
    assert_non_null(strstr(line_of(&e, "mutex")->seen.why, "shared one CPU"));
    assert_true(isnan(line_of(&e, "mutex")->seen.bound));
    edges_free(&e);
    report_free(&r);
}

static void a_weak_harness_proves_nothing_but_what_it_saw(void **state)
{
    (void)state;
    static const char *const controls[] = {"plain", "relaxed", "acq-rel"};
    struct report r;
    struct edges e;
    made_up_report(&r);
    made_litmus(&r, "litmus/mp/mutex/place:far/threads:2", "r1=1 r2=0", false, 3);
    for (int i = 0; i < 3; i++) {
        char name[REPORT_NAME];
        snprintf(name, sizeof name, "litmus/sb/%s/place:own-line/threads:2", controls[i]);
        hide(&r, name);
    }
    edges_read(&e, &r);
    assert_int_equal(edges_with(&e, EDGE_HELD), 0);
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_BROKEN);
    assert_non_null(strstr(line_of(&e, "once")->seen.why, "no row shows that the harness could"));
    edges_free(&e);
    made_litmus(&r, "litmus/sb/relaxed/threads:2", "r1=0 r2=0", true, 5); /* just strong enough */
    edges_read(&e, &r);
    assert_string_equal(e.weak, "");
    assert_int_equal(line_of(&e, "once")->verdict, EDGE_HELD);
    edges_free(&e);
    made_litmus(&r, "litmus/sb/plain/threads:2", "r1=0 r2=0", true, 4);
    edges_read(&e, &r);
    assert_int_equal(line_of(&e, "once")->verdict, EDGE_OPEN);
    assert_true(isnan(line_of(&e, "once")->seen.bound));
    assert_non_null(strstr(line_of(&e, "once")->seen.why, "too weak to conclude"));
    assert_non_null(strstr(line_of(&e, "once")->seen.why, "8 of 1000000 trials"));
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_BROKEN);
    edges_free(&e);
    report_free(&r);
}

/* Threads that share CPUs hardly meet, whatever the rest of the report shows. */
static void a_row_whose_threads_share_a_cpu_proves_nothing(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    made_up_report(&r);
    made_litmus(&r, "litmus/mp/mutex/threads:4", "r1=1 r2=0", false, 0)->threads = 4;
    edges_read(&e, &r);
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_OPEN);
    assert_non_null(strstr(line_of(&e, "mutex")->seen.why, "4 threads share 2 CPUs"));
    assert_int_equal(line_of(&e, "once")->verdict, EDGE_HELD);
    edges_free(&e);
    report_free(&r);
}

static void an_emulated_machine_proves_nothing(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    made_up_report(&r);
    made_fact(&r, "machine", "emulated", json_true());
    edges_read(&e, &r);
    assert_int_equal(edges_with(&e, EDGE_OPEN), e.n);
    assert_non_null(strstr(e.weak, "emulated"));
    edges_free(&e);
    report_free(&r);
}

/* On x86-64 a wrong way by message passing cannot show itself; elsewhere its zero has a bound. */
static void what_only_arm64_can_show_says_so(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    made_up_report(&r);
    edges_read(&e, &r);
    const struct edge_seen *plain = &line_of(&e, "mutex")->wrong[0].seen,
                           *sleep = &line_of(&e, "mutex")->wrong[1].seen,
                           *sb = &line_of(&e, "atomic-order")->wrong[0].seen;
    assert_non_null(strstr(plain->why, "arm64 machine can show it"));
    assert_true(isnan(plain->bound));
    assert_true(isfinite(sleep->bound) && !sleep->why[0]); /* the writer may be late anywhere */
    assert_string_equal(sb->why, "");
    assert_int_equal(sb->count, MADE_LAUNCHES * MADE_TRIALS / 10);
    assert_non_null(strstr(e.note, "arm64"));
    edges_free(&e);
    made_fact(&r, "machine", "arch", json_string("aarch64"));
    edges_read(&e, &r);
    plain = &line_of(&e, "mutex")->wrong[0].seen;
    assert_string_equal(plain->why, "");
    assert_true(isfinite(plain->bound));
    assert_null(e.note);
    edges_free(&e);
    made_litmus(&r, "litmus/mp/plain/place:same-line/threads:2", "r1=1 r2=0", true, 7);
    edges_read(&e, &r);
    assert_int_equal(line_of(&e, "mutex")->wrong[0].seen.count, 7 * MADE_LAUNCHES);
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_HELD);
    edges_free(&e);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edge_whose_name_begins_another_does_not_count_for_it),
        cmocka_unit_test(one_cpu_is_named_as_the_reason),
        cmocka_unit_test(a_weak_harness_proves_nothing_but_what_it_saw),
        cmocka_unit_test(a_row_whose_threads_share_a_cpu_proves_nothing),
        cmocka_unit_test(an_emulated_machine_proves_nothing),
        cmocka_unit_test(what_only_arm64_can_show_says_so),
    };
    return cmocka_run_group_tests_name("believed", tests, NULL, NULL);
}
