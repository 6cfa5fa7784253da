// SPDX-License-Identifier: MIT
// The figures of data files are those of the rows they name.
#include "report/charts/data.h"
#include "report/model/transfers.h"
#include "tests/report/charts/counted.h"
#include "tests/report/charts/folder.h"

enum { FIELDS = 20 };

/* A line of data by its fields; row is the report's that one of them names. */
struct line {
    char *field[FIELDS];
    const struct row *row;
};

struct table {
    char *text;
    struct line *line;
    size_t n;
    char *head[FIELDS];
};

static unsigned split(char *line, char *fields[FIELDS])
{
    unsigned n = 0;
    while (n < FIELDS && (fields[n] = strsep(&line, "\t")))
        n++;
    return n;
}

/* The lines of the chart's file that have so many fields and name a row in that at row_at. */
static struct table read_table(const struct report *r, const char *dir, const char *chart,
                               unsigned fields, unsigned row_at)
{
    char name[64], *line, *rest;
    snprintf(name, sizeof name, "%s.dat", chart);
    struct table t = {.text = slurp(dir, name, NULL), .line = calloc(512, sizeof *t.line)};
    assert_true(t.text && t.line);
    for (rest = t.text; (line = strsep(&rest, "\n"));) {
        char *field[FIELDS] = {NULL};
        if (*line == '#')
            continue;
        const unsigned n = split(line, field);
        if (n == 9 && !t.head[0])
            memcpy(t.head, field, sizeof field);
        if (n != fields || !report_row(r, field[row_at]))
            continue;
        assert_true(t.n < 512);
        memcpy(t.line[t.n].field, field, sizeof field);
        t.line[t.n++].row = report_row(r, field[row_at]);
    }
    if (t.n < 3)
        fail_msg("%s has %zu lines", name, t.n);
    return t;
}

static void table_free(struct table *t)
{
    free(t->text);
    free(t->line);
}

static void near(const char *field, double wanted)
{
    if (isnan(wanted) ? strcmp(field, "NaN") != 0
                      : !(fabs(atof(field) - wanted) <= 1e-5 * fabs(wanted)))
        fail_msg("%s instead of %g", field, wanted);
}

/* Three fields, each times the factor. */
static void check_estimate(char *const *field, const struct estimate *e)
{
    near(field[0], e->median);
    near(field[1], e->low);
    near(field[2], e->high);
}

static void curves_have_their_rows_times(void **state)
{
    static const char *const charts[] = {"scaling-atomic",   "scaling-mutex", "scaling-counter",
                                         "critical-section", "read-share",    "stride"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    write_one(&r, dir);
    assert_true(holds(dir, "ladder.dat", "5 launches"));
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        struct table t = read_table(&r, dir, charts[i], 12, 11);
        unsigned places = 0;
        for (size_t k = 0; k < t.n; k++) {
            const struct line *l = &t.line[k];
            check_estimate(l->field + 6, &l->row->time);
            assert_int_equal(atoi(l->field[9]), l->row->threads);
            assert_int_equal(atoi(l->field[10]), l->row->cpus);
            const unsigned place = (unsigned)atoi(l->field[5]);
            places = place > places ? place : places;
            for (size_t j = 0; j < k; j++)
                assert_int_equal(atof(l->field[4]) < atof(t.line[j].field[4]),
                                 place < (unsigned)atoi(t.line[j].field[5]));
            if (strncmp(charts[i], "scaling-", 8) == 0)
                assert_int_equal(atoi(l->field[4]), l->row->threads);
        }
        unsigned known = 0;
        for (size_t k = 0; k < t.n; k++)
            known |= 1u << atoi(t.line[k].field[5]);
        assert_int_equal(known, (2u << places) - 2); /* 1, 2, … */
        table_free(&t);
    }
    report_free(&r);
}

static void odd_shares_have_no_place(void **state)
{
    static const char *const odd[] = {"read:-5", "read:inf", "read:x"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    char name[64];
    build_report(&r, 4);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        snprintf(name, sizeof name, "rwmutex/go/mixed/%s/threads:4", odd[i]);
        add(&r, name, "thread", 4, 4, 30, NAN);
    }
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(holds(dir, "read-share.dat", "rwmutex/go/mixed/read:50/threads:4"));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_false(holds(dir, "read-share.dat", odd[i]));
    report_free(&r);
}

static void bars_have_their_rows_times_and_transfers(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_counted(&r, 4);
    write_one(&r, dir);
    struct table t = read_table(&r, dir, "false-sharing", 15, 10);
    for (size_t k = 0; k < t.n; k++) {
        const struct line *l = &t.line[k];
        const struct estimate moved = transfers_of(&r, l->row, TRANSFERS_COUNTED);
        check_estimate(l->field + 6, &l->row->time);
        check_estimate(l->field + 11, &moved);
    }
    table_free(&t);
    report_free(&r);
}

