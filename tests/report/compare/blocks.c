// SPDX-License-Identifier: MIT
// Interleaved reports are compared block by block, and drift that both sides share falls out.
#include "report/compare/parts.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/rank.h"
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

/* A quantile of 500 draws: whatever the seed, it is nearly the same. */
static void test_threshold_of_blocks(void **state)
{
    (void)state;
    struct pair p;
    double least = INFINITY, most = 0;
    make_drifting(&p, 1.04);
    for (uint64_t seed = 1; seed <= 6; seed++) {
        recompare(&p, &(struct comparison_settings){.seed = seed});
        const double drawn = row_of(&p, drifting)->threshold - log1p(NOISE_LEAST);
        least = fmin(least, drawn);
        most = fmax(most, drawn);
    }
    assert_true(least > 0 && most < 1.4 * least);
    free_pair(&p);
}

/* Of two blocks every second draw has both on one side: as far off as each of them is. */
static void test_threshold_of_two_blocks(void **state)
{
    (void)state;
    struct pair p;
    const double base[4] = {4, 4, 4, 4},
                 next[4] = {4 * exp(0.12), 4 * exp(0.12), 4 * exp(0.08), 4 * exp(0.08)};
    make_pair(&p, &(struct fake_options){.launches = 4, .trials = 1},
              &(struct fake_options){.launches = 4, .trials = 1});
    set_launches(&p.base, drifting, base);
    set_launches(&p.next, drifting, next);
    interleave(&p.base, "c0ffee", "base");
    interleave(&p.next, "c0ffee", "new");
    recompare(&p, &plain);
    const struct comparison_row *row = row_of(&p, drifting);
    assert_int_equal(row->blocks, 2);
    assert_true(fabs(row->threshold - log1p(NOISE_LEAST) - 0.02) < 1e-9);
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
        row->samples[i].launch += 8; /* no block has both sides */
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

static void drop_launch(struct row *row, unsigned launch)
{
    size_t kept = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        if (row->samples[i].launch != launch)
            row->samples[kept++] = row->samples[i];
    row->n_samples = kept;
}

/* A launch of each side makes a block: a disturbed launch counts as little as a missing one. */
static void test_blocks_with_a_launch_missing(void **state)
{
    (void)state;
    struct pair p;
    make_drifting(&p, 1.04);
    struct row *row = report_row(&p.next, drifting);
    drop_launch(row, 7);
    row->samples[0].value[METRIC_disturbed] = 1;
    row->samples[0].value[METRIC_real_time] *= 3;
    recompare(&p, &plain);
    const struct comparison_row *judged = row_of(&p, drifting);
    assert_int_equal(judged->blocks, 20);
    assert_int_equal(judged->launches[0], 40);
    assert_int_equal(judged->launches[1], 38);
    assert_true(fabs(judged->time.value - 1.04) < 0.003);

    drop_launch(row, 6);
    recompare(&p, &plain);
    judged = row_of(&p, drifting);
    assert_int_equal(judged->blocks, 19);
    assert_int_equal(judged->launches[0], 38);
    assert_int_equal(judged->launches[1], 37);
    free_pair(&p);
}

enum { MOST_BLOCKS = 100 };

/* Gives every launch of the row its time: new takes factor as long, and both have this spread. */
static void make_row(struct pair *p, double factor, double spread, uint64_t *random)
{
    struct row *row[] = {report_row(&p->base, drifting), report_row(&p->next, drifting)};
    for (int side = 0; side < 2; side++)
        for (unsigned i = 0; i < 2 * MOST_BLOCKS; i++)
            row[side]->samples[i].value[METRIC_real_time] =
                (side ? factor : 1) * 4 * exp(spread * fake_bell(random));
}

/* Adds block by block until they are enough among so many rows. Returns how many blocks, 0 where
 * all were not enough. */
static unsigned blocks_until_enough(struct pair *p, size_t rows)
{
    struct row *row[] = {report_row(&p->base, drifting), report_row(&p->next, drifting)};
    for (unsigned blocks = 1; blocks <= MOST_BLOCKS; blocks++) {
        row[0]->n_samples = row[1]->n_samples = 2 * blocks;
        if (comparison_blocks_enough(row[0], row[1], 2, rows))
            return blocks;
    }
    return 0;
}

static void make_long_pair(struct pair *p)
{
    const struct fake_options launches = {.launches = 2 * MOST_BLOCKS, .trials = 1};
    make_pair(p, &launches, &launches);
    interleave(&p->base, "c0ffee", "base");
    interleave(&p->next, "c0ffee", "new");
}

/* Of a row that ended there, the ratio's interval, and whether its p is a verdict's among so many
 * rows. */
static struct ratio ended(const struct pair *p, size_t rows, bool *differs)
{
    struct block_ratios b = compare_blocks(report_row(&p->base, drifting),
                                           report_row(&p->next, drifting), METRIC_real_time, 2);
    const struct ratio r = hodges_lehmann_paired_ratio(b.ratio, b.n);
    *differs = signed_rank_p(b.ratio, b.n) * (double)rows < COMPARISON_ALPHA &&
               fabs(log(r.value)) > log1p(NOISE_LEAST);
    compare_blocks_free(&b);
    return r;
}

static void test_enough_blocks(void **state)
{
    (void)state;
    struct pair p;
    uint64_t random = 17;
    make_long_pair(&p);
    make_row(&p, 1, 0.2, &random);
    assert_int_equal(blocks_until_enough(&p, 20), 0);
    make_row(&p, 1.02, 1e-4, &random);
    assert_int_equal(blocks_until_enough(&p, 20), 18);
    assert_int_equal(blocks_until_enough(&p, 1), 12);
    struct row *row = report_row(&p.base, drifting);
    for (unsigned i = 0; i < 12; i++)
        row->samples[i].value[METRIC_disturbed] = i > 3;
    assert_false(comparison_blocks_enough(row, report_row(&p.next, drifting), 2, 1));
    for (unsigned i = 0; i < 12; i++)
        row->samples[i].value[METRIC_disturbed] = 0;

    /* One block that says the opposite is not in the way. */
    row->samples[4].value[METRIC_real_time] *= 1.2;
    row->samples[5].value[METRIC_real_time] *= 1.2;
    bool differs;
    assert_int_equal(blocks_until_enough(&p, 20), 18);
    ended(&p, 20, &differs);
    assert_true(differs);
    row[0].n_samples -= 2;
    ended(&p, 20, &differs);
    assert_false(differs);
    free_pair(&p);
}

/* To look after each block errs no more often than one look does. */
static void test_looks(void **state)
{
    (void)state;
    enum { REPEATS = 200, ROWS = 20 };
    struct pair p;
    uint64_t random = 17;
    unsigned wrong = 0, alarms = 0, found = 0;
    bool differs;
    make_long_pair(&p);
    for (int i = 0; i < REPEATS; i++) {
        make_row(&p, 1.02, 0.012, &random);
        assert_in_range(blocks_until_enough(&p, ROWS), 18, MOST_BLOCKS);
        const struct ratio r = ended(&p, ROWS, &differs);
        assert_true(log(r.high / r.low) <= 2 * log(1.005));
        wrong += r.low > 1.02 || r.high < 1.02;
        found += differs;
        make_row(&p, 1, 0.012, &random);
        blocks_until_enough(&p, ROWS);
        ended(&p, ROWS, &differs);
        alarms += differs;
    }
    print_message("of %d rows with 2 %% planted %u were found, %u with another ratio; of as many "
                  "without %u\n",
                  REPEATS, found, wrong, alarms);
    assert_int_equal(found, REPEATS);
    assert_in_range(wrong, 3, 18); /* of Binomial(200, 0.05) in 99 of 100 cases */
    assert_in_range(alarms, 0, 3); /* of Binomial(200, 0.05 / 20) in 998 of 1,000 */
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_beat_drift),
        cmocka_unit_test(test_threshold_of_blocks),
        cmocka_unit_test(test_threshold_of_two_blocks),
        cmocka_unit_test(test_blocks_without_difference),
        cmocka_unit_test(test_blocks_with_a_launch_missing),
        cmocka_unit_test(test_enough_blocks),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_too_few_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
