// SPDX-License-Identifier: MIT
// A report in memory, its way to a file and back, and files that cannot be written.
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#include "report/model/report.h"
#include "tests/report/model/report_file.h"

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void assert_same_rows(const struct row *a, const struct row *b)
{
    assert_string_equal(a->name, b->name);
    assert_true(a->basis && b->basis && strcmp(a->basis, b->basis) == 0);
    assert_true((!a->floor && !b->floor) || strcmp(a->floor, b->floor) == 0);
    assert_true((!a->reason && !b->reason) || strcmp(a->reason, b->reason) == 0);
    assert_int_equal(a->threads, b->threads);
    assert_int_equal(a->cpus, b->cpus);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->n_samples, b->n_samples);
    for (size_t i = 0; i < a->n_samples; i++) {
        assert_int_equal(a->samples[i].launch, b->samples[i].launch);
        assert_int_equal(a->samples[i].trial, b->samples[i].trial);
        assert_int_equal(a->samples[i].iterations, b->samples[i].iterations);
        for (int m = 0; m < METRIC_COUNT; m++)
            assert_true(same_number(a->samples[i].value[m], b->samples[i].value[m]));
    }
    assert_true(same_number(a->time.median, b->time.median));
    assert_true(same_number(a->time.low, b->time.low) && same_number(a->time.high, b->time.high));
    assert_true(same_number(a->cycles.low, b->cycles.low) &&
                same_number(a->cycles.q3, b->cycles.q3));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct report a, b = {0};
    char err[SC_ERR];
    fake_report(&a, NULL);
    a.rows[3].samples[1].value[METRIC_real_time] = NAN; /* becomes null in its column */
    a.rows[3].samples[1].iterations = INT64_MAX;
    report_estimate(&a);
    assert_int_equal(report_write(&a, file, err), 0);
    size_t first_size, second_size;
    char *first = slurp(file, &first_size);
    assert_int_equal(report_read(&b, folder, err), 0); /* by its folder */
    assert_int_equal(a.n_rows, b.n_rows);
    for (size_t i = 0; i < a.n_rows; i++)
        assert_same_rows(&a.rows[i], &b.rows[i]);
    assert_int_equal(report_write(&b, file, err), 0);
    char *second = slurp(file, &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    struct stat st;
    mode_t mask = umask(022);
    umask(mask);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
    free(first);
    free(second);
    report_free(&a);
    report_free(&b);
    report_free(&b);
}

/* As Google Benchmark's readers need it, without NaN, one row a line. */
static void test_frame(void **state)
{
    (void)state;
    write_fake(NULL);
    json_error_t error;
    json_t *root = json_load_file(file, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(root);
    const json_t *context = json_object_get(root, "context"),
                 *rows = json_object_get(root, "benchmarks"), *row;
    assert_int_equal(json_integer_value(json_object_get(context, "json_schema_version")), 1);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(context, "synccost"), "schema")),
        REPORT_SCHEMA);
    static const char *const strings[] = {"name",   "run_name",       "run_type",      "time_unit",
                                          "status", "aggregate_name", "aggregate_unit"};
    static const char *const numbers[] = {"real_time",    "cpu_time",           "real_time_low",
                                          "real_time_q3", "cycles_per_op_high", "threads",
                                          "iterations"};
    size_t i;
    json_array_foreach (rows, i, row) {
        bool ok = strcmp(json_string_value(json_object_get(row, "status")), "ok") == 0;
        for (size_t k = 0; k < sizeof strings / sizeof *strings; k++)
            assert_true(json_is_string(json_object_get(row, strings[k])));
        for (size_t k = 0; ok && k < sizeof numbers / sizeof *numbers; k++)
            assert_true(json_is_number(json_object_get(row, numbers[k])));
        assert_true(ok == !json_is_true(json_object_get(row, "error_occurred")));
        assert_true(ok == !json_object_get(row, "error_message"));
        assert_null(json_object_get(json_object_get(row, "samples"), "steal_ms"));
    }
    json_decref(root);
    size_t size, lines = 0;
    char *text = slurp(file, &size);
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "NaN"));
    assert_null(strstr(text, "inf"));
    for (const char *c = text; (c = strstr(c, "\n    {\"name\":\"")); c++)
        lines++;
    assert_int_equal(lines, i);
    free(text);
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

/* Modes and goal are written of every row that has launches, and what a file says of them is not
 * believed. */
