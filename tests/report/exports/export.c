// SPDX-License-Identifier: MIT
// Exports: names, which trials are pooled, unknown values, and numbers under a locale with a
// decimal comma.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/exports/export.h"
#include "report/statistics/statistics.h"
#include "tests/printed.h"
#include "tests/report/comma_locale.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

static char *exported(const struct report *r, const char *format, struct export *e)
{
    const struct exporter *x = exporter_find(format);
    struct printed out;
    export_select(e, r, x, NULL);
    export_write(printed_start(&out), x, e);
    char *text = printed_end(&out);
    export_free(e);
    return text;
}

static void add(struct row *row, unsigned launch, unsigned trial, double ns, double disturbed)
{
    struct sample s = {.launch = launch, .trial = trial, .iterations = 100};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    s.value[METRIC_disturbed] = disturbed;
    row_add_sample(row, &s);
}

/* One row, its estimates made. */
static struct row *new_row(struct report *r, const char *name)
{
    report_init(r);
    struct row *row = report_add_row(r, name);
    row->status = ROW_OK;
    row->threads = 2;
    return row;
}

static void test_go_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *go;
    } names[] = {
        {"mutex/mcs/contended/crit:200ns/threads:2",
         "BenchmarkMutex/lock=mcs/scenario=contended/crit=200ns/threads=2"},
        {"rwmutex/go/mixed/read:90/threads:2",
         "BenchmarkRwmutex/lock=go/scenario=mixed/read=90/threads=2"},
        {"atomic/add/own-line/threads:1",
         "BenchmarkAtomic/subject=add/scenario=own-line/threads=1"},
        {"floor/rmw/own-line", "BenchmarkFloor/subject=rmw/scenario=own-line"},
        {"floor/line-transfer/same-l3/pair:0-1",
         "BenchmarkFloor/subject=line-transfer/scenario=same-l3/pair=0%2D1"},
        {"counter/stride-64", "BenchmarkCounter/subject=stride%2D64"},
        {"counter/stride-64/rmw", "BenchmarkCounter/subject=stride-64/scenario=rmw"},
        {"x-8", "BenchmarkX%2D8"},
        {"a/b/c/d/e:f", "BenchmarkA/subject=b/scenario=c/d/e=f"},
        {"a/subject:b", "BenchmarkA/subject:b"},
        {"a/k:v/b", "BenchmarkA/k=v/scenario=b"},
        {"a/b=c/k:v=w%", "BenchmarkA/subject=b%3Dc/k=v%3Dw%25"},
        {"A/b", "Benchmark%41/subject=b"},
        {"1/b", "Benchmark%31/subject=b"},
        {"a//", "BenchmarkA/subject=/scenario="},
        {"a/:b", "BenchmarkA/:b"},
        {"/-5", "Benchmark/subject=%2D5"},
        {"a-", "BenchmarkA-"},
        {"12", "Benchmark%312"},
    };
    char go[EXPORT_GO_NAME];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(export_go_name(names[i].name, go), names[i].go);
    char longest[REPORT_NAME];
    memset(longest, '%', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(strlen(export_go_name(longest, go)),
                     strlen("Benchmark") + 3 * (REPORT_NAME - 1));
}

static void test_choice(void **state)
{
    (void)state;
    struct report r;
    struct row *row = new_row(&r, "a/b");
    struct export e;
    for (unsigned launch = 0; launch < STATISTICS_ENOUGH; launch++) {
        add(row, STATISTICS_ENOUGH - 1 - launch, 1, 20, launch == 0);
        add(row, STATISTICS_ENOUGH - 1 - launch, 0, 10, 0);
    }
    add(row, 0, 2, NAN, 0);
    report_estimate(&r);
    export_select(&e, &r, exporter_find("benchfmt"), NULL);
    assert_int_equal(e.rows[0].n, 2 * STATISTICS_ENOUGH - 1);
    assert_int_equal(e.disturbed_out, 1);
    const struct sample **chosen = e.rows[0].sample;
    for (size_t i = 1; i < e.rows[0].n; i++)
        assert_true(chosen[i - 1]->launch < chosen[i]->launch ||
                    (chosen[i - 1]->launch == chosen[i]->launch &&
                     chosen[i - 1]->trial < chosen[i]->trial));
    export_free(&e);
    for (size_t i = 0; i < row->n_samples; i++)
        if (row->samples[i].launch == 2)
            row->samples[i].value[METRIC_disturbed] = 1;
    export_select(&e, &r, exporter_find("benchfmt"), NULL);
    assert_int_equal(e.rows[0].n, 2 * STATISTICS_ENOUGH);
    assert_int_equal(e.disturbed_out, 0);
    export_free(&e);
    export_select(&e, &r, exporter_find("csv"), NULL);
    assert_int_equal(e.rows[0].n, row->n_samples);
    export_free(&e);
    report_free(&r);
}

