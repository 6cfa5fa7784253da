// SPDX-License-Identifier: MIT
// What a launch and a run should take, in figures reckoned by hand.
#include <string.h>
#include <unistd.h>

#include "synccost/run/journal.h"
#include "tests/near.h"
#include "tests/synccost/run/suite.h"

static void a_launch_is_a_process_and_its_windows(void **state)
{
    (void)state;
    struct profile p = {.trials = 2, .redo = 3, .warmup_ms = 6, .window_ms = 20};
    const struct overhead o = {.process = 0.015, .thread = 0.0001};
    struct catalog_row row = {.threads = 1};
    /* 0.5 ms beside each window, and a fifth of the trials once more */
    assert_near(cost_of_launch(&row, &p, o), 0.015 + 2.4 * 0.0265);
    row.threads = 9;
    assert_near(cost_of_launch(&row, &p, o), 0.015 + 0.0008 + 2.4 * 0.0265);
    row.sampled = true;
    assert_near(cost_of_launch(&row, &p, o), 0.015 + 0.0008 + 3.4 * 0.0265);
    p.redo = 0;
    assert_near(cost_of_launch(&row, &p, o), 0.015 + 0.0008 + 3 * 0.0265);
    row.seconds = 3; /* whatever its windows */
    assert_near(cost_of_launch(&row, &p, o), 0.015 + 0.0008 + 3);
}

/* Launches of one second: ten at first, and up to twenty. */
static const struct profile seconds = {
    .name = "full", .launches = 10, .most = 20, .trials = 1, .window_ms = 989.5};
static const struct overhead overhead = {.process = 0.01};

static void two_rows(struct catalog *c, unsigned threads)
{
    *c = (struct catalog){.remarks = json_object()};
    suite_add(c, 2, 0, threads, 1, false, NULL, "a/one");
    suite_add(c, 2, 0, 1, 1, false, NULL, "a/two");
}

static void check_run(unsigned threads, const unsigned *done, double least, double usual,
                      double most)
{
    struct catalog c;
    two_rows(&c, threads);
    const struct cost cost = cost_of_run(&c, &seconds, overhead, done);
    assert_near(cost.least, least);
    assert_near(cost.usual, usual);
    assert_near(cost.most, most);
    catalog_free(&c);
}

static void a_run_is_its_launches(void **state)
{
    (void)state;
    static const unsigned some[] = {5, 12}, all[] = {20, 20};
    check_run(1, NULL, 10 + 10, 14 + 14, 20 + 20);
    check_run(2, NULL, 10 + 10, 20 + 14, 20 + 20); /* threads that share a CPU need more */
    check_run(1, some, 5 + 0, 9 + 2, 15 + 8);
    check_run(1, all, 0, 0, 0);
}

static void launch_that_is_interrupted(void *self, const struct catalog *c,
                                       const struct catalog_row *row,
                                       const struct launch_settings *settings,
                                       struct launch_result *result)
{
    (void)self;
    (void)c;
    (void)row;
    (void)settings;
    *result = (struct launch_result){.status = LAUNCH_INTERRUPTED};
}

/* As the journal has them: so many launches of each row. */
static json_t *finished(const struct catalog *c, unsigned launches)
{
    json_t *lines = json_array();
    struct stand_in w = {.noise = 0};
    for (size_t row = 0; row < c->n; row++)
        for (unsigned launch = 0; launch < launches; launch++) {
            struct launch_result result = {.status = LAUNCH_OK, .seconds = 1};
            stand_in_sample(&w, &result, 0);
            json_array_append_new(lines, journal_line(c->row[row].name, launch, &result));
            launch_result_free(&result);
        }
    return lines;
}

/* The first line that a run says which has so many launches of each row; -1: it is a new one. */
static void first_line(int launches, char line[256])
{
    char folder[] = "/tmp/synccost-cost-XXXXXX";
    struct stand_in clock = {.noise = 0};
    const struct world world = {launch_that_is_interrupted, stand_in_now, &clock};
    struct run run = {.profile = seconds, .overhead = overhead, .seed = 1, .world = &world};
    char err[SC_ERR] = "", path[64];
    FILE *said = tmpfile();
    assert_true(said && mkdtemp(folder));
    run.journal = -1;
    run.dir = strdup(folder);
    report_init(&run.report);
    two_rows(&run.catalog, 1);
    assert_int_equal(run_add_rows(&run.report, &run.catalog, err), 0);
    run.finished = launches < 0 ? NULL : finished(&run.catalog, (unsigned)launches);
    assert_int_equal(suite_measure(&run, fileno(said), err), 1);
    rewind(said);
    assert_non_null(fgets(line, 256, said));
    if (launches >= 0)
        assert_non_null(fgets(line, 256, said)); /* behind what is kept */
    fclose(said);
    run_free(&run);
    snprintf(path, sizeof path, "%s/report.json", folder);
    unlink(path);
    journal_remove(folder);
    assert_int_equal(rmdir(folder), 0);
}

static void a_run_without_a_limit_says_what_is_left(void **state)
{
    (void)state;
    char line[256];
    first_line(-1, line);
    assert_non_null(strstr(line, ": 2 rows take about 28 s (20 s to 40 s). "));
    first_line(5, line);
    assert_non_null(strstr(line, ": what is left of 2 rows takes about 18 s (10 s to 30 s). "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_launch_is_a_process_and_its_windows),
        cmocka_unit_test(a_run_is_its_launches),
        cmocka_unit_test(a_run_without_a_limit_says_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
