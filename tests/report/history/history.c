// SPDX-License-Identifier: MIT
// Reports over time: order, series, hosts, events, and many rows at once.
#include <gsl/gsl_cdf.h>

#include "report/model/facts.h"
#include "tests/report/fake_report.h"
#include "tests/report/history/made.h"
#include "tests/report/history/scan.h"
#include "tests/test.h"

static void put_start(struct report *r, const char *started, int seed, const char *kernel)
{
    json_t *run = report_member(r, "run"), *machine = report_member(r, "machine");
    json_object_set_new(run, "started", json_string(started));
    json_object_set_new(run, "seed", json_integer(seed));
    json_object_set_new(machine, "kernel", json_string(kernel));
}

static void add(struct history *h, const char *started, int seed, const char *kernel)
{
    struct report r;
    char err[SC_ERR];
    fake_report(&r, &(struct fake_options){.host = "0123456789abcdef", .seed = (uint64_t)seed});
    put_start(&r, started, seed, kernel);
    assert_int_equal(history_add(h, &r, err), 0);
    report_free(&r);
}

static void test_order(void **state)
{
    (void)state;
    struct history h;
    history_init(&h);
    add(&h, "2026-01-03T00:00:00Z", 3, "6.2");
    add(&h, "2026-01-02T23:30:00-02:00", 4, "6.2"); /* half past one on the third, UTC */
    add(&h, "2026-01-01T00:00:00Z", 1, "6.1");
    add(&h, "2026-01-02T00:00:00Z", 2, "-");
    add(&h, "2026-01-02T00:00:00Z", 2, "6.1"); /* a copy */
    history_judge(&h, NULL, scan);
    assert_int_equal(h.n_reports, 4);
    assert_int_equal(h.left_out[1], 1);
    assert_string_equal(h.report[0].date, "2026-01-01 00:00");
    assert_string_equal(h.report[3].date, "2026-01-03 01:30");
    /* the second report does not know its kernel, which is no change */
    assert_int_equal(h.n_events, 1);
    assert_string_equal(h.event[0].what, "kernel");
    assert_int_equal(h.event[0].report, 2);
    assert_string_equal(h.event[0].from, "6.1");
    assert_int_equal(h.row[0].n, 4);
    for (size_t i = 0; i < h.n_rows; i++)
        for (size_t k = 1; k < h.row[i].n; k++)
            assert_true(h.row[i].point[k].report > h.row[i].point[k - 1].report);
    assert_int_equal(h.looked, 0);
    assert_int_equal(h.few, h.n_rows);
    history_free(&h);
}

/* The machine's name is an event only where no key says that it is the same host. */
static size_t events_of_renaming(const char *host)
{
    static const char *const slugs[] = {"amd-epyc-2c-0123", "amd-epyc-2c-012345"};
    struct history h;
    history_init(&h);
    for (int i = 0; i < 2; i++) {
        struct report r;
        char err[SC_ERR];
        fake_report(&r, &(struct fake_options){.host = host, .slug = slugs[i]});
        put_start(&r, i ? "2026-01-02T00:00:00Z" : "2026-01-01T00:00:00Z", i, "6.1");
        assert_int_equal(history_add(&h, &r, err), 0);
        report_free(&r);
    }
    history_judge(&h, NULL, scan);
    const size_t events = h.n_events;
    history_free(&h);
    return events;
}

static void test_renamed(void **state)
{
    (void)state;
    assert_int_equal(events_of_renaming("0123456789abcdef"), 0);
    assert_int_equal(events_of_renaming(NULL), 1);
}

static void test_refused(void **state)
{
    (void)state;
    struct history h;
    struct report r;
    char err[SC_ERR];
    history_init(&h);
    fake_report(&r, &(struct fake_options){0});
    put_start(&r, "yesterday", 1, "6.1");
    assert_int_equal(history_add(&h, &r, err), -1);
    put_start(&r, "2026-01-02T00:00:00Z", 1, "6.1");
    json_object_set_new(report_member(&r, "machine"), "emulated", json_true());
    assert_int_equal(history_add(&h, &r, err), 0);
    assert_int_equal(h.n_reports, 0);
    assert_int_equal(h.left_out[0], 1);
    report_free(&r);
    history_free(&h);
}

