// SPDX-License-Identifier: MIT
// The core-to-core chart of machines from 2 to 256 CPUs: order and borders of the axis, the blocks
// of its data, and what the picture has and weighs.
#include <sys/stat.h>

#include "report/charts/axis.h"
#include "tests/report/charts/folder.h"
#include "tests/report/fake_matrix.h"

static const struct fake_machine
    /* a node is half a package here, and two L3s are a node */
    nodes = {.cpus = 16, .smt = 2, .l3 = 2, .node = 4, .package = 8},
    machines[] = {{2, 1, 2, 0, 2, 0},      {16, 2, 16, 0, 16, 0},  {32, 1, 8, 0, 32, 100},
                  {64, 1, 8, 16, 64, 0},   {64, 1, 8, 16, 64, 64}, {128, 2, 16, 0, 64, 0},
                  {256, 2, 16, 32, 128, 0}};

static void the_axis_has_the_order_of_the_topology(void **state)
{
    (void)state;
    static const int order[] = {0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15};
    static const enum border border[] = {BORDER_none,    BORDER_L3, BORDER_NODE, BORDER_L3,
                                         BORDER_PACKAGE, BORDER_L3, BORDER_NODE, BORDER_L3};
    struct report r;
    struct pairs p;
    struct axis axis;
    fake_matrix(&r, &nodes, 6);
    report_estimate(&r);
    pairs_of(&p, &r);
    axis_of(&axis, &p);
    assert_int_equal(axis.n, 16);
    for (size_t i = 0; i < axis.n; i++) {
        assert_int_equal(axis.cpu[i], order[i]);
        assert_int_equal(axis.border[i], i % 2 ? BORDER_none : border[i / 2]);
    }
    assert_non_null(strstr(axis.remark, "L3 caches, NUMA nodes, packages"));
    for (size_t i = 0; i < p.n; i++) {
        struct cell at = axis_cell(&axis, &p.pair[i]);
        assert_true(at.column < at.line);
        assert_true(axis.cpu[at.column] == p.pair[i].a || axis.cpu[at.column] == p.pair[i].b);
        assert_true(axis.cpu[at.line] == p.pair[i].a || axis.cpu[at.line] == p.pair[i].b);
    }
    axis_free(&axis);
    pairs_free(&p);
    report_free(&r);
}

/* Two nodes of one L3, as with sub-NUMA clustering. */
static void nodes_of_one_l3_have_a_border(void **state)
{
    (void)state;
    static const struct fake_machine halves = {
        .cpus = 8, .smt = 1, .l3 = 8, .node = 4, .package = 8};
    struct report r;
    struct pairs p;
    struct axis axis;
    fake_matrix(&r, &halves, 6);
    report_estimate(&r);
    pairs_of(&p, &r);
    axis_of(&axis, &p);
    assert_int_equal(axis.n, 8);
    for (size_t i = 0; i < axis.n; i++)
        assert_int_equal(axis.border[i], i == 4 ? BORDER_NODE : BORDER_none);
    assert_string_equal(axis.remark, "lines: borders of NUMA nodes");
    axis_free(&axis);
    pairs_free(&p);
    report_free(&r);
}

/* Rows of before and imported ones: without a distance no group, and nothing is drawn. */
static void unknown_distances_make_no_border(void **state)
{
    (void)state;
    struct report r;
    struct pairs p;
    struct axis axis;
    report_init(&r);
    fake_pair_row(&r, "floor/line-transfer/imported/pair:0-1", 30);
    fake_pair_row(&r, "floor/line-transfer/imported/pair:0-2", 30);
    fake_pair_row(&r, "floor/line-transfer/imported/pair:1-2", 30);
    report_estimate(&r);
    pairs_of(&p, &r);
    axis_of(&axis, &p);
    assert_int_equal(axis.n, 3);
    for (size_t i = 0; i < axis.n; i++)
        assert_true(axis.cpu[i] == (int)i && axis.border[i] == BORDER_none);
    assert_null(axis.remark);
    axis_free(&axis);
    pairs_free(&p);
    report_free(&r);
}

