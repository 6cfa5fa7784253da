// SPDX-License-Identifier: MIT
// What a comparison calls different, and what it must not: planted shifts, noise thresholds, modes,
// too few launches.
#include "report/model/estimate.h"
#include "tests/report/compare/pair.h"

static const char alone[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";

static void test_planted(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 12},
              &(struct fake_options){
                  .launches = 12, .seed = 5, .slow = "counter/", .slow_factor = 1 / 1.3});
    size_t found = 0;
    for (size_t i = 0; i < p.c.n_rows; i++) {
        bool planted = strncmp(p.c.row[i].base->name, "counter/", 8) == 0;
        found += planted;
        assert_int_equal(p.c.row[i].verdict, planted ? VERDICT_FASTER : VERDICT_ALIKE);
    }
    assert_int_equal(found, 8);
    assert_true(p.c.family[p.c.n_families - 1].time.value < 0.8);
    free_pair(&p);
}

static void set_modes(struct report *r, size_t lower, double factor)
{
    double times[32];
    for (size_t i = 0; i < 32; i++)
        times[i] = (i < lower ? 20 : 48) * factor * (1 + 0.001 * (double)i);
    set_launches(r, "mutex/mcs/contended/crit:0ns/out:0ns/threads:2", times);
}

static void test_shares_of_modes(void **state)
{
    (void)state;
    static const char name[] = "mutex/mcs/contended/crit:0ns/out:0ns/threads:2";
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 32, .trials = 1},
              &(struct fake_options){.launches = 32, .trials = 1});
    set_modes(&p.base, 20, 1);
    set_modes(&p.next, 0, 1.04); /* all in the mode that base is seldom in */
    recompare(&p, &plain);
    assert_true(row_of(&p, name)->p_holm < 0.05);
    assert_int_equal(row_of(&p, name)->why, UNSURE_MODES);
    set_modes(&p.next, 20, 4); /* no mode is left where it was */
    recompare(&p, &plain);
    assert_int_equal(row_of(&p, name)->verdict, VERDICT_SLOWER);
    double times[32]; /* nor of as many as there can be */
    for (size_t i = 0; i < 32; i++)
        times[i] = (i % 3 == 0 ? 80 : i % 3 == 1 ? 192 : 460) * (1 + 0.001 * (double)i);
    set_launches(&p.next, name, times);
    recompare(&p, &plain);
    assert_int_equal(row_of(&p, name)->modes[1].n, MODES_MOST);
    assert_int_equal(row_of(&p, name)->verdict, VERDICT_SLOWER);
    free_pair(&p);
}

static void test_disturbed(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10, .trials = 1},
              &(struct fake_options){.launches = 10, .trials = 1, .slow = "", .slow_factor = 2});
    struct row *row = report_row(&p.next, alone);
    for (size_t i = 0; i < 6; i++)
        row->samples[i].value[METRIC_disturbed] = 1;
    row->time = estimate_of(row, METRIC_real_time);
    recompare(&p, &plain);
    assert_int_equal(row_of(&p, alone)->why, UNSURE_DISTURBED);
    assert_int_equal(comparison_slower(&p.c, 50), p.c.n_rows - 1);
    free_pair(&p);
}

static void test_threshold(void **state)
{
    (void)state;
    static const char name[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 20, .trials = 1, .noise = 0.002},
              &(struct fake_options){.launches = 20,
                                     .trials = 1,
                                     .noise = 0.002,
                                     .seed = 3,
                                     .slow = "mutex/",
                                     .slow_factor = 1.03});
    const struct comparison_row *row = row_of(&p, name);
    assert_int_equal(row->why, UNSURE_ASSUMED);
    assert_true(row->threshold_assumed && row->p_holm < 0.001 && row->time.low > 1.02);
    assert_int_equal(comparison_slower(&p.c, 0), 0);

    struct noise quiet = even_noise(0.01), loud = even_noise(0.04), other = even_noise(0.01);
    recompare(&p, &(struct comparison_settings){.noise = {&quiet, &quiet}, .seed = 1});
    row = row_of(&p, name);
    assert_int_equal(row->verdict, VERDICT_SLOWER);
    assert_false(row->threshold_assumed);
    assert_int_equal(comparison_slower(&p.c, 1), 11);
    recompare(&p, &(struct comparison_settings){.noise = {&quiet, &loud}, .seed = 1});
    assert_int_equal(row_of(&p, name)->why, UNSURE_NOISE);
    snprintf(other.fingerprint, sizeof other.fingerprint, "another");
    recompare(&p, &(struct comparison_settings){.noise = {&quiet, &other}, .seed = 1});
    assert_int_equal(row_of(&p, name)->why, UNSURE_ASSUMED);
    noise_free(&quiet);
    noise_free(&loud);
    noise_free(&other);
    free_pair(&p);
}

/* Values that are mostly equal: the test finds what the median of the ratios' interval cannot. */
static void test_ties(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 30, .trials = 1},
              &(struct fake_options){.launches = 30, .trials = 1, .seed = 3});
    double base[30], next[30];
    for (int i = 0; i < 30; i++) {
        base[i] = i < 22 ? 10 : 10.9;
        next[i] = i < 6 ? 10 : 10.9;
    }
    set_launches(&p.base, alone, base);
    set_launches(&p.next, alone, next);
    recompare(&p, &plain);
    const struct comparison_row *row = row_of(&p, alone);
    assert_true(row->p_holm < 0.01 && row->time.value > 1.08);
    assert_true(row->time.low == 1);
    assert_int_equal(row->verdict, VERDICT_UNSURE);
    assert_int_equal(row->why, UNSURE_WIDE);
    free_pair(&p);
}

