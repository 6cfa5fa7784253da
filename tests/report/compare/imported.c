// SPDX-License-Identifier: MIT
// An import beside a report: shown row by row, with a ratio, and never judged; and what claims,
// edges, summary, exports and charts say of it.
#include <math.h>

#include "report/claims/claims.h"
#include "report/edges/edges.h"
#include "report/exports/export.h"
#include "report/summary/summary.h"
#include "tests/printed.h"
#include "tests/report/compare/pair.h"

/* As the reader would find it: the mark, and rows that have it. */
static void mark_imported(struct report *r)
{
    json_t *ours = json_object_get(r->context, "synccost");
    json_object_set_new(ours, "imported",
                        json_pack("{s:s, s:s, s:s}", "format", "gbench", "file", "a.json", "date",
                                  "2026-01-02T03:04:05Z"));
    for (size_t i = 0; i < r->n_rows; i++)
        r->rows[i].imported = true;
    report_estimate(r);
}

/* Twenty launches, and everything three times as slow: any report would be judged. */
static void make_far_apart(struct pair *p)
{
    make_pair(p, &(struct fake_options){.launches = 20, .fingerprint = "8f3a6c0012345678"},
              &(struct fake_options){.launches = 20, .slow = "mutex/", .slow_factor = 3});
}

static void test_never_judged(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        struct pair p;
        make_far_apart(&p);
        assert_true(comparison_count(&p.c, VERDICT_SLOWER) > 0);
        mark_imported(side ? &p.next : &p.base);
        recompare(&p, &plain);
        assert_true(p.c.n_rows > 10);
        assert_int_equal(comparison_unsure(&p.c, UNSURE_IMPORTED), p.c.n_rows);
        assert_int_equal(differing(&p.c), 0);
        assert_int_equal(comparison_count(&p.c, VERDICT_ALIKE), 0);
        assert_int_equal(comparison_pooled(&p.c), 0);
        for (size_t i = 0; i < p.c.n_rows; i++) {
            const struct comparison_row *row = &p.c.row[i];
            assert_true(isfinite(row->time.value));
            assert_true(isnan(row->time.low) && isnan(row->time.high) && isnan(row->p));
            assert_int_equal(row->launches[side], 0);
            assert_int_equal(row->launches[!side], 20);
        }
        assert_true(row_of(&p, "mutex/mcs/contended/crit:0ns/out:0ns/threads:2")->time.value > 2);
        /* the gate does not let it pass unseen */
        assert_int_equal(comparison_open(&p.c, 5, UNSURE_IMPORTED), p.c.n_rows);
        free_pair(&p);
    }
}

static void test_words(void **state)
{
    (void)state;
    struct pair p;
    make_far_apart(&p);
    mark_imported(&p.next);
    recompare(&p, &plain);
    char *text = text_of(&p.c);
    assert_non_null(strstr(text, "IMPORTED: new comes from another tool's file."));
    assert_non_null(strstr(text, "imported (gbench)"));
    assert_null(strstr(text, "synccost aa"));
    assert_null(strstr(text, "synccost run --launches"));
    free(text);
    struct printed out;
    comparison_markdown(printed_start(&out), &p.c);
    text = printed_end(&out);
    assert_non_null(strstr(text, "> **IMPORTED: "));
    free(text);
    json_t *json = comparison_json(&p.c);
    assert_true(json_is_true(json_object_get(json, "imported")));
    json_decref(json);
    free_pair(&p);
}

/* What an import leaves out is no difference; what it says is. */
static void test_unknown_facts(void **state)
{
    (void)state;
    static const char name[] = "mutex/mcs/contended/crit:0ns/out:0ns/threads:2";
    struct pair p;
    make_far_apart(&p);
    mark_imported(&p.next);
    json_t *machine = json_object_get(json_object_get(p.next.context, "synccost"), "machine");
    json_object_clear(machine);
    struct row *row = report_row(&p.next, name);
    free(row->basis);
    row->basis = NULL;
    row->threads = 0;
    recompare(&p, &plain);
    for (size_t i = 0; i < p.c.n_differences; i++) {
        assert_string_not_equal(p.c.difference[i].base, "-");
        assert_string_not_equal(p.c.difference[i].next, "-");
    }
    assert_non_null(row_of(&p, name));
    row->threads = 4;
    recompare(&p, &plain);
    for (size_t i = 0; i < p.c.n_rows; i++)
        assert_string_not_equal(p.c.row[i].base->name, name);
    free_pair(&p);
}

