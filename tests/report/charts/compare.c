// SPDX-License-Identifier: MIT
// The chart of reports side by side: which rows it has, their ratios and intervals, and its look.
#include "common/family.h"
#include "report/charts/data.h"
#include "report/model/headline.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

static void scale(struct report *r, const char *words, double factor)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t k = 0; strstr(r->rows[i].name, words) && k < r->rows[i].n_samples; k++)
            r->rows[i].samples[k].value[METRIC_real_time] *= factor;
    report_estimate(r);
}

static void name_machine(struct report *r, const char *slug)
{
    json_t *machine = json_object_get(json_object_get(r->context, "synccost"), "machine");
    json_object_set_new(machine, "slug", json_string(slug));
}

/* Writes and draws the comparison of n reports. */
static void compare(const struct report *const *reports, size_t n, const char *dir,
                    struct chart_results *results)
{
    char err[SC_ERR] = "";
    if (chart_write_data(reports, n, dir, err) != 0)
        fail_msg("%s", err);
    draw(dir, results);
    assert_int_equal(results->n, 1);
}

struct dot {
    double place, ratio, low, high;
    int sure;
    double noise;
};

/* The dot of the row in the nth block. */
static struct dot dot_of(const char *dir, unsigned block, const char *row)
{
    char *text = slurp(dir, "compare.dat", NULL), *at = text, end[REPORT_NAME + 2];
    struct dot d;
    for (unsigned i = 0; i < block; i++) {
        at = strstr(at, "\n\n\n");
        assert_non_null(at);
        at += 3;
    }
    snprintf(end, sizeof end, "\t%s\n", row);
    char *found = strstr(at, end);
    assert_non_null(found);
    while (found > at && found[-1] != '\n')
        found--;
    assert_int_equal(sscanf(found, "%*[^\t]\t%*u\t%*u\t%*u\t%lf\t%lf\t%lf\t%lf\t%d\t%lf", &d.place,
                            &d.ratio, &d.low, &d.high, &d.sure, &d.noise),
                     6);
    free(text);
    return d;
}

static const char *const ticket = "mutex/ticket/uncontended/crit:0ns/out:0ns/threads:1";
static const char *const mcs = "mutex/mcs/uncontended/crit:0ns/out:0ns/threads:1";
static const char *const go = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";

static void two_reports_are_a_ratio_with_its_interval(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    struct chart_results results;
    build_report(&a, 2);
    build_report(&b, 2);
    scale(&b, "ticket", 2);
    name_machine(&b, "other-machine");
    json_object_set_new(json_object_get(b.context, "synccost"), "emulated", json_true());
    const struct report *both[] = {&a, &b};
    compare(both, 2, dir, &results);
    assert_pictures(dir, "compare");
    assert_same_by_hand(dir, "compare", "compare.gp");
    assert_int_equal(count_lines(dir, "compare.dat", 1, 12), HEADLINE_ROWS);
    assert_int_equal(count_lines(dir, "compare.dat", 2, 4), HEADLINE_ROWS);
    struct dot d = dot_of(dir, 1, ticket);
    assert_true(fabs(d.ratio - 2) < 0.05 && d.low > 1 && d.low <= 2 && d.high >= 2);
    assert_int_equal(d.sure, 1);
    d = dot_of(dir, 1, go);
    assert_true(d.ratio == 1 && d.low < 1 && d.high > 1);
    assert_int_equal(d.sure, 0);
    assert_true(holds(dir, "compare.svg", "A: amd-epyc-zen4-2c-kvm, 2025-11-21T09:12"));
    assert_true(holds(dir, "compare.svg", "B: other-machine"));
    assert_true(holds(dir, "compare.svg", "mutex/ticket/uncontended"));
    assert_true(holds(dir, "compare.svg", "faster than A"));
    assert_true(holds(dir, "compare.svg", "Emulated machine"));
    report_free(&a);
    report_free(&b);
}

