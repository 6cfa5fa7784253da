// SPDX-License-Identifier: MIT
// Charts: the data files' columns, every picture, and what cannot be drawn.
#include <sys/stat.h>

#include "report/charts/chart.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

static void every_chart_is_drawn(void **state)
{
    static const struct {
        const char *chart, *labels[4];
    } expected[] = {
        {"ladder",
         {"mutex/ticket/uncontended", "floor/rmw/own-line", "Cost ladder", "per round trip"}},
        {"scaling-atomic", {"fetch-add", "threads &gt; CPUs", "log scale", NULL}},
        {"scaling-mutex",
         {"pthread-adaptive", "ns per operation (thread time)", "crit:50ns", NULL}},
        {"scaling-rwmutex", {"pthread-reader", "read:99", NULL, NULL}},
        {"scaling-channel", {"socketpair", "ns per message", NULL, NULL}},
        {"scaling-counter", {"adjacent", "padded-64", NULL, NULL}},
        {"read-share", {"99.9", "share of reads", "2 threads", NULL}},
        {"false-sharing", {"thread-local", "store", "adjacent", NULL}},
        {"stride", {"256", "cache line", "bytes", NULL}},
        {"critical-section", {"1000", "ttas", "2 × length", NULL}},
        {"costs-floor", {"floor/rmw/own-line", "line-transfer", "wake-up or round trip", NULL}},
        {"core-to-core", {"one way, ns", "AMD EPYC 9R14", "5 launches, 95 % intervals", NULL}},
        {"fairness", {"million operations per second", "ticket", "fewest operations", NULL}},
    };
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw(dir, &results);
    assert_int_equal(results.n, ALL_CHARTS);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.svg", expected[i].chart);
        assert_true(result_of(&results, expected[i].chart)->drawn);
        assert_pictures(dir, expected[i].chart);
        for (int k = 0; k < 4 && expected[i].labels[k]; k++) {
            const char *label = expected[i].labels[k];
            char plain[64]; /* gnuplot writes > as it is */
            snprintf(plain, sizeof plain, "%s",
                     strcmp(label, "threads &gt; CPUs") == 0 ? "threads > CPUs" : label);
            if (!holds(dir, name, label) && !holds(dir, name, plain))
                fail_msg("%s does not say %s", name, label);
        }
    }
    report_free(&r);
}

/* A row that the end of the time cut short was measured. */
static void rows_that_were_cut_short_are_drawn(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    for (size_t i = 0; i < r.n_rows; i++)
        if (strncmp(r.rows[i].name, "mutex/", 6) == 0)
            r.rows[i].status = ROW_INCOMPLETE;
    write_one(&r, dir);
    assert_in_range(count_lines(dir, "scaling-mutex.dat", 1, 12), 2, 4);
    assert_int_equal(count_lines(dir, "critical-section.dat", 1, 12), 4);
    for (size_t i = 0; i < r.n_rows; i++)
        if (strncmp(r.rows[i].name, "mutex/", 6) == 0)
            r.rows[i].status = ROW_FAILED;
    write_one(&r, dir);
    assert_true(holds(dir, "critical-section.dat", "nothing to draw"));
    report_free(&r);
}

static void data_files_have_their_columns(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "ladder.dat", 0, 9), 1);
    unsigned rows = count_lines(dir, "ladder.dat", 1, 12);
    assert_in_range(rows, 30, 45);
    assert_int_equal(count_lines(dir, "scaling-mutex.dat", 0, 9), 1);
    assert_in_range(count_lines(dir, "scaling-mutex.dat", 1, 12), 2, 4);
    assert_int_equal(count_lines(dir, "read-share.dat", 1, 12), 6);
    assert_int_equal(count_lines(dir, "critical-section.dat", 1, 12), 4);
    assert_int_equal(count_lines(dir, "stride.dat", 1, 12), 7);
    assert_int_equal(count_lines(dir, "false-sharing.dat", 1, 15), 7);
    assert_int_equal(count_lines(dir, "false-sharing.dat", 4, 2), 7);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 1, 9), 6);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 2, 2), 4);
    assert_int_equal(count_lines(dir, "fairness.dat", 1, 15), LOCKS);
    assert_true(holds(dir, "ladder.dat", "# Blocks after it: place from the cheapest, label"));
    assert_true(holds(dir, "stride.dat", "median ns, low ns, high ns"));
    report_free(&r);
}

