// SPDX-License-Identifier: MIT
// Families in charts: one that the table does not know is shown like the others, and the ladder has
// the rows of the summary.
#include "common/family.h"
#include "report/model/headline.h"
#include "report/summary/summary.h"
#include "tests/printed.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

/* Rows of a family of the name, of threads 1 to 8 and two subjects, in a scenario of its own. */
static void add_family(struct report *r, const char *family, unsigned most)
{
    static const char *const subjects[] = {"go", "pthread"};
    char name[REPORT_NAME];
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned threads = 1; threads <= most; threads *= 2) {
            snprintf(name, sizeof name, "%s/%s/wait/n:4/threads:%u", family, subjects[i], threads);
            set_floor(
                add(r, name, "thread", threads, threads, (20 + 9 * i) * threads * threads, NAN),
                "floor/line-transfer");
        }
        snprintf(name, sizeof name, "%s/%s/wake/threads:1", family, subjects[i]);
        add(r, name, "thread", 1, 1, 7, NAN);
    }
    report_estimate(r);
}

static void an_unknown_family_is_shown_like_others(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 8);
    add_family(&r, "barrier", 8);
    write_one(&r, dir);
    draw(dir, &results);
    assert_int_equal(results.n, ALL_CHARTS + 2);
    assert_true(holds(dir, "ladder.dat", "barrier/go/"));
    assert_true(holds(dir, "ladder.svg", ">barrier<")); /* in the legend */
    assert_false(holds(dir, "ladder.svg", ">other<"));
    assert_pictures(dir, "scaling-barrier");
    assert_true(holds(dir, "scaling-barrier.dat", "threads: barrier, wait (n:4)\t"));
    assert_false(holds(dir, "scaling-barrier.dat", "wake"));
    assert_int_equal(count_lines(dir, "scaling-barrier.dat", 1, 12), 4);
    assert_pictures(dir, "bouncing-barrier");
    assert_true(holds(dir, "bouncing-barrier.dat", "threads: barrier, wait (n:4)\t"));
    assert_true(holds(dir, "transfers.svg", ">barrier<"));
    assert_same_by_hand(dir, "ladder", "ladder.gp");
    assert_same_by_hand(dir, "scaling-barrier", "scaling.gp barrier");
    report_free(&r);
    build_report(&r, 8);
    write_one(&r, dir); /* the charts of an earlier report's family do not stay */
    assert_false(exists(dir, "scaling-barrier.dat") || exists(dir, "scaling-barrier.svg"));
    assert_false(exists(dir, "bouncing-barrier.png"));
    report_free(&r);
}

/* Of scenarios with as many thread counts, the one in which threads meet more often is drawn. */
static void an_unknown_family_is_drawn_where_its_threads_meet(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    static const char *const subjects[] = {"go", "mcs", "pthread"};
    struct report r;
    report_init(&r);
    for (unsigned i = 0; i < 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "latch/%s/quiet/threads:1", subjects[i]);
        add(&r, name, "thread", 1, 1, 5, NAN);
        for (unsigned threads = 2; threads <= 4; threads *= 2) {
            snprintf(name, sizeof name, "latch/%s/busy/threads:%u", subjects[i], threads);
            add(&r, name, "thread", threads, 4, 20 * threads, NAN);
        }
    }
    add(&r, "latch/go/quiet/threads:2", "thread", 2, 4, 6, NAN);
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(holds(dir, "scaling-latch.dat", "threads: latch, busy\t"));
    assert_false(holds(dir, "scaling-latch.dat", "quiet"));
    report_free(&r);
}

static void a_family_s_colour_is_its_own(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    char line[96];
    build_report(&r, 2);
    add_family(&r, "barrier", 2);
    write_one(&r, dir);
    static const char *const names[] = {"mutex", "barrier"};
    for (int i = 0; i < 2; i++) {
        struct family_style style = family_style(names[i]);
        snprintf(line, sizeof line, "\n%s\t%u\t%u\n", names[i], style.colour, style.mark);
        assert_true(holds(dir, "ladder.dat", line));
    }
    report_free(&r);
}

/* Only what is harmless in a file's name and as an argument stays of a family's; two that then are
 * alike have files of their own. */
static void odd_names_have_files_of_their_own(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    add_family(&r, "Wait.Group", 4);
    add_family(&r, "wait-group", 4);
    add_family(&r, "..%s", 4);
    write_one(&r, dir);
    draw(dir, &results);
    assert_true(holds(dir, "scaling-wait-group.dat", ": Wait.Group, wait"));
    assert_true(holds(dir, "scaling-wait-group-2.dat", ": wait-group, wait"));
    assert_true(holds(dir, "scaling----s.dat", ": ..%s, wait"));
    assert_pictures(dir, "scaling-wait-group");
    assert_pictures(dir, "scaling-wait-group-2");
    assert_pictures(dir, "scaling----s");
    report_free(&r);
}

