// SPDX-License-Identifier: MIT
// Guarantee rows: their counts, the bound that seeing nothing leaves, and lists that must be
// refused.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/outcomes.h"
#include "tests/report/model/report_file.h"
#include "tests/test.h"

static json_t *two_outcomes(void)
{
    return json_pack("[{s:s,s:b},{s:s,s:b}]", "name", "r1=1 r2=1", "allowed", 1, "name",
                     "r1=1 r2=0", "allowed", 0);
}

static struct row *add_guarantee(struct report *r)
{
    struct row *row = report_add_row(r, "litmus/mp/seq-cst/threads:2");
    row_set_kind(row, "guarantee");
    row->outcomes = two_outcomes();
    row->threads = row->cpus = 2;
    row->status = ROW_OK;
    return row;
}

static void add_trial(struct row *row, unsigned launch, int seen, int forbidden)
{
    struct sample s = {.launch = launch, .iterations = 1000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.outcomes = json_pack("{s:i,s:i}", "r1=1 r2=1", seen, "r1=1 r2=0", forbidden);
    row_add_sample(row, &s);
    sample_free(&s);
}

static void counts_add_up_over_launches_and_a_file(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct report r;
    fake_report(&r, NULL);
    struct row *row = add_guarantee(&r);
    add_trial(row, 0, 990, 1);
    add_trial(row, 1, 980, 2);
    assert_int_equal(report_write(&r, file, err), 0);
    report_free(&r);
    assert_int_equal(report_read(&r, file, err), 0);
    row = report_row(&r, "litmus/mp/seq-cst/threads:2");
    assert_int_equal(row->kind, KIND_GUARANTEE);
    assert_false(row_measured(row));
    assert_int_equal(row_launches(row), 2);
    assert_int_equal(outcomes_trials(row), 2000);
    assert_int_equal(outcomes_forbidden(row), 3);
    struct outcome *o;
    assert_int_equal(outcomes_of(row, &o), 2);
    assert_string_equal(o[0].name, "r1=1 r2=1");
    assert_true(o[0].allowed && o[0].count == 1970);
    assert_true(!o[1].allowed && o[1].count == 3);
    free(o);
    assert_int_equal(outcomes_of(&r.rows[0], &o), 0);
    free(o);
    report_free(&r);
}

/* Hanley & Lippman-Hand 1983, table 1: the exact bounds, and three over n beside them. */
static void seeing_nothing_leaves_a_bound(void **state)
{
    (void)state;
    assert_true(isnan(outcomes_rate_bound(0)));
    assert_true(fabs(outcomes_rate_bound(10) - 0.2589) < 5e-4);
    assert_true(fabs(outcomes_rate_bound(100) - 0.0295) < 5e-5);
    assert_true(fabs(outcomes_rate_bound(1000000) * 1e6 / 3 - 1) < 0.002);
    assert_true(outcomes_rate_bound(UINT64_MAX) > 0);
}

static void a_later_kind_is_kept_by_its_name(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct report r;
    fake_report(&r, NULL);
    row_set_kind(&r.rows[0], "claim");
    assert_int_equal(report_write(&r, file, err), 0);
    report_free(&r);
    assert_int_equal(report_read(&r, file, err), 0);
    assert_int_equal(r.rows[0].kind, KIND_OTHER);
    assert_string_equal(row_kind_name(&r.rows[0]), "claim");
    assert_int_equal(r.rows[1].kind, KIND_TIME);
    report_free(&r);
}

#define TWICE "[{\"name\":\"a\",\"allowed\":true},{\"name\":\"a\",\"allowed\":false}]"

static void bad_lists_and_counts_are_refused(void **state)
{
    (void)state;
    static const char *const lists[] = {"[]",
                                        "{}",
                                        "null",
                                        "[{\"name\":\"a\"}]",
                                        "[{\"allowed\":true}]",
                                        "[{\"name\":\"\",\"allowed\":true}]",
                                        "[{\"name\":\"a\\n\",\"allowed\":true}]",
                                        "[{\"name\":\"a\",\"allowed\":1}]",
                                        TWICE};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        json_t *list = json_loads(lists[i], JSON_DECODE_ANY, NULL);
        if (!outcomes_fault(list))
            fail_msg("%s is taken for a list of outcomes", lists[i]);
        json_decref(list);
    }
    static const char *const counts[] = {"[]",
                                         "null",
                                         "{\"r1=1 r2=1\":-1}",
                                         "{\"r1=1 r2=1\":0.5}",
                                         "{\"other\":1}",
                                         "{\"r1=1 r2=1\":11}",
                                         "{\"r1=1 r2=1\":9,\"r1=1 r2=0\":2}"};
    json_t *list = two_outcomes();
    assert_null(outcomes_fault(list));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_t *o = json_loads(counts[i], JSON_DECODE_ANY, NULL);
        if (!outcomes_counts_fault(list, o, 10))
            fail_msg("%s is taken for counts of outcomes in 10 trials", counts[i]);
        json_decref(o);
    }
    json_t *good = json_pack("{s:i}", "r1=1 r2=1", 10);
    assert_null(outcomes_counts_fault(list, good, 10));
    json_decref(good);
    json_decref(list);
}