static off_t size_of(const char *dir, const char *name)
{
    char path[512];
    struct stat file;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(stat(path, &file), 0);
    return file.st_size;
}

/* The public triangle stays in the order of the numbers. */
static void check_csv(const char *dir, const struct fake_machine *m)
{
    char *csv = slurp(dir, "core-to-core.csv", NULL), *rest = csv, *line;
    unsigned y = 0;
    for (; (line = strsep(&rest, "\n")) && *line; y++) {
        unsigned x = 0;
        for (char *cell; (cell = strsep(&line, ",")); x++) {
            assert_int_equal(*cell != '\0', x < y);
            assert_true(x >= y || fabs(atof(cell) / fake_ns(fake_distance(m, x, y)) - 1) < 0.05);
        }
        assert_int_equal(x, m->cpus);
    }
    assert_int_equal(y, m->cpus);
    free(csv);
}

/* The numbers below the plot: they are those in the middle of a place and in letters of 13 pixels,
 * whose digits are 8.3 pixels wide. None touches the next, and half of those that have room are
 * there at least. */
static void check_numbers(const char *dir, const struct fake_machine *m)
{
    static const double digit = 8.3, gap = 4;
    char *svg = slurp(dir, "core-to-core.svg", NULL);
    double end = 0, begin = NAN;
    unsigned found = 0;
    for (char *at = svg; (at = strstr(at, "<g transform=\"translate(")); at++) {
        double x, y, size;
        char anchor[8];
        int length = 0, digits;
        if (sscanf(at,
                   "<g transform=\"translate(%lf,%lf)\" stroke=\"none\" fill=\"%*[^\"]\" "
                   "font-family=\"%*[^\"]\" font-size=\"%lf\" text-anchor=\"%7[a-z]\"> <text>%n",
                   &x, &y, &size, anchor, &length) != 4 ||
            !length || strcmp(anchor, "middle") != 0 || size != 13)
            continue;
        digits = (int)strspn(at + length, "0123456789");
        if (!digits || at[length + digits] != '<')
            continue;
        assert_true(found == 0 || x - digits * digit / 2 >= end + gap);
        end = x + digits * digit / 2;
        begin = found++ ? begin : x;
    }
    free(svg);
    assert_true(found > 1);
    assert_true(found == m->cpus || (end - begin) / (found - 1) < 2 * (4 * digit + gap));
}

static void every_size_is_drawn(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        const struct fake_machine *m = &machines[i];
        struct report r;
        struct chart_results results;
        char first[16];
        fake_matrix(&r, m, 6);
        report_estimate(&r);
        write_one(&r, dir);
        assert_int_equal(count_lines(dir, "core-to-core.dat", 1, 9), m->cpus * (m->cpus - 1) / 2);
        assert_int_equal(count_lines(dir, "core-to-core.dat", 2, 2), m->cpus);
        check_csv(dir, m);
        draw_only(dir, CHARTS("core-to-core"), &results);
        assert_pictures(dir, "core-to-core");
        assert_true(size_of(dir, "core-to-core-small.png") < 200000);
        assert_true(size_of(dir, "core-to-core.svg") < 2 << 20);
        snprintf(first, sizeof first, ">%u<", m->first);
        assert_true(holds(dir, "core-to-core.svg", first));
        check_numbers(dir, m);
        assert_int_equal(holds(dir, "core-to-core.svg", "borders of "), m->cpus > 16);
        assert_int_equal(holds(dir, "core-to-core.svg", "<image"), m->cpus > 64);
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_axis_has_the_order_of_the_topology),
        cmocka_unit_test(nodes_of_one_l3_have_a_border),
        cmocka_unit_test(unknown_distances_make_no_border),
        IN_FOLDER(every_size_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