static void ladder_goes_from_cheap_to_dear(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 8);
    write_one(&r, dir);
    char *text = slurp(dir, "ladder.dat", NULL), *at = strstr(text, "\n\n\n");
    assert_non_null(at);
    double before = 0, median, low, high;
    unsigned place, wanted = 1;
    char label[64];
    for (at += 3;
         sscanf(at, "%u\t%63[^\t]\t%*u\t%lf\t%lf\t%lf", &place, label, &median, &low, &high) == 5;
         wanted++) {
        assert_int_equal(place, wanted);
        assert_true(median >= before && low <= median && median <= high);
        before = median;
        at = strchr(at, '\n') + 1;
    }
    assert_in_range(wanted, 30, 46);
    free(text);
    report_free(&r);
}

static void a_hand_run_gives_the_same_bytes(void **state)
{
    static const char *const runs[][2] = {{"ladder", "ladder.gp"},
                                          {"scaling-mutex", "scaling.gp mutex"},
                                          {"scaling-channel", "scaling.gp channel"},
                                          {"read-share", "read-share.gp"},
                                          {"false-sharing", "false-sharing.gp"},
                                          {"stride", "stride.gp"},
                                          {"critical-section", "critical-section.gp"},
                                          {"core-to-core", "core-to-core.gp"},
                                          {"fairness", "fairness.gp"}};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw_only(dir,
              CHARTS("ladder", "scaling-mutex", "scaling-channel", "read-share", "false-sharing",
                     "stride", "critical-section", "core-to-core", "fairness"),
              &results);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        assert_same_by_hand(dir, runs[i][0], runs[i][1]);
    report_free(&r);
}

/* The second picture of a line chart: the same curves, from zero on, and nothing of a log axis. */
static void line_charts_have_a_linear_picture(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    char err[SC_ERR] = "";
    build_report(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("ladder", "scaling-mutex", "critical-section"), &results);
    assert_int_equal(chart_draw_linear(dir, "plots", &results, err), 0);
    for (size_t i = 0; i < results.n; i++) {
        const struct chart_result *chart = &results.chart[i];
        assert_int_equal(chart->width, 960);
        assert_int_equal(chart->linear, strcmp(chart->name, "ladder") != 0);
    }
    assert_false(exists(dir, "ladder.linear.svg") || exists(dir, "scaling-mutex.linear.png"));
    assert_true(holds(dir, "scaling-mutex.svg", "log scale"));
    assert_true(holds(dir, "scaling-mutex.linear.svg", ">0<"));
    assert_true(holds(dir, "scaling-mutex.linear.svg", ">pthread-adaptive<"));
    assert_false(holds(dir, "scaling-mutex.linear.svg", "log scale"));

    spill(dir, "scaling.gp", "set output 'scaling-mutex.linear.svg'\nplot nonsense(\n");
    assert_int_equal(chart_draw_linear(dir, dir, &results, err), -1);
    assert_non_null(strstr(err, "scaling.gp: line 2: "));
    assert_false(result_of(&results, "scaling-mutex")->linear);
    assert_false(exists(dir, "scaling-mutex.linear.svg"));
    write_one(&r, dir); /* removes pictures of an earlier call */
    assert_false(exists(dir, "critical-section.linear.svg"));
    report_free(&r);
}

static void one_cpu_says_what_it_cannot_draw(void **state)
{
    static const char *const without[] = {"read-share",       "false-sharing",  "stride",
                                          "critical-section", "core-to-core",   "fairness",
                                          "transfers",        "bouncing-mutex", NULL};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw_only(dir, without, &results);
    assert_true(exists(dir, "fairness.svg") && exists(dir, "core-to-core.csv"));
    report_free(&r);
    build_report(&r, 1);
    write_one(&r, dir);
    draw(dir, &results);
    assert_true(result_of(&results, "ladder")->drawn);
    assert_true(result_of(&results, "scaling-mutex")->drawn);
    for (size_t i = 0; without[i]; i++) {
        char name[64];
        const struct chart_result *result = result_of(&results, without[i]);
        assert_false(result->drawn);
        assert_non_null(strstr(result->reason, "needs "));
        snprintf(name, sizeof name, "%s.svg", without[i]);
        assert_false(exists(dir, name)); /* nor the picture of an earlier report */
    }
    assert_false(exists(dir, "core-to-core.csv"));
    report_free(&r);
    report_init(&r);
    write_one(&r, dir);
    draw(dir, &results);
    for (size_t i = 0; i < results.n; i++)
        assert_true(!results.chart[i].drawn && results.chart[i].reason[0]);
    report_free(&r);
}

