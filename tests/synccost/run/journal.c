// SPDX-License-Identifier: MIT
// Journals of unfinished runs: rows by the names of an earlier version, and lines that are no
// launch.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "synccost/run/journal.h"
#include "tests/test.h"

static const char *row_of_line(const json_t *launches, size_t i)
{
    unsigned launch;
    return journal_row(json_array_get(launches, i), &launch);
}

static void a_run_goes_on_under_todays_names(void **state)
{
    (void)state;
    char dir[] = "/tmp/synccost-journal-XXXXXX", path[64], err[SC_ERR] = "";
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/" JOURNAL_NAME, dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("{\"context\":{}}\n"
          "{\"row\":\"atomic/fetch_add/own-line/order:seq_cst/threads:1\",\"launch\":2,"
          "\"status\":\"ok\",\"samples\":[{\"trial\":0,\"iterations\":9,\"real_time\":1.5}]}\n"
          "{\"row\":\"my_lock/x_y\",\"launch\":0}\n"
          "{\"row\":\"atomic/a b_c\",\"launch\":0}\n"
          "{\"row\":3,\"launch\":0}\n"
          "{\"launch\":0}\n",
          f);
    fclose(f);
    json_t *header, *launches;
    f = journal_open(dir, &header, &launches, err);
    if (!f)
        fail_msg("%s", err);
    fclose(f);
    assert_int_equal(json_array_size(launches), 5);
    assert_string_equal(row_of_line(launches, 0),
                        "atomic/fetch-add/own-line/order:seq-cst/threads:1");
    assert_string_equal(row_of_line(launches, 1), "my_lock/x_y");
    assert_string_equal(row_of_line(launches, 2), "atomic/a b_c");
    assert_null(row_of_line(launches, 3));
    assert_null(row_of_line(launches, 4));

    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "atomic/fetch-add/own-line/order:seq-cst/threads:1");
    assert_true(journal_apply(&r, json_array_get(launches, 0)));
    assert_int_equal(row->n_samples, 1);
    assert_int_equal(row->samples[0].launch, 2);
    assert_true(row->samples[0].value[METRIC_real_time] == 1.5);
    for (size_t i = 1; i < 5; i++)
        assert_false(journal_apply(&r, json_array_get(launches, i)));
    report_free(&r);
    json_decref(header);
    json_decref(launches);
    journal_remove(dir);
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_run_goes_on_under_todays_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
