// SPDX-License-Identifier: MIT
// Registration with gbench, runs, and what they print and write.
#include "tests/harness/gbench/rows.h"

static void contradictions_are_refused(void **state)
{
    (void)state;
    assert_null(gbench_register(NULL, once, NULL));
    assert_null(gbench_register("", once, NULL));
    assert_null(gbench_register("x", NULL, NULL));
    assert_string_equal(gbench_last_error(), "no name or no function");
    assert_false(gbench_iterations(NULL, 1) || gbench_arg(NULL, 1) || gbench_min_time(NULL, 1) ||
                 gbench_repetitions(NULL, 1) || gbench_threads(NULL, 1) ||
                 gbench_aggregates_only(NULL));
    struct gbench_benchmark *b = gbench_register("x", once, NULL);
    assert_false(gbench_iterations(b, 0) || gbench_iterations(b, UINT64_MAX) ||
                 gbench_repetitions(b, 0) || gbench_threads(b, 0) || gbench_min_time(b, 0) ||
                 gbench_min_time(b, NAN) || gbench_min_time(b, INFINITY) ||
                 gbench_args(b, (int64_t[]){1}, 0) || gbench_arg_name(b, NULL));
    assert_true(gbench_min_time(b, 1) && gbench_use_real_time(b));
    assert_false(gbench_iterations(b, 1) || gbench_use_manual_time(b));
    assert_true(gbench_unit(b, GBENCH_SECOND) && gbench_unit(b, GBENCH_NANOSECOND));
    b = register_record("y", once, NULL);
    assert_false(gbench_min_time(b, 1) || gbench_use_real_time(b));
    assert_string_equal(gbench_last_error(), "real time excludes manual time");
}

static void run_inside(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), -1);
    assert_string_equal(gbench_last_error(), "a benchmark is running");
    assert_false(gbench_clear());
    assert_null(gbench_register("inside", once, NULL));
    once(state, NULL);
}

static void runs_do_not_nest(void **state)
{
    (void)state;
    register_once("outer", run_inside, NULL);
    run(1);
    assert_null(json_object_get(row(0), "error_occurred"));
}

static void json_comes_as_text(void **state)
{
    (void)state;
    struct batches b = {.batch = 1};
    char *json = NULL;
    register_once("text", count_batches, &b);
    assert_int_equal(gbench_run_json(&json), 1);
    json_t *root = json_loads(json, 0, NULL), *rows = json_object_get(root, "benchmarks");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "run_name")),
                        "text/iterations:1");
    json_decref(root);
    free(json);
    gbench_clear();
    assert_int_equal(gbench_run_json(&json), 0);
    root = json_loads(json, 0, NULL);
    assert_true(json_is_array(json_object_get(root, "benchmarks")));
    json_decref(root);
    free(json);
}

static void an_unwritable_file_is_an_error(void **state)
{
    (void)state;
    struct batches b = {.batch = 1};
    register_once("x", count_batches, &b);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/nonexistent/x.json"), -1);
    assert_string_equal(gbench_last_error(), "/nonexistent/x.json: No such file or directory");
    assert_int_equal(b.calls, 0);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/tmp"), -1);
    assert_string_equal(gbench_last_error(), "/tmp: Is a directory");
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/dev/full"), -1);
        assert_string_equal(gbench_last_error(), "/dev/full: No space left on device");
    }
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), 1);
    run(1);
}

/* What gbench_run prints on stdout, with stderr thrown away; to be freed. */
static char *printed(enum gbench_report report_as, int expected)
{
    FILE *out = tmpfile(), *err = tmpfile();
    assert_true(out && err);
    fflush(NULL);
    int saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    int n = gbench_run(report_as, json_path);
    fflush(NULL);
    dup2(saved_out, STDOUT_FILENO);
    dup2(saved_err, STDERR_FILENO);
    close(saved_out);
    close(saved_err);
    assert_int_equal(n, expected);
    long size = lseek(fileno(out), 0, SEEK_END);
    char *s = calloc(1, (size_t)size + 1);
    assert_int_equal(pread(fileno(out), s, (size_t)size, 0), size);
    fclose(out);
    fclose(err);
    return s;
}

