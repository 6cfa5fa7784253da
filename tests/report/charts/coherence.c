// SPDX-License-Identifier: MIT
// Accesses to a line by its state: the tables that rows make, and their chart.
#include "report/model/coherence.h"
#include "report/summary/coherence.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

static struct row *put(struct report *r, const char *operation, const char *distance,
                       const char *state, const char *pair, double ns)
{
    char name[160];
    snprintf(name, sizeof name, "coherence/%s/%s/state:%s/pair:%s", operation, distance, state,
             pair);
    return add(r, name, "thread", 2, 2, ns, NAN);
}

/* Two distances, the farther one first; three states, of which one has one operation only. */
static void build(struct report *r)
{
    static const char *const operations[] = {"load", "store", "cas", "load-cas", "fetch-add"};
    static const char *const states[] = {"modified", "invalid"};
    *r = (struct report){.context = json_object()};
    for (unsigned far = 2; far-- > 0;)
        for (unsigned s = 0; s < 2; s++)
            for (unsigned i = 0; i < 5; i++)
                put(r, operations[i], far ? "cross-package" : "same-l3", states[s],
                    far ? "0-8" : "0-1", 50 + 200 * far + 40 * s + 10 * i);
    put(r, "load", "same-l3", "exclusive", "0-1", 44);
    report_estimate(r);
}

static void rows_make_a_table_for_each_distance(void **state)
{
    struct report r;
    struct coherence c;
    (void)state;
    build(&r);
    coherence_of(&c, &r);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.n_operations, 5);
    assert_string_equal(c.operation[3], "load-cas");
    assert_int_equal(c.table[0].distance, DISTANCE_SAME_L3);
    assert_int_equal(c.table[1].distance, DISTANCE_CROSS_PACKAGE);
    assert_string_equal(c.table[1].pair, "0-8");
    assert_true(c.has[LINE_STATE_EXCLUSIVE] && !c.has[LINE_STATE_SHARED]);
    assert_true(c.table[0].has[LINE_STATE_EXCLUSIVE] && !c.table[1].has[LINE_STATE_EXCLUSIVE]);
    assert_null(c.table[0].cell[LINE_STATE_EXCLUSIVE][1]);
    assert_string_equal(c.table[0].cell[LINE_STATE_INVALID][2]->name,
                        "coherence/cas/same-l3/state:invalid/pair:0-1");
    report_free(&r);
}

static void what_is_no_such_row_is_left_out(void **state)
{
    static const char *const names[] = {
        "coherence/load/somewhere/state:modified/pair:0-1",
        "coherence/load/same-l3/state:unheard-of/pair:0-1",
        "coherence/load/same-l3/state:modified",
        "coherence/load/same-l3/state:modified/pair:0-1x",
        "coherence/LOAD/same-l3/state:modified/pair:0-1",
        "coherence/compare-and-swap/same-l3/state:modified/pair:0-1",
        "coherence/load/same-l3/state:modified/home:owner/pair:0-1",
        "atomic/load/same-l3/state:modified/pair:0-1",
    };
    struct report r = {.context = json_object()};
    struct coherence c;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add(&r, names[i], "thread", 2, 2, 50, NAN);
    report_estimate(&r);
    coherence_of(&c, &r);
    assert_int_equal(c.n, 0);
    for (char letter = 'a'; letter < 'a' + COHERENCE_OPERATIONS + 1; letter++)
        put(&r, (char[]){letter, '\0'}, "same-l3", "modified", "0-1", 50);
    put(&r, "a", "same-l3", "modified", "2-3", 70);
    report_estimate(&r);
    coherence_of(&c, &r);
    assert_int_equal(c.n_operations, COHERENCE_OPERATIONS);
    assert_true(c.n == 1 && c.table[0].cell[LINE_STATE_MODIFIED][0]->time.median < 60);
    report_free(&r);
}

static void the_summary_has_the_tables(void **state)
{
    struct report r;
    (void)state;
    build(&r);
    put(&r, "load", "same-l3", "shared", "0-1", 45);
    put(&r, "load", "same-l3", "shared-own", "0-1", 1.5);
    put(&r, "load", "cross-package", "shared", "0-8", 400);
    report_estimate(&r);
    struct printed out;
    summary_coherence(printed_start(&out), &r);
    char *text = printed_end(&out);
    golden_check("coherence.txt", text);
    free(text);
    report_free(&r);
}

static void the_chart_has_a_panel_for_each_distance(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build(&r);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "coherence.dat", 1, 11), 10); /* modified */
    assert_int_equal(count_lines(dir, "coherence.dat", 2, 11), 1);  /* exclusive */
    assert_int_equal(count_lines(dir, "coherence.dat", 3, 11), 10); /* invalid */
    assert_int_equal(count_lines(dir, "coherence.dat", 4, 2), 5);
    assert_int_equal(count_lines(dir, "coherence.dat", 5, 3), 2);
    assert_true(holds(dir, "coherence.dat", "\tns per access\t3\t-\t5\t2\t-\n"));
    assert_true(
        holds(dir, "coherence.dat", "same-l3: two cores of one L3 and NUMA node, CPUs 0-1"));
    assert_false(exists(dir, "costs-coherence.dat")); /* the same again */
    draw_only(dir, CHARTS("coherence"), &results);
    assert_true(result_of(&results, "coherence")->drawn);
    assert_pictures(dir, "coherence");
    assert_true(holds(dir, "coherence.svg", ">load-cas<"));
    assert_true(holds(dir, "coherence.svg", ">exclusive<"));
    assert_true(holds(dir, "coherence.svg", "cross-package: two packages, CPUs 0-8"));
    assert_same_by_hand(dir, "coherence", "coherence.gp");
    report_free(&r);
}

static void a_report_without_says_what_it_needs(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 1);
    write_one(&r, dir);
    assert_false(has_data(dir, "coherence"));
    assert_true(holds(dir, "coherence.dat", "two CPUs"));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_make_a_table_for_each_distance),
        cmocka_unit_test(what_is_no_such_row_is_left_out),
        cmocka_unit_test(the_summary_has_the_tables),
        IN_FOLDER(the_chart_has_a_panel_for_each_distance),
        IN_FOLDER(a_report_without_says_what_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
