// SPDX-License-Identifier: MIT
// The chart of line transfers against time: counted and estimated ones apart, and the floor.
#include "report/model/transfers.h"
#include "tests/report/charts/counted.h"
#include "tests/report/charts/folder.h"

static const char floor_pair[] = "floor/line-transfer/pair:0-1";

struct line {
    unsigned family;
    int how;
    double moved[3], ns[3], label[4];
    char name[64], row[REPORT_NAME];
};

/* The next dot of transfers.dat from *at on, where *at first is the file's text; false at the
 * end. */
static bool next_dot(char **at, struct line *l)
{
    if (**at == '#')
        *at = strstr(*at, "\n\n\n") + 3;
    if (!**at || **at == '\n') /* the block of families follows */
        return false;
    int read =
        sscanf(*at, "%u\t%d\t%lf\t%lf\t%lf\t%lf\t%lf\t%lf\t%63[^\t]\t%lf\t%lf\t%lf\t%lf\t%255[^\n]",
               &l->family, &l->how, &l->moved[0], &l->moved[1], &l->moved[2], &l->ns[0], &l->ns[1],
               &l->ns[2], l->name, &l->label[0], &l->label[1], &l->label[2], &l->label[3], l->row);
    assert_int_equal(read, 14);
    *at = strchr(*at, '\n') + 1;
    return true;
}

static void near(double value, double wanted)
{
    if (!(fabs(value - wanted) <= 1e-4 * fabs(wanted)))
        fail_msg("%g instead of %g", value, wanted);
}

/* Fails unless every dot is what its row says; returns how many are of that kind. */
static unsigned check_dots(const struct report *r, const char *dir, int how)
{
    unsigned n = 0;
    char *text = slurp(dir, "transfers.dat", NULL), *at = text;
    assert_non_null(text);
    for (struct line l; next_dot(&at, &l);) {
        const struct row *row = report_row(r, l.row);
        assert_non_null(row);
        assert_true(row->threads > 1 && row->threads <= row->cpus);
        assert_non_null(strstr(row->floor, "floor/line-transfer"));
        near(l.moved[0],
             transfers_of(r, row, l.how == 1 ? TRANSFERS_COUNTED : TRANSFERS_ESTIMATED).median);
        assert_true(l.moved[1] <= l.moved[0] && l.moved[0] <= l.moved[2]);
        near(l.ns[0], row->time.median / row->threads);
        near(l.ns[1], row->time.low / row->threads);
        near(l.ns[2], row->time.high / row->threads);
        n += l.how == how;
    }
    free(text);
    return n;
}

static void counted_and_estimated_transfers_are_apart(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_counted(&r, 4);
    write_one(&r, dir);
    assert_true(check_dots(&r, dir, 1) > 40);
    assert_true(check_dots(&r, dir, 2) > 10);
    draw_only(dir, CHARTS("transfers", "false-sharing", "bouncing-mutex"), &results);
    assert_true(result_of(&results, "transfers")->drawn);
    assert_pictures(dir, "transfers");
    static const char *const said[] = {">counted</text>",
                                       ">estimated from time</text>",
                                       ">atomic</text>",
                                       ">mutex</text>",
                                       "floor: transfers × ",
                                       "Hollow marks are reckoned from this very time",
                                       "line transfers per operation, log scale",
                                       "wall time"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!holds(dir, "transfers.svg", said[i]))
            fail_msg("transfers.svg does not say %s", said[i]);
    static const char *const charts[] = {"transfers.svg", "false-sharing.svg",
                                         "bouncing-mutex.svg"};
    for (int i = 0; i < 3; i++)
        assert_false(holds(dir, charts[i], "no PMU"));
    report_free(&r);
}

static void without_counts_every_chart_says_so(void **state)
{
    static const char *const charts[] = {"transfers", "false-sharing", "bouncing-atomic",
                                         "bouncing-mutex", "bouncing-counter"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 4);
    write_one(&r, dir);
    assert_int_equal(check_dots(&r, dir, 1), 0);
    assert_true(check_dots(&r, dir, 2) > 10);
    draw_only(dir,
              CHARTS("transfers", "false-sharing", "bouncing-atomic", "bouncing-mutex",
                     "bouncing-counter", "scaling-atomic"),
              &results);
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.svg", charts[i]);
        assert_pictures(dir, charts[i]);
        if (!holds(dir, name, "95 % intervals · estimated from time, no PMU counts"))
            fail_msg("%s does not say that it shows estimates", name);
        assert_false(holds(dir, name, "counted</text>"));
    }
    assert_true(holds(dir, "false-sharing.svg", "line transfers per operation, estimated"));
    assert_true(holds(dir, "bouncing-atomic.svg", "line transfers per operation, estimated"));
    assert_false(holds(dir, "scaling-atomic.svg", "estimated"));
    report_free(&r);
}

