// SPDX-License-Identifier: MIT
// What each format becomes: a file of every format against the report it gives, and what must not
// change it.
#include <math.h>

#include "report/model/facts.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/comma_locale.h"
#include "tests/report/imports/fixtures.h"

static void import_fixture(struct report *r, const struct fixture *f, struct import_outcome *o)
{
    char path[128], err[SC_ERR] = "";
    snprintf(path, sizeof path, "tests/golden/imports/%s", f->file);
    report_init(r);
    if (import_path(r, f->format, path, o, err) != 0)
        fail_msg("%s: line %u: %s", path, o->line, err);
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURES; i++) {
        struct report r;
        struct import_outcome o;
        char err[SC_ERR];
        size_t size;
        import_fixture(&r, &fixtures[i], &o);
        assert_int_equal(report_write(&r, file, err), 0);
        char *text = slurp(file, &size);
        golden_check(fixtures[i].report, text);
        free(text);
        report_free(&r);
    }
}

/* The reader of reports takes it, and reads the same figures. */
static void test_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURES; i++) {
        struct report r, again;
        struct import_outcome o;
        char err[SC_ERR] = "";
        import_fixture(&r, &fixtures[i], &o);
        assert_int_equal(report_write(&r, file, err), 0);
        report_init(&again);
        if (report_read(&again, file, err) != 0)
            fail_msg("%s: %s", fixtures[i].file, err);
        assert_true(report_imported(&again));
        assert_int_equal(again.n_rows, r.n_rows);
        for (size_t k = 0; k < r.n_rows; k++) {
            const struct row *a = &r.rows[k], *b = &again.rows[k];
            assert_string_equal(a->name, b->name);
            assert_true(b->imported);
            assert_int_equal(b->time.launches, 0);
            assert_int_equal(row_launches(b), 0);
            assert_true(isnan(b->time.low) && isnan(b->time.high));
            assert_true(a->time.median == b->time.median ||
                        (isnan(a->time.median) && isnan(b->time.median)));
            assert_int_equal(a->threads, b->threads);
        }
        report_free(&again);
        report_free(&r);
    }
}

static double median(const struct report *r, const char *name)
{
    const struct row *row = report_row(r, name);
    if (!row)
        fail_msg("no row %s", name);
    return row->time.median;
}

static void test_the_line_of_a_byte_of_zero(void **state)
{
    (void)state;
    struct report r = {0};
    struct import_outcome o;
    char err[SC_ERR] = "";
    spill("a\nb\nc\0", 6);
    assert_int_equal(import_path(&r, "mlc", file, &o, err), -1);
    assert_int_equal(o.line, 3);
}

static void test_units(void **state)
{
    (void)state;
    struct report r;
    struct import_outcome o;
    import_fixture(&r, &fixtures[0], &o);
    assert_float_equal(median(&r, "gbench/BM_Push%3Cint,%204%3E/64/threads:2"), 1500, 0);
    assert_float_equal(median(&r, "gbench/BM_Pop"), 2000, 0);
    assert_int_equal(o.left_out, 3); /* mean, median of what is repeated, cv */
    assert_int_equal(o.counters, 1);
    assert_string_equal(o.counter, "items_per_second");
    assert_int_equal(report_row(&r, "gbench/BM_Bad")->status, ROW_FAILED);
    assert_string_equal(report_row(&r, "gbench/BM_Bad")->reason, "no queue");
    assert_int_equal(report_row(&r, "gbench/BM_Old")->status, ROW_SKIPPED);
    report_free(&r);
    import_fixture(&r, &fixtures[1], &o);
    assert_float_equal(median(&r, "benchfmt/Push/size=64/gomaxprocs:8"), 1052, 0);
    assert_float_equal(median(&r, "benchfmt/Pop"), 2, 0);
    assert_int_equal(report_row(&r, "benchfmt/Pop")->threads, 0);
    assert_int_equal(o.left_out, 1); /* MB/s alone */
    report_free(&r);
    import_fixture(&r, &fixtures[2], &o);
    const struct row *pair = report_row(&r, "floor/line-transfer/imported/pair:1-3");
    assert_float_equal(row_metric(pair, METRIC_one_way_ns), 32.5, 0);
    assert_float_equal(pair->time.median, 65, 0);
    assert_string_equal(pair->basis, "round-trip");
    assert_null(report_row(&r, "floor/line-transfer/imported/pair:0-3")); /* an empty cell */
    report_free(&r);
    import_fixture(&r, &fixtures[3], &o);
    pair = report_row(&r, "floor/line-transfer/imported/pair:2-4");
    assert_int_equal(pair->n_samples, 2); /* the halves differ */
    assert_float_equal(row_metric(pair, METRIC_one_way_ns), 99, 0);
    assert_int_equal(report_row(&r, "floor/line-transfer/imported/pair:0-2")->n_samples, 1);
    report_free(&r);
}

