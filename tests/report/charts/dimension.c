// SPDX-License-Identifier: MIT
// The charts that sweep one parameter: which rows they show, at which place, and what of their
// time.
#include "common/dimension.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

/* A row of as many threads as its name says, with a CPU each. */
static struct row *put(struct report *r, const char *name, double ns)
{
    const unsigned threads =
        (unsigned)strtoul(strstr(name, "threads:") + strlen("threads:"), NULL, 10);
    return add(r, name, "thread", threads, threads, ns, NAN);
}

/* Adds a row of the pace; the whole time is the pace and what the operation adds. */
static void put_paced(struct report *r, const char *subject, const char *where, unsigned pace,
                      const char *more, unsigned threads, double ns)
{
    char name[160];
    snprintf(name, sizeof name, "atomic/%s/%s/order:relaxed/pace:%uns%s/threads:%u", subject, where,
             pace, more, threads);
    struct row *row = put(r, name, pace + ns);
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_pace_ns] = pace;
}

static void build_paces(struct report *r)
{
    *r = (struct report){.context = json_object()};
    for (unsigned pace = 10; pace <= 1000; pace *= 10) {
        put_paced(r, "add", "shared-line", pace, "", 2, 47);
        put_paced(r, "add", "shared-line", pace, "/prefetch:write", 2, 309);
        put_paced(r, "add", "own-line", pace, "", 1, 2);
        put_paced(r, "fetch-add", "shared-line", pace, "", 2, 60);
    }
    put(r, "atomic/add/shared-line/order:relaxed/threads:2", 30);
    put(r, "atomic/add/shared-line/order:seq-cst/threads:2", 30);
    report_estimate(r);
}

/* The fields of the last line of the series in the data file. */
static bool last_of(const char *dir, const char *file, const char *series, double *x,
                    double *median)
{
    char *text = slurp(dir, file, NULL), line[300];
    bool found = false;
    assert_non_null(text);
    for (const char *at = text; *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] != '\0')) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        const size_t length = strlen(series);
        if (strncmp(line, series, length) == 0 && line[length] == '\t')
            found = sscanf(line + length, "%*u\t%*u\t%*u\t%lf\t%*u\t%lf", x, median) == 2;
    }
    free(text);
    return found;
}

/* More than a chart holds: it is another experiment, and the others are drawn as before. */
static void a_row_of_very_many_parameters_stays_out(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    double x, median;
    build_paces(&r);
    put_paced(&r, "add", "shared-line", 10, "/a:1/b:1/c:1/d:1/e:1/f:1/g:1/h:1/i:1", 2, 47);
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(last_of(dir, "dimension-pace.dat", "add", &x, &median));
    assert_false(holds(dir, "dimension-pace.dat", "/a:1"));
    report_free(&r);
}

static void a_pace_is_taken_off(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    double x = 0, median = 0;
    build_paces(&r);
    write_one(&r, dir);
    assert_true(last_of(dir, "dimension-pace.dat", "add", &x, &median));
    assert_true(x == 1000 && fabs(median - 47) < 60);
    assert_true(last_of(dir, "dimension-pace.dat", "add prefetch:write", &x, &median));
    assert_true(fabs(median - 309) < 90);
    assert_true(last_of(dir, "dimension-pace.dat", "add own-line", &x, &median));
    assert_true(last_of(dir, "dimension-pace.dat", "fetch-add", &x, &median));
    assert_false(holds(dir, "dimension-pace.dat", "order:relaxed/threads:2")); /* has no pace */
    draw_only(dir, CHARTS("dimension-pace"), &results);
    assert_pictures(dir, "dimension-pace");
    assert_same_by_hand(dir, "dimension-pace", "dimension.gp pace");
    assert_true(holds(dir, "dimension-pace.svg", "beyond its pace"));
    report_free(&r);
}

