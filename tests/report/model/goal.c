// SPDX-License-Identifier: MIT
// When a row's interval is narrow enough: of several modes that of most launches alone.
#include <math.h>

#include "report/model/estimate.h"
#include "report/model/goal.h"
#include "tests/test.h"

/* Launches of this time, spread by that part of it. */
static void add(struct row *row, unsigned launches, double ns, double spread)
{
    for (unsigned i = 0; i < launches; i++) {
        struct sample s = {.launch = (unsigned)row->n_samples, .iterations = 10};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = ns * (1 + spread * ((i % 11) / 10.0 - 0.5));
        row_add_sample(row, &s);
    }
}

static void the_main_mode_decides(void **state)
{
    (void)state;
    /* launches and spread of two modes, and whether the row has enough */
    static const struct {
        unsigned launches[2];
        double spread[2];
        bool reached;
    } rows[] = {{{22, 18}, {0.01, 0.2}, true},  {{18, 22}, {0.2, 0.01}, true},
                {{22, 18}, {0.2, 0.01}, false}, {{18, 22}, {0.01, 0.2}, false},
                {{8, 0}, {0.001, 0}, true},     {{7, 0}, {0.001, 0}, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report r;
        report_init(&r);
        struct row *row = report_add_row(&r, "a/b");
        row->threads = row->cpus = 1;
        add(row, rows[i].launches[0], 100, rows[i].spread[0]);
        add(row, rows[i].launches[1], 300, rows[i].spread[1]);
        report_estimate(&r);
        assert_int_equal(goal_reached(row), rows[i].reached);
        row_set_kind(row, "guarantee");
        assert_true(goal_reached(row));
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_main_mode_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
