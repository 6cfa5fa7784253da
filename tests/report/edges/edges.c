// SPDX-License-Identifier: MIT
// The edge table: what it says of a report that has everything, and of one that lacks something.
#include <math.h>

#include "common/text.h"
#include "report/edges/edges.h"
#include "tests/golden.h"
#include "tests/report/edges/made_up.h"

static const struct edge_line *line_of(const struct edges *e, const char *name)
{
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->line[i].edge->name, name) == 0)
            return &e->line[i];
    fail_msg("no edge %s", name);
    return NULL;
}

static char *text_of(const struct edges *e, bool all)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    edges_print(f, e, all);
    fclose(f);
    check_plain(text, TEXT_COLUMNS);
    return text;
}

static char *markdown_of(const struct edges *e)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    edges_markdown(f, e);
    fclose(f);
    check_plain(text, 1024);
    return text;
}

/* Renames a row, so that nobody finds it. */
static void hide(struct report *r, const char *name)
{
    struct row *row = report_row(r, name);
    assert_non_null(row);
    row->name[0] = 'X';
}

/* One edge is broken, one was not tried, one has no price, one has two modes, one counted lines. */
static void make_uneven(struct report *r)
{
    made_up_report(r);
    hide(r, "litmus/mp/pool/place:own-line/threads:2");
    hide(r, "litmus/mp/pool/place:same-line/threads:2");
    hide(r, "rwmutex/go/last-reader/wait:spinning/threads:2");
    made_litmus(r, "litmus/mp/mutex/place:far/threads:2", "r1=1 r2=0", false, 3);
    struct row *row = report_row(r, "waitgroup/go/done/wait:spinning/threads:2");
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_real_time] *= row->samples[i].launch % 2 ? 4 : 1;
    row = report_row(r, "channel/go/close-received/wait:spinning/threads:2");
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_pmu_line_transfers] = 3.25;
    report_estimate(r);
}