/* Where there was a comparison, its word counts, not what the launches say. */
static void the_findings_of_a_comparison_are_shown(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    struct chart_results results;
    char err[SC_ERR] = "";
    build_report(&a, 2);
    build_report(&b, 2);
    scale(&b, "mutex/mcs", 2);
    const struct chart_finding findings[] = {
        {.row = ticket,
         .ratio = {1.5, 1.4, 1.6},
         .threshold = log(1.25),
         .differs = true,
         .base_ns = 7.5},
        {.row = go, .ratio = {1.5, 1.4, 1.6}, .threshold = log(2), .base_ns = 7.5},
    };
    assert_int_equal(chart_write_comparison(&a, &b, findings, 2, dir, err), 0);
    draw(dir, &results);
    assert_pictures(dir, "compare");
    assert_same_by_hand(dir, "compare", "compare.gp");
    struct dot d = dot_of(dir, 1, ticket);
    assert_true(d.ratio == 1.5 && d.low == 1.4 && d.high == 1.6 && d.sure && d.noise == 1.25);
    d = dot_of(dir, 1, go);
    assert_true(d.ratio == 1.5 && !d.sure && d.noise == 2);
    d = dot_of(dir, 1, mcs); /* no finding: the launches' ratio, no verdict */
    assert_true(d.ratio > 1.9 && d.low > 1 && !d.sure && isnan(d.noise));
    assert_true(holds(dir, "compare.svg", "no verdict of faster or slower"));
    assert_true(holds(dir, "compare.svg", "noise threshold"));
    const struct report *both[] = {&a, &b};
    compare(both, 2, dir, &results);
    assert_int_equal(dot_of(dir, 1, mcs).sure, 1);
    assert_false(holds(dir, "compare.svg", "noise threshold"));
    report_free(&a);
    report_free(&b);
}

static void a_third_report_has_a_mark_of_its_own(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r[3];
    const struct report *all[] = {&r[0], &r[1], &r[2]};
    struct chart_results results;
    for (int i = 0; i < 3; i++)
        build_report(&r[i], 2);
    scale(&r[2], "", 0.5);
    name_machine(&r[2], "third");
    compare(all, 3, dir, &results);
    assert_pictures(dir, "compare");
    assert_int_equal(count_lines(dir, "compare.dat", 2, 12), HEADLINE_ROWS);
    assert_int_equal(count_lines(dir, "compare.dat", 3, 4), HEADLINE_ROWS);
    struct dot second = dot_of(dir, 1, ticket), third = dot_of(dir, 2, ticket);
    assert_true(second.ratio == 1 && third.ratio == 0.5 && third.sure);
    assert_true(second.place == third.place);
    assert_true(holds(dir, "compare.svg", "C: third"));
    char *text = slurp(dir, "compare.dat", NULL);
    unsigned look[2][3];
    static const char *const begins[] = {"\n\n\nB: ", "\n\n\nC: "};
    for (int i = 0; i < 2; i++) {
        const char *at = strstr(text, begins[i]);
        assert_non_null(at);
        assert_int_equal(
            sscanf(at + 3, "%*[^\t]\t%u\t%u\t%u", &look[i][0], &look[i][1], &look[i][2]), 3);
    }
    assert_int_not_equal(look[0][0], look[1][0]);
    assert_int_not_equal(look[0][2], look[1][2]);
    free(text);
    for (int i = 0; i < 3; i++)
        report_free(&r[i]);
}

/* What stands in a line of the last block. */
static bool next_line(char **at, double *place, char family[64], int *begins)
{
    char label[64];
    if (sscanf(*at, "%lf\t%63[^\t]\t%*s\t%d", place, label, begins) != 3)
        return false;
    snprintf(family, 64, "%.*s", (int)strcspn(label, "/"), label);
    *at += strcspn(*at, "\n") + 1;
    return true;
}