static void very_many_families_are_drawn_up_to_a_bound(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    report_init(&r);
    for (unsigned i = 0; i < 60; i++) {
        char name[32];
        snprintf(name, sizeof name, "family-%02u", i);
        add_family(&r, name, 2);
    }
    write_one(&r, dir);
    assert_true(exists(dir, "scaling-family-39.dat"));
    assert_false(exists(dir, "scaling-family-40.dat"));
    report_free(&r);
    report_init(&r);
    write_one(&r, dir);
    assert_false(exists(dir, "scaling-family-39.dat") || exists(dir, "bouncing-family-00.dat"));
    report_free(&r);
}

/* A family without rows of several thread counts has no chart by threads. */
static void one_thread_count_is_no_scaling(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    for (size_t i = 0; i < r.n_rows; i++)
        if (strncmp(r.rows[i].name, "atomic/", 7) == 0 && r.rows[i].threads > 1)
            r.rows[i].status = ROW_FAILED;
    write_one(&r, dir);
    assert_false(exists(dir, "scaling-atomic.dat") || exists(dir, "scaling-floor.dat"));
    assert_true(exists(dir, "scaling-mutex.dat"));
    report_free(&r);
}

/* A parameter that a subject has rows without: with it, they are another experiment. */
static void another_experiment_stays_out(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    for (unsigned threads = 1; threads <= 4; threads *= 2)
        for (unsigned hint = 2; hint-- > 0;) { /* the rows with it come first */
            char name[96];
            snprintf(name, sizeof name, "barrier/go/wait/%sthreads:%u", hint ? "hint:1/" : "",
                     threads);
            add(&r, name, "thread", threads, threads, 20 * threads, NAN);
        }
    report_estimate(&r);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "scaling-barrier.dat", 1, 12), 3);
    assert_false(holds(dir, "scaling-barrier.dat", "hint"));
    report_free(&r);
}

static void check_same_rows(const struct report *r, const char *dir)
{
    char *ladder;
    const struct row **rows;
    struct printed out;
    summary_print(printed_start(&out), r);
    char *summary = printed_end(&out);
    char *rest = strstr(summary, "\nNot measured");
    if (rest)
        *rest = '\0';
    write_one(r, dir);
    ladder = slurp(dir, "ladder.dat", NULL);
    size_t n = headline_rows(r, HEADLINE_ROWS, &rows), in_text = 0, in_picture = 0;
    assert_in_range(n, 1, HEADLINE_ROWS);
    free(rows);
    for (size_t i = 0; i < r->n_rows; i++) {
        char in_summary[REPORT_NAME + 8], in_ladder[REPORT_NAME + 8];
        snprintf(in_summary, sizeof in_summary, "\n  %s", r->rows[i].name);
        snprintf(in_ladder, sizeof in_ladder, "\t%s\n", r->rows[i].name);
        size_t length = strlen(in_summary);
        const char *at = strstr(summary, in_summary);
        bool text = at && (at[length] == ' ' || at[length] == '\n'),
             picture = strstr(ladder, in_ladder);
        if (text != picture)
            fail_msg("%s is in %s alone", r->rows[i].name, text ? "the summary" : "the ladder");
        in_text += text;
        in_picture += picture;
    }
    assert_int_equal(in_text, n);
    assert_int_equal(in_picture, n);
    free(summary);
    free(ladder);
}

static void the_ladder_has_the_rows_of_the_summary(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (unsigned cpus = 1; cpus <= 8; cpus *= 2) {
        struct report r;
        build_report(&r, cpus);
        add_family(&r, "barrier", cpus);
        r.rows[20].status = ROW_INCOMPLETE; /* cut short, and shown */
        r.rows[21].status = ROW_FAILED;
        check_same_rows(&r, dir);
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(an_unknown_family_is_shown_like_others),
        IN_FOLDER(an_unknown_family_is_drawn_where_its_threads_meet),
        IN_FOLDER(a_family_s_colour_is_its_own),
        IN_FOLDER(odd_names_have_files_of_their_own),
        IN_FOLDER(very_many_families_are_drawn_up_to_a_bound),
        IN_FOLDER(one_thread_count_is_no_scaling),
        IN_FOLDER(another_experiment_stays_out),
        IN_FOLDER(the_ladder_has_the_rows_of_the_summary),
    };
    return cmocka_run_group_tests_name("families in charts", tests, NULL, NULL);
}