static void golden(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    make_uneven(&r);
    edges_read(&e, &r);
    char *text = text_of(&e, true);
    golden_check("edges.txt", text);
    free(text);
    text = markdown_of(&e);
    golden_check("edges.md", text);
    free(text);
    json_t *o = edges_json(&e);
    text = json_dumps(o, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    golden_check("edges.json", text);
    free(text);
    json_decref(o);
    edges_free(&e);
    report_free(&r);
}

static void counts_of_all_rows_of_an_edge_add_up(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    make_uneven(&r);
    edges_read(&e, &r);
    const struct edge_line *held = line_of(&e, "once"), *broken = line_of(&e, "mutex");
    assert_int_equal(held->verdict, EDGE_HELD);
    assert_int_equal(held->seen.trials, 2 * MADE_LAUNCHES * MADE_TRIALS);
    assert_true(fabs(held->seen.bound * 2 * MADE_LAUNCHES * MADE_TRIALS - 3) < 0.01);
    assert_int_equal(broken->verdict, EDGE_BROKEN);
    assert_int_equal(broken->seen.count, 3 * MADE_LAUNCHES);
    assert_int_equal(broken->seen.trials, 3 * MADE_LAUNCHES * MADE_TRIALS);
    assert_true(isnan(broken->seen.bound));
    assert_int_equal(line_of(&e, "pool")->verdict, EDGE_UNTESTED);
    assert_string_equal(line_of(&e, "pool")->seen.why, "no row litmus/mp/pool in the report");
    assert_int_equal(edges_with(&e, EDGE_BROKEN), 1);
    assert_int_equal(edges_with(&e, EDGE_UNTESTED), 1);
    assert_int_equal(edges_with(&e, EDGE_HELD), e.n - 2);
    edges_free(&e);
    report_free(&r);
}

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

static void a_report_without_litmus_rows_says_so_in_each_cell(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    fake_report(&r, NULL);
    made_prices(&r);
    report_estimate(&r);
    edges_read(&e, &r);
    for (size_t i = 0; i < e.n; i++) {
        assert_int_equal(e.line[i].verdict, EDGE_UNTESTED);
        assert_non_null(strstr(e.line[i].seen.why, "no litmus rows in the report"));
        assert_non_null(e.line[i].cost.row);
        for (size_t k = 0; k < e.line[i].n_wrong; k++)
            assert_non_null(strstr(e.line[i].wrong[k].seen.why, "no litmus rows"));
    }
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

static void a_row_that_says_something_else_is_not_believed(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    fake_report(&r, NULL);
    made_litmus(&r, "litmus/sb/relaxed/threads:2", "r1=0 r2=0", true, 1000);
    made_litmus(&r, "litmus/mp/mutex/threads:2", "r1=2 r2=0", false, 0);
    made_litmus(&r, "litmus/mp/once/threads:2", "r1=1 r2=0", true, 5);
    struct row *row = report_add_row(&r, "litmus/mp/cond/threads:2");
    row_set_kind(row, "guarantee");
    row->status = ROW_TIMEOUT;
    row->reason = fake_copy("killed\033[31m after 10 s");
    edges_read(&e, &r);
    assert_string_equal(line_of(&e, "mutex")->seen.why, "litmus/mp/mutex does not count r1=1 r2=0");
    assert_int_equal(line_of(&e, "mutex")->verdict, EDGE_UNTESTED);
    assert_int_equal(line_of(&e, "once")->verdict, EDGE_OPEN);
    assert_non_null(
        strstr(line_of(&e, "once")->seen.why, "litmus/mp/once calls r1=1 r2=0 allowed"));
    assert_non_null(strstr(line_of(&e, "cond")->seen.why, "timeout: killed"));
    free(text_of(&e, true));
    free(markdown_of(&e));
    edges_free(&e);
    report_free(&r);
}

static struct row *price(struct report *r, const char *name, unsigned threads, double ns)
{
    struct row *row = report_add_row(r, name);
    row->basis = fake_copy("latency");
    row->threads = threads;
    row->cpus = 2;
    row->status = ROW_OK;
    fake_samples(row, &(struct fake_row){.name = name, .basis = "latency", .ns = ns, .threads = 2},
                 &(struct fake_options){.launches = 5});
    return row;
}

static void the_first_row_that_was_measured_prices(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    report_init(&r);
    price(&r, "cond/go/signal/wait:same-cpu/threads:2/cpus:1", 2, 3000);
    price(&r, "cond/go/signal/wait:spinning/threads:4", 4, 1200);
    price(&r, "cond/go/signal/wait:spinning/threads:2", 2, 1100);
    price(&r, "mutex/go/hand-over/wait:same-cpu/threads:2/cpus:1", 2, 900);
    struct row *failed = price(&r, "mutex/go/hand-over/wait:spinning/threads:2", 2, 800);
    failed->status = ROW_FAILED;
    price(&r, "once/go/done/threads:1", 1, 1)->status = ROW_TIMEOUT;
    report_estimate(&r);
    edges_read(&e, &r);
    assert_string_equal(line_of(&e, "cond")->cost.row->name,
                        "cond/go/signal/wait:spinning/threads:2");
    assert_string_equal(line_of(&e, "mutex")->cost.row->name,
                        "mutex/go/hand-over/wait:same-cpu/threads:2/cpus:1");
    assert_null(line_of(&e, "once")->cost.row);
    assert_string_equal(line_of(&e, "once")->cost.why, "once/go/done/threads:1: timeout: -");
    assert_non_null(strstr(line_of(&e, "cond")->cost.floor_why, "is set against no floor"));
    assert_true(edge_known(line_of(&e, "cond")) && !edge_known(line_of(&e, "once")));
    char *text = text_of(&e, false); /* the others by name alone */
    assert_null(strstr(text, "once/go/done"));
    assert_non_null(strstr(text, "neither tried nor priced"));
    assert_non_null(strstr(text, "f returns"));
    free(text);
    edges_free(&e);
    report_free(&r);
}

static void a_report_of_nothing_has_a_reason_everywhere(void **state)
{
    (void)state;
    struct report r;
    struct edges e;
    report_init(&r);
    edges_read(&e, &r);
    assert_false(edges_known(&e));
    for (size_t i = 0; i < e.n; i++) {
        assert_true(e.line[i].seen.why[0] && e.line[i].cost.why[0]);
        assert_true(!e.line[i].edge->asleep || e.line[i].asleep.why[0]);
    }
    free(text_of(&e, true));
    free(markdown_of(&e));
    edges_free(&e);
    report_free(&r);
}

static bool is_litmus_list(const char *rows)
{
    return strncmp(rows, "litmus/mp/", 10) == 0 || strncmp(rows, "litmus/sb/", 10) == 0;
}

static void the_table_is_whole(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct edge *e; (e = edge_at(n)); n++) {
        assert_true(e->name && e->title && e->section && e->rule && e->timed && e->stale);
        assert_true(is_litmus_list(e->litmus));
        assert_true(text_width(e->title) <= 24);
        assert_int_equal(e->rule[strlen(e->rule) - 1], '.');
        assert_true(strchr(e->cost, '/') != NULL);
        size_t ways = 0;
        for (const char *rows = e->wrong; *rows; ways++) {
            size_t length = strcspn(rows, ",");
            assert_non_null(edge_wrong(rows, length));
            rows += length + (rows[length] == ',');
        }
        assert_true(ways > 0 && ways <= EDGE_WRONG_WAYS);
        for (size_t k = 0; k < n; k++) {
            assert_string_not_equal(edge_at(k)->name, e->name);
            assert_string_not_equal(edge_at(k)->title, e->title);
            assert_string_not_equal(edge_at(k)->litmus, e->litmus);
        }
    }
    assert_int_equal(n, 22);
    assert_null(edge_wrong("litmus/mp/plai", 14));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden),
        cmocka_unit_test(counts_of_all_rows_of_an_edge_add_up),
        cmocka_unit_test(an_edge_whose_name_begins_another_does_not_count_for_it),
        cmocka_unit_test(a_report_without_litmus_rows_says_so_in_each_cell),
        cmocka_unit_test(one_cpu_is_named_as_the_reason),
        cmocka_unit_test(a_weak_harness_proves_nothing_but_what_it_saw),
        cmocka_unit_test(a_row_whose_threads_share_a_cpu_proves_nothing),
        cmocka_unit_test(an_emulated_machine_proves_nothing),
        cmocka_unit_test(what_only_arm64_can_show_says_so),
        cmocka_unit_test(a_row_that_says_something_else_is_not_believed),
        cmocka_unit_test(the_first_row_that_was_measured_prices),
        cmocka_unit_test(a_report_of_nothing_has_a_reason_everywhere),
        cmocka_unit_test(the_table_is_whole),
    };
    return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
