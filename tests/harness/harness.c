// SPDX-License-Identifier: MIT
// Clock, chain, arena, histogram and numbers.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/number.h"
#include "common/subject.h"
#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/trial/arena.h"
#include "harness/trial/histogram.h"
#include "tests/test.h"

static void clock_agrees_with_the_system(void **state)
{
    (void)state;
    clock_start();
    /* the ticks begin and end between two looks at the system's clock each */
    const uint64_t before = clock_raw_ns(), begin = ticks_begin(), after = clock_raw_ns();
    while (clock_raw_ns() - after < 20000000)
        ;
    const uint64_t least = clock_raw_ns() - after, spent = ticks_end() - begin,
                   most = clock_raw_ns() - before;
    clock_refine();
    assert_true(clock_ns(spent) > 0.99 * (double)least && clock_ns(spent) < 1.01 * (double)most);
    assert_true(fabs((double)clock_ticks(clock_ns(spent)) - (double)spent) <= 1);
}

static void clock_quality_is_known(void **state)
{
    (void)state;
    clock_start();
    struct clock_quality q = clock_quality();
    assert_true(q.read_ns > 0 && q.read_ns < 1e6);
    assert_true(q.granularity_ns > 0 && q.granularity_ns < 1e6);
}

static void cycle_time_is_that_of_a_cpu(void **state)
{
    (void)state;
    clock_start();
    double ns = chain_cycle_ns();
#ifndef SYNCCOST_SANITIZED
    assert_true(ns > 0.1 && ns < 20); /* 10 GHz to 50 MHz: an emulator is slow */
#else
    assert_true(ns > 0);
#endif
}

static void chains_are_as_long_as_asked(void **state)
{
    (void)state;
    assert_int_equal(chain_groups(0, 0.5), 0);
    assert_int_equal(chain_groups(400, 0.5), 100);
    assert_true(fabs(chain_length_ns(100, 0.5) - 400) < 1e-9);
}

static void arena_gives_fresh_aligned_zeroed_places(void **state)
{
    (void)state;
    struct arena *a = arena_create(7, -1);
    unsigned char *last = NULL;
    for (int i = 0; i < 100; i++) {
        unsigned char *p = arena_place(a, 700);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % ARENA_ALIGN, 0);
        for (int j = 0; j < 700; j++)
            assert_int_equal(p[j], 0);
        memset(p, 0xff, 700);
        assert_true(!last || p >= last + 700 + ARENA_ALIGN || p + 700 + ARENA_ALIGN <= last);
        assert_true(!last || (uintptr_t)p / 4096 != (uintptr_t)last / 4096);
        last = p;
    }
    assert_null(arena_place(a, (size_t)1 << 40));
    arena_destroy(a);
}

/* Another seed puts the objects on other lines of their pages; the same seed on the same ones. */
static void arena_placement_follows_the_seed(void **state)
{
    (void)state;
    uintptr_t offset[3][32];
    const uint64_t seeds[3] = {1, 1, 2};
    for (int s = 0; s < 3; s++) {
        struct arena *a = arena_create(seeds[s], -1);
        for (int i = 0; i < 32; i++)
            offset[s][i] = (uintptr_t)arena_place(a, 8) % 4096;
        arena_destroy(a);
    }
    assert_memory_equal(offset[0], offset[1], sizeof offset[0]);
    assert_memory_not_equal(offset[0], offset[2], sizeof offset[0]);
}

/* Two processes, one after the other, place their objects on the same physical lines, zeroed. */
static void arenas_of_one_file_share_their_lines(void **state)
{
    (void)state;
    int fd = memfd_create("test", 0);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)arena_bytes()), 0);
    struct arena *first = arena_create(5, fd), *second = arena_create(5, fd);
    unsigned char *a = arena_place(first, 64);
    memset(a, 0xaa, 64);
    unsigned char *b = arena_place(second, 64);
    assert_ptr_not_equal(a, b);
    assert_int_equal(a[0], 0);
    b[63] = 7;
    assert_int_equal(a[63], 7);
    arena_trial(first);
    void *trial = arena_place(first, 64);
    arena_trial_again(first);
    assert_ptr_equal(arena_place(first, 64), trial);
    arena_destroy(first);
    arena_destroy(second);
    close(fd);
    struct arena *fresh = arena_create(5, -1);
    arena_trial(fresh);
    trial = arena_place(fresh, 64);
    arena_trial_again(fresh);
    assert_ptr_not_equal(arena_place(fresh, 64), trial);
    arena_destroy(fresh);
}

static void histogram_quantiles_are_near(void **state)
{
    (void)state;
    struct histogram h = {0};
    for (uint64_t v = 1; v <= 100000; v++)
        histogram_add(&h, v);
    assert_int_equal(h.total, 100000);
    assert_int_equal(h.max, 100000);
    const double shares[] = {0.001, 0.5, 0.99, 0.999};
    for (int i = 0; i < 4; i++) {
        double q = (double)histogram_quantile(&h, shares[i]), exact = shares[i] * 100000;
        assert_true(q >= exact && q <= exact * (1 + 1.0 / 32) + 1);
    }
    assert_int_equal(histogram_quantile(&h, 1), 100000);
    h = (struct histogram){0};
    assert_int_equal(histogram_quantile(&h, 0.5), 0);
    histogram_add(&h, UINT64_MAX);
    assert_true(histogram_quantile(&h, 0.5) == UINT64_MAX);
}