/* A row with an outcome that is expected, seen so often in 1,000,000 trials. */
static void add_expected(struct report *r, const char *name, int seen)
{
    struct row *row = report_add_row(r, name);
    struct sample s = {.iterations = 1000000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    row_set_kind(row, "guarantee");
    row->outcomes = json_pack("[{s:s,s:b,s:b}]", "name", "r1=0 r2=0", "allowed", 1, "expected", 1);
    row->threads = row->cpus = 2;
    s.outcomes = json_pack("{s:i}", "r1=0 r2=0", seen);
    row_add_sample(row, &s);
    sample_free(&s);
}

static void a_family_that_misses_what_it_should_see_is_weak(void **state)
{
    char why[OUTCOMES_WHY], err[SC_ERR] = "";
    struct report r;
    (void)state;
    for (int seen = 9; seen <= 10; seen++) {
        report_init(&r);
        struct row *row = add_guarantee(&r);
        add_trial(row, 0, 1000, 0);
        assert_null(outcomes_weakness(&r, row, why));
        add_expected(&r, "litmus/sb/relaxed/threads:2", seen);
        add_expected(&r, "lit/sb/relaxed/threads:2", 0); /* another family */
        assert_int_equal(report_write(&r, file, err), 0);
        report_free(&r);
        assert_int_equal(report_read(&r, file, err), 0);
        row = report_row(&r, "litmus/mp/seq-cst/threads:2");
        const char *weakness = outcomes_weakness(&r, row, why);
        if (seen == 10)
            assert_null(weakness);
        else
            assert_string_equal(weakness, "litmus/sb/relaxed/threads:2 shows r1=0 r2=0, as it "
                                          "should, in only 9 of 1000000 trials");
        report_free(&r);
    }
}

/* Nothing was tried yet: nothing can be missed. */
static void without_trials_nothing_is_missed(void **state)
{
    char why[OUTCOMES_WHY];
    struct report r;
    (void)state;
    report_init(&r);
    struct row *row = report_add_row(&r, "litmus/sb/relaxed/threads:2");
    row_set_kind(row, "guarantee");
    row->outcomes = json_pack("[{s:s,s:b,s:b}]", "name", "r1=0 r2=0", "allowed", 1, "expected", 1);
    row->threads = row->cpus = 2;
    assert_null(outcomes_weakness(&r, row, why));
    report_free(&r);
}

static void what_is_forbidden_decides(void **state)
{
    struct report r;
    (void)state;
    report_init(&r);
    struct row *row = add_guarantee(&r);
    json_array_remove(row->outcomes, 0);
    add_trial(row, 0, 1000, 0);
    assert_string_equal(outcomes_verdict(row, false), "held");
    assert_string_equal(outcomes_verdict(row, true), "not seen broken");
    json_t *list = outcomes_json(row);
    assert_int_equal(json_array_size(list), 1);
    json_decref(list);
    add_trial(row, 1, 999, 1);
    assert_string_equal(outcomes_verdict(row, true), "broken");
    json_object_set_new(json_array_get(row->outcomes, 0), "allowed", json_true());
    assert_string_equal(outcomes_verdict(row, false), "counted");
    report_free(&r);
}

static void threads_that_share_a_cpu_are_weak(void **state)
{
    char why[OUTCOMES_WHY];
    struct report r;
    (void)state;
    report_init(&r);
    struct row *row = add_guarantee(&r);
    row->cpus = 1;
    assert_string_equal(outcomes_weakness(&r, row, why),
                        "2 threads share 1 CPU, so that their accesses hardly meet");
    row->cpus = 2;
    assert_null(outcomes_weakness(&r, row, why));
    report_free(&r);
}

static void a_guarantee_has_had_enough(void **state)
{
    struct report r;
    (void)state;
    report_init(&r);
    struct row *row = add_guarantee(&r);
    add_trial(row, 0, 1000, 0);
    assert_true(outcomes_enough(row, 1000));
    assert_false(outcomes_enough(row, 1001));
    row_set_kind(row, "time");
    assert_false(outcomes_enough(row, 1000));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_add_up_over_launches_and_a_file),
        cmocka_unit_test(seeing_nothing_leaves_a_bound),
        cmocka_unit_test(a_later_kind_is_kept_by_its_name),
        cmocka_unit_test(bad_lists_and_counts_are_refused),
        cmocka_unit_test(a_family_that_misses_what_it_should_see_is_weak),
        cmocka_unit_test(without_trials_nothing_is_missed),
        cmocka_unit_test(what_is_forbidden_decides),
        cmocka_unit_test(threads_that_share_a_cpu_are_weak),
        cmocka_unit_test(a_guarantee_has_had_enough),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