static void test_modes_and_goal(void **state)
{
    (void)state;
    struct report r, back = {0};
    char err[SC_ERR];
    report_init(&r);
    for (unsigned k = 0; k < 2; k++) {
        struct row *row = report_add_row(&r, k ? "a/two" : "a/one");
        row->status = ROW_OK;
        row->threads = 1 + k;
        for (unsigned i = 0; i < 20; i++) {
            struct sample s = {.launch = i};
            for (int m = 0; m < METRIC_COUNT; m++)
                s.value[m] = NAN;
            s.value[METRIC_real_time] = (k && i % 5 < 2 ? 40 : 20) + 0.01 * i;
            s.value[METRIC_disturbed] = i == 7;
            row_add_sample(row, &s);
        }
    }
    report_estimate(&r);
    assert_int_equal(report_write(&r, file, err), 0);
    json_t *root = json_load_file(file, 0, NULL), *rows = json_object_get(root, "benchmarks"),
           *one = json_array_get(rows, 0), *two = json_array_get(rows, 1),
           *modes = json_object_get(two, "modes");
    assert_null(json_object_get(one, "modes"));
    assert_true(number(one, "goal") == 0.01 && number(two, "goal") == 0.05);
    assert_true(json_is_true(json_object_get(one, "goal_reached")));
    assert_true(number(one, "quiet_launches") == 19 && number(one, "launches") == 20);
    assert_null(json_object_get(one, "noisy"));
    assert_int_equal(json_array_size(modes), 2);
    assert_true(fabs(number(json_array_get(modes, 0), "median") - 20.1) < 0.05);
    assert_true(number(json_array_get(modes, 1), "low") == 40);
    assert_true(number(json_array_get(modes, 1), "high") == 40.16);
    assert_true(fabs(number(json_array_get(modes, 1), "share") - 8 / 19.0) < 0.06);
    json_object_set_new(one, "modes", json_string("many"));
    json_object_set_new(one, "goal_reached", json_false());
    json_object_del(two, "modes");
    assert_int_equal(json_dump_file(root, file, 0), 0);
    assert_int_equal(report_read(&back, file, err), 0);
    assert_int_equal(report_write(&back, file, err), 0);
    json_decref(root);
    root = json_load_file(file, 0, NULL);
    rows = json_object_get(root, "benchmarks");
    assert_null(json_object_get(json_array_get(rows, 0), "modes"));
    assert_true(json_is_true(json_object_get(json_array_get(rows, 0), "goal_reached")));
    assert_int_equal(json_array_size(json_object_get(json_array_get(rows, 1), "modes")), 2);
    json_decref(root);
    report_free(&r);
    report_free(&back);
}

static void test_rows(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    assert_null(report_row(&r, "a/b"));
    for (const char *const *bad = (const char *const[]){"", "a b", "a\"", "a\n", "<a>", "a`b`",
                                                        "a$b", "é", "a;b", "a'b", NULL};
         *bad; bad++)
        assert_null(report_add_row(&r, *bad));
    char name[REPORT_NAME + 1];
    memset(name, 'x', sizeof name);
    name[REPORT_NAME] = '\0';
    assert_null(report_add_row(&r, name));
    name[REPORT_NAME - 1] = '\0';
    assert_non_null(report_add_row(&r, name));
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "family/row/%d", i);
        assert_non_null(report_add_row(&r, name));
    }
    assert_int_equal(r.n_rows, 5001);
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "family/row/%d", i);
        assert_ptr_equal(report_row(&r, name), &r.rows[i + 1]);
        assert_ptr_equal(report_add_row(&r, name), &r.rows[i + 1]);
    }
    assert_null(report_row(&r, "family/row/5000"));
    report_free(&r);
}

static void test_values_of_samples(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a");
    struct sample s = {.launch = 1};
    s.value[METRIC_real_time] = 1.23456789;
    s.value[METRIC_cpu_time] = INFINITY;
    s.value[METRIC_jain] = -1;
    s.value[METRIC_cycle_shift] = -0.25;
    row_add_sample(row, &s);
    assert_true(row->samples[0].value[METRIC_real_time] == 1.23457);
    assert_true(isnan(row->samples[0].value[METRIC_cpu_time]));
    assert_true(isnan(row->samples[0].value[METRIC_jain]));
    assert_true(row->samples[0].value[METRIC_cycle_shift] == -0.25);
    report_free(&r);
}

