// SPDX-License-Identifier: MIT
// A report that was exported and imported again has the same rows and medians, and stays an import.
#include <math.h>

#include "report/exports/export.h"
#include "report/model/facts.h"
#include "tests/report/imports/fixtures.h"

static void export_to_file(const struct report *r, const char *format)
{
    const struct exporter *x = exporter_find(format);
    struct export e;
    export_select(&e, r, x, NULL);
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    export_write(f, x, &e);
    assert_int_equal(fclose(f), 0);
    export_free(&e);
}

static void come_back(struct report *from, struct report *back, const char *format)
{
    struct import_outcome o;
    char err[SC_ERR] = "";
    export_to_file(from, format);
    report_init(back);
    if (import_path(back, format, file, &o, err) != 0)
        fail_msg("%s: line %u: %s", format, o.line, err);
    assert_int_equal(o.left_out, 0);
    assert_int_equal(o.counters, 0);
}

/* Launches that differ, trials that are disturbed, and a counter that a person named. */
static void make_report(struct report *r)
{
    fake_report(r, &(struct fake_options){.launches = 6, .trials = 3, .noise = 0.2});
    struct row *row = report_add_row(r, "mutex/own/contended/crit:0ns/out:0ns/threads:2");
    row->status = ROW_OK;
    row->threads = 2;
    row->basis = strdup("thread");
    for (unsigned i = 0; i < 24; i++) {
        struct sample s = {.launch = i / 3, .trial = i % 3, .iterations = 1000 + i};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = 10 + (i * 7) % 11;
        s.value[METRIC_cpu_time] = 9;
        s.value[METRIC_disturbed] = i % 5 == 0;
        s.value[METRIC_one_way_ns] = 3.25;
        sample_set_named(&s, "pmu.own_event_per_op", i);
        row_add_sample(row, &s);
        sample_free(&s);
    }
    json_object_set_new(json_object_get(r->context, "synccost"), "version", json_string("test"));
    report_estimate(r);
}

static size_t timed(const struct report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        n += row_measured(&r->rows[i]);
    return n;
}

static void check(const char *format, double tolerance)
{
    struct report r, back;
    make_report(&r);
    come_back(&r, &back, format);
    assert_true(timed(&r) > 30);
    assert_int_equal(back.n_rows, timed(&r));
    for (size_t i = 0; i < back.n_rows; i++) {
        const struct row *row = &back.rows[i], *own = report_row(&r, row->name);
        if (!own)
            fail_msg("%s: %s was no row", format, row->name);
        if (!(fabs(row->time.median / own->time.median - 1) <= tolerance))
            fail_msg("%s: %s: %.9g and not %.9g", format, row->name, row->time.median,
                     own->time.median);
        bool unsaid = strcmp(format, "benchfmt") == 0 && !strstr(row->name, "/threads:");
        assert_int_equal(row->threads, unsaid ? 0 : own->threads);
        assert_int_equal(row->time.launches, 0);
        assert_true(isnan(row->time.low));
    }
    char slug[80], own[80];
    assert_string_equal(report_fact(&back, "machine.slug", slug, sizeof slug),
                        report_fact(&r, "machine.slug", own, sizeof own));
    report_free(&back);
    report_free(&r);
}

static void test_gbench(void **state)
{
    (void)state;
    struct report r, back;
    check("gbench", 0);
    make_report(&r);
    come_back(&r, &back, "gbench");
    const struct row *row = report_row(&back, "mutex/own/contended/crit:0ns/out:0ns/threads:2");
    assert_true(row_named_metric(row, "pmu.own_event_per_op") > 0);
    assert_float_equal(row_metric(row, METRIC_one_way_ns), 3.25, 0);
    report_free(&back);
    report_free(&r);
}

/* A line is a launch's median in six digits, and a median may lie between two lines. */
static void test_benchfmt(void **state)
{
    (void)state;
    struct report r, back;
    check("benchfmt", 1e-5);
    make_report(&r);
    come_back(&r, &back, "benchfmt");
    assert_string_equal(report_row(&back, "mutex/mcs/contended/crit:0ns/out:0ns/threads:2")->basis,
                        "thread");
    assert_int_equal(report_row(&back, "mutex/own/contended/crit:0ns/out:0ns/threads:2")->n_samples,
                     8);
    report_free(&back);
    report_free(&r);
}

/* An import that is exported says so, and comes back as it was. */
static void test_twice(void **state)
{
    (void)state;
    static const char *const formats[] = {"gbench", "benchfmt"};
    for (int i = 0; i < 2; i++) {
        struct report r, once, twice;
        make_report(&r);
        come_back(&r, &once, formats[i]);
        come_back(&once, &twice, formats[i]);
        size_t size;
        char *text = slurp(file, &size);
        assert_non_null(strstr(text, i ? "\nimported: true\n" : "\"synccost_imported\": \"true\""));
        assert_int_equal(once.n_rows, twice.n_rows);
        free(text);
        report_free(&twice);
        report_free(&once);
        report_free(&r);
    }
}

/* Every name that a row may have comes back from Go's form. */
static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "mutex/mcs/contended/crit:200ns/threads:2",
        "rwmutex/go/mixed/read:99.9/threads:2",
        "floor/line-transfer/same-l3/pair:0-1",
        "litmus/mp/seq-cst/threads:2",
        "a",
        "A/B:c=d/%/x-8",
        "a/subject:x/scenario:y",
        "a//",
        "%41/=:/:",
        "a/b/c-12",
        "mutex/lock:x/a:b:c",
        "x%25/%2F",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct report r, back;
        struct sample s = {.iterations = 1};
        report_init(&r);
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = 1 + (double)i;
        s.value[METRIC_cpu_time] = 1;
        struct row *row = report_add_row(&r, names[i]);
        row->status = ROW_OK;
        row_add_sample(row, &s);
        report_estimate(&r);
        come_back(&r, &back, "benchfmt");
        assert_int_equal(back.n_rows, 1);
        assert_string_equal(back.rows[0].name, names[i]);
        report_free(&back);
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gbench),
        cmocka_unit_test(test_benchfmt),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