static void test_unknown_is_absent(void **state)
{
    (void)state;
    static const char *const formats[] = {"gbench", "benchfmt", "csv", "bmf", "gha"};
    struct report r;
    struct row *row = new_row(&r, "a/b");
    add(row, 0, 0, 1.5, 0);
    report_estimate(&r);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct export e;
        char *text = exported(&r, formats[i], &e);
        assert_null(strstr(text, "nan"));
        assert_null(strstr(text, "inf"));
        assert_null(strstr(text, "null"));
        assert_null(strstr(text, "upper_value"));
        assert_null(strstr(text, "throughput"));
        assert_null(strstr(text, "range\""));
        assert_true(strstr(text, "1.5") || strcmp(formats[i], "gbench") == 0);
        free(text);
    }
    report_free(&r);
}

static void test_trial_without_cpu_time(void **state)
{
    (void)state;
    struct report r;
    struct export e;
    struct row *row = new_row(&r, "a/b");
    add(row, 0, 0, 1.5, 0);
    add(row, 1, 0, 2.5, 0);
    row->samples[1].value[METRIC_cpu_time] = 3;
    report_estimate(&r);
    export_select(&e, &r, exporter_find("gbench"), NULL);
    assert_int_equal(e.untimed_out, 1);
    assert_int_equal(e.rows[0].n, 1);
    export_free(&e);
    row->samples[1].value[METRIC_cpu_time] = NAN;
    export_select(&e, &r, exporter_find("gbench"), NULL);
    assert_int_equal(e.matched, 1);
    assert_int_equal(e.n_rows, 0);
    export_free(&e);
    report_free(&r);
}

static void test_failed_rows(void **state)
{
    (void)state;
    struct report r;
    struct export e;
    fake_report(&r, NULL);
    struct row *broken = report_row(&r, "mutex/broken/contended/crit:0ns/out:0ns/threads:2");
    add(broken, 0, 0, 5, 0);
    report_estimate(&r);
    export_select(&e, &r, exporter_find("bmf"), NULL);
    assert_int_equal(e.matched, r.n_rows);
    assert_int_equal(e.n_rows, r.n_rows - 2);
    export_free(&e);
    char *text = exported(&r, "csv", &e);
    assert_null(strstr(text, "mutex/broken"));
    free(text);
    report_free(&r);
}

static void test_csv_quotes(void **state)
{
    (void)state;
    struct report r;
    struct export e;
    struct row *row = new_row(&r, "a/b:1,5");
    add(row, 0, 0, 1.5, 0);
    report_estimate(&r);
    char *text = exported(&r, "csv", &e);
    assert_non_null(strstr(text, "\r\n,,\"a/b:1,5\",ok,,2,,0,0,100,1.5,,"));
    free(text);
    report_free(&r);
}

/* A name that is no line's start, and facts that would be lines of their own. */
static void test_benchfmt_facts(void **state)
{
    (void)state;
    struct report r;
    struct export e;
    fake_report(&r, &(struct fake_options){.slug = "x\nUnit ns/op better=higher"});
    char *text = exported(&r, "benchfmt", &e);
    assert_null(strstr(text, "\nUnit ns/op better=higher"));
    assert_non_null(strstr(text, "machine: x Unit ns/op better=higher\n"));
    assert_non_null(strstr(text, "basis: thread\nBenchmarkFloor/subject=empty-loop 4"));
    assert_non_null(strstr(text, "basis: round-trip\nBenchmarkFloor/subject=line-transfer"));
    free(text);
    report_free(&r);
}

static void test_decimal_comma(void **state)
{
    (void)state;
    static const char *const formats[] = {"gbench", "benchfmt", "csv", "bmf", "gha"};
    char sample[8];
    struct report r;
    fake_report(&r, NULL);
    char *before[5];
    struct export e;
    for (size_t i = 0; i < 5; i++)
        before[i] = exported(&r, formats[i], &e);
    comma_locale_begin();
    for (size_t i = 0; i < 5; i++) {
        char *text = exported(&r, formats[i], &e);
        assert_string_equal(text, before[i]);
        free(text);
        free(before[i]);
    }
    snprintf(sample, sizeof sample, "%.1f", 1.5);
    assert_string_equal(sample, "1,5"); /* the caller's locale is as it was */
    comma_locale_end();
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_go_names),          cmocka_unit_test(test_choice),
        cmocka_unit_test(test_unknown_is_absent), cmocka_unit_test(test_trial_without_cpu_time),
        cmocka_unit_test(test_failed_rows),       cmocka_unit_test(test_csv_quotes),
        cmocka_unit_test(test_benchfmt_facts),    cmocka_unit_test(test_decimal_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