static void assert_same(const struct report *a, const struct report *b)
{
    assert_int_equal(a->n_rows, b->n_rows);
    for (size_t i = 0; i < a->n_rows; i++) {
        assert_string_equal(a->rows[i].name, b->rows[i].name);
        assert_int_equal(a->rows[i].n_samples, b->rows[i].n_samples);
        assert_true(a->rows[i].time.median == b->rows[i].time.median ||
                    isnan(a->rows[i].time.median));
    }
}

/* Line ends, a byte order mark and a missing last line end are no part of what a file says. */
static void test_line_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURES; i++) {
        struct report plain, marked;
        struct import_outcome o;
        size_t size;
        char *text = fixture_text(&fixtures[i], &size), *other = calloc(2, size + 4), *to = other;
        import_fixture(&plain, &fixtures[i], &o);
        to += snprintf(to, 4, "\xef\xbb\xbf");
        for (size_t k = 0; k + 1 < size; k++) {
            if (text[k] == '\n' && (k == 0 || text[k - 1] != '\r'))
                *to++ = '\r';
            *to++ = text[k];
        }
        if (text[size - 2] == '\r')
            to[-1] = '\0';
        import_text(&marked, fixtures[i].format, other);
        assert_same(&plain, &marked);
        report_free(&marked);
        report_free(&plain);
        free(other);
        free(text);
    }
}

static void test_decimal_comma(void **state)
{
    (void)state;
    struct report r[FIXTURES], other[FIXTURES];
    struct import_outcome o;
    for (size_t i = 0; i < FIXTURES; i++)
        import_fixture(&r[i], &fixtures[i], &o);
    comma_locale_begin();
    for (size_t i = 0; i < FIXTURES; i++)
        import_fixture(&other[i], &fixtures[i], &o);
    comma_locale_end();
    for (size_t i = 0; i < FIXTURES; i++) {
        assert_same(&r[i], &other[i]);
        report_free(&r[i]);
        report_free(&other[i]);
    }
}

/* A machine as large as they come, and larger than a matrix of one line. */
static void test_large(void **state)
{
    (void)state;
    enum { CPUS = 256 };
    struct printed out;
    FILE *f = printed_start(&out);
    for (int y = 0; y < CPUS; y++)
        for (int x = 0; x < CPUS; x++) {
            if (x < y)
                fprintf(f, "%d.5", y - x);
            fputc(x + 1 < CPUS ? ',' : '\n', f);
        }
    char *text = printed_end(&out);
    struct report r;
    import_text(&r, "core-to-core", text);
    assert_int_equal(r.n_rows, CPUS * (CPUS - 1) / 2);
    assert_float_equal(
        row_metric(report_row(&r, "floor/line-transfer/imported/pair:0-255"), METRIC_one_way_ns),
        255.5, 0);
    report_free(&r);
    free(text);
}

/* What the file does not say is absent. */
static void test_unknown(void **state)
{
    (void)state;
    struct report r;
    struct import_outcome o;
    char fact[80];
    import_fixture(&r, &fixtures[5], &o);
    assert_null(json_object_get(r.context, "date"));
    assert_null(json_object_get(r.context, "num_cpus"));
    assert_int_equal(json_object_size(report_member(&r, "machine")), 1); /* the slug */
    assert_string_equal(report_fact(&r, "machine.slug", fact, sizeof fact),
                        "concurrency-hierarchy");
    assert_string_equal(report_fact(&r, "imported.file", fact, sizeof fact),
                        "concurrency_hierarchy.csv");
    assert_null(report_member(&r, "run"));
    assert_int_equal(r.rows[0].cpus, 0);
    assert_true(isnan(row_metric(&r.rows[0], METRIC_cpu_time)));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_the_line_of_a_byte_of_zero),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_decimal_comma),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_unknown),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