static void a_row_that_costs_its_transfers_lies_on_the_floor(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 2);
    drop(&r, "atomic/");
    drop(&r, "mutex/");
    const double floor_ns = row_metric(report_row(&r, floor_pair), METRIC_one_way_ns);
    struct row *row =
        add(&r, "mutex/exact/contended/crit:0ns/out:0ns/threads:2", "thread", 2, 2, 300, NAN);
    set_floor(row, "floor/line-transfer");
    report_estimate(&r);
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_pmu_line_transfers] = row->time.median / 2 / floor_ns;
    write_one(&r, dir);
    char *text = slurp(dir, "transfers.dat", NULL), *at = text, *head = strstr(text, "\t-\t") + 3;
    double line_ns, farthest, left, right, bottom, upper;
    while (head[-1] != '\t' || sscanf(head, "%lf %lf\t%lf %lf %lf %lf\t", &line_ns, &farthest,
                                      &left, &right, &bottom, &upper) != 6)
        head++;
    struct line l;
    assert_true(next_dot(&at, &l));
    assert_string_equal(l.row, row->name);
    assert_string_equal(l.name, "exact");
    near(line_ns, floor_ns);
    near(farthest, floor_ns);
    near(l.ns[0], l.moved[0] * line_ns);
    near(left, l.moved[1] / 1.3);
    near(right, l.moved[2] * 1.3);
    assert_true(left < l.moved[0] && l.moved[0] < right && bottom < l.ns[0] && l.ns[0] < upper);
    assert_true(left < l.label[0] && l.label[0] < right && bottom < l.label[1] &&
                l.label[1] < upper);
    assert_false(next_dot(&at, &l)); /* it has no twin, so no estimate either */
    free(text);
    report_free(&r);
}

static void each_subject_is_named_once(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_counted(&r, 8);
    write_one(&r, dir);
    char *text = slurp(dir, "transfers.dat", NULL), *at = text, seen[64][64];
    unsigned n = 0;
    for (struct line l; next_dot(&at, &l);) {
        if (strcmp(l.name, "-") == 0) {
            assert_true(isnan(l.label[0]));
            continue;
        }
        assert_int_equal(l.how, 1);
        assert_non_null(strstr(l.row, "/threads:8"));
        for (unsigned i = 0; i < n; i++)
            assert_string_not_equal(seen[i], l.name);
        strcpy(seen[n++], l.name);
    }
    assert_in_range(n, 15, 20);
    free(text);
    report_free(&r);
}

static void the_floor_of_the_farthest_pair_is_drawn_where_it_differs(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_counted(&r, 4);
    write_one(&r, dir);
    draw_only(dir, CHARTS("transfers"), &results);
    assert_false(holds(dir, "transfers.svg", "farthest pair's floor</text>"));
    report_free(&r);
    build_counted(&r, 8);
    write_one(&r, dir);
    draw_only(dir, CHARTS("transfers"), &results);
    assert_true(holds(dir, "transfers.svg", "farthest pair's floor</text>"));
    assert_pictures(dir, "transfers");
    report_free(&r);
}

static void one_launch_has_no_interval(void **state)
{
    static const char *const charts[] = {"transfers", "false-sharing", "bouncing-mutex"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_counted(&r, 4);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].n_samples = 2;
    report_estimate(&r);
    write_one(&r, dir);
    draw_only(dir, CHARTS("transfers", "false-sharing", "bouncing-mutex"), &results);
    for (int i = 0; i < 3; i++)
        assert_pictures(dir, charts[i]);
    char *text = slurp(dir, "transfers.dat", NULL), *at = text;
    for (struct line l; next_dot(&at, &l);)
        assert_true(isnan(l.moved[1]) && isnan(l.moved[2]) && isnan(l.ns[1]) && isnan(l.ns[2]));
    free(text);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(counted_and_estimated_transfers_are_apart),
        IN_FOLDER(without_counts_every_chart_says_so),
        IN_FOLDER(a_row_that_costs_its_transfers_lies_on_the_floor),
        IN_FOLDER(each_subject_is_named_once),
        IN_FOLDER(the_floor_of_the_farthest_pair_is_drawn_where_it_differs),
        IN_FOLDER(one_launch_has_no_interval),
    };
    return cmocka_run_group_tests_name("charts of transfers", tests, NULL, NULL);
}
