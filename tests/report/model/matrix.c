// SPDX-License-Identifier: MIT
// Matrices of all pairs: what is refused, what a file keeps, how large it gets, and the pairs and
// classes that follow; reports of before, with a row for each pair, give the same pairs.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/model/matrix.h"
#include "report/model/pairs.h"
#include "tests/report/fake_matrix.h"
#include "tests/report/model/report_file.h"
#include "tests/test.h"

static const struct fake_machine four = {.cpus = 4, .smt = 2, .l3 = 4, .package = 4};

static void pairs_come_from_the_matrix(void **state)
{
    (void)state;
    struct report r;
    struct pairs p;
    fake_matrix(&r, &four, 6);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 6);
    assert_int_equal(p.n_cpus, 4);
    for (size_t i = 0; i < p.n; i++) {
        const enum distance d = fake_distance(&four, (unsigned)p.pair[i].a, (unsigned)p.pair[i].b);
        assert_true(p.pair[i].a < p.pair[i].b);
        assert_int_equal(p.pair[i].distance, d);
        assert_true(fabs(p.pair[i].ns / fake_ns(d) - 1) < 0.05);
        assert_int_equal(p.pair[i].time.launches, 6);
        assert_true(p.pair[i].time.low < p.pair[i].time.median &&
                    p.pair[i].time.median < p.pair[i].time.high);
        assert_true(fabs(p.pair[i].time.median / p.pair[i].ns - 2) < 1e-9);
        assert_ptr_equal(p.pair[i].row, matrix_row(&r));
    }
    pairs_free(&p);
    report_free(&r);
}

/* What stayed disturbed counts only where too few launches are quiet, as everywhere. */
static void disturbed_cells_are_left_out(void **state)
{
    (void)state;
    struct report r;
    struct pairs p;
    fake_matrix(&r, &four, 6);
    struct sample *s = &r.rows[0].samples[2];
    json_t *cells = json_deep_copy(s->cells);
    json_array_set_new(json_object_get(cells, "ns"), 0, json_real(1e6));
    json_array_append_new(json_object_get(cells, "disturbed"), json_integer(0));
    json_decref(s->cells);
    s->cells = cells;
    report_estimate(&r);
    matrix_add_classes(&r);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.pair[0].time.quiet, 5);
    assert_true(p.pair[0].time.high < 100);
    assert_true(report_row(&r, "floor/core-to-core/same-l3/pairs:most")->time.high < 100);
    pairs_free(&p);
    report_free(&r);
}

static void rows_of_pairs_are_read_as_before(void **state)
{
    (void)state;
    struct report r;
    struct pairs p;
    report_init(&r);
    fake_pair_row(&r, "floor/line-transfer/cross-l3/pair:3-12", 90);
    fake_pair_row(&r, "floor/line-transfer/smt/pair:3-4", 20);
    fake_pair_row(&r, "floor/line-transfer/imported/pair:4-5", 30);
    report_estimate(&r);
    pairs_of(&p, &r);
    assert_int_equal(p.n, 3);
    assert_int_equal(p.pair[0].distance, DISTANCE_SAME_PACKAGE);
    assert_int_equal(p.pair[1].distance, DISTANCE_SMT);
    assert_int_equal(p.pair[2].distance, DISTANCES);
    assert_true(p.pair[0].a == 3 && p.pair[0].b == 12 && fabs(p.pair[0].ns - 90) < 1e-9);
    pairs_free(&p);
    report_free(&r);
}

static void check_class(const struct report *r, const char *class, const char *what, double ns)
{
    char name[128];
    snprintf(name, sizeof name, "floor/core-to-core/%s/pairs:%s", class, what);
    const struct row *row = report_row(r, name);
    assert_non_null(row);
    assert_int_equal(row->status, ROW_OK);
    assert_string_equal(row->basis, "round-trip");
    assert_int_equal(row->n_samples, 6);
    assert_true(fabs(row->time.median / (2 * ns) - 1) < 0.05);
    assert_true(fabs(row_metric(row, METRIC_one_way_ns) * 2 / row->time.median - 1) < 1e-5);
}

static void classes_become_rows(void **state)
{
    (void)state;
    struct report r;
    fake_matrix(&r, &four, 6);
    for (unsigned i = 0; i < 6; i++) { /* CPUs 1 and 2 are the farthest of their class */
        json_t *ns = json_object_get(r.rows[0].samples[i].cells, "ns");
        json_array_set_new(ns, 2, json_real(400));
        json_array_set_new(ns, 0, json_real(10));
    }
    matrix_add_classes(&r);
    report_estimate(&r);
    assert_int_equal(r.n_rows, 1 + 2 * 3);
    check_class(&r, "smt", "median", fake_ns(DISTANCE_SMT));
    check_class(&r, "same-l3", "least", 10);
    check_class(&r, "same-l3", "median", fake_ns(DISTANCE_SAME_L3));
    check_class(&r, "same-l3", "most", 400);
    matrix_add_classes(&r); /* once more changes nothing */
    assert_int_equal(r.n_rows, 1 + 2 * 3);
    report_free(&r);
}