static void test_names_and_floors(void **state)
{
    (void)state;
    struct report r;
    char buf[64];
    fake_report(&r, NULL);
    const struct row *row = report_row(&r, "mutex/go/contended/crit:50ns/out:0ns/threads:4/cpus:2");
    assert_true(row_param(row, "crit", buf, sizeof buf));
    assert_string_equal(buf, "50ns");
    assert_true(row_param(row, "cpus", buf, sizeof buf));
    assert_string_equal(buf, "2");
    assert_false(row_param(row, "cri", buf, sizeof buf));
    assert_false(row_param(row, "mutex", buf, sizeof buf));
    assert_false(row_param(row, "crit", buf, 4));
    assert_true(row_part(row, 0, buf, sizeof buf));
    assert_string_equal(buf, "mutex");
    assert_true(row_part(row, 2, buf, sizeof buf));
    assert_string_equal(buf, "contended");
    assert_false(row_part(row, 7, buf, sizeof buf));
    const struct row *line = report_row(&r, "floor/line-transfer/same-l3/pair:0-1");
    assert_ptr_equal(row_floor(&r, row), line);
    assert_true(row_floor_ns(&r, row) == row_metric(line, METRIC_one_way_ns));
    const struct row *pong = report_row(&r, "channel/go/ping-pong/cap:0/threads:2");
    assert_true(row_floor_ns(&r, pong) == line->time.median);
    assert_null(row_floor(&r, line));
    assert_true(isnan(row_floor_ns(&r, line)));
    struct row *own[] = {report_row(&r, row->name), report_row(&r, pong->name)};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < own[k]->n_samples; i++)
            own[k]->samples[i].value[METRIC_line_ns] = 90;
    assert_true(row_floor_ns(&r, row) == 45 && row_floor_ns(&r, pong) == 90);
    const struct row_floor floor = row_floor_of(&r, row);
    assert_true(floor.own && floor.one_way && floor.row == line);
    assert_true(floor.of_row == row_metric(line, METRIC_one_way_ns));
    report_row(&r, line->name)->status = ROW_FAILED;
    assert_null(row_floor(&r, row));
    report_free(&r);
}

static void assert_untouched(const char *before, size_t size)
{
    size_t now;
    char *text = slurp(file, &now);
    assert_int_equal(now, size);
    assert_memory_equal(text, before, size);
    free(text);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct report r;
    char err[SC_ERR] = "";
    write_fake(NULL);
    size_t size;
    char *before = slurp(file, &size);
    struct rlimit old, small = {4096, 0};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    fake_report(&r, &(struct fake_options){.seed = 5});
    int status = report_write(&r, file, err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(status, -1);
    assert_non_null(strstr(err, strerror(EFBIG)));
    assert_untouched(before, size); /* and remove_folder finds no other file */
    free(before);
    report_free(&r);
}

static void test_unwritable(void **state)
{
    (void)state;
    struct report r;
    char err[SC_ERR] = "";
    fake_report(&r, NULL);
    assert_int_equal(report_write(&r, "/nonexistent/folder/report.json", err), -1);
    assert_non_null(strstr(err, strerror(ENOENT)));
    assert_int_equal(report_write(&r, folder, err), -1);
    assert_non_null(strstr(err, strerror(EISDIR)));
    write_fake(NULL);
    size_t size;
    char *before = slurp(file, &size);
    if (geteuid() != 0) {
        chmod(folder, 0500);
        assert_int_equal(report_write(&r, file, err), -1);
        assert_non_null(strstr(err, strerror(EACCES)));
        chmod(folder, 0700);
    }
    assert_untouched(before, size);
    free(before);
    report_free(&r);
}

/* A program that died may leave half a character in its last words. */
static void test_broken_reason(void **state)
{
    (void)state;
    struct report r;
    char err[SC_ERR];
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    row->status = ROW_FAILED;
    row->reason = strdup("ends in \xe2\x82");
    assert_int_equal(report_write(&r, file, err), 0);
    report_free(&r);
    assert_int_equal(report_read(&r, file, err), 0);
    assert_string_equal(r.rows[0].reason, "ends in ??");
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),        cmocka_unit_test(test_frame),
        cmocka_unit_test(test_modes_and_goal),    cmocka_unit_test(test_rows),
        cmocka_unit_test(test_values_of_samples), cmocka_unit_test(test_names_and_floors),
        cmocka_unit_test(test_full_disk),         cmocka_unit_test(test_unwritable),
        cmocka_unit_test(test_broken_reason),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
