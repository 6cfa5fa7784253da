// SPDX-License-Identifier: MIT
// Rows, noise and times that stop a run or are only said of it.
#include <math.h>
#include <stdio.h>

#include "tests/report/submit/checked.h"

static void fail_rows(struct report *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        r->rows[20 + i].status = ROW_FAILED;
        r->rows[20 + i].reason = strdup("x");
    }
}

static void test_rows(void **state)
{
    (void)state;
    struct report r;
    make_fine(&r);
    fail_rows(&r, 1);
    check_found(&r, NULL, FINDING_LABEL, "rows", "1 of");
    make_fine(&r);
    fail_rows(&r, 10);
    check_found(&r, NULL, FINDING_STOP, "rows", "10 of");
    make_fine(&r);
    r.rows[20].status = ROW_INCOMPLETE;
    r.rows[20].reason = strdup("x");
    check_found(&r, NULL, FINDING_LABEL, "rows", "1 were cut short");
    make_fine(&r);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].status = ROW_SKIPPED;
    check_found(&r, NULL, FINDING_STOP, "rows", "none was measured");
}

static void disturb(struct report *r, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_disturbed] = 1;
    report_estimate(r);
}

/* Makes the interval of a row as wide as ±30 %. */
static void widen(struct report *r, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_real_time] *=
                r->rows[i].samples[s].launch % 2 ? 1.3 : 0.7;
    report_estimate(r);
}

static void test_noise(void **state)
{
    (void)state;
    struct report r;
    make_fine(&r);
    disturb(&r, r.n_rows / 2);
    check_found(&r, NULL, FINDING_STOP, "intervals", "stayed disturbed");
    make_fine(&r);
    widen(&r, r.n_rows / 2);
    check_found(&r, NULL, FINDING_STOP, "intervals", "and 22 have");
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, NULL, FINDING_LABEL, "intervals", "and 3 have");
}

/* The thresholds of the machine count in place of the assumed ones, where they are of it. */
static void test_noise_file(void **state)
{
    (void)state;
    struct report r;
    struct noise_family all[] = {{"floor", {0.5, 0.5}}, {"atomic", {0.5, 0.5}}};
    struct noise noise = {.profile = "standard", .runs = 8, .family = all, .n_families = 2};
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, &noise, FINDING_LABEL, "thresholds", "another machine");
    snprintf(noise.fingerprint, sizeof noise.fingerprint, "8f3a6c0012345678");
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, &noise, FINDING_FINE, "intervals", "and 0 have");
    make_fine(&r);
    check_found(&r, &noise, FINDING_FINE, "thresholds", "of 8 runs");
    snprintf(noise.profile, sizeof noise.profile, "full");
    make_fine(&r);
    check_found(&r, &noise, FINDING_LABEL, "thresholds", "longer profile");
}

static void scale(struct report *r, const char *prefix, enum metric m, double factor)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            if (strncmp(r->rows[i].name, prefix, strlen(prefix)) == 0)
                r->rows[i].samples[s].value[m] *= factor;
    report_estimate(r);
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        enum metric metric;
        double factor;
        const char *words;
    } wrong[] = {
        {"", METRIC_cycle_ns, 0.01, "a CPU cycle of"},
        {"", METRIC_cycle_ns, 100, "a CPU cycle of"},
        {"", METRIC_cycle_ns, NAN, "no trial says"},
        {"mutex/mcs", METRIC_real_time, 1e-6, "rows have a time that cannot be: mutex/mcs"},
        {"mutex/mcs", METRIC_real_time, 1e12, "rows have a time that cannot be: mutex/mcs"},
        {"floor/rmw", METRIC_real_time, 0.1, "less than a cycle"},
        {"floor/line-transfer", METRIC_one_way_ns, 0.01, "another core"},
        {"floor/dependent-add", METRIC_real_time, 3, "a dependent add"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct report r;
        make_fine(&r);
        scale(&r, wrong[i].prefix, wrong[i].metric, wrong[i].factor);
        check_found(&r, NULL, FINDING_STOP, "times", wrong[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_noise_file),
        cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
