// SPDX-License-Identifier: MIT
// The edge table: what it says of a report that has everything, and of one that lacks something.
#include <math.h>

#include "common/text.h"
#include "report/edges/edges.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/edges/made_up.h"

static char *text_of(const struct edges *e, bool all)
{
    struct printed out;
    edges_print(printed_start(&out), e, all);
    char *text = printed_end(&out);
    check_plain(text, TEXT_COLUMNS);
    return text;
}

static char *markdown_of(const struct edges *e)
{
    struct printed out;
    edges_markdown(printed_start(&out), e);
    char *text = printed_end(&out);
    check_plain(text, 1024);
    return text;
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
        cmocka_unit_test(a_report_without_litmus_rows_says_so_in_each_cell),
        cmocka_unit_test(a_row_that_says_something_else_is_not_believed),
        cmocka_unit_test(the_first_row_that_was_measured_prices),
        cmocka_unit_test(a_report_of_nothing_has_a_reason_everywhere),
        cmocka_unit_test(the_table_is_whole),
    };
    return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