static void families_stand_together_in_the_order_of_their_table(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a;
    char err[SC_ERR], family[64], last[64] = "";
    build_report(&a, 4);
    add(&a, "waitgroup/go/wait/threads:1", "thread", 1, 1, 3, NAN);
    add(&a, "barrier/go/wait/threads:1", "thread", 1, 1, 3, NAN);
    report_estimate(&a);
    const struct report *both[] = {&a, &a};
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    char *text = slurp(dir, "compare.dat", NULL), *at = text;
    for (int i = 0; i < 2; i++)
        at = strstr(at, "\n\n\n") + 3;
    double place, before = 0;
    int begins, changes = 0;
    while (next_line(&at, &place, family, &begins)) {
        bool other = strcmp(family, last) != 0;
        assert_true(place > before);
        assert_int_equal(begins, before > 0 && other);
        if (*last)
            assert_true(family_order(last) <= family_order(family));
        changes += other;
        before = place;
        snprintf(last, sizeof last, "%s", family);
    }
    assert_int_equal(changes, 9); /* each family once; the unknown ones as the report has them */
    assert_string_equal(last, "barrier");
    free(text);
    report_free(&a);
}

static void what_is_not_in_every_report_is_left_out(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    struct chart_results results;
    build_report(&a, 2);
    build_report(&b, 2);
    for (size_t i = 0; i < b.n_rows; i++)
        if (strstr(b.rows[i].name, "mutex/ticket/"))
            b.rows[i].status = ROW_FAILED;
    const struct report *both[] = {&a, &b};
    compare(both, 2, dir, &results);
    assert_true(results.chart[0].drawn);
    assert_false(holds(dir, "compare.dat", "ticket"));
    for (size_t i = 0; i < b.n_rows; i++)
        b.rows[i].status = ROW_FAILED;
    compare(both, 2, dir, &results);
    assert_false(results.chart[0].drawn);
    assert_string_equal(results.chart[0].reason, "no headline row was measured in every report");
    assert_false(exists(dir, "compare.svg")); /* nor the picture of an earlier call */
    report_free(&a);
    report_free(&b);
}

/* The row's launches from near on took five times as long, since a host had moved the CPUs. */
static void move(struct report *r, const char *name, unsigned near, double factor)
{
    struct row *row = report_row(r, name);
    for (size_t k = 0; k < row->n_samples; k++) {
        struct sample *s = &row->samples[k];
        const bool far = s->launch >= near;
        s->value[METRIC_line_ns] = far ? 300 : 60;
        s->value[METRIC_real_time] *= far ? 5 * factor : factor;
    }
    report_estimate(r);
}

static void add_launches(struct report *r, const char *name, unsigned n)
{
    struct row *row = report_row(r, name);
    struct sample s = row->samples[0];
    for (unsigned i = 0; i < n; i++) {
        s.launch = 5 + i;
        row_add_sample(row, &s);
    }
}

static const char *const met = "mutex/go/contended/crit:50ns/out:0ns/threads:2";

/* Ratios are those of launches at one distance, as in the comparison of two. */
static void the_cpus_of_a_ratio_were_equally_far_apart(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r[3];
    const struct report *all[] = {&r[0], &r[1], &r[2]};
    struct chart_results results;
    for (int i = 0; i < 3; i++) {
        build_report(&r[i], 2);
        add_launches(&r[i], met, 9);
    }
    move(&r[0], met, 6, 1); /* six near, eight far */
    move(&r[1], met, 14, 2);
    move(&r[2], met, 0, 1);
    compare(all, 3, dir, &results);
    assert_pictures(dir, "compare");
    struct dot near = dot_of(dir, 1, met), far = dot_of(dir, 2, met);
    assert_true(fabs(near.ratio - 2) < 0.1);
    assert_true(fabs(far.ratio - 1) < 0.05);
    assert_false(holds(dir, "compare.svg", "another distance"));
    const struct report *moved[] = {&r[1], &r[2], &r[0]};
    compare(moved, 3, dir, &results);
    assert_true(isnan(dot_of(dir, 1, met).ratio) && dot_of(dir, 2, met).ratio < 0.6);
    assert_true(holds(dir, "compare.svg", "; 1 ratio left out: the CPUs were at another distance"));
    assert_pictures(dir, "compare");
    compare(moved, 2, dir, &results);
    assert_true(results.chart[0].drawn);
    assert_false(holds(dir, "compare.dat", met));
    assert_true(holds(dir, "compare.svg", "; 1 ratio left out"));
    for (int i = 0; i < 3; i++)
        report_free(&r[i]);
}