static struct history_host host_of(const char *id, const char *name)
{
    struct history_host host;
    struct report r;
    fake_report(&r, &(struct fake_options){.host = id, .slug = name});
    history_host(&r, &host);
    report_free(&r);
    return host;
}

/* Ids decide, and names where one is not known. */
static void test_hosts(void **state)
{
    (void)state;
    struct history_host known[5] = {host_of("0123", "rack-7"), host_of(NULL, "rack-8"),
                                    host_of("4567", "rack-9"), host_of("89ab", "rack-9"),
                                    host_of(NULL, "rack-9")};
    const struct history_host renamed = host_of("0123", "rack-8"), older = host_of(NULL, "rack-7"),
                              learned = host_of("cdef", "rack-8"), twin = host_of(NULL, "rack-9"),
                              other = host_of("cdef", "rack-7"), nobody = host_of(NULL, "rack-6");
    assert_int_equal(history_find_host(known, 5, &renamed), 0); /* its id says so */
    assert_int_equal(history_find_host(known, 5, &older), 0);   /* the only one of its name */
    assert_int_equal(history_find_host(known, 5, &other), 5);
    assert_int_equal(history_find_host(known, 5, &learned), 1);
    assert_string_equal(known[1].id, "cdef");
    assert_int_equal(history_find_host(known, 5, &twin), 4);
    assert_int_equal(history_find_host(known, 4, &twin), 4); /* one of two: nobody knows */
    assert_int_equal(history_find_host(known, 5, &nobody), 5);
}

static void test_basis(void **state)
{
    (void)state;
    struct history h;
    struct report r;
    char err[SC_ERR];
    history_init(&h);
    for (int i = 0; i < 2; i++) {
        fake_report(&r, &(struct fake_options){.seed = 1});
        put_start(&r, i ? "2026-01-02T00:00:00Z" : "2026-01-01T00:00:00Z", i, "6.1");
        for (size_t k = 0; i && k < r.n_rows; k++)
            if (strcmp(r.rows[k].name, "floor/load") == 0) {
                free(r.rows[k].basis);
                r.rows[k].basis = strdup("message");
            }
        assert_int_equal(history_add(&h, &r, err), 0);
        report_free(&r);
    }
    size_t series = 0;
    for (size_t i = 0; i < h.n_rows; i++)
        series += strcmp(h.row[i].like.name, "floor/load") == 0 && h.row[i].n == 1;
    assert_int_equal(series, 2);
    history_free(&h);
}

