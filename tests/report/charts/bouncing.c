// SPDX-License-Identifier: MIT
// Charts of line transfers by counter layout and by threads; the scripts of all of them, run by
// hand.
#include "tests/report/charts/counted.h"
#include "tests/report/charts/folder.h"

static void padded_and_unpadded_counters_stand_in_both_metrics(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_counted(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("false-sharing"), &results);
    assert_int_equal(count_lines(dir, "false-sharing.dat", 1, 15), 7);
    assert_true(holds(dir, "false-sharing.svg", "ns per operation (thread time)"));
    assert_true(holds(dir, "false-sharing.svg", "line transfers per operation, counted"));
    assert_true(
        holds(dir, "false-sharing.dat", "counter/padded-64/rmw/threads:2\t0\t0\t0\t0.00\n"));
    assert_true(
        holds(dir, "false-sharing.dat", "counter/sharded/rmw/threads:2\tNaN\tNaN\tNaN\t-\n"));
    assert_true(holds(dir, "false-sharing.svg", "not counted"));
    assert_pictures(dir, "false-sharing");
    report_free(&r);
    build_report(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("false-sharing"), &results);
    assert_true(
        holds(dir, "false-sharing.dat", "counter/padded-64/rmw/threads:2\tNaN\tNaN\tNaN\t-\n"));
    assert_false(holds(dir, "false-sharing.dat", "counter/shared/rmw/threads:2\tNaN"));
    assert_true(holds(dir, "false-sharing.svg", "not estimated: no atomic addition"));
    drop(&r, "floor/line-transfer"); /* so that nothing can be estimated: one panel, as before */
    write_one(&r, dir);
    draw_only(dir, CHARTS("false-sharing", "transfers"), &results);
    assert_true(result_of(&results, "false-sharing")->drawn);
    assert_false(result_of(&results, "transfers")->drawn);
    assert_false(holds(dir, "false-sharing.svg", "line transfers"));
    assert_false(holds(dir, "false-sharing.svg", "no PMU"));
    report_free(&r);
}

static void bouncing_is_shown_by_threads(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_counted(&r, 8);
    write_one(&r, dir);
    /* 2, 4 and 8 threads, not 16 on 8 */
    assert_int_equal(count_lines(dir, "bouncing-mutex.dat", 1, 12), 3);
    assert_int_equal(count_lines(dir, "bouncing-counter.dat", 5, 12), 3);
    assert_true(holds(dir, "bouncing-counter.dat", "padded-256\t"));
    assert_false(holds(dir, "bouncing-counter.dat", "sharded"));
    assert_false(holds(dir, "bouncing-counter.dat", "stride"));
    draw_only(dir, CHARTS("bouncing-atomic", "bouncing-mutex", "bouncing-counter"), &results);
    assert_true(holds(dir, "bouncing-mutex.svg", "line transfers per operation, counted"));
    assert_true(holds(dir, "bouncing-mutex.svg", "ticket"));
    assert_pictures(dir, "bouncing-atomic");
    assert_pictures(dir, "bouncing-mutex");
    assert_pictures(dir, "bouncing-counter");
    report_free(&r);
    build_counted(&r, 2);
    write_one(&r, dir);
    draw_only(dir, CHARTS("bouncing-mutex"), &results);
    assert_false(result_of(&results, "bouncing-mutex")->drawn);
    assert_non_null(
        strstr(result_of(&results, "bouncing-mutex")->reason, "at least two thread counts"));
    assert_false(exists(dir, "bouncing-mutex.svg")); /* nor the picture of an earlier report */
    report_free(&r);
}

static void bouncing_is_held_at_values_that_have_transfers(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    write_one(&r, dir);
    assert_true(holds(dir, "bouncing-mutex.dat", "crit:50ns"));
    drop(&r, "uncontended/crit:50ns");
    write_one(&r, dir);
    assert_true(holds(dir, "bouncing-mutex.dat", "crit:200ns"));
    assert_true(holds(dir, "scaling-mutex.dat", "crit:50ns"));
    report_free(&r);
}

static void hand_runs_give_the_same_bytes(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (int counted = 0; counted < 2; counted++) {
        struct report r;
        struct chart_results results;
        if (counted)
            build_counted(&r, 4);
        else
            build_report(&r, 4);
        write_one(&r, dir);
        draw_only(dir,
                  CHARTS("transfers", "false-sharing", "bouncing-atomic", "bouncing-mutex",
                         "bouncing-counter"),
                  &results);
        assert_same_by_hand(dir, "transfers", "transfers.gp");
        assert_same_by_hand(dir, "false-sharing", "false-sharing.gp");
        assert_same_by_hand(dir, "bouncing-atomic", "bouncing.gp atomic");
        assert_same_by_hand(dir, "bouncing-mutex", "bouncing.gp mutex");
        assert_same_by_hand(dir, "bouncing-counter", "bouncing.gp counter");
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(padded_and_unpadded_counters_stand_in_both_metrics),
        IN_FOLDER(bouncing_is_shown_by_threads),
        IN_FOLDER(bouncing_is_held_at_values_that_have_transfers),
        IN_FOLDER(hand_runs_give_the_same_bytes),
    };
    return cmocka_run_group_tests_name("charts of bouncing lines", tests, NULL, NULL);
}
