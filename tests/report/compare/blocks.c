// SPDX-License-Identifier: MIT
// Interleaved reports are compared block by block, and drift that both sides share falls out.
#include "tests/report/compare/pair.h"

static const char drifting[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";

/* Both sides of one row drift by half from first to last launch; new takes factor as long. */
static void make_drifting(struct pair *p, double factor)
{
    make_pair(p, &(struct fake_options){.launches = 40, .trials = 1, .noise = 0.002},
              &(struct fake_options){.launches = 40, .trials = 1, .noise = 0.002, .seed = 3});
    uint64_t random = 11;
    for (int side = 0; side < 2; side++) {
        double times[40];
        for (int i = 0; i < 40; i++)
            times[i] = 4 * (1 + i / 80.0) * (side ? factor : 1) * (1 + 0.002 * fake_bell(&random));
        set_launches(side ? &p->next : &p->base, drifting, times);
    }
    interleave(&p->base, "c0ffee", "base");
    interleave(&p->next, "c0ffee", "new");
}

static void test_blocks_beat_drift(void **state)
{
    (void)state;
    struct pair p;
    make_drifting(&p, 1.04);
    recompare(&p, &plain);
    const struct comparison_row *row = row_of(&p, drifting);
    assert_int_equal(p.c.per_block, 2);
    assert_int_equal(row->blocks, 20);
    assert_int_equal(row->verdict, VERDICT_SLOWER);
    assert_true(fabs(row->time.value - 1.04) < 0.003);
    assert_true(row->threshold <
                log(1.01)); /* of what is left when the common ratio is taken off */
    assert_int_equal(differing(&p.c), 1);

    interleave(&p.next, "decaf", "new"); /* not the same run: the sides are two heaps of launches */
    recompare(&p, &plain);
    assert_int_equal(p.c.per_block, 0);
    assert_int_not_equal(row_of(&p, drifting)->verdict, VERDICT_SLOWER);
    interleave(&p.next, "c0ffee", "base");
    recompare(&p, &plain);
    assert_int_equal(p.c.per_block, 0);
    free_pair(&p);
}

/* A shift that all blocks share is found; the same blocks with nothing planted are not, however
 * they drift. */
static void test_blocks_without_difference(void **state)
{
    (void)state;
    struct pair p;
    make_drifting(&p, 1);
    recompare(&p, &plain);
    assert_int_equal(row_of(&p, drifting)->verdict, VERDICT_ALIKE);
    assert_int_equal(differing(&p.c), 0);
    free_pair(&p);
    make_drifting(&p, 1.004); /* below what code layout alone can do */
    recompare(&p, &plain);
    const struct comparison_row *row = row_of(&p, drifting);
    assert_true(row->p_holm < 0.05);
    assert_int_equal(row->why, UNSURE_NOISE);
    free_pair(&p);
}

/* What to do is told in terms of the command that measures blocks. */
static void test_too_few_blocks(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 8}, &(struct fake_options){.launches = 8});
    interleave(&p.base, "c0ffee", "base");
    interleave(&p.next, "c0ffee", "new");
    struct row *row = report_row(&p.next, drifting);
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].launch = 2 * i; /* no block is whole */
    recompare(&p, &plain);
    char text[COMPARISON_VERDICT];
    assert_int_equal(comparison_unsure(&p.c, UNSURE_FEW), p.c.n_rows);
    assert_string_equal(comparison_verdict(row_of(&p, drifting), text),
                        "unsure (too few blocks: 0, needs 11)");
    char *all = text_of(&p.c);
    assert_non_null(
        strstr(all, "a verdict needs 11 blocks; synccost ab --launches 22, or a larger"));
    assert_non_null(strstr(all, "0 blocks"));
    assert_null(strstr(all, "synccost run"));
    free(all);
    interleave(&p.next, "decaf", "new");
    recompare(&p, &plain);
    all = text_of(&p.c);
    assert_null(strstr(all, "synccost ab --launches"));
    free(all);
    free_pair(&p);
}

static void test_blocks_with_a_launch_missing(void **state)
{
    (void)state;
    struct pair p;
    make_drifting(&p, 1.04);
    struct row *row = report_row(&p.next, drifting);
    size_t kept = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        if (row->samples[i].launch != 7)
            row->samples[kept++] = row->samples[i];
    row->n_samples = kept;
    recompare(&p, &plain);
    const struct comparison_row *judged = row_of(&p, drifting);
    assert_int_equal(judged->blocks, 19);
    assert_int_equal(judged->launches[0], 38);
    assert_true(fabs(judged->time.value - 1.04) < 0.003);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_beat_drift),
        cmocka_unit_test(test_blocks_without_difference),
        cmocka_unit_test(test_blocks_with_a_launch_missing),
        cmocka_unit_test(test_too_few_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
