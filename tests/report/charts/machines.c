// SPDX-License-Identifier: MIT
// The charts of one row on several machines, and the small core-to-core picture.
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

enum { MACHINES = 20 };
static const char load[] = "floor/load", lock[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1",
                  lock_chart[] = "machines-mutex-go-uncontended-crit-0ns-out-0ns-threads-1";

/* Machines named m00 on, each slower than the one before, the third emulated. */
static void build_machines(struct report *r, const struct report **all, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        char slug[16];
        report_init(&r[i]);
        snprintf(slug, sizeof slug, "m%02u", i);
        set_floor(add(&r[i], lock, "thread", 1, 1, 4 + i, NAN), "floor/rmw");
        add(&r[i], "floor/rmw/own-line", "thread", 1, 1, 2, NAN);
        add(&r[i], load, "thread", 1, 1, 100 * (n - i), NAN);
        report_estimate(&r[i]);
        json_object_set_new(r[i].context, "date", json_string("2025-11-21T09:12:00+00:00"));
        json_object_set_new(
            r[i].context, "synccost",
            json_pack("{s:{s:s,s:b}}", "machine", "slug", slug, "emulated", i == 2));
        all[i] = &r[i];
    }
}

static void free_machines(struct report *r, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        report_free(&r[i]);
}

/* Writes the charts of the first report's rows of these names. */
static void write_rows(const struct report *const *all, unsigned n, const char *const *rows,
                       size_t n_rows, const char *dir, char (*names)[CHART_NAME])
{
    const struct row *row[4];
    char err[SC_ERR] = "";
    for (size_t i = 0; i < n_rows; i++)
        assert_non_null(row[i] = report_row(all[0], rows[i]));
    if (chart_write_rows(all, n, row, n_rows, dir, names, err) != 0)
        fail_msg("%s", err);
}

static void the_cheapest_machine_comes_first(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    static const char *const rows[] = {load, lock};
    struct report r[MACHINES];
    const struct report *all[MACHINES];
    char names[2][CHART_NAME];
    struct chart_results results;
    build_machines(r, all, MACHINES);
    report_row(&r[5], lock)->status = ROW_FAILED;
    for (size_t k = 0; k < 2; k++) /* an interval to 0, on the log axis */
        report_row(&r[7], load)->samples[k].value[METRIC_real_time] = 0;
    report_estimate(&r[7]);
    write_rows(all, MACHINES, rows, 2, dir, names);
    assert_string_equal(names[0], "machines-floor-load");
    assert_string_equal(names[1], lock_chart);
    assert_int_equal(count_lines(dir, "machines-floor-load.dat", 1, 13), MACHINES);
    assert_true(holds(dir, "machines-floor-load.dat", "\n1\tm19, 2025-11-21\t"));
    assert_true(holds(dir, "machines-floor-load.dat", "\n20\tm00, 2025-11-21\t"));
    draw(dir, &results);
    assert_int_equal(results.n, 2);
    for (int i = 0; i < 2; i++)
        assert_pictures(dir, names[i]);
    char name[CHART_NAME + 8];
    snprintf(name, sizeof name, "%s.dat", lock_chart);
    assert_int_equal(count_lines(dir, name, 1, 13), MACHINES - 1);
    assert_true(holds(dir, name, "19 of 20 reports have it"));
    assert_false(holds(dir, name, "m05"));
    snprintf(name, sizeof name, "%s.svg", lock_chart);
    assert_true(holds(dir, name, ">m02, 2025-11-21 (emulated)<"));
    assert_true(holds(dir, name, "hollow: emulated"));
    assert_true(holds(dir, name, "own floor of the machine"));
    assert_true(holds(dir, name, "Emulated machine: these figures"));
    assert_true(holds(dir, name, ">ns per operation (thread time)<"));
    assert_false(holds(dir, "machines-floor-load.svg", "own floor"));
    assert_true(holds(dir, "machines-floor-load.svg", "log scale"));
    assert_same_by_hand(dir, lock_chart,
                        "machines.gp mutex-go-uncontended-crit-0ns-out-0ns-threads-1");
    assert_same_by_hand(dir, names[0], "machines.gp floor-load");
    free_machines(r, MACHINES);
}

