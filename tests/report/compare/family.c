// SPDX-License-Identifier: MIT
// The ratio of a family: how often its interval holds the truth where rows share their rounds and
// lack some, and that separate runs have none.
#include "common/alloc.h"
#include "report/compare/parts.h"
#include "report/statistics/hodges_lehmann.h"
#include "tests/report/compare/pair.h"

enum { ROWS = 6, BLOCKS = 20, REPEATS = 1000 };

static const double of_round = 0.02, of_block = 0.01; /* spreads of log ratios */

static void add_launch(struct row *row, unsigned launch, double ns)
{
    struct sample s = {.launch = launch, .iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    row_add_sample(row, &s);
}

static struct row *new_row(struct report *r, unsigned i)
{
    char name[16];
    snprintf(name, sizeof name, "mutex/%u", i);
    struct row *row = report_add_row(r, name);
    row->status = ROW_OK;
    row->threads = 1;
    return row;
}

/* Rows of different ratios; what a round adds is common to them. Row 0 lacks the second half of the
 * rounds, and of the others one block in five is missing on one side. Returns the family's true log
 * ratio. */
static double make_rounds(struct pair *p, uint64_t *random)
{
    double truth = 0, round[BLOCKS];
    for (int b = 0; b < BLOCKS; b++)
        round[b] = of_round * fake_bell(random);
    report_init(&p->base);
    report_init(&p->next);
    for (unsigned i = 0; i < ROWS; i++) {
        struct row *base = new_row(&p->base, i), *next = new_row(&p->next, i);
        double own = log(1 + 0.1 * i);
        truth += own / ROWS;
        for (unsigned b = 0; b < (i ? BLOCKS : BLOCKS / 2); b++) {
            double ratio = exp(own + round[b] + of_block * fake_bell(random));
            bool whole = i == 0 || fake_uniform(random) > -0.6;
            for (unsigned k = 0; k < 2; k++) {
                add_launch(base, 2 * b + k, 100);
                if (whole)
                    add_launch(next, 2 * b + k, 100 * ratio);
            }
        }
    }
    return truth;
}

/* As comparison_init does, without floors and verdicts, which take all the time and do not touch
 * families. */
static void compare_ratios(struct pair *p)
{
    p->c = (struct comparison){.base = &p->base, .next = &p->next, .per_block = 2};
    for (size_t i = 0; i < ROWS; i++) {
        struct row *base = &p->base.rows[i], *next = &p->next.rows[i];
        struct block_ratios b = compare_blocks(base, next, METRIC_real_time, p->c.per_block);
        base->time.median = next->time.median = 100;
        p->c.row = checked_grow(p->c.row, i, sizeof *p->c.row);
        p->c.row[p->c.n_rows++] = (struct comparison_row){
            .base = base, .next = next, .time = hodges_lehmann_paired_ratio(b.ratio, b.n)};
        compare_blocks_free(&b);
    }
    compare_families(&p->c);
}

static const struct comparison_family *family_of(const struct comparison *c, const char *name)
{
    for (size_t i = 0; i < c->n_families; i++)
        if (strcmp(c->family[i].name, name) == 0)
            return &c->family[i];
    fail_msg("no family %s", name);
    return NULL;
}

static void test_interval_holds_the_truth(void **state)
{
    (void)state;
    uint64_t random = 17;
    unsigned held = 0;
    double width = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        struct pair p;
        double truth = make_rounds(&p, &random);
        compare_ratios(&p);
        assert_int_equal(p.c.n_families, 1);
        const struct ratio *r = &family_of(&p.c, "mutex")->time;
        assert_true(r->low <= r->value && r->value <= r->high);
        held += log(r->low) <= truth && truth <= log(r->high);
        width += (log(r->high) - log(r->low)) / REPEATS;
        free_pair(&p);
    }
    print_message("the interval, %.2f %% wide, held the truth in %u of %d families\n", 100 * width,
                  held, REPEATS);
    /* 95 less and more four deviations */
    assert_in_range(held, REPEATS * 92 / 100, REPEATS * 98 / 100);
}

static void test_separate_runs_have_no_interval(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 20, .seed = 1},
              &(struct fake_options){.launches = 20, .seed = 2});
    interleave(&p.base, "c0ffee", "base");
    interleave(&p.next, "c0ffee", "new");
    recompare(&p, &plain);
    char *text = text_of(&p.c);
    assert_non_null(strstr(text, "time [95 %]"));
    free(text);
    interleave(&p.next, "decaf", "new");
    recompare(&p, &plain);
    const struct comparison_family *f = family_of(&p.c, "mutex");
    assert_true(f->time.value == f->ns.ratio && isnan(f->time.low) && isnan(f->time.high));
    text = text_of(&p.c);
    assert_non_null(strstr(text, "two runs of one build differ by more than their launches tell"));
    assert_null(strstr(text, "time [95 %]"));
    free(text);
    free_pair(&p);
}

/* A row that lacks one of the three figures, or has 0, is in no mean. */
static void test_means_of_what_is_known(void **state)
{
    (void)state;
    static const double figures[][3] = {{10, 20, 2}, {40, 20, 0.5}, {10, 20, NAN}, {10, 20, 0},
                                        {0, 20, 2},  {10, 0, 2},    {NAN, 20, 2},  {10, NAN, 2}};
    enum { N = sizeof figures / sizeof *figures };
    struct pair p;
    report_init(&p.base);
    report_init(&p.next);
    p.c = (struct comparison){.base = &p.base, .next = &p.next};
    for (unsigned i = 0; i < N; i++) {
        new_row(&p.base, i);
        new_row(&p.next, i);
    }
    for (unsigned i = 0; i < N; i++) {
        p.base.rows[i].time.median = p.base.rows[i].cycles.median = figures[i][0];
        p.next.rows[i].time.median = p.next.rows[i].cycles.median = figures[i][1];
        p.c.row = checked_grow(p.c.row, i, sizeof *p.c.row);
        p.c.row[p.c.n_rows++] = (struct comparison_row){.base = &p.base.rows[i],
                                                        .next = &p.next.rows[i],
                                                        .time = {figures[i][2], NAN, NAN},
                                                        .cycles = {figures[i][2], NAN, NAN},
                                                        .least = i < 3 ? i : NAN};
    }
    compare_families(&p.c);
    const struct comparison_family *f = family_of(&p.c, "mutex");
    assert_int_equal(f->rows, N);
    for (int k = 0; k < 2; k++) {
        const struct comparison_mean *m = k ? &f->cycles : &f->ns;
        assert_int_equal(m->rows, 2);
        assert_true(fabs(m->base - 20) < 1e-9 && fabs(m->next - 20) < 1e-9);
        assert_true(fabs(m->ratio - 1) < 1e-9);
    }
    assert_true(f->least == 1);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interval_holds_the_truth),
        cmocka_unit_test(test_separate_runs_have_no_interval),
        cmocka_unit_test(test_means_of_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