/* The noise of long runs says too little of short ones. */
static void test_threshold_of_a_longer_profile(void **state)
{
    (void)state;
    static const char *const profiles[] = {"quick", "standard", "full"};
    struct noise noise = even_noise(0.01);
    for (int noise_of = 0; noise_of < 3; noise_of++)
        for (int runs_of = 0; runs_of < 3; runs_of++) {
            const struct fake_options o = {.launches = 10, .profile = profiles[runs_of]};
            struct pair p;
            snprintf(noise.profile, sizeof noise.profile, "%s", profiles[noise_of]);
            make_pair_with(&p, &o, &o,
                           &(struct comparison_settings){.noise = {&noise, &noise}, .seed = 1});
            char *text = text_of(&p.c);
            assert_int_equal(p.c.row[0].threshold_assumed, noise_of > runs_of);
            assert_int_equal(strstr(text, "whose runs differ less than those") != NULL,
                             noise_of > runs_of);
            assert_null(strstr(text, "there is no A/A of this machine"));
            free(text);
            free_pair(&p);
        }
    noise_free(&noise);
}

static void test_wide(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10, .noise = 0.3},
              &(struct fake_options){.launches = 10, .noise = 0.3, .seed = 3});
    assert_int_equal(differing(&p.c), 0);
    assert_true(comparison_unsure(&p.c, UNSURE_WIDE) > p.c.n_rows / 2);
    free_pair(&p);
}

/* Five launches a side give no p below 0.0079: nothing among 300 rows can be told. */
static void test_too_few(void **state)
{
    (void)state;
    struct pair p;
    fake_report(&p.base, &(struct fake_options){.launches = 5});
    fake_report(&p.next, &(struct fake_options){.launches = 5, .slow = "", .slow_factor = 3});
    for (int side = 0; side < 2; side++) {
        struct report *r = side ? &p.next : &p.base;
        for (int i = 0; i < 260; i++) {
            char name[64];
            snprintf(name, sizeof name, "mutex/copy-%d", i);
            struct row *row = report_add_row(r, name), *from = report_row(r, "floor/load");
            row->basis = fake_copy("thread");
            row->threads = 1;
            row->status = ROW_OK;
            for (size_t k = 0; k < from->n_samples; k++)
                row_add_sample(row, &from->samples[k]);
        }
        report_estimate(r);
    }
    comparison_init(&p.c, &p.base, &p.next, &plain);
    assert_int_equal(p.c.n_rows, 304);
    assert_int_equal(comparison_unsure(&p.c, UNSURE_FEW), 304);
    assert_int_equal(comparison_needs(&p.c), 8); /* 2 / C(16, 8) * 304 = 0.047; with 7: 0.18 */
    assert_int_equal(comparison_slower(&p.c, 0), 0);
    char text[COMPARISON_VERDICT];
    assert_string_equal(comparison_verdict(&p.c.row[0], text),
                        "unsure (too few launches: 5, needs 8)");
    free_pair(&p);
}

/* A single row, whose sides lie far apart. */
static void test_fewest(void **state)
{
    (void)state;
    for (unsigned launches = 4; launches <= 5; launches++) {
        struct pair p;
        make_pair(&p, &(struct fake_options){.launches = launches},
                  &(struct fake_options){.launches = launches, .slow = "", .slow_factor = 2});
        for (int side = 0; side < 2; side++) {
            struct report *r = side ? &p.next : &p.base;
            for (size_t i = 0; i < r->n_rows; i++)
                if (strcmp(r->rows[i].name, alone) != 0)
                    r->rows[i].status = ROW_FAILED;
        }
        recompare(&p, &plain);
        assert_int_equal(p.c.n_rows, 1);
        assert_true(p.c.row[0].p < 0.05 && p.c.row[0].time.low > 1.8);
        assert_int_equal(p.c.row[0].verdict, launches < 5 ? VERDICT_UNSURE : VERDICT_SLOWER);
        assert_int_equal(p.c.row[0].why, launches < 5 ? UNSURE_FEW : UNSURE_NOT);
        assert_int_equal(p.c.row[0].needs, 5);
        free_pair(&p);
    }
}

static void test_emulated(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10},
              &(struct fake_options){.launches = 10, .slow = "", .slow_factor = 2});
    assert_int_equal(comparison_slower(&p.c, 50), p.c.n_rows);
    json_t *machine = json_object_get(json_object_get(p.next.context, "synccost"), "machine");
    json_object_set_new(machine, "emulated", json_true());
    recompare(&p, &plain);
    assert_int_equal(comparison_unsure(&p.c, UNSURE_EMULATED), p.c.n_rows);
    assert_int_equal(comparison_slower(&p.c, 0), 0);
    char *text = text_of(&p.c);
    assert_true(strncmp(text, "EMULATED", 8) == 0);
    free(text);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted),   cmocka_unit_test(test_shares_of_modes),
        cmocka_unit_test(test_disturbed), cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_ties),      cmocka_unit_test(test_threshold_of_a_longer_profile),
        cmocka_unit_test(test_wide),      cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_fewest),    cmocka_unit_test(test_emulated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