/* A report of our own says what its rows count; one that does not is no match for one that does. */
static void test_unknown_without_an_import(void **state)
{
    (void)state;
    static const char name[] = "mutex/mcs/contended/crit:0ns/out:0ns/threads:2";
    struct pair p;
    const char *why = NULL;
    make_far_apart(&p);
    struct row *row = report_row(&p.next, name);
    free(row->basis);
    row->basis = NULL;
    recompare(&p, &plain);
    for (size_t i = 0; i < p.c.n_gaps; i++)
        if (p.c.gap[i].next == row)
            why = p.c.gap[i].why;
    assert_non_null(why);
    assert_string_equal(why, "time is counted on another basis");
    free_pair(&p);
}

static void test_claims_and_edges(void **state)
{
    (void)state;
    struct report r;
    struct claims claims;
    struct judged judged;
    struct edges edges;
    fake_report(&r, NULL);
    claims_folklore(&claims);
    claims_judge(&judged, &claims, &r);
    edges_read(&edges, &r);
    bool priced = false;
    for (size_t i = 0; i < edges.n; i++)
        priced |= edges.line[i].cost.row != NULL;
    assert_true(priced);
    assert_true(judged_count(&judged, CLAIM_UNMEASURABLE) < judged.n);
    edges_free(&edges);
    judged_free(&judged);
    mark_imported(&r);
    claims_judge(&judged, &claims, &r);
    edges_read(&edges, &r);
    assert_int_equal(judged_count(&judged, CLAIM_UNMEASURABLE), judged.n);
    for (size_t i = 0; i < judged.n; i++)
        assert_non_null(strstr(judged.claim[i].finding[0].why, "imported"));
    assert_non_null(strstr(edges.weak, "not measurable here: imported"));
    for (size_t i = 0; i < edges.n; i++) {
        assert_null(edges.line[i].cost.row);
        assert_string_equal(edges.line[i].cost.why, "not measurable here: imported");
        assert_int_not_equal(edges.line[i].verdict, EDGE_HELD);
    }
    edges_free(&edges);
    judged_free(&judged);
    claims_free(&claims);
    report_free(&r);
}

static char *exported(const struct report *r, const char *format)
{
    const struct exporter *x = exporter_find(format);
    struct export e;
    struct printed out;
    export_select(&e, r, x, NULL);
    export_write(printed_start(&out), x, &e);
    char *text = printed_end(&out);
    export_free(&e);
    return text;
}

/* A service that follows figures over time must not take them for measured ones. */
static void test_exports(void **state)
{
    (void)state;
    static const char *const marks[][2] = {{"gbench", "\"synccost_imported\": \"true\""},
                                           {"benchfmt", "\nimported: true\n"},
                                           {"bmf", "\"imported/mutex/mcs/"},
                                           {"gha", "\"imported/mutex/mcs/"}};
    struct report r;
    fake_report(&r, NULL);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *text = exported(&r, marks[i][0]);
        assert_null(strstr(text, "imported"));
        free(text);
    }
    mark_imported(&r);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *text = exported(&r, marks[i][0]);
        assert_non_null(strstr(text, marks[i][1]));
        assert_null(strstr(text, "launches, range"));
        free(text);
    }
    report_free(&r);
}

static void test_summary(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, NULL);
    mark_imported(&r);
    struct printed out;
    summary_print(printed_start(&out), &r);
    char *text = printed_end(&out);
    assert_non_null(strstr(text, "from a.json (gbench) on 2026-01-02T03:04:05Z"));
    assert_non_null(strstr(text, "quartiles"));
    assert_null(strstr(text, "interval  "));
    assert_null(strstr(text, "launches a row"));
    assert_null(strstr(text, "reached by"));
    free(text);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_judged),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_unknown_without_an_import),
        cmocka_unit_test(test_unknown_facts),
        cmocka_unit_test(test_claims_and_edges),
        cmocka_unit_test(test_exports),
        cmocka_unit_test(test_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
