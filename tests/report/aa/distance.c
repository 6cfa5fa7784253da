// SPDX-License-Identifier: MIT
// The noise of a row is that of runs at one distance between its CPUs.
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "common/text.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/noise/runs.h"

/* The launches of these runs are far, with five times the time: all but the first near. */
static void move(struct report runs[RUNS], const char *name, const bool far[RUNS], unsigned near)
{
    for (int k = 0; k < RUNS; k++) {
        struct row *row = report_row(&runs[k], name);
        for (size_t i = 0; i < row->n_samples; i++) {
            struct sample *s = &row->samples[i];
            const bool is_far = far[k] && s->launch >= near;
            s->value[METRIC_line_ns] = is_far ? 300 : 60;
            s->value[METRIC_real_time] *= is_far ? 5 : 1;
        }
        report_estimate(&runs[k]);
    }
}

static const struct noise_row *row_of(const struct noise *noise, const char *name)
{
    for (size_t i = 0; i < noise->n_rows; i++)
        if (strcmp(noise->row[i].name, name) == 0)
            return &noise->row[i];
    return NULL;
}

/* Between two distances a row differs by more than its noise. */
static void test_runs_at_another_distance(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise still, noise, again;
    char err[SC_ERR];
    make_runs(runs);
    make_noise(&still, runs);
    move(runs, together, (bool[RUNS]){[2] = true}, 0);
    make_noise(&noise, runs);
    const struct noise_row *row = row_of(&noise, together);
    assert_int_equal(row->runs, RUNS - 1);
    assert_true(row->threshold < 2 * row_of(&still, together)->threshold);
    assert_int_equal(row_of(&noise, alone)->runs, RUNS);
    assert_true(row_of(&noise, alone)->threshold == row_of(&still, alone)->threshold);
    assert_int_equal(noise.apart, 0);
    /* of fewer runs the bound of many rows is wider */
    assert_true(fabs(noise_threshold(&noise, report_row(&runs[0], together), 50) -
                     gsl_cdf_tdist_Qinv(0.025 / 50, RUNS - 2) * sqrt(2) * row->spread) < 1e-9);
    assert_int_equal(noise_write(&noise, file, err), 0);
    assert_int_equal(noise_read(&again, file, err), 0);
    assert_int_equal(row_of(&again, together)->runs, RUNS - 1);
    assert_int_equal(row_of(&again, alone)->runs, RUNS);
    noise_free(&again);
    noise_free(&noise);
    noise_free(&still);
    free_runs(runs);
}

/* A run counts where it has launches enough, though most of its own are elsewhere; and the distance
 * is that at which the most runs count. */
static void test_runs_meet_where_most_have_launches(void **state)
{
    (void)state;
    for (int near = 0; near < RUNS; near++) { /* the run that was near all the time */
        struct report runs[RUNS];
        struct noise noise;
        for (uint64_t i = 0; i < RUNS; i++)
            fake_report(&runs[i],
                        &(struct fake_options){.launches = 12, .trials = 1, .seed = i + 1});
        move(runs, together, (bool[RUNS]){near != 0, near != 1, near != 2, near != 3}, 5);
        make_noise(&noise, runs);
        assert_int_equal(row_of(&noise, together)->runs, RUNS);
        assert_true(row_of(&noise, together)->threshold < 0.2);
        noise_free(&noise);
        free_runs(runs);
    }
}

/* With too few runs at each distance the family's threshold stands in for the row's. */
static void test_too_few_runs_at_one_distance(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise, again;
    char err[SC_ERR];
    make_runs(runs);
    move(runs, together, (bool[RUNS]){[0] = true, [1] = true}, 0);
    make_noise(&noise, runs);
    assert_null(row_of(&noise, together));
    assert_int_equal(noise.apart, 1);
    double family = noise_threshold(&noise, report_row(&runs[0], together), 1);
    assert_true(family > 0 && family < 0.5);
    assert_int_equal(noise_write(&noise, file, err), 0);
    assert_int_equal(noise_read(&again, file, err), 0);
    assert_int_equal(again.apart, 1);
    struct printed out;
    noise_print(printed_start(&out), &again);
    char *text = printed_end(&out);
    check_plain(text, TEXT_COLUMNS);
    assert_non_null(strstr(text, "rows with fewer than 3 such runs, and the threshold of their "
                                 "family: 1\n"));
    free(text);
    noise_free(&again);
    noise_free(&noise);
    for (int k = 0; k < RUNS; k++)
        for (size_t i = 0; i < runs[k].n_rows; i++)
            if (&runs[k].rows[i] != report_row(&runs[k], together))
                runs[k].rows[i].status = ROW_FAILED;
    refused(runs, RUNS, "no row had its CPUs at one distance");
    free_runs(runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_at_another_distance),
        cmocka_unit_test(test_runs_meet_where_most_have_launches),
        cmocka_unit_test(test_too_few_runs_at_one_distance),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