static void one_launch_has_no_interval(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 4);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].n_samples = 2;
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(holds(dir, "ladder.dat", "1 launch: no interval"));
    assert_true(holds(dir, "ladder.dat", "\tNaN\tNaN\t"));
    draw(dir, &results);
    for (size_t i = 0; i < results.n; i++)
        if (has_data(dir, results.chart[i].name))
            assert_pictures(dir, results.chart[i].name);
    report_free(&r);
}

static void siblings_stand_on_the_diagonal(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    add(&r, "floor/line-transfer/pair:0-1", "round-trip", 2, 2, 100, NAN);
    add(&r, "floor/line-transfer/pair:0-2", "round-trip", 2, 2, 30, NAN);
    add(&r, "floor/line-transfer/pair:1-3", "round-trip", 2, 2, 32, NAN);
    add(&r, "floor/line-transfer/pair:x-9", "round-trip", 2, 2, 32, NAN);
    for (size_t i = 0; i < r.n_rows; i++)
        for (size_t k = 0; k < r.rows[i].n_samples; k++)
            r.rows[i].samples[k].value[METRIC_one_way_ns] = i == 0 ? 50 : 15 + (double)i - 1;
    report_estimate(&r);
    write_one(&r, dir);
    char *csv = slurp(dir, "core-to-core.csv", NULL);
    assert_string_equal(csv, ",,,\n50,,,\n15,,,\n,16,,\n");
    free(csv);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 2, 2), 2);
    draw(dir, &results);
    assert_pictures(dir, "core-to-core");
    assert_true(holds(dir, "core-to-core.svg", "two hardware threads"));
    report_free(&r);
}

static void a_missing_or_failing_gnuplot_is_named(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    char err[SC_ERR], *path = strdup(getenv("PATH"));
    build_report(&r, 2);
    write_one(&r, dir);
    setenv("PATH", "/nonexistent", 1);
    int status = chart_draw(dir, "plots", &results, err);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, -1);
    assert_string_equal(err, "gnuplot not found: install gnuplot-nox");
    assert_int_equal(chart_draw(dir, "no-such-folder", NULL, err), -1);
    assert_non_null(strstr(err, "plot scripts"));
    assert_int_equal(chart_draw("/nonexistent", "plots", NULL, err), -1);

    spill(dir, "ladder.gp", "set output 'ladder.svg'\nplot nonsense(\n");
    assert_int_equal(chart_draw(dir, dir, &results, err), -1);
    assert_non_null(strstr(err, "ladder.gp: line 2: "));
    assert_false(exists(dir, "ladder.svg"));
    assert_false(result_of(&results, "ladder")->drawn);
    report_free(&r);
}

static void files_that_cannot_be_written_are_named(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    char err[SC_ERR] = "", path[PATH_MAX];
    const struct report *one = &r;
    build_report(&r, 2);
    assert_int_equal(chart_write_data(&one, 0, dir, err), -1);
    assert_int_equal(chart_write_data(&one, 1, "/nonexistent/charts", err), -1);
    assert_non_null(strstr(err, "cannot make the chart folder"));
    snprintf(path, sizeof path, "%s/stride.dat", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(chart_write_data(&one, 1, dir, err), -1);
    assert_non_null(strstr(err, "cannot write stride.dat"));
    rmdir(path);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(rows_that_were_cut_short_are_drawn),
        IN_FOLDER(data_files_have_their_columns),
        IN_FOLDER(ladder_goes_from_cheap_to_dear),
        IN_FOLDER(every_chart_is_drawn),
        IN_FOLDER(a_hand_run_gives_the_same_bytes),
        IN_FOLDER(line_charts_have_a_linear_picture),
        IN_FOLDER(one_cpu_says_what_it_cannot_draw),
        IN_FOLDER(one_launch_has_no_interval),
        IN_FOLDER(siblings_stand_on_the_diagonal),
        IN_FOLDER(a_missing_or_failing_gnuplot_is_named),
        IN_FOLDER(files_that_cannot_be_written_are_named),
    };
    return cmocka_run_group_tests_name("charts", tests, NULL, NULL);
}