/* Words stand in the order of the table, and the plain row with its like. */
static void words_have_their_places(void **state)
{
    static const char *const parts[] = {"",          "/shape:burst", "/shape:bursty-holder",
                                        "/set:4KiB", "/locks:2",     "/shape:unheard-of"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r = {.context = json_object()};
    struct chart_results results;
    double x = 0, median = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char name[160];
        snprintf(name, sizeof name, "mutex/go/contended/crit:200ns/out:1000ns%s/threads:2",
                 parts[i]);
        put(&r, name, 100 * (double)(i + 1));
    }
    put(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2", 5000);
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(last_of(dir, "dimension-shape.dat", "go", &x, &median));
    assert_true(x == 4 && fabs(median - 300) < 30);
    assert_true(holds(dir, "dimension-shape.dat", "crit:200ns/out:1000ns/threads:2"));
    assert_false(holds(dir, "dimension-shape.dat", "/locks:"));
    assert_false(holds(dir, "dimension-shape.dat", "/set:"));
    assert_false(holds(dir, "dimension-shape.dat", "crit:0ns"));
    assert_false(holds(dir, "dimension-shape.dat", "unheard-of"));
    assert_true(last_of(dir, "dimension-locks.dat", "go", &x, &median) && x == 2);
    assert_true(holds(dir, "dimension-set.dat", "at least two values"));
    draw_only(dir, CHARTS("dimension-shape", "dimension-locks"), &results);
    assert_pictures(dir, "dimension-shape");
    assert_true(holds(dir, "dimension-shape.svg", ">steady<"));
    assert_true(holds(dir, "dimension-shape.svg", ">bursty-holder<"));
    assert_false(holds(dir, "dimension-shape.svg", ">one-long-many-short<"));
    assert_same_by_hand(dir, "dimension-shape", "dimension.gp shape");
    report_free(&r);
}

/* Only the CPUs that a crowd shares: a pair of threads on a machine of more has no crowd. */
static void a_crowd_is_counted_by_cpu(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r = {.context = json_object()};
    double x = 0, median = 0;
    put(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2", 20);
    put(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:4", 40);
    add(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:8/cpus:4", "thread", 8, 4, 100, NAN);
    add(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:32/cpus:4", "thread", 32, 4, 700, NAN);
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(last_of(dir, "dimension-oversubscription.dat", "go", &x, &median));
    assert_true(x == 8 && fabs(median - 700) < 70);
    assert_true(holds(dir, "dimension-oversubscription.dat", "threads:4"));
    assert_false(holds(dir, "dimension-oversubscription.dat", "threads:2"));
    assert_true(holds(dir, "dimension-oversubscription.dat", ", 4 CPUs"));
    report_free(&r);
}

/* A paced row is another experiment, and no chart of the plain ones shows it. */
static void other_charts_leave_them_out(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_paces(&r);
    put(&r, "atomic/add/shared-line/order:relaxed/threads:4", 90);
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(holds(dir, "scaling-atomic.dat", "order:relaxed/threads:2"));
    assert_false(holds(dir, "scaling-atomic.dat", "pace:"));
    report_free(&r);
}

static void a_report_without_them_has_no_such_chart(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    report_estimate(&r);
    write_one(&r, dir);
    for (size_t i = 0; dimension_at(i); i++) {
        char name[CHART_NAME];
        snprintf(name, sizeof name, "dimension-%s.dat", dimension_at(i)->name);
        assert_null(slurp(dir, name, NULL));
    }
    report_free(&r);
}

static void the_table_is_complete(void **state)
{
    (void)state;
    const struct dimension *d;
    size_t n = 0;
    for (; (d = dimension_at(n)); n++) {
        assert_true(strspn(d->name, "abcdefghijklmnopqrstuvwxyz-") == strlen(d->name));
        assert_true(d->key && d->family && d->scenarios && d->title && d->axis);
        assert_true(!d->plain || !d->words || strstr(d->words, d->plain));
        assert_true(!d->words ||
                    strspn(d->words, "abcdefghijklmnopqrstuvwxyz-,") == strlen(d->words));
    }
    assert_true(n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_row_of_very_many_parameters_stays_out),
        cmocka_unit_test_setup_teardown(a_pace_is_taken_off, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(words_have_their_places, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_crowd_is_counted_by_cpu, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(other_charts_leave_them_out, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_report_without_them_has_no_such_chart, make_folder,
                                        remove_folder),
        cmocka_unit_test(the_table_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
