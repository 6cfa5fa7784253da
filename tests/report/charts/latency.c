// SPDX-License-Identifier: MIT
// The latency chart: which rows it shows, in which order, and what a report without any gets.
#include "report/charts/chart.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

/* One-way latencies, whose 99 % quantile is ten times their median; with more CPUs, of more waiters
 * too. To be estimated anew. */
static void add_latencies(struct report *r, unsigned cpus)
{
    static const struct {
        const char *name;
        double ns;
    } wakes[] = {{"cond/go/signal/wait:asleep", 21000},
                 {"cond/go/signal/wait:spinning", 640},
                 {"waitgroup/go/done/wait:asleep", 19000}};
    for (size_t i = 0; i < sizeof wakes / sizeof *wakes; i++)
        for (unsigned threads = 2; threads <= cpus; threads *= 2) {
            char name[REPORT_NAME];
            snprintf(name, sizeof name, "%s/threads:%u", wakes[i].name, threads);
            struct row *row = add(r, name, "latency", threads, cpus, wakes[i].ns * threads, NAN);
            set_floor(row, "floor/futex-wake");
            for (size_t s = 0; s < row->n_samples; s++)
                row->samples[s].value[METRIC_latency_p99_ns] =
                    10 * row->samples[s].value[METRIC_real_time];
        }
}

static void build(struct report *r, unsigned cpus)
{
    build_report(r, cpus);
    add_latencies(r, cpus);
    report_estimate(r);
}

static void the_fastest_stands_first(void **state)
{
    static const char *const order[] = {"cond/go/signal/wait:spinning/threads:2",
                                        "waitgroup/go/done/wait:asleep/threads:2",
                                        "cond/go/signal/wait:asleep/threads:2"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build(&r, 2);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "latency.dat", 1, 12), 3);
    char *text = slurp(dir, "latency.dat", NULL), *at = strstr(text, "\n\n\n");
    assert_non_null(at);
    at += 3;
    for (size_t i = 0; i < 3; i++) {
        unsigned place;
        char label[64];
        double median, low, high, floor, tail;
        assert_int_equal(sscanf(at, "%u\t%63[^\t]\t%*u\t%lf\t%lf\t%lf\t%lf\t%*s\t%*s\t%*s\t%lf",
                                &place, label, &median, &low, &high, &floor, &tail),
                         7);
        assert_int_equal(place, i + 1);
        assert_string_equal(label, order[i]);
        assert_true(low <= median && median <= high);
        assert_true(floor > 20000 && floor < 21000); /* one way of 41 us */
        assert_true(tail > 9 * median && tail < 11 * median);
        at = strchr(at, '\n') + 1;
    }
    free(text);
    report_free(&r);
}

static void more_waiters_are_left_to_other_charts(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build(&r, 8);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "latency.dat", 1, 12), 3);
    assert_false(holds(dir, "latency.dat", "threads:4"));
    report_free(&r);
}

static void the_picture_names_rows_and_quantile(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("latency"), &results);
    assert_true(result_of(&results, "latency")->drawn);
    assert_pictures(dir, "latency");
    assert_true(holds(dir, "latency.svg", "waitgroup/go/done/wait:asleep/threads:2"));
    assert_true(holds(dir, "latency.svg", "99 % quantile"));
    assert_true(holds(dir, "latency.svg", "ns from signal to return"));
    assert_true(holds(dir, "latency.svg", ">cond<"));
    assert_same_by_hand(dir, "latency", "latency.gp");
    report_free(&r);
}

/* A family program need not report the 99 % quantile. */
static void rows_without_a_quantile_are_drawn_all_the_same(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    add(&r, "cond/other/signal/wait:asleep/threads:2", "latency", 2, 2, 21000, NAN);
    report_estimate(&r);
    write_one(&r, dir);
    draw(dir, &results);
    assert_true(result_of(&results, "latency")->drawn);
    assert_pictures(dir, "latency");
    assert_false(holds(dir, "latency.svg", "99 % quantile"));
    report_free(&r);
}

static void a_report_without_latencies_says_so(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("latency"), &results);
    assert_false(result_of(&results, "latency")->drawn);
    assert_non_null(strstr(result_of(&results, "latency")->reason, "needs rows"));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_fastest_stands_first),
        IN_FOLDER(more_waiters_are_left_to_other_charts),
        IN_FOLDER(the_picture_names_rows_and_quantile),
        IN_FOLDER(rows_without_a_quantile_are_drawn_all_the_same),
        IN_FOLDER(a_report_without_latencies_says_so),
    };
    return cmocka_run_group_tests_name("latency chart", tests, NULL, NULL);
}
