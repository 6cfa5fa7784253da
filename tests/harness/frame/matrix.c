// SPDX-License-Identifier: MIT
// The trial of a matrix: its pairs and their order, and the line that says what each took, from
// made-up windows.
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/frame/matrix.h"
#include "harness/machine/chain.h"
#include "harness/trial/pair.h"
#include "harness/trial/sweep.h"
#include "tests/harness/frame/figures.h"
#include "tests/harness/machine/topology_synthetic.h"
#include "tests/harness/topology_group.h"
#include "tests/printed.h"

static void pairs_are_those_of_a_lower_triangle(void **state)
{
    (void)state;
    struct topology t = make("package:2 [numa] l3:1 core:1 pu:2", NULL), none = {0};
    assert_int_equal(matrix_pairs(&t), 6);
    assert_int_equal(matrix_pairs(&none), 0);
    json_t *shape = matrix_shape(&t);
    assert_int_equal(json_array_size(json_object_get(shape, "cpus")), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(json_integer_value(json_array_get(json_object_get(shape, "cpus"), i)), i);
    /* 1 with 0; 2 with 0 and 1; 3 with 0, 1 and 2 */
    assert_string_equal(json_string_value(json_object_get(shape, "distance")), "spppps");
    json_decref(shape);
    const double window = (PAIR_WARMUP_NS + MATRIX_WINDOW_NS) / 1e9 + PAIR_WINDOW_COST;
    assert_true(fabs(matrix_seconds(&t) - (6 + 3) * window) < 1e-12);
    topology_free(&t);
}

static void nodes_of_one_l3_are_apart(void **state)
{
    (void)state;
    struct topology t = make("package:1 l3:1 numa:2 core:2 pu:1", NULL);
    json_t *shape = matrix_shape(&t);
    assert_string_equal(json_string_value(json_object_get(shape, "distance")), "lnnnnl");
    json_decref(shape);
    topology_free(&t);
}

/* By the CPU of the pair's first thread. */
static int dear_cpu;
static unsigned setups, lines_left;

static void body(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = ticks();
    m->ended = m->started + clock_ticks(m->cpu == dear_cpu ? 300000 : 100000);
    m->ops = 1000;
}

static void *setup(struct bench_trial *t)
{
    if (setups++ >= lines_left)
        return NULL;
    return arena_place(t->arena, 64);
}

static struct memory_wish wish;

static json_t *measure(const struct topology *t, unsigned redo)
{
    char err[SC_ERR] = "";
    const struct bench_row row = {.name = "a/b", .threads = 2, .body = body, .setup = setup};
    const struct bench_settings settings = {
        .trials = 1, .redo = redo, .seed = 5, .arena = -1, .memory = wish};
    struct printed out;
    const int status = matrix_measure(printed_start(&out), &row, t, &settings, err);
    char *text = printed_end(&out);
    assert_int_equal(status != 0, *err != '\0');
    json_t *line = status ? NULL : json_loads(text, 0, NULL);
    free(text);
    return line;
}

/* Three places, of which the last two may be one CPU: the pairs are 1 with 0, 2 with 0, and 2 with
 * 1, and only the last begins on the dear CPU. */
static void each_cell_is_its_pairs(void **state)
{
    (void)state;
    if (topology.n_cpus < 2)
        skip();
    struct cpu cpus[] = {topology.cpus[0], topology.cpus[1], topology.cpus[0]};
    const struct topology t = {.cpus = cpus, .n_cpus = 3};
    dear_cpu = topology.cpus[1].os;
    setups = 0;
    lines_left = 1000;
    json_t *line = measure(&t, 50);
    assert_non_null(line);
    const json_t *cells = json_object_get(line, "cells"), *ns = json_object_get(cells, "ns");
    assert_int_equal(json_array_size(ns), 3);
    assert_about(json_number_value(json_array_get(ns, 0)), 50);
    assert_about(json_number_value(json_array_get(ns, 1)), 50);
    assert_about(json_number_value(json_array_get(ns, 2)), 150);
    for (size_t i = 0; i < 3; i++) {
        char five_digits[40];
        const double cell = json_number_value(json_array_get(ns, i));
        snprintf(five_digits, sizeof five_digits, "%.5g", cell);
        assert_true(strtod(five_digits, NULL) == cell);
    }
    assert_about(figure(line, "real_time"), 100);
    assert_about(figure(line, "round_trip_ns"), 100);
    assert_about(figure(line, "one_way_ns"), 50);
    assert_null(json_object_get(line, "line_ns"));
    assert_about(figure(line, "cycles_per_op") * figure(line, "cycle_ns"), 100);
    const double cycles = figure(line, "cycle_ns") / chain_cycle_ns();
    assert_true(cycles > 0.4 && cycles < 2.5);
    assert_int_equal(figure(line, "trial"), 0);
    assert_int_equal(figure(line, "window_ms"), 1);
    assert_int_equal(figure(line, "iterations"),
                     1000 * PAIR_SLICES * (3 + (int)figure(line, "redone")));
    assert_int_equal(setups, 3 + figure(line, "redone"));
    json_decref(line);
}

/* Of one pair the round trip says how far its CPUs are. */
static void two_cpus_have_a_distance(void **state)
{
    (void)state;
    if (topology.n_cpus < 2)
        skip();
    struct cpu cpus[] = {topology.cpus[0], topology.cpus[1]};
    const struct topology t = {.cpus = cpus, .n_cpus = 2};
    dear_cpu = -1;
    lines_left = 1000;
    json_t *line = measure(&t, 50);
    assert_non_null(line);
    assert_about(figure(line, "line_ns"), 100);
    assert_true(figure(line, "line_ns") == figure(line, "round_trip_ns"));
    json_decref(line);
}

/* A pair of CPUs that is not there, and a line that cannot be had. */
static void what_cannot_be_measured_is_said(void **state)
{
    (void)state;
    struct cpu cpus[] = {topology.cpus[0], topology.cpus[0]};
    const struct topology t = {.cpus = cpus, .n_cpus = 2};
    setups = lines_left = 0;
    assert_null(measure(&t, 0));
    assert_int_equal(setups, 2); /* in a second arena, too */
    lines_left = 1000;
    assert_true(memory_parse_policy(&wish, "node:1000"));
    assert_null(measure(&t, 0));
    assert_true(memory_parse_policy(&wish, "local") && setups == 2);
    wish = (struct memory_wish){0};
    cpus[1].os = 1023;
    setups = 0;
    lines_left = 1000;
    assert_null(measure(&t, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_those_of_a_lower_triangle),
        cmocka_unit_test(nodes_of_one_l3_are_apart),
        cmocka_unit_test(each_cell_is_its_pairs),
        cmocka_unit_test(two_cpus_have_a_distance),
        cmocka_unit_test(what_cannot_be_measured_is_said),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
