// SPDX-License-Identifier: MIT
// Rows of a matrix of pairs, compared by distance.
#include "report/model/matrix.h"
#include "tests/report/compare/pair.h"
#include "tests/report/fake_matrix.h"

enum { LAUNCHES = 20 };

static const struct fake_machine four = {.cpus = 4, .smt = 2, .l3 = 4, .package = 4},
                                 two = {.cpus = 2, .smt = 1, .l3 = 2, .package = 2};

static struct row *add_matrix(struct report *r, const struct fake_machine *m)
{
    fake_add_matrix(r, m, LAUNCHES);
    return report_row(r, "floor/core-to-core");
}

static void finish(struct pair *p)
{
    matrix_add_classes(&p->base);
    matrix_add_classes(&p->next);
    report_estimate(&p->base);
    report_estimate(&p->next);
    recompare(p, &plain);
}

static void make_two(struct pair *p)
{
    const struct fake_options o = {.launches = LAUNCHES, .trials = 1};
    make_pair(p, &o, &o);
}

static void slow_down(struct row *row, const struct fake_machine *m, enum distance d, double times)
{
    for (size_t i = 0; i < row->n_samples; i++) {
        json_t *ns = json_object_get(row->samples[i].cells, "ns");
        size_t at = 0;
        for (unsigned y = 1; y < m->cpus; y++)
            for (unsigned x = 0; x < y; x++, at++)
                if (fake_distance(m, x, y) == d)
                    json_array_set_new(
                        ns, at, json_real(times * json_number_value(json_array_get(ns, at))));
    }
}

/* What changed between the CPUs of one distance shows there alone. */
static void a_distance_is_compared(void **state)
{
    (void)state;
    static const char *const whats[] = {"least", "median", "most"};
    struct pair p;
    make_two(&p);
    add_matrix(&p.base, &four);
    slow_down(add_matrix(&p.next, &four), &four, DISTANCE_SAME_L3, 1.3);
    finish(&p);
    for (size_t i = 0; i < 3; i++) {
        char name[96];
        snprintf(name, sizeof name, "floor/core-to-core/same-l3/pairs:%s", whats[i]);
        const struct comparison_row *far = row_of(&p, name);
        assert_int_equal(far->verdict, VERDICT_SLOWER);
        assert_true(fabs(far->time.value - 1.3) < 0.01);
        snprintf(name, sizeof name, "floor/core-to-core/smt/pairs:%s", whats[i]);
        assert_int_equal(row_of(&p, name)->verdict, VERDICT_ALIKE);
    }
    free_pair(&p);
}

/* On two CPUs, of which the host moved one for nearly half of the time. */
static void a_pair_is_compared_at_one_distance(void **state)
{
    (void)state;
    struct pair p;
    make_two(&p);
    struct row *base = add_matrix(&p.base, &two), *next = add_matrix(&p.next, &two);
    for (unsigned i = 0; i < LAUNCHES; i++) {
        fake_move(&base->samples[i], 50 + 0.1 * (i % 7));
        fake_move(&next->samples[i], (i < 9 ? 300 : 50) + 0.1 * (i % 7));
    }
    finish(&p);
    const struct comparison_row *row = row_of(&p, "floor/core-to-core/same-l3/pairs:median");
    assert_int_equal(row->launches[0], LAUNCHES);
    assert_int_equal(row->launches[1], LAUNCHES - 9);
    assert_int_equal(row->verdict, VERDICT_ALIKE);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_distance_is_compared),
        cmocka_unit_test(a_pair_is_compared_at_one_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
