// SPDX-License-Identifier: MIT
// Batches that were measured outside gbench become rows.
#include "tests/harness/gbench/rows.h"

static void a_record_becomes_the_row(void **state)
{
    (void)state;
    static const uint64_t operations[] = {1, 2, 999, 10000000000, UINT64_C(1) << 53};
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        struct window w = {.operations = {operations[i]}, .seconds = {0.25}};
        register_record("window", record, &w);
        run(1);
        assert_true(w.accepted);
        assert_int_equal(w.iterations, operations[i]);
        assert_int_equal(w.n, 1);
        assert_int_equal(rows(), 1);
        assert_string_equal(text(0, "name"), "window/iterations:1/manual_time");
        assert_int_equal(integer(0, "iterations"), operations[i]);
        assert_near(number(0, "real_time"), 0.25e9 / (double)operations[i]);
        assert_near(number(0, "cpu_time"), 0.25e9 / (double)operations[i]);
        assert_null(json_object_get(row(0), "gbench_operations"));
        assert_null(json_object_get(row(0), "gbench_cpu_time"));
        assert_true(gbench_clear());
    }
}

static void a_record_carries_its_cpu_time(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 500}, .seconds = {2, 2}, .cpu_seconds = 3};
    struct gbench_benchmark *b = register_record("window", record, &w);
    assert_true(gbench_repetitions(b, 2) && gbench_unit(b, GBENCH_MICROSECOND));
    run(1);
    assert_near(number(0, "real_time"), 2000);
    assert_near(number(0, "cpu_time"), 3000);
    assert_near(number(1, "cpu_time"), 6000);
    assert_near(number(2, "cpu_time"), 4500);
    assert_near(number(5, "cpu_time"), sqrt(4.5e6) / 4500);
    assert_near(number(5, "real_time"), sqrt(2e6) / 3000);
    assert_string_equal(text(2, "aggregate_name"), "mean");
    assert_null(json_object_get(row(2), "gbench_cpu_time"));
}

/* The library would abort in its debug build, or divide all times by the first repetition's
 * iterations. */
static void repetitions_may_differ_in_operations(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 500, 250}, .seconds = {1, 1, 1}};
    assert_true(gbench_repetitions(register_record("window", record, &w), 3));
    run(1);
    assert_int_equal(rows(), 7);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(text(i, "run_type"), "iteration");
        assert_string_equal(text(i, "run_name"), "window/iterations:1/repeats:3/manual_time");
        assert_int_equal(integer(i, "repetitions"), 3);
        assert_int_equal(integer(i, "repetition_index"), i);
        assert_int_equal(integer(i, "iterations"), w.operations[i]);
        assert_near(number(i, "real_time"), 1e9 / (double)w.operations[i]);
    }
    const double mean = 7e6 / 3,
                 stddev = sqrt((pow(1e6 - mean, 2) + pow(2e6 - mean, 2) + pow(4e6 - mean, 2)) / 2);
    static const char *const names[] = {"mean", "median", "stddev", "cv"};
    const double values[] = {mean, 2e6, stddev, stddev / mean};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(text(3 + i, "aggregate_name"), names[i]);
        assert_near(number(3 + i, "real_time"), values[i]);
        assert_near(number(3 + i, "cpu_time"), values[i]);
        assert_null(json_object_get(row(3 + i), "gbench_operations"));
    }
}

static void aggregates_can_stand_alone(void **state)
{
    (void)state;
    struct window w = {.operations = {100, 200, 300}, .seconds = {1, 2, 3}};
    struct gbench_benchmark *b = register_record("window", record, &w);
    assert_true(gbench_repetitions(b, 3) && gbench_aggregates_only(b));
    run(1);
    assert_int_equal(rows(), 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(text(i, "run_type"), "aggregate");
    assert_near(number(0, "real_time"), 1e7);
}

static void record_seven(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_false(gbench_record(state, 7, 1));
}

static void record_twice(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_true(gbench_record(state, 5, 1));
    assert_false(gbench_record(state, 5, 1));
}

static void a_record_that_cannot_be_is_an_error(void **state)
{
    (void)state;
    struct window none = {.operations = {0}, .seconds = {1}};
    struct window many = {.operations = {(UINT64_C(1) << 53) + 1}, .seconds = {1}};
    struct window instant = {.operations = {1}, .seconds = {0}};
    struct window backwards = {.operations = {1}, .seconds = {-1}};
    struct window unknown = {.operations = {1}, .seconds = {NAN}};
    struct window good = {.operations = {7, 7, 7, 7}, .seconds = {1, 1, 1, 1}};
    register_record("none", record, &none);
    register_record("many", record, &many);
    register_record("instant", record, &instant);
    register_record("backwards", record, &backwards);
    register_record("unknown", record, &unknown);
    register_once("no manual time", record, &good);
    gbench_use_manual_time(gbench_register("no iterations", record, &good));
    gbench_threads(register_record("threads", record_seven, NULL), 2);
    register_record("twice", record_twice, NULL);
    run(9);
    assert_row_failed(0, "record: no operations");
    assert_row_failed(1, "record: too many operations");
    for (size_t i = 2; i < 5; i++)
        assert_row_failed(i, "record: the time is not positive");
    for (size_t i = 5; i < 8; i++)
        assert_row_failed(i, "record: needs manual time, 1 iteration and 1 thread");
    assert_row_failed(8, "record: the benchmark has run a loop or recorded a batch before");
    assert_false(none.accepted || many.accepted || instant.accepted || backwards.accepted ||
                 unknown.accepted || good.accepted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_record_becomes_the_row, forget),
        cmocka_unit_test_teardown(a_record_carries_its_cpu_time, forget),
        cmocka_unit_test_teardown(repetitions_may_differ_in_operations, forget),
        cmocka_unit_test_teardown(aggregates_can_stand_alone, forget),
        cmocka_unit_test_teardown(a_record_that_cannot_be_is_an_error, forget),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
