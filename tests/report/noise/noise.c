// SPDX-License-Identifier: MIT
// Noise thresholds: from runs that do not differ, to a file and back, files that are broken.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "common/text.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/statistics/hodges_lehmann.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/noise/runs.h"

static void scale(struct report *r, const char *name, double factor)
{
    struct row *row = report_row(r, name);
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_real_time] *= factor;
    row->time = estimate_of(row, METRIC_real_time);
}

/* Two launches of six: the median stays about where it was. */
static void skew(struct report *r, const char *name, double factor)
{
    struct row *row = report_row(r, name);
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_real_time] *= row->samples[i].launch < 2 ? factor : 1;
    row->time = estimate_of(row, METRIC_real_time);
}

static void test_thresholds(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise;
    make_runs(runs);
    scale(&runs[2], together, 1.5); /* one run of four */
    report_row(&runs[1], "floor/load")->status = ROW_FAILED;
    make_noise(&noise, runs);
    double quiet = noise_threshold(&noise, report_row(&runs[0], alone), 1),
           loud = noise_threshold(&noise, report_row(&runs[0], together), 1);
    assert_true(quiet >= log1p(NOISE_LEAST) && quiet < 0.08);
    assert_true(loud > 0.4); /* log 1.5, and what two of four runs do not show */
    struct row unknown = {.name = "mutex/new/contended", .threads = 2},
               stranger = {.name = "other/new", .threads = 1};
    assert_true(noise_threshold(&noise, &unknown, 1) < loud);
    assert_true(isnan(noise_threshold(&noise, &stranger, 1)));
    assert_true(isnan(noise_threshold(NULL, &unknown, 1)));
    assert_true(noise_threshold(&noise, report_row(&runs[0], together), 100) > 3 * loud);
    assert_true(noise_threshold(&noise, &unknown, 100) > noise_threshold(&noise, &unknown, 1));
    for (size_t i = 0; i < noise.n_rows; i++)
        assert_string_not_equal(noise.row[i].name, "floor/load");
    assert_int_equal(noise.alarms.pairs, RUNS * (RUNS - 1) / 2);
    assert_true(noise.alarms.pooled > noise.alarms.verdicts);
    noise_free(&noise);
    free_runs(runs);
}

static double largest_ratio(const struct report runs[RUNS], const char *name)
{
    double *launches[RUNS], largest = 0;
    size_t n[RUNS];
    for (int i = 0; i < RUNS; i++)
        n[i] = estimate_launches(report_row(&runs[i], name), METRIC_real_time, &launches[i]);
    for (int i = 0; i < RUNS; i++)
        for (int j = 0; j < i; j++)
            largest =
                fmax(largest,
                     fabs(log(hodges_lehmann_ratio(launches[i], n[i], launches[j], n[j]).value)));
    for (int i = 0; i < RUNS; i++)
        free(launches[i]);
    return largest;
}

/* The spread of the runs' medians as Student's bound of a difference has it, or the largest
 * difference if that is more. */
static void test_threshold_by_definition(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise;
    make_runs(runs);
    scale(&runs[2], together, 1.5);
    skew(&runs[1], alone, 10);
    skew(&runs[2], alone, 0.1);
    make_noise(&noise, runs);
    unsigned by_ratio = 0;
    for (size_t i = 0; i < noise.n_rows; i++) {
        const struct noise_row *row = &noise.row[i];
        double sum = 0, squares = 0, largest = largest_ratio(runs, row->name);
        for (int k = 0; k < RUNS; k++)
            sum += log(report_row(&runs[k], row->name)->time.median) / RUNS;
        for (int k = 0; k < RUNS; k++)
            squares += pow(log(report_row(&runs[k], row->name)->time.median) - sum, 2);
        double spread = sqrt(squares / (RUNS - 1)),
               bound = gsl_cdf_tdist_Qinv(0.025, RUNS - 1) * sqrt(2) * spread;
        assert_true(fabs(row->spread - spread) < 1e-9);
        assert_true(fabs(row->threshold - fmax(bound, largest)) < 1e-9);
        by_ratio += largest > bound;
        const struct row *own = report_row(&runs[0], row->name);
        assert_true(fabs(noise_threshold(&noise, own, 50) -
                         fmax(row->threshold,
                              gsl_cdf_tdist_Qinv(0.025 / 50, RUNS - 1) * sqrt(2) * spread)) < 1e-9);
    }
    assert_true(by_ratio > 0);
    for (size_t i = 0; i < noise.n_families; i++)
        if (strcmp(noise.family[i].name, "mutex") == 0)
            noise.family[i].threshold[0] = 0.07;
    const struct row unknown = {.name = "mutex/new/alone", .threads = 1};
    assert_true(fabs(noise_threshold(&noise, &unknown, 50) -
                     0.07 * gsl_cdf_tdist_Qinv(0.025 / 50, RUNS - 1) /
                         gsl_cdf_tdist_Qinv(0.025, RUNS - 1)) < 1e-9);
    noise_free(&noise);
    free_runs(runs);
}