static void dots_of_a_subject_have_one_name(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    unsigned named = 0;
    build_counted(&r, 4);
    write_one(&r, dir);
    struct table t = read_table(&r, dir, "transfers", 14, 13);
    for (size_t k = 0; k < t.n; k++) {
        const char *name = t.line[k].field[8];
        if (strcmp(name, "-") == 0)
            continue;
        named++;
        for (size_t j = 0; j < k; j++)
            assert_string_not_equal(t.line[j].field[8], name);
    }
    assert_true(named > 10 && named < t.n);
    table_free(&t);
    report_free(&r);
}

static void fairness_has_rates_and_shares(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    add_locks(&r, 4, 24);
    report_estimate(&r);
    write_one(&r, dir);
    struct table t = read_table(&r, dir, "fairness", 15, 14);
    unsigned far = 0;
    double left, right;
    assert_int_equal(sscanf(t.head[8], "%lf %lf", &left, &right), 2);
    for (size_t k = 0; k < t.n; k++) {
        char *const *f = t.line[k].field;
        const struct estimate *time = &t.line[k].row->time;
        check_estimate(f + 4, &(struct estimate){.median = 4e3 / time->median,
                                                 .low = 4e3 / time->high,
                                                 .high = 4e3 / time->low});
        near(f[7], row_metric(t.line[k].row, METRIC_min_max_share));
        assert_true(atof(f[8]) < atof(f[7]) + 1e-9 && atof(f[7]) < atof(f[9]) + 1e-9);
        assert_true(left < atof(f[5]) && atof(f[6]) < right);
        if (strcmp(f[10], "NaN") == 0)
            continue;
        /* pixels from the dot to its label's middle, which is within reach */
        const double across = 844 / log(right / left) * log(atof(f[10]) / atof(f[4])),
                     up = 468 / 1.1112 * (atof(f[11]) - atof(f[7]));
        assert_true(hypot(across, up) < 100 + 4.1 * (double)strlen(f[0]));
        if (strcmp(f[12], "NaN") == 0)
            continue;
        /* the line ends at the label */
        assert_true(fabs(844 / log(right / left) * log(atof(f[10]) / atof(f[12]))) <
                    0.1 + 4.1 * (double)strlen(f[0]));
        assert_true(fabs(468 / 1.1112 * (atof(f[11]) - atof(f[13]))) < 8.1);
        far++;
    }
    assert_true(far > 0);
    table_free(&t);
    report_free(&r);
}

/* Half of the launches took no time: the row has a median, and its ratio is 0. */
static void a_ratio_of_zero_has_no_place(void **state)
{
    static const char ticket[] = "mutex/ticket/uncontended/crit:0ns/out:0ns/threads:1";
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    char err[SC_ERR] = "";
    build_report(&a, 1);
    build_report(&b, 1);
    const struct report *both[] = {&a, &b};
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    assert_true(holds(dir, "compare.dat", ticket));
    assert_false(holds(dir, "compare.dat", "nan")); /* beside each ratio is A's time */
    struct row *row = report_row(&b, ticket);
    row->n_samples = 8; /* two a launch */
    for (size_t k = 0; k < 4; k++)
        row->samples[k].value[METRIC_real_time] = 0;
    report_estimate(&b);
    assert_true(row->time.median > 0);
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    assert_false(holds(dir, "compare.dat", ticket));
    report_free(&a);
    report_free(&b);
}

/* The scenario of the most thread counts is drawn, though another has more rows. */
static void thread_counts_come_before_rows(void **state)
{
    struct report r;
    char name[64], scenario[64];
    (void)state;
    report_init(&r);
    for (unsigned threads = 2; threads <= 4; threads *= 2) {
        snprintf(name, sizeof name, "latch/go/busy/threads:%u", threads);
        add(&r, name, "thread", threads, 4, 20, NAN);
    }
    for (char subject = 'a'; subject < 'h'; subject++) {
        snprintf(name, sizeof name, "latch/%c/rush/threads:4", subject);
        add(&r, name, "thread", 4, 4, 20, NAN);
    }
    report_estimate(&r);
    assert_string_equal(chart_scenario(&r, "latch", scenario, sizeof scenario), "busy");
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(curves_have_their_rows_times),
        IN_FOLDER(odd_shares_have_no_place),
        IN_FOLDER(bars_have_their_rows_times_and_transfers),
        IN_FOLDER(dots_of_a_subject_have_one_name),
        IN_FOLDER(fairness_has_rates_and_shares),
        IN_FOLDER(a_ratio_of_zero_has_no_place),
        cmocka_unit_test(thread_counts_come_before_rows),
    };
    return cmocka_run_group_tests_name("figures of charts", tests, NULL, NULL);
}
