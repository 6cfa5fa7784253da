// SPDX-License-Identifier: MIT
// Reports over time: order, series, hosts, events, and many rows at once.
#include "report/model/facts.h"
#include "tests/report/fake_report.h"
#include "tests/report/history/made.h"
#include "tests/test.h"

static struct rank_scan *scan;

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
    for (size_t i = 0; i < h.n_rows; i++)
        for (size_t k = 1; k < h.row[i].n; k++)
            assert_true(h.row[i].point[k].report > h.row[i].point[k - 1].report);
    assert_int_equal(h.looked, 0);
    assert_int_equal(h.few, h.n_rows);
    history_free(&h);
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
    struct history_host named = host_of(NULL, "rack-7"), first = host_of("0123", "rack-7"),
                        second = host_of("4567", "rack-7"), other = host_of(NULL, "rack-8"),
                        renamed = host_of("0123", "rack-8");
    assert_false(history_same_host(&first, &second));
    assert_true(history_same_host(&first, &renamed));
    assert_false(history_same_host(&named, &other));
    assert_true(history_same_host(&first, &named));
    assert_string_equal(first.id, "0123");
    assert_true(history_same_host(&named, &first));
    assert_false(history_same_host(&named, &second)); /* it has learned whose it is */
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
    struct noise_row own = {.name = "floor/load", .threshold = 0.03, .spread = 0.001};
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
    history_free(&h);
}

static int begin(void **state)
{
    (void)state;
    scan = rank_scan_new(10000, 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rank_scan_free(scan);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_basis),     cmocka_unit_test(test_times),
        cmocka_unit_test(test_threshold), cmocka_unit_test(test_slower),
        cmocka_unit_test(test_hosts),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