/* The 0.9 quantile of a family's rows, contended ones apart. */
static void test_threshold_of_a_family(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise;
    make_runs(runs);
    make_noise(&noise, runs);
    for (int contended = 0; contended < 2; contended++) {
        double of[64], quantile = NAN;
        size_t n = 0;
        for (size_t i = 0; i < noise.n_rows; i++)
            if (strncmp(noise.row[i].name, "mutex/", 6) == 0 &&
                row_contended(report_row(&runs[0], noise.row[i].name)) == (contended == 1))
                of[n++] = noise.row[i].threshold;
        gsl_sort(of, 1, n);
        assert_true(n > 2);
        for (size_t i = 0; i < noise.n_families; i++)
            if (strcmp(noise.family[i].name, "mutex") == 0)
                quantile = noise.family[i].threshold[contended];
        double at = 0.9 * (double)(n - 1), rest = at - floor(at);
        size_t below = (size_t)at;
        assert_true(fabs(quantile - ((1 - rest) * of[below] + rest * of[below + 1])) < 1e-9);
    }
    noise_free(&noise);
    free_runs(runs);
}

/* Two further runs differ by more than the threshold in about one of twenty rows, not more. */
static void test_threshold_holds(void **state)
{
    (void)state;
    size_t above = 0, all = 0;
    for (uint64_t repeat = 0; repeat < 12; repeat++) {
        struct report runs[RUNS], more[2];
        struct noise noise;
        for (uint64_t i = 0; i < RUNS + 2; i++)
            fake_report(
                i < RUNS ? &runs[i] : &more[i - RUNS],
                &(struct fake_options){
                    .launches = 6, .trials = 1, .noise = 0.1, .seed = 1 + repeat * (RUNS + 2) + i});
        make_noise(&noise, runs);
        for (size_t i = 0; i < noise.n_rows; i++) {
            const char *name = noise.row[i].name;
            double ratio =
                report_row(&more[0], name)->time.median / report_row(&more[1], name)->time.median;
            above += fabs(log(ratio)) > noise.row[i].threshold;
            all++;
        }
        noise_free(&noise);
        free_runs(runs);
        report_free(&more[0]);
        report_free(&more[1]);
    }
    print_message("%zu of %zu new pairs beyond the threshold\n", above, all);
    assert_true(above < 0.08 * (double)all && above > 0.01 * (double)all);
}

static void put_text(struct report *r, const char *object, const char *key, const char *text)
{
    json_t *at = json_object_get(json_object_get(r->context, "synccost"), object);
    json_object_set_new(at, key, json_string(text));
}

static void test_runs_that_do_not_fit(void **state)
{
    (void)state;
    struct report runs[RUNS];
    make_runs(runs);
    refused(runs, 2, "give at least 3");
    put_text(&runs[1], "build", "revision", "fedcba9");
    refused(runs, RUNS, "run 2 is of another revision");
    put_text(&runs[1], "build", "revision", "0123abc");
    put_text(&runs[3], "machine", "fingerprint", "f00d");
    refused(runs, RUNS, "run 4 is of another machine");
    put_text(&runs[3], "machine", "fingerprint", "8f3a6c0012345678");
    put_text(&runs[3], "machine", "host", "0123456789abcdef");
    refused(runs, RUNS, "run 4 is of another host");
    json_object_del(report_member(&runs[3], "machine"), "host");
    static const char *const settings[] = {"launches", "most_launches", "trials"},
                             *const says[] = {"run 3 has another number of launches",
                                              "run 3 has another limit",
                                              "run 3 has another number of trials"};
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < RUNS; i++) {
            json_t *run = json_object_get(json_object_get(runs[i].context, "synccost"), "run");
            json_object_set_new(run, settings[k], json_integer(i < 2 ? 9 : 10));
        }
    for (int k = 0; k < 3; k++) {
        refused(runs, RUNS, says[k]);
        for (int i = 0; i < RUNS; i++) {
            json_t *run = json_object_get(json_object_get(runs[i].context, "synccost"), "run");
            json_object_set_new(run, settings[k], json_integer(9));
        }
    }
    put_text(&runs[0], "run", "finished", "2026-01-02T04:00:00Z");
    put_text(&runs[1], "run", "started", "2026-01-02T03:59:00Z");
    refused(runs, RUNS, "run 2 began before");
    put_text(&runs[1], "run", "started", "2026-01-02T04:01:00Z");
    put_text(&runs[2], "run", "started", "2026-01-02T04:01:00Z");
    refused(runs, RUNS, "run 3 is there twice");
    free_runs(runs);
}

