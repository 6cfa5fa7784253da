// SPDX-License-Identifier: MIT
// Drawing that has to end: with another gnuplot that hangs, or does so after its first chart.
#include <math.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "report/charts/gnuplot.h"
#include "tests/report/charts/folder.h"

static volatile int stopped;
static char err[SC_ERR];
static struct chart_results results;

static void on_alarm(int number)
{
    stopped = number;
}

static double seconds_from_now(double seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9 + seconds;
}

/* Draws ladder, scaling-mutex and stride, in this order, with another gnuplot: lines of sh that
 * have the chart's name as $name. */
static void draw_with(const char *dir, const char *lines, const struct chart_end *end)
{
    static const char *const charts[] = {"ladder", "scaling-mutex", "stride"};
    char text[1024], path[PATH_MAX], *before = strdup(getenv("PATH"));
    assert_non_null(before);
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text, "%s.dat", charts[i]);
        spill(dir, text, "Title\t\t\t\t\t-\n");
    }
    spill(dir, "latency.dat", "Title\t\t\t\t\tneeds latencies\n");
    snprintf(text, sizeof text,
             "#!/bin/sh\nname=$(basename \"$2\" .gp)${3:+-$3}\n"
             "echo \"$name\" >>started\n%s\n",
             lines);
    spill(dir, "gnuplot", text);
    snprintf(path, sizeof path, "%s/gnuplot", dir);
    assert_int_equal(chmod(path, 0755), 0);
    snprintf(path, sizeof path, "%s:%s", dir, before);
    setenv("PATH", path, 1);
    gnuplot_patience = 20;
    memset(err, 0, sizeof err);
    assert_int_equal(chart_draw_until(dir, "plots", end, &results, err), -1);
    setenv("PATH", before, 1);
    free(before);
    assert_false(result_of(&results, "latency")->lost);
    assert_string_equal(result_of(&results, "latency")->reason, "needs latencies");
}

#define DRAW  "echo '<svg width=\"96\" height=\"64\">' >$name.svg; echo x >$name.png"
#define HANGS "echo '<svg' >$name.svg; exec sleep 100"

static void assert_lost(const char *name, const char *reason, bool late)
{
    const struct chart_result *result = result_of(&results, name);
    assert_true(result->lost && !result->drawn);
    assert_int_equal(result->late, late);
    assert_string_equal(result->reason, reason);
}

static void what_has_no_time_left_is_late(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    const struct chart_end end = {.deadline = seconds_from_now(0.5)};
    draw_with(dir, HANGS, &end);
    assert_lost("ladder", "no time was left", true);
    assert_lost("scaling-mutex", "no time was left", true);
    assert_lost("stride", "no time was left", true);
    assert_string_equal(err, "no time was left");
    assert_false(exists(dir, "ladder.svg")); /* half a picture */
    assert_true(holds(dir, "started", "ladder\n") && !holds(dir, "started", "stride"));
}

static void what_is_drawn_by_then_stays(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    const struct chart_end end = {.deadline = seconds_from_now(2)};
    draw_with(dir, "[ $name = ladder ] || { " HANGS "; }\n" DRAW, &end);
    assert_true(result_of(&results, "ladder")->drawn && !result_of(&results, "ladder")->late);
    assert_int_equal(result_of(&results, "ladder")->width, 96);
    assert_lost("scaling-mutex", "no time was left", true);
    assert_lost("stride", "no time was left", true);
}

static void each_says_why_it_is_lost(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    const struct chart_end end = {.deadline = seconds_from_now(2)};
    draw_with(dir, "[ $name = ladder ] && echo broken >&2 && exit 3\n" HANGS, &end);
    assert_lost("ladder", "ladder.gp: broken", false);
    assert_lost("scaling-mutex", "no time was left", true);
    assert_lost("stride", "no time was left", true);
    assert_string_equal(err, "ladder.gp: broken");
}

static void a_signal_ends_it(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    const struct chart_end end = {.deadline = INFINITY, .stop = &stopped};
    signal(SIGALRM, on_alarm);
    alarm(1);
    draw_with(dir, HANGS, &end);
    assert_lost("ladder", "interrupted", false);
    assert_lost("stride", "interrupted", false);
    assert_true(holds(dir, "started", "ladder\n") && !holds(dir, "started", "stride"));
    assert_int_equal(stopped, SIGALRM);
}

static void after_a_signal_nothing_is_started(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    const struct chart_end end = {.deadline = INFINITY, .stop = &stopped};
    stopped = SIGTERM;
    draw_with(dir, DRAW, &end);
    assert_lost("ladder", "interrupted", false);
    assert_false(exists(dir, "started"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_has_no_time_left_is_late),     IN_FOLDER(what_is_drawn_by_then_stays),
        IN_FOLDER(each_says_why_it_is_lost),          IN_FOLDER(a_signal_ends_it),
        IN_FOLDER(after_a_signal_nothing_is_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
