// SPDX-License-Identifier: MIT
// Labels of dots: beside their own, off others' dots, intervals and labels, with a line where they
// are far.
#include <math.h>
#include <string.h>

#include "report/charts/labels.h"
#include "tests/test.h"

static const double letter = 8.2, high = 8; /* pixels: of a letter, of half a label */

static struct chart_label label_at(const char *text, double x, double y)
{
    struct chart_label l = {.dot = {.x = x, .y = y, .left = x, .right = x, .bottom = y, .top = y}};
    snprintf(l.text, sizeof l.text, "%s", text);
    return l;
}

static double half(const struct chart_label *l)
{
    return letter * (double)strlen(l->text) / 2;
}

static void near(double value, double wanted)
{
    if (!(fabs(value - wanted) < 1e-6))
        fail_msg("%g instead of %g", value, wanted);
}

static void a_label_alone_stands_to_the_right(void **state)
{
    (void)state;
    struct chart_label l = label_at("mcs", 400, 200);
    chart_place_labels(&l, 1, 844, 468);
    near(l.x, 400 + 12 + half(&l));
    near(l.y, 200);
    assert_true(isnan(l.end_x) && isnan(l.end_y) && !l.crowded);
}

/* A dot nearer to it than 16 pixels is one that it could be the label of. */
static void it_stands_there_unless_another_dot_is_near(void **state)
{
    (void)state;
    for (int near_by = 0; near_by < 2; near_by++) {
        struct chart_label l[] = {label_at("mcs", 400, 200), label_at("", 0, 214)};
        l[1].dot.x = l[1].dot.left = l[1].dot.right =
            400 + 12 + 2 * half(l) + (near_by ? -8 : 28); /* right of it, and higher */
        chart_place_labels(l, 2, 844, 468);
        assert_int_equal(fabs(l[0].x - (400 + 12 + half(l))) > 1, near_by);
    }
}

/* Where there is no place to the right or left, it stands as near above its dot. */
static void a_narrow_plot_has_it_above(void **state)
{
    (void)state;
    struct chart_label l = label_at("mcs", 20, 200);
    chart_place_labels(&l, 1, 40, 468);
    near(l.x, 20);
    near(l.y, 200 + 12 + high / 2);
}

static void it_keeps_off_the_intervals_of_others(void **state)
{
    (void)state;
    struct chart_label l[] = {label_at("mcs", 400, 195), label_at("", 300, 200)};
    l[1].dot.left = 100, l[1].dot.right = 700;
    chart_place_labels(l, 2, 844, 468);
    assert_true(fabs(l[0].y - 200) >= high + 1.5 - 1e-6);
    l[0].dot.y = l[0].dot.bottom = l[0].dot.top = 300;
    l[1] = label_at("", 430, 200);
    l[1].dot.bottom = 100, l[1].dot.top = 400;
    chart_place_labels(l, 2, 844, 468);
    assert_true(fabs(l[0].x - 430) >= half(&l[0]) + 1.5 - 1e-6);
}

static void it_keeps_off_dots_and_labels_of_others(void **state)
{
    (void)state;
    struct chart_label l[] = {label_at("ticket", 400, 200), label_at("pthread", 410, 206),
                              label_at("", 440, 200)};
    chart_place_labels(l, 3, 844, 468);
    for (int i = 0; i < 2; i++) {
        assert_false(l[i].crowded);
        for (int k = 0; k < 3; k++)
            assert_true(fabs(l[i].x - l[k].dot.x) >= half(&l[i]) + 8 - 1e-6 ||
                        fabs(l[i].y - l[k].dot.y) >= high + 8 - 1e-6);
    }
    assert_true(fabs(l[0].x - l[1].x) >= half(&l[0]) + half(&l[1]) - 1e-6 ||
                fabs(l[0].y - l[1].y) >= 2 * high - 1e-6);
}

/* All around the dot are others, so that the label lies beyond them. */
static void one_that_is_far_has_a_line(void **state)
{
    enum { AROUND = 72 };
    struct chart_label l[AROUND + 1] = {label_at("mcs", 400, 200)};
    (void)state;
    for (int i = 0; i < AROUND; i++) {
        const double angle = i * 0.2618, radius = 20 + 20 * (i / 24);
        l[1 + i] = label_at("", 400 + radius * cos(angle), 200 + radius * sin(angle));
    }
    chart_place_labels(l, AROUND + 1, 844, 468);
    assert_true(hypot(l[0].end_x - 400, l[0].end_y - 200) > 18);
    assert_true(fabs(l[0].end_x - l[0].x) <= half(l) + 1e-6 &&
                fabs(l[0].end_y - l[0].y) <= high + 1e-6);
    assert_true(fabs(l[0].x - 400) < 120 + half(l) && fabs(l[0].y - 200) < 120);
}

/* Both have one place alone: the first keeps it. */
static void one_without_a_place_is_crowded(void **state)
{
    (void)state;
    struct chart_label l[] = {label_at("mcs", 20, 15), label_at("clh", 20, 15)};
    chart_place_labels(l, 2, 40, 30);
    assert_false(l[0].crowded);
    assert_true(l[1].crowded);
    l[1] = label_at("", 20 + 12 + half(l), 15 + high + 4 - 0.5); /* half a pixel of a dot */
    chart_place_labels(l, 2, 40, 30);
    assert_true(l[0].crowded);
    l[1].dot.y += 1;
    chart_place_labels(l, 2, 40, 30);
    assert_false(l[0].crowded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_alone_stands_to_the_right),
        cmocka_unit_test(it_stands_there_unless_another_dot_is_near),
        cmocka_unit_test(a_narrow_plot_has_it_above),
        cmocka_unit_test(it_keeps_off_the_intervals_of_others),
        cmocka_unit_test(it_keeps_off_dots_and_labels_of_others),
        cmocka_unit_test(one_that_is_far_has_a_line),
        cmocka_unit_test(one_without_a_place_is_crowded),
    };
    return cmocka_run_group_tests_name("labels of dots", tests, NULL, NULL);
}