static void count(struct histogram *h, const uint64_t *values, unsigned n)
{
    *h = (struct histogram){0};
    for (unsigned i = 0; i < n; i++)
        histogram_add(h, values[i]);
}

static void histograms_have_quantiles_and_a_median(void **state)
{
    (void)state;
    static const uint64_t two[] = {7, 9}, four[] = {7, 9, 9, 9}, least[] = {0, 0, 0, 1},
                          wide[] = {64}, far[] = {65, 1000};
    struct histogram h;
    count(&h, two, 2);
    assert_int_equal(histogram_quantile(&h, 0), 7);
    assert_int_equal(histogram_quantile(&h, 0.5), 7);
    assert_int_equal(histogram_quantile(&h, 0.51), 9);
    assert_true(histogram_median(&h) == 8);
    count(&h, four, 4);
    assert_true(fabs(histogram_median(&h) - (9 + 1 / 3.0)) < 1e-12);
    count(&h, least, 4);
    assert_true(fabs(histogram_median(&h) - 2 / 3.0) < 1e-12);
    count(&h, wide, 1); /* 64 and 65 are one bucket */
    assert_true(histogram_median(&h) == 65);
    assert_int_equal(histogram_quantile(&h, 0.5), 64);
    count(&h, far, 2);
    assert_int_equal(histogram_quantile(&h, 0.5), 65);
    assert_true(histogram_median(&h) == 66);
}

/* Also where they are summed a second time, and over what the sum held before. */
static void histograms_together_are_as_if_one_had_counted_all(void **state)
{
    (void)state;
    enum { PARTS = 3 };
    struct histogram whole = {0}, part[PARTS] = {0}, before[PARTS], sum;
    for (uint64_t v = 1; v <= 100000; v++) {
        histogram_add(&whole, v * v);
        histogram_add(&part[v % PARTS], v * v);
    }
    memcpy(before, part, sizeof before);
    memset(&sum, 0xa5, sizeof sum);
    for (unsigned turn = 0; turn < 2; turn++) {
        histogram_sum(&sum, part, PARTS);
        assert_int_equal(sum.total, whole.total);
        assert_int_equal(sum.max, whole.max);
        assert_memory_equal(sum.count, whole.count, sizeof sum.count);
        for (unsigned i = 0; i < PARTS; i++)
            assert_memory_equal(part[i].count, before[i].count, sizeof part[i].count);
    }
}

static void numbers_are_read_strictly(void **state)
{
    (void)state;
    uint64_t n = 5;
    double d;
    assert_true(number_u64("0", 0, 9, &n) && n == 0);
    assert_true(number_u64("18446744073709551615", 0, UINT64_MAX, &n) && n == UINT64_MAX);
    const char *const wrong[] = {
        "",  "-1", "+1", " 1", "1 ", "1x", "0x10", "18446744073709551616", "99999999999999999999",
        "10"};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(number_u64(wrong[i], 0, 9, &n));
    assert_true(number_double("0.5", 0, 1, &d) && d == 0.5);
    assert_false(number_double("nan", 0, 1, &d));
    assert_false(number_double("inf", 0, 1, &d));
    assert_false(number_double("1e999", 0, 1e308, &d));
    assert_false(number_double("0.5s", 0, 1, &d));
}

static void times_have_units(void **state)
{
    (void)state;
    double s;
    assert_true(number_duration("90", 10, 1e5, &s) && s == 90);
    assert_true(number_duration("90s", 10, 1e5, &s) && s == 90);
    assert_true(number_duration("1.5m", 10, 1e5, &s) && s == 90);
    assert_true(number_duration("2h", 10, 1e5, &s) && s == 7200);
    const char *const wrong[] = {"",   "m",  "s",   "9",   "9s",  "0.1m", "28h",
                                 "1d", "-1", "2hh", "2 m", "nan", "1e9h", "10m5"};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(number_duration(wrong[i], 10, 1e5, &s));
    assert_true(s == 7200);
}

static void lists_are_sorted_and_checked(void **state)
{
    (void)state;
    unsigned v[4];
    assert_int_equal(number_list("4,1,2,1", 1, 8, v, 4), 3);
    assert_true(v[0] == 1 && v[1] == 2 && v[2] == 4);
    const char *const wrong[] = {"",   ",",           "1,",  ",1",  "0",
                                 "-1", "99999999999", "1,9", "1;2", "1,2,3,4,5"};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(number_list(wrong[i], 1, 8, v, 4), 0);
}

static void names_are_shown_with_dashes(void **state)
{
    (void)state;
    char shown[SUBJECT_NAME];
    assert_string_equal(subject_name("pthread_adaptive", shown), "pthread-adaptive");
    assert_string_equal(subject_name("mcs", shown), "mcs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_agrees_with_the_system),
        cmocka_unit_test(clock_quality_is_known),
        cmocka_unit_test(cycle_time_is_that_of_a_cpu),
        cmocka_unit_test(chains_are_as_long_as_asked),
        cmocka_unit_test(arena_gives_fresh_aligned_zeroed_places),
        cmocka_unit_test(arena_placement_follows_the_seed),
        cmocka_unit_test(arenas_of_one_file_share_their_lines),
        cmocka_unit_test(histogram_quantiles_are_near),
        cmocka_unit_test(histograms_have_quantiles_and_a_median),
        cmocka_unit_test(histograms_together_are_as_if_one_had_counted_all),
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(times_have_units),
        cmocka_unit_test(lists_are_sorted_and_checked),
        cmocka_unit_test(names_are_shown_with_dashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
