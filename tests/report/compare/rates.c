// SPDX-License-Identifier: MIT
// How often a comparison is wrong, and how often it finds a planted shift, over many made-up pairs.
#include "tests/report/compare/pair.h"

/* Sides drawn from one source, without a noise threshold. At 5 %, one comparison in twenty may hold
 * a false verdict. The test over pooled trials, which share their launch, must do far worse. */
static void test_equal_sides(void **state)
{
    (void)state;
    enum { REPEATS = 16 };
    struct noise none = even_noise(0);
    const struct comparison_settings bare = {.noise = {&none, &none}, .seed = 1};
    size_t wrong = 0, rows = 0, pooled = 0, unadjusted = 0;
    for (uint64_t seed = 1; seed <= REPEATS; seed++) {
        struct pair p;
        make_pair_with(&p, &(struct fake_options){.launches = 10, .trials = 2, .seed = 2 * seed},
                       &(struct fake_options){.launches = 10, .trials = 2, .seed = 2 * seed + 1},
                       &bare);
        wrong += differing(&p.c) > 0;
        pooled += comparison_pooled(&p.c);
        for (size_t i = 0; i < p.c.n_rows; i++)
            unadjusted += p.c.row[i].p < 0.05;
        rows += p.c.n_rows;
        free_pair(&p);
    }
    noise_free(&none);
    print_message("%zu of %d comparisons with a false verdict; of %zu rows %zu by plain rank "
                  "tests, %zu pooled\n",
                  wrong, REPEATS, rows, unadjusted, pooled);
    assert_true(wrong <= 4); /* P(Binomial(16, 0.05) > 4) < 0.001 */
    assert_true(unadjusted > rows / 50 && unadjusted < rows / 15);
    assert_true(pooled > 2 * unadjusted);
}

/* A row that has one of two times by chance, launch by launch, with the same chance on both
 * sides. */
static void test_two_modes(void **state)
{
    (void)state;
    static const char name[] = "mutex/mcs/contended/crit:0ns/out:0ns/threads:2";
    uint64_t random = 7;
    size_t wrong = 0, alike = 0;
    for (int repeat = 0; repeat < 50; repeat++) {
        struct pair p;
        make_pair(&p, &(struct fake_options){.launches = 10, .trials = 1},
                  &(struct fake_options){.launches = 10, .trials = 1});
        for (int side = 0; side < 2; side++) {
            double times[10];
            for (int i = 0; i < 10; i++)
                times[i] = (fake_uniform(&random) > 0 ? 20 : 48) * (1 + 0.01 * fake_bell(&random));
            set_launches(side ? &p.next : &p.base, name, times);
        }
        recompare(&p, &plain);
        const struct comparison_row *row = row_of(&p, name);
        alike += row->verdict == VERDICT_ALIKE;
        wrong += row->verdict == VERDICT_FASTER || row->verdict == VERDICT_SLOWER;
        free_pair(&p);
    }
    assert_int_equal(wrong, 0);
    assert_true(alike >= 25); /* some draws have a single launch of one mode */
}

/* The stated smallest effect is found in about four of five cases. */
static void test_power(void **state)
{
    (void)state;
    enum { REPEATS = 10 };
    struct noise none = even_noise(0);
    const struct comparison_settings bare = {.noise = {&none, &none}, .seed = 1};
    size_t found = 0, rows = 0;
    double least = 0;
    for (uint64_t seed = 1; seed <= REPEATS; seed++) {
        struct pair p;
        const struct fake_options base = {.launches = 15, .trials = 1, .seed = seed},
                                  equal = {.launches = 15, .trials = 1, .seed = 1000 + seed};
        make_pair_with(&p, &base, &equal, &bare);
        least = 0;
        for (size_t i = 0; i < p.c.n_families; i++)
            least += p.c.family[i].least / (double)p.c.n_families;
        free_pair(&p);
        struct fake_options shifted = equal;
        shifted.slow = "mutex/";
        shifted.slow_factor = exp(least);
        make_pair_with(&p, &base, &shifted, &bare);
        found += comparison_count(&p.c, VERDICT_SLOWER);
        rows += 11;
        free_pair(&p);
    }
    noise_free(&none);
    print_message("a shift of %.2f %% was found in %zu of %zu rows\n", 100 * least, found, rows);
    assert_true((double)found > 0.68 * (double)rows && (double)found < 0.92 * (double)rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_sides),
        cmocka_unit_test(test_two_modes),
        cmocka_unit_test(test_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
