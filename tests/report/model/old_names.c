// SPDX-License-Identifier: MIT
// Rows by the names that earlier versions gave them: one by one, in reports of the repository, and
// in what is refused.
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/old_names.h"
#include "report/model/report.h"
#include "report/noise/noise.h"
#include "tests/report/model/report_file.h"

static void names_get_dashes_and_pairs(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"atomic/fetch_add/own-line/order:seq_cst/threads:1",
         "atomic/fetch-add/own-line/order:seq-cst/threads:1"},
        {"atomic/cas_loop_add/shared-line/order:acq_rel/threads:4/cpus:2",
         "atomic/cas-loop-add/shared-line/order:acq-rel/threads:4/cpus:2"},
        {"floor/line-transfer/same-l3/cpus:0-1", "floor/line-transfer/same-l3/pair:0-1"},
        {"floor/futex-wake/cpus:12-103", "floor/futex-wake/pair:12-103"},
        {"floor/futex-switch/cpus:1", "floor/futex-switch/cpus:1"},
        {"floor/clock/clock_gettime", "floor/clock/clock-gettime"},
        {"floor/x/cpus:-1", "floor/x/cpus:-1"},
        {"floor/x/cpus:1-", "floor/x/cpus:1-"},
        {"floor/x/cpus:1-2x", "floor/x/cpus:1-2x"},
        {"mutex/go/contended/crit:0ns/out:0ns/threads:4/cpus:2",
         "mutex/go/contended/crit:0ns/out:0ns/threads:4/cpus:2"},
        {"my_locks/spin_lock/cpus:0-1", "my_locks/spin_lock/cpus:0-1"},
        {"atomics/fetch_add", "atomics/fetch_add"},
        {"atomic", "atomic"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[REPORT_NAME];
        snprintf(name, sizeof name, "%s", cases[i][0]);
        old_name_renew(name);
        assert_string_equal(name, cases[i][1]);
        old_name_renew(name);
        assert_string_equal(name, cases[i][1]);
    }
}

static bool has_old_part(const char *name)
{
    const char *cpus = strstr(name, "/cpus:");
    return strchr(name, '_') || (cpus && strchr(cpus, '-'));
}

/* The reports that the repository holds were written with the old names. */
static void published_reports_have_todays_names(void **state)
{
    (void)state;
    static const char *const there[] = {"atomic/fetch-add/own-line/order:seq-cst/threads:1",
                                        "atomic/plain-add/own-line/threads:1",
                                        "floor/line-transfer/same-l3/pair:0-1",
                                        "floor/futex-wake/pair:0-1",
                                        "floor/futex-switch/cpus:1",
                                        "floor/clock/clock-gettime"};
    glob_t found;
    assert_int_equal(
        glob("results/intel-xeon-cascadelake-2c-kvm/2026112*/report.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct report r = {0};
        char err[SC_ERR] = "";
        if (report_read(&r, found.gl_pathv[i], err) != 0)
            fail_msg("%s", err);
        for (size_t k = 0; k < sizeof there / sizeof *there; k++)
            assert_non_null(report_row(&r, there[k]));
        for (size_t k = 0; k < r.n_rows; k++) {
            const struct row *row = &r.rows[k];
            assert_false(has_old_part(row->name));
            assert_true(!row->floor || !has_old_part(row->floor));
        }
        report_free(&r);
    }
    globfree(&found);
}

static void published_noise_has_todays_names(void **state)
{
    (void)state;
    struct noise noise;
    char err[SC_ERR] = "";
    if (noise_read(&noise, "results/intel-xeon-cascadelake-2c-kvm/noise.json", err) != 0)
        fail_msg("%s", err);
    struct row row = {.name = (char *)"atomic/fetch-add/own-line/order:seq-cst/threads:1"};
    bool found = false;
    for (size_t i = 0; i < noise.n_rows; i++) {
        assert_false(has_old_part(noise.row[i].name));
        if (strcmp(noise.row[i].name, row.name) == 0) {
            found = true;
            assert_true(noise_threshold(&noise, &row, 1) >= noise.row[i].threshold);
        }
    }
    assert_true(found);
    noise_free(&noise);
}

#define ROW(name, floor)                                                                           \
    "{\"name\":\"" name "\",\"run_name\":\"" name "\",\"run_type\":\"aggregate\","                 \
    "\"time_unit\":\"ns\",\"threads\":1,\"status\":\"ok\",\"floor\":\"" floor "\","                \
    "\"samples\":{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[1]}}"
#define REPORT(rows)                                                                               \
    "{\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":1}},\"benchmarks\":[" rows   \
    "]}"

static int read_text(struct report *r, const char *text, char err[SC_ERR])
{
    *r = (struct report){0};
    spill(text, strlen(text));
    return report_read(r, file, err);
}

static void floors_are_renewed_and_rows_stay_apart(void **state)
{
    (void)state;
    struct report r;
    char err[SC_ERR] = "";
    assert_int_equal(read_text(&r, REPORT(ROW("atomic/x_y", "floor/line-transfer/cpus:0-1")), err),
                     0);
    assert_string_equal(r.rows[0].name, "atomic/x-y");
    assert_string_equal(r.rows[0].floor, "floor/line-transfer/pair:0-1");
    report_free(&r);
    static const char twice[] =
        REPORT(ROW("atomic/x_y", "floor/load") "," ROW("atomic/x-y", "floor/load"));
    assert_int_equal(read_text(&r, twice, err), -1);
    assert_non_null(strstr(err, "two rows are named atomic/x-y"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_get_dashes_and_pairs),
        cmocka_unit_test(published_reports_have_todays_names),
        cmocka_unit_test(published_noise_has_todays_names),
        cmocka_unit_test(floors_are_renewed_and_rows_stay_apart),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