static void a_run_of_nothing_writes_an_empty_list(void **state)
{
    (void)state;
    free(printed(GBENCH_REPORT_CONSOLE, 0));
    report = json_load_file(json_path, 0, NULL);
    assert_true(json_is_array(json_object_get(report, "benchmarks")));
    assert_int_equal(rows(), 0);
}

static void the_command_line_is_taken(void **state)
{
    (void)state;
    char name[] = "the-program", filter[] = "--benchmark_filter=^kept", other[] = "--other";
    char *argv[] = {name, filter, other, NULL};
    int argc = 3;
    assert_true(gbench_init(&argc, argv));
    assert_int_equal(argc, 2);
    assert_string_equal(argv[1], "--other");
    assert_null(argv[2]);
    assert_true(gbench_report_unrecognized(argc, argv));
    assert_false(gbench_report_unrecognized(1, argv));
    memset(name, 'x', sizeof name - 1);
    register_once("kept", once, NULL);
    register_once("dropped", once, NULL);
    run(1);
    assert_string_equal(text(0, "name"), "kept/iterations:1");
    const char *program =
        json_string_value(json_object_get(json_object_get(report, "context"), "executable"));
    assert_string_equal(program, "the-program");
    char all[] = "--benchmark_filter=all";
    argv[1] = all;
    assert_true(gbench_init(&argc, argv));
    run(2);
}

static void context_is_written(void **state)
{
    (void)state;
    assert_true(gbench_add_context("synccost \"key\"", "a\nvalue"));
    assert_false(gbench_add_context("synccost \"key\"", "another"));
    assert_string_equal(gbench_last_error(), "synccost \"key\": is in the context already");
    assert_false(gbench_add_context(NULL, "x") || gbench_add_context("x", NULL));
    register_once("x", once, NULL);
    run(1);
    json_t *value = json_object_get(json_object_get(report, "context"), "synccost \"key\"");
    assert_string_equal(json_string_value(value), "a\nvalue");
}

static void the_display_is_chosen(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 1000, 1000, 1000},
                       .seconds = {0.001, 0.001, 0.001, 0.001}};
    register_record("shown", record, &w);
    char *s = printed(GBENCH_REPORT_NONE, 1);
    assert_string_equal(s, "");
    free(s);
    s = printed(GBENCH_REPORT_CONSOLE, 1);
    assert_non_null(
        strstr(s, "shown/iterations:1/manual_time       1000 ns         1000 ns         1000"));
    assert_null(strchr(s, '\033'));
    free(s);
    s = printed(GBENCH_REPORT_CSV, 1);
    assert_non_null(strstr(s, "\"shown/iterations:1/manual_time\",1000,1000,1000,ns"));
    free(s);
    s = printed(GBENCH_REPORT_JSON, 1);
    json_t *display = json_loads(s, 0, NULL);
    assert_non_null(display);
    report = json_load_file(json_path, 0, NULL);
    assert_true(
        json_equal(json_object_get(display, "benchmarks"), json_object_get(report, "benchmarks")));
    json_decref(display);
    free(s);
}

static void the_version_is_known(void **state)
{
    (void)state;
    const char *version = gbench_library_version();
    assert_non_null(version);
    assert_true(strcmp(version, "unknown") == 0 || strspn(version, "0123456789.") > 2);
}

/* Last: nothing can be run afterwards. */
static void shutdown_is_final(void **state)
{
    (void)state;
    assert_non_null(gbench_register("x", once, NULL));
    gbench_shutdown();
    gbench_shutdown();
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), -1);
    assert_string_equal(gbench_last_error(), "gbench_shutdown was called");
    assert_null(gbench_register("y", once, NULL));
    assert_false(gbench_add_context("y", "z"));
    assert_false(gbench_init(&(int){0}, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(contradictions_are_refused, forget),
        cmocka_unit_test_teardown(runs_do_not_nest, forget),
        cmocka_unit_test_teardown(json_comes_as_text, forget),
        cmocka_unit_test_teardown(an_unwritable_file_is_an_error, forget),
        cmocka_unit_test_teardown(a_run_of_nothing_writes_an_empty_list, forget),
        cmocka_unit_test_teardown(the_command_line_is_taken, forget),
        cmocka_unit_test_teardown(context_is_written, forget),
        cmocka_unit_test_teardown(the_display_is_chosen, forget),
        cmocka_unit_test(the_version_is_known),
        cmocka_unit_test_teardown(shutdown_is_final, forget),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
