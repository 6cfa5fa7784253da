// SPDX-License-Identifier: MIT
// Guarantees as litmus7's log: against a golden file, and registers against the shapes' programs.
#include <math.h>
#include <stdio.h>

#include "harness/litmus/shapes.h"
#include "report/exports/export.h"
#include "report/model/outcomes.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/fake_report.h"

static void add(struct report *r, const char *name, json_t *outcomes, json_t *counts)
{
    struct row *row = report_add_row(r, name);
    struct sample s = {.iterations = 1000000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_window_ms] = 120;
    row_set_kind(row, "guarantee");
    row->outcomes = outcomes;
    row->threads = row->cpus = 2;
    s.outcomes = counts;
    row_add_sample(row, &s);
    sample_free(&s);
    row->status = outcomes_forbidden(row) ? ROW_FAILED : ROW_OK;
}

static json_t *list(const char *first, bool first_is_allowed, bool first_is_expected,
                    const char *second)
{
    json_t *a = json_pack("{s:s,s:b}", "name", first, "allowed", first_is_allowed);
    if (first_is_expected)
        json_object_set_new(a, "expected", json_true());
    return json_pack("[o,{s:s,s:b}]", a, "name", second, "allowed", 1);
}

static void a_log_is_as_litmus7_writes_it(void **state)
{
    struct report r;
    struct export e;
    (void)state;
    fake_report(&r, NULL);
    add(&r, "litmus/sb/relaxed/threads:2", list("r1=0 r2=0", true, true, "r1=0 r2=1"),
        json_pack("{s:i,s:i}", "r1=0 r2=0", 96, "r1=0 r2=1", 999904));
    add(&r, "litmus/mp/seq-cst/threads:2", list("r1=1 r2=0", false, false, "r1=1 r2=1"),
        json_pack("{s:i,s:i}", "r1=1 r2=0", 0, "r1=1 r2=1", 1000000));
    add(&r, "litmus/s/acq-rel/place:far/threads:2", list("r1=1 x=2", false, false, "r1=0 x=2"),
        json_pack("{s:i,s:i}", "r1=1 x=2", 3, "r1=0 x=2", 999997));
    add(&r, "foreign/doors/threads:2", list("left", true, false, "right"),
        json_pack("{s:i,s:i}", "left", 0, "right", 1000000));
    struct printed out;
    export_select(&e, &r, exporter_find("litmus7"), NULL);
    assert_int_equal(e.n_rows, 4); /* the broken one too, and none that was timed */
    export_write(printed_start(&out), exporter_find("litmus7"), &e);
    char *text = printed_end(&out);
    golden_check("litmus7.log", text);
    free(text);
    export_free(&e);
    report_free(&r);
}

static void registers_belong_to_the_threads_that_load_them(void **state)
{
    (void)state;
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++) {
        char row[64];
        snprintf(row, sizeof row, "litmus/%s/relaxed/threads:2", litmus_shapes[id].name);
        unsigned registers = 0;
        for (unsigned t = 0; t < LITMUS_THREADS; t++)
            for (const struct litmus_step *s = litmus_shapes[id].program[t]; s->op != LITMUS_END;
                 s++)
                if (s->reg) {
                    registers++;
                    assert_int_equal(export_register_thread(row, s->reg), '0' + (int)t);
                }
        assert_int_equal(export_register_thread(row, registers + 1), '\0');
    }
    assert_int_equal(export_register_thread("foreign/doors", 1), '\0');
    assert_int_equal(export_register_thread("mp", 1), '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_as_litmus7_writes_it),
        cmocka_unit_test(registers_belong_to_the_threads_that_load_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