/* As the table has it: at the distance at which the two are compared. Machines of two models are as
 * far apart as they are built. */
static void the_time_beside_a_ratio_is_that_of_its_distance(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r[2];
    const struct report *both[] = {&r[0], &r[1]};
    char err[SC_ERR], ns[32], line[96];
    for (int i = 0; i < 2; i++) {
        build_report(&r[i], 2);
        add_launches(&r[i], met, 9);
        move(&r[i], met, i ? 0 : 6, 1); /* A is near for the most part */
    }
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    chart_ns_text(report_row(&r[1], met)->time.median, ns, sizeof ns);
    snprintf(line, sizeof line, "\tmutex/go/contended/crit:50ns/threads:2\t%s\t", ns);
    assert_true(holds(dir, "compare.dat", line));
    assert_true(fabs(dot_of(dir, 1, met).ratio - 1) < 0.05);
    for (int i = 0; i < 2; i++) {
        json_t *machine = json_object_get(json_object_get(r[i].context, "synccost"), "machine");
        json_object_set_new(machine, "fingerprint", json_string(i ? "b" : "a"));
    }
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    assert_true(dot_of(dir, 1, met).ratio > 4);
    for (int i = 0; i < 2; i++)
        report_free(&r[i]);
}

static void single_launches_and_odd_values_are_drawn(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    struct chart_results results;
    build_report(&a, 1);
    build_report(&b, 1);
    for (size_t i = 0; i < b.n_rows; i++)
        b.rows[i].n_samples = 2;
    report_estimate(&b);
    const struct report *both[] = {&a, &b};
    compare(both, 2, dir, &results);
    assert_pictures(dir, "compare");
    struct dot d = dot_of(dir, 1, ticket);
    assert_true(d.ratio > 0 && isnan(d.low) && isnan(d.high) && !d.sure);
    assert_true(holds(dir, "compare.svg", "or there is none"));
    report_free(&b);
    build_report(&b, 1);
    scale(&b, "go", 1e9); /* an axis of many decades */
    scale(&b, "ticket", 1e-9);
    for (size_t k = 0; k < 2; k++) /* one launch that took no time */
        for (size_t i = 0; i < b.n_rows; i++)
            if (strstr(b.rows[i].name, "ttas"))
                b.rows[i].samples[k].value[METRIC_real_time] = 0;
    report_estimate(&b);
    compare(both, 2, dir, &results);
    assert_pictures(dir, "compare");
    report_free(&a);
    report_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(two_reports_are_a_ratio_with_its_interval),
        IN_FOLDER(the_findings_of_a_comparison_are_shown),
        IN_FOLDER(a_third_report_has_a_mark_of_its_own),
        IN_FOLDER(families_stand_together_in_the_order_of_their_table),
        IN_FOLDER(what_is_not_in_every_report_is_left_out),
        IN_FOLDER(the_cpus_of_a_ratio_were_equally_far_apart),
        IN_FOLDER(the_time_beside_a_ratio_is_that_of_its_distance),
        IN_FOLDER(single_launches_and_odd_values_are_drawn),
    };
    return cmocka_run_group_tests_name("chart of reports side by side", tests, NULL, NULL);
}
