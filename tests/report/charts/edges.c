// SPDX-License-Identifier: MIT
// The edge chart: every edge has a line, from the cheapest to those without a cost.
#include "report/charts/chart.h"
#include "tests/report/charts/folder.h"
#include "tests/report/edges/made_up.h"

enum { FIELDS = 13, NAME_LENGTH = 48 };

/* Rows of one edge are not there, one edge is broken, one was not tried. */
static void build(struct report *r)
{
    made_up_report(r);
    report_row(r, "rwmutex/go/last-reader/wait:spinning/threads:2")->name[0] = 'X';
    report_row(r, "litmus/mp/pool/place:own-line/threads:2")->name[0] = 'X';
    report_row(r, "litmus/mp/pool/place:same-line/threads:2")->name[0] = 'X';
    made_litmus(r, "litmus/mp/mutex/place:far/threads:2", "r1=1 r2=0", false, 3);
}

static size_t edges_of_table(void)
{
    size_t n = 0;
    while (edge_at(n))
        n++;
    return n;
}

static void every_edge_has_a_line_by_cost(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build(&r);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "edges.dat", 1, FIELDS), edges_of_table());
    char *text = slurp(dir, "edges.dat", NULL), *at = strstr(text, "\n\n\n") + 3;
    double before = 0;
    for (size_t i = 0; i < edges_of_table(); i++) {
        unsigned place, verdict;
        char title[NAME_LENGTH], median[32];
        assert_int_equal(sscanf(at, "%u\t%47[^\t]\t%u\t%31s", &place, title, &verdict, median), 4);
        assert_int_equal(place, i + 1);
        assert_int_equal(verdict, strcmp(title, "unlock → lock") == 0     ? 2
                                  : strcmp(title, "Pool: Put → Get") == 0 ? 4
                                                                          : 1);
        bool last = i + 1 == edges_of_table();
        assert_int_equal(strcmp(median, "NaN") == 0, last);
        assert_int_equal(strcmp(title, "RUnlock → Lock") == 0, last);
        assert_true(last || atof(median) >= before);
        before = atof(median);
        at = strchr(at, '\n') + 1;
    }
    assert_non_null(strstr(text, "\t6 / 3.00M\t0 / 2.00M\tmutex/go/hand-over/wait:spinning"));
    assert_non_null(strstr(text, "\tplain 100k / 1.00M\t"));
    free(text);
    report_free(&r);
}

static void the_picture_names_edges_and_what_was_seen(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build(&r);
    write_one(&r, dir);
    draw_only(dir, CHARTS("edges"), &results);
    assert_true(result_of(&results, "edges")->drawn);
    assert_pictures(dir, "edges");
    for (size_t i = 0; edge_at(i); i++)
        if (!strchr(edge_at(i)->title, '&'))
            assert_true(holds(dir, "edges.svg", edge_at(i)->title));
    assert_true(holds(dir, "edges.svg", "6 / 3.00M"));
    assert_true(holds(dir, "edges.svg", "plain 100k / 1.00M"));
    assert_true(holds(dir, "edges.svg", "not measured"));
    assert_same_by_hand(dir, "edges", "edges.gp");
    report_free(&r);
}

/* One price alone: no floor, no sleeper, nothing tried. */
static void a_single_price_is_enough(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    struct row *row = report_add_row(&r, "once/go/done/threads:1");
    row->basis = fake_copy("thread");
    row->threads = row->cpus = 1;
    row->status = ROW_OK;
    fake_samples(row, &(struct fake_row){.name = row->name, .basis = "thread", .ns = 1},
                 &(struct fake_options){.launches = 5});
    report_estimate(&r);
    write_one(&r, dir);
    /* those without stand behind it, in the order of the model */
    char *text = slurp(dir, "edges.dat", NULL), *at = strstr(text, "\n\n\n") + 3,
         first[NAME_LENGTH], title[NAME_LENGTH];
    assert_int_equal(sscanf(at, "1\t%47[^\t]", first), 1);
    for (size_t i = 0; edge_at(i); i++) {
        if (strcmp(edge_at(i)->title, first) == 0)
            continue;
        at = strchr(at, '\n') + 1;
        assert_int_equal(sscanf(at, "%*u\t%47[^\t]", title), 1);
        assert_string_equal(title, edge_at(i)->title);
    }
    free(text);
    draw(dir, &results);
    assert_true(result_of(&results, "edges")->drawn);
    assert_pictures(dir, "edges");
    report_free(&r);
}

static void a_report_without_prices_says_so(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    made_litmus_rows(&r);
    report_estimate(&r);
    write_one(&r, dir);
    draw(dir, &results);
    assert_false(result_of(&results, "edges")->drawn);
    assert_non_null(strstr(result_of(&results, "edges")->reason, "needs a row that prices"));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_edge_has_a_line_by_cost),
        IN_FOLDER(the_picture_names_edges_and_what_was_seen),
        IN_FOLDER(a_single_price_is_enough),
        IN_FOLDER(a_report_without_prices_says_so),
    };
    return cmocka_run_group_tests_name("edge chart", tests, NULL, NULL);
}