static void test_file(void **state)
{
    (void)state;
    struct report runs[RUNS];
    struct noise noise, again;
    char err[SC_ERR] = "";
    make_runs(runs);
    make_noise(&noise, runs);
    for (size_t i = 0; i < noise.n_rows; i++)
        noise.row[i].cause = noise_causes[0];
    assert_int_equal(noise_write(&noise, file, err), 0);
    if (noise_read(&again, file, err) != 0)
        fail_msg("%s", err);
    assert_int_equal(again.n_rows, noise.n_rows);
    assert_int_equal(again.n_families, noise.n_families);
    assert_int_equal(again.runs, RUNS);
    assert_true(noise_is_of(&again, &runs[0]));
    assert_memory_equal(&again.alarms, &noise.alarms, sizeof noise.alarms);
    for (size_t i = 0; i < noise.n_rows; i++) {
        assert_string_equal(again.row[i].name, noise.row[i].name);
        assert_int_equal(again.row[i].runs, RUNS);
        assert_true(fabs(again.row[i].threshold - noise.row[i].threshold) <=
                    1e-5 * noise.row[i].threshold);
    }
    assert_ptr_equal(again.row[3].cause, noise_causes[0]);
    struct printed out;
    noise_print(printed_start(&out), &again);
    char *text = printed_end(&out);
    check_plain(text, TEXT_COLUMNS);
    assert_non_null(strstr(text, "steal"));
    free(text);
    noise_free(&again);
    noise_free(&noise);
    free_runs(runs);
}

static void test_broken_files(void **state)
{
    (void)state;
#define HEAD                                                                                       \
    "{\"schema\":2,\"kind\":\"synccost-noise\",\"fingerprint\":\"f\",\"runs\":3,\"families\":{},"
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{\"kind\":\"other\"}",
        "{\"schema\":3,\"kind\":\"synccost-noise\"}",
        "{\"schema\":1,\"kind\":\"synccost-noise\",\"runs\":3}",
        "{\"schema\":1,\"kind\":\"synccost-noise\",\"fingerprint\":\"f\",\"runs\":-1}",
        HEAD "\"rows\":[]}",
        HEAD "\"rows\":{\"a`b\":{\"threshold\":0.1}}}",
        HEAD "\"rows\":{\"a\":{\"threshold\":-0.1}}}",
        HEAD "\"rows\":{\"a\":{\"threshold\":1e300}}}",
        HEAD "\"rows\":{\"a\":{}}}",
        HEAD "\"rows\":{\"a\":7}}",
        HEAD "\"rows\":{\"a\":{\"threshold\":0.1,\"runs\":2}}}",
        HEAD "\"rows\":{\"a\":{\"threshold\":0.1,\"runs\":4}}}",
        HEAD "\"rows\":{\"a\":{\"threshold\":0.1,\"runs\":\"3\"}}}",
        "{\"schema\":1,\"kind\":\"synccost-noise\",\"fingerprint\":\"f\",\"runs\":3,\"rows\":{}}",
    };
    struct noise noise;
    char err[SC_ERR];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        spill(texts[i], strlen(texts[i]));
        err[0] = '\0';
        assert_int_equal(noise_read(&noise, file, err), -1);
        assert_non_null(strstr(err, ": measure it anew"));
        assert_null(strchr(err, '\n'));
        assert_int_equal(noise.n_rows, 0);
    }
    assert_int_equal(noise_read(&noise, "/nothing/here", err), -1);
    assert_non_null(strstr(err, "No such file or directory: measure it anew"));
    spill(HEAD "\"rows\":{\"a\":{\"threshold\":0.1}}}",
          strlen(HEAD "\"rows\":{\"a\":{\"threshold\":0.1}}}"));
    assert_int_equal(noise_read(&noise, file, err), 0);
    noise_free(&noise);
}

/* Files of versions that called a threshold floor. */
static void test_old_keys(void **state)
{
    (void)state;
    static const char old[] = "{\"schema\":1,\"kind\":\"synccost-noise\",\"fingerprint\":\"f\","
                              "\"runs\":3,\"families\":{\"mutex\":{\"floor_uncontended\":0.02,"
                              "\"floor_contended\":0.3}},"
                              "\"rows\":{\"mutex/a\":{\"floor\":0.1,\"spread\":0.01}}}";
    const struct row own = {.name = "mutex/a", .threads = 1},
                     alone_only = {.name = "mutex/b", .threads = 1},
                     contended = {.name = "mutex/c", .threads = 2};
    struct noise noise;
    char err[SC_ERR];
    spill(old, strlen(old));
    if (noise_read(&noise, file, err) != 0)
        fail_msg("%s", err);
    assert_true(noise_threshold(&noise, &own, 1) == 0.1);
    assert_true(noise_threshold(&noise, &alone_only, 1) == 0.02);
    assert_true(noise_threshold(&noise, &contended, 1) == 0.3);
    assert_int_equal(noise_write(&noise, file, err), 0);
    noise_free(&noise);
    assert_int_equal(noise_read(&noise, file, err), 0);
    assert_true(noise_threshold(&noise, &own, 1) == 0.1);
    assert_true(noise_threshold(&noise, &contended, 1) == 0.3);
    noise_free(&noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_threshold_by_definition),
        cmocka_unit_test(test_threshold_of_a_family),
        cmocka_unit_test(test_threshold_holds),
        cmocka_unit_test(test_runs_that_do_not_fit),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_broken_files),
        cmocka_unit_test(test_old_keys),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