static void two_machines_and_one_launch(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    static const char *const rows[] = {lock};
    struct report r[2];
    const struct report *all[2];
    char names[1][CHART_NAME];
    struct chart_results results;
    build_machines(r, all, 2);
    for (size_t i = 0; i < 2; i++) {
        report_row(&r[i], lock)->n_samples = 2;
        report_estimate(&r[i]);
    }
    write_rows(all, 2, rows, 1, dir, names);
    assert_true(holds(dir, "machines-mutex-go-uncontended-crit-0ns-out-0ns-threads-1.dat",
                      "1 launch: no interval"));
    draw(dir, &results);
    assert_pictures(dir, names[0]);
    free_machines(r, 2);
}

/* Two rows that differ only in what a file's name has not. */
static void alike_names_get_charts_of_their_own(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    static const char *const rows[] = {"atlas/%s%n/a:1/threads:1", "atlas/%s%n/a.1/threads:1"};
    struct report r;
    const struct report *all[] = {&r, &r};
    char names[2][CHART_NAME];
    struct chart_results results;
    build_report(&r, 2);
    for (int i = 0; i < 2; i++)
        add(&r, rows[i], "thread", 1, 1, 3 + i, NAN);
    report_estimate(&r);
    json_object_set_new(r.context, "date", json_string("`touch pwned`"));
    json_object_set_new(r.context, "synccost",
                        json_pack("{s:{s:s}}", "machine", "slug",
                                  "`touch pwned` $(touch pwned) %s%n\n<script>\"'\\"));
    write_rows(all, 2, rows, 2, dir, names);
    assert_string_equal(names[0], "machines-atlas--s-n-a-1-threads-1");
    assert_string_equal(names[1], "machines-atlas--s-n-a-1-threads-1-2");
    assert_true(holds(dir, "machines-atlas--s-n-a-1-threads-1-2.dat", "a.1"));
    draw(dir, &results);
    for (int i = 0; i < 2; i++)
        assert_pictures(dir, names[i]);
    assert_false(exists(dir, "pwned") || exists(".", "pwned"));
    assert_false(holds(dir, "machines-atlas--s-n-a-1-threads-1.svg", "<script"));
    report_free(&r);
}

static void a_row_of_no_report_says_so(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    static const char *const rows[] = {lock};
    struct report r[2];
    const struct report *all[2];
    char names[1][CHART_NAME];
    struct chart_results results;
    build_machines(r, all, 2);
    for (int i = 0; i < 2; i++)
        report_row(&r[i], lock)->status = ROW_FAILED;
    write_rows(all, 2, rows, 1, dir, names);
    draw(dir, &results);
    assert_false(result_of(&results, lock_chart)->drawn);
    assert_non_null(strstr(result_of(&results, lock_chart)->reason, "no report"));
    free_machines(r, 2);
}

static void core_to_core_has_a_small_picture(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (unsigned cpus = 2; cpus <= 32; cpus *= 4) {
        struct report r;
        struct chart_results results;
        size_t size = 0;
        report_init(&r);
        add_floors(&r, cpus);
        report_estimate(&r);
        write_one(&r, dir);
        assert_false(exists(dir, "core-to-core-small.png"));
        draw(dir, &results);
        char *png = slurp(dir, "core-to-core-small.png", &size);
        assert_non_null(png);
        assert_true(size > 500 && size < 100000);
        assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
        assert_memory_equal(png + size - 8, "IEND", 4);
        free(png);
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_cheapest_machine_comes_first),    IN_FOLDER(two_machines_and_one_launch),
        IN_FOLDER(alike_names_get_charts_of_their_own), IN_FOLDER(a_row_of_no_report_says_so),
        IN_FOLDER(core_to_core_has_a_small_picture),
    };
    return cmocka_run_group_tests_name("charts of machines", tests, NULL, NULL);
}