static void test_times(void **state)
{
    (void)state;
    time_t day, hour;
    assert_true(history_time("2026-01-02", &day));
    assert_true(history_time("2026-01-02T01:00:00Z", &hour) && hour == day + 3600);
    assert_true(history_time("2026-01-02T01:00:00+01:00", &hour) && hour == day);
    assert_true(history_time("2026-01-02 01:00", &hour) && hour == day + 3600);
    static const char *const wrong[] = {
        "", "2026", "2026-13-01", "2026-01-02x", "2026-01-02T01", "2026-01-02T01:00:00 CET"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(history_time(wrong[i], &day));
    assert_false(history_time(NULL, &day));
}

/* The noise file's threshold is the least that a change must have. */
static void test_threshold(void **state)
{
    (void)state;
    enum { N = 40 };
    double values[N];
    uint64_t random = 1;
    struct noise noise = {.runs = 8};
    struct noise_row own = {.name = "floor/load", .threshold = 0.03, .spread = 0.001, .runs = 8};
    noise.row = &own;
    noise.n_rows = 1;
    for (int i = 0; i < N; i++)
        values[i] = 0.001 * fake_bell(&random) + (i < 20 ? 0 : 0.02);
    for (int k = 0; k < 2; k++) {
        struct history h;
        history_init(&h);
        made_reports(&h, N);
        made_row(&h, "floor/load", 1, values, N);
        history_judge(&h, k ? &noise : NULL, scan);
        assert_int_equal(h.changed, !k);
        assert_int_equal(h.row[0].measured, k);
        if (k)
            assert_true(fabs(h.row[0].threshold - 0.03) < 1e-9);
        history_free(&h);
    }
}

/* A series has the reports at the distance that most of them have, and those that know none. */
static void test_distance(void **state)
{
    (void)state;
    enum { N = 40, MOVED = 15 };
    double values[N];
    uint64_t random = 1;
    for (int i = 0; i < N; i++)
        values[i] = 0.001 * fake_bell(&random) + (i < MOVED ? 0 : 0.5);
    for (int known = 0; known < 2; known++) {
        struct history h;
        char line[HISTORY_LINE];
        history_init(&h);
        made_reports(&h, N);
        struct history_row *row = made_row(&h, "mutex/go", 2, values, N);
        for (int i = 0; i < N && known; i++)
            row->point[i].line_ns = i == N - 1 ? NAN : (i < MOVED ? 100 : 400) + i;
        history_judge(&h, NULL, scan);
        assert_int_equal(h.changed, !known);
        assert_int_equal(h.apart, known);
        assert_int_equal(h.row[0].apart, known ? MOVED : 0);
        assert_int_equal(h.row[0].n, N - h.row[0].apart);
        assert_int_equal(h.row[0].point[0].report, h.row[0].apart);
        history_says_counts(&h, line);
        assert_int_equal(strstr(line, "Of 1 row reports are left out") != NULL, known);
        history_free(&h);
    }
}

/* A report's row is at the distance that it counts at. */
static void test_distance_of_report(void **state)
{
    (void)state;
    struct history h;
    struct report r;
    char err[SC_ERR];
    history_init(&h);
    fake_report(&r, &(struct fake_options){.seed = 1});
    put_start(&r, "2026-01-01T00:00:00Z", 1, "6.1");
    for (size_t i = 0; i < r.n_rows; i++)
        for (size_t k = 0; k < r.rows[i].n_samples && r.rows[i].threads == 2; k++)
            r.rows[i].samples[k].value[METRIC_line_ns] = 150;
    report_estimate(&r);
    assert_int_equal(history_add(&h, &r, err), 0);
    for (size_t i = 0; i < h.n_rows; i++) {
        const double line_ns = h.row[i].point[0].line_ns;
        assert_true(h.row[i].like.threads == 2 ? line_ns == 150 : isnan(line_ns));
    }
    report_free(&r);
    history_free(&h);
}

/* Only changes to longer times that are not too old count for a gate. */
static void test_slower(void **state)
{
    (void)state;
    enum { N = 40 };
    double up[N], down[N];
    uint64_t random = 1;
    struct history h;
    for (int i = 0; i < N; i++) {
        up[i] = 0.001 * fake_bell(&random) + (i < 20 ? 0 : 0.05);
        down[i] = 0.001 * fake_bell(&random) - (i < 20 ? 0 : 0.05);
    }
    history_init(&h);
    made_reports(&h, N);
    made_row(&h, "floor/load", 1, up, N);
    made_row(&h, "floor/store", 1, down, N);
    history_judge(&h, NULL, scan);
    assert_int_equal(h.changed, 2);
    assert_int_equal(history_slower(&h, 0), 1);
    assert_int_equal(history_slower(&h, h.report[20].when), 1);
    assert_int_equal(history_slower(&h, h.report[21].when), 0);
    size_t reports;
    assert_true(fabs(history_level(&h.row[0], 0, 1, &reports) - exp(0.05)) < 0.002);
    assert_int_equal(reports, 20);
    assert_true(fabs(history_level(&h.row[0], 0, 0, &reports) - 1) < 0.002);
    assert_int_equal(reports, 20);
    assert_int_equal(history_slower(&h, h.report[20].when + 1), 0);
    history_free(&h);
}

/* Levels between changes, and rows by their largest. */
static void test_levels(void **state)
{
    (void)state;
    enum { N = 60 };
    double twice[N], less[N], even[N];
    uint64_t random = 1;
    struct history h;
    for (int i = 0; i < N; i++) {
        twice[i] = 0.001 * fake_bell(&random) + (i < 15 ? 0 : i < 35 ? -0.2 : 0.1);
        less[i] = 0.001 * fake_bell(&random) + (i < 30 ? 0.15 : 0);
        even[i] = 0.001 * fake_bell(&random);
    }
    history_init(&h);
    made_reports(&h, N);
    made_row(&h, "floor/load", 1, even, N);
    made_row(&h, "floor/store", 1, less, N);
    made_row(&h, "floor/cas", 1, twice, N);
    history_judge(&h, NULL, scan);
    const struct history_row **rows;
    assert_int_equal(history_changed(&h, &rows), 2);
    assert_ptr_equal(rows[0], &h.row[2]);
    assert_ptr_equal(rows[1], &h.row[1]);
    assert_int_equal(rows[0]->changes.n, 2);
    assert_true(fabs(history_largest(rows[0]) - 0.3) < 0.002);
    assert_true(fabs(history_largest(rows[1]) + 0.15) < 0.002);
    assert_true(isnan(history_largest(&h.row[0])));
    static const struct {
        size_t change, reports;
        int side;
        double level;
    } levels[] = {{0, 15, 0, 0}, {0, 20, 1, -0.2}, {1, 20, 0, -0.2}, {1, 25, 1, 0.1}};
    for (size_t i = 0; i < 4; i++) {
        size_t reports;
        double level = history_level(rows[0], levels[i].change, levels[i].side, &reports);
        assert_true(fabs(log(level) - levels[i].level) < 0.002);
        assert_int_equal(reports, levels[i].reports);
    }
    assert_int_equal(history_slower(&h, 0), 1);
    free(rows);
    history_free(&h);
}

/* So many reports can tell a row at all, and alone among so many rows. */
static void test_needs(void **state)
{
    (void)state;
    enum { N = 12 };
    double values[N];
    uint64_t random = 1;
    struct history h;
    for (int i = 0; i < N; i++)
        values[i] = 0.01 * fake_bell(&random);
    history_init(&h);
    made_reports(&h, N);
    made_row(&h, "floor/load", 1, values, N);
    made_row(&h, "floor/store", 1, values, 7);
    history_judge(&h, NULL, scan);
    assert_true(rank_scan_least_p(h.needs) <= HISTORY_ALPHA);
    assert_true(rank_scan_least_p(h.needs - 1) > HISTORY_ALPHA);
    assert_int_equal(h.needs, 9); /* 4 / C(9, 4) = 0.032, 4 / C(8, 4) = 0.057 */
    assert_int_equal(h.looked, 1);
    assert_int_equal(h.few, 1);
    assert_int_equal(h.alone, h.needs);
    /* Student's bound of the difference of two runs, of a spread by medians */
    double spread = changes_spread(values, N);
    assert_true(spread > 0.004);
    assert_true(fabs(h.row[0].threshold -
                     gsl_cdf_tdist_Qinv(0.025, 0.37 * (N - 1)) * sqrt(2) * spread) < 1e-9);
    assert_true(isnan(h.row[1].p) && !isnan(h.row[0].p));
    history_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_basis),     cmocka_unit_test(test_times),
        cmocka_unit_test(test_distance),  cmocka_unit_test(test_distance_of_report),
        cmocka_unit_test(test_threshold), cmocka_unit_test(test_slower),
        cmocka_unit_test(test_hosts),     cmocka_unit_test(test_levels),
        cmocka_unit_test(test_renamed),   cmocka_unit_test(test_needs),
    };
    return cmocka_run_group_tests(tests, begin_scan, end_scan);
}