/* A host moves the CPUs of a guest: the launches at one distance count. */
static void a_class_of_one_pair_has_one_distance(void **state)
{
    (void)state;
    static const struct fake_machine two = {.cpus = 2, .smt = 1, .l3 = 2, .package = 2};
    struct report r;
    fake_matrix(&r, &two, 20);
    for (unsigned i = 0; i < 20; i++)
        fake_move(&r.rows[0].samples[i], i < 9 ? 300 : 50);
    matrix_add_classes(&r);
    report_estimate(&r);
    const struct row *row = report_row(&r, "floor/core-to-core/same-l3/pairs:median");
    assert_int_equal(row->n_samples, 20);
    assert_int_equal(row->time.launches, 20);
    assert_int_equal(row->time.apart, 9);
    assert_true(fabs(row->time.median / 50 - 1) < 1e-9 && row->time.high < 51);
    report_free(&r);
}

static void a_file_keeps_it_and_stays_small(void **state)
{
    (void)state;
    static const struct fake_machine large = {.cpus = 256, .smt = 2, .l3 = 16, .package = 128};
    char path[] = "/tmp/synccost-matrix-XXXXXX", err[SC_ERR];
    struct report r, again;
    struct pairs p, q;
    struct stat file;
    close(mkstemp(path));
    report_init(&again);
    fake_matrix(&r, &large, 10);
    matrix_add_classes(&r);
    report_estimate(&r);
    assert_int_equal(report_write(&r, path, err), 0);
    assert_int_equal(stat(path, &file), 0);
    assert_true(file.st_size < 5 << 20);
    if (report_read(&again, path, err) != 0)
        fail_msg("%s", err);
    pairs_of(&p, &r);
    pairs_of(&q, &again);
    assert_int_equal(p.n, 256 * 255 / 2);
    assert_int_equal(q.n, p.n);
    for (size_t i = 0; i < p.n; i++) {
        assert_true(p.pair[i].ns == q.pair[i].ns && p.pair[i].distance == q.pair[i].distance);
        assert_true(p.pair[i].time.low == q.pair[i].time.low);
    }
    unlink(path);
    pairs_free(&p);
    pairs_free(&q);
    report_free(&r);
    report_free(&again);
}

#define MATRIX "{\"cpus\": [0, 1, 3], \"distance\": \"sll\"}"
static void faults_are_named(void **state)
{
    (void)state;
    static const char *const matrices[][2] = {
        {MATRIX, NULL},
        {"{\"cpus\": [1, 0], \"distance\": \"s\"}", "cpus are no ascending numbers"},
        {"{\"cpus\": [0, 0], \"distance\": \"s\"}", "cpus are no ascending numbers"},
        {"{\"cpus\": [0, -1], \"distance\": \"s\"}", "cpus are no ascending numbers"},
        {"{\"cpus\": 7, \"distance\": \"s\"}", "cpus are no ascending numbers"},
        {"{\"cpus\": [0], \"distance\": \"\"}", "fewer than 2"},
        {"{\"cpus\": [0, 1], \"distance\": \"ss\"}", "a distance for each pair"},
        {"{\"cpus\": [0, 1]}", "a distance for each pair"},
        {"{\"cpus\": [0, 1], \"distance\": \"x\"}", "an unknown distance"},
        {"[]", "cpus are no ascending numbers"},
    };
    static const char *const cells[][2] = {
        {"{\"ns\": [1, null, 3.5], \"disturbed\": [0, 2]}", NULL},
        {"{\"ns\": [1, 2], \"disturbed\": []}", "a figure for each pair"},
        {"{\"disturbed\": []}", "a figure for each pair"},
        {"{\"ns\": [1, 0, 3], \"disturbed\": []}", "no time"},
        {"{\"ns\": [1, -2, 3], \"disturbed\": []}", "no time"},
        {"{\"ns\": [1, 1e19, 3], \"disturbed\": []}", "no time"},
        {"{\"ns\": [1, \"2\", 3], \"disturbed\": []}", "no time"},
        {"{\"ns\": [1, 2, 3], \"disturbed\": [3]}", "no places of pairs"},
        {"{\"ns\": [1, 2, 3], \"disturbed\": [1, 1]}", "no places of pairs"},
        {"{\"ns\": [1, 2, 3]}", "no places of pairs"},
        {"null", "a figure for each pair"},
    };
    json_t *three = json_loads(MATRIX, 0, NULL);
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
        json_t *json = json_loads(matrices[i][0], JSON_DECODE_ANY, NULL);
        const char *fault = matrix_fault(json);
        assert_true(matrices[i][1] ? fault && strstr(fault, matrices[i][1]) : !fault);
        json_decref(json);
    }
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        json_t *json = json_loads(cells[i][0], JSON_DECODE_ANY, NULL);
        const char *fault = matrix_cells_fault(three, json);
        assert_true(cells[i][1] ? fault && strstr(fault, cells[i][1]) : !fault);
        json_decref(json);
    }
    json_decref(three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_come_from_the_matrix),
        cmocka_unit_test(disturbed_cells_are_left_out),
        cmocka_unit_test(rows_of_pairs_are_read_as_before),
        cmocka_unit_test(classes_become_rows),
        cmocka_unit_test(a_class_of_one_pair_has_one_distance),
        cmocka_unit_test(a_file_keeps_it_and_stays_small),
        cmocka_unit_test(faults_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
