// SPDX-License-Identifier: MIT
// Adjusted p values against published ones.
#include <math.h>
#include <stdlib.h>

#include "report/statistics/holm.h"
#include "tests/near.h"

static void test_adjust(void **state)
{
    (void)state;
    double holm[] = {0.04, NAN, 0.01, 0.03, 0.005, NAN}, bh[] = {0.04, NAN, 0.01, 0.03, 0.005, NAN};
    static const double wanted_holm[] = {0.06, NAN, 0.03, 0.06, 0.02, NAN},
                        wanted_bh[] = {0.04, NAN, 0.02, 0.04, 0.02, NAN};
    holm_adjust(holm, 6);
    benjamini_hochberg_adjust(bh, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_true(isnan(wanted_holm[i]) == isnan(holm[i]) && isnan(wanted_bh[i]) == isnan(bh[i]));
        if (!isnan(wanted_holm[i])) {
            assert_near(holm[i], wanted_holm[i]);
            assert_near(bh[i], wanted_bh[i]);
        }
    }
    double large[] = {0.9, 0.8, 1}, none[] = {NAN};
    holm_adjust(large, 3);
    assert_near(large[0], 1);
    benjamini_hochberg_adjust(none, 1);
    holm_adjust(none, 1);
    assert_true(isnan(none[0]));
    benjamini_hochberg_adjust(none, 0);
}

/* The example of Benjamini & Hochberg 1995, section 3.1: 15 tests; Bonferroni's kind keep 3, theirs
 * 4. */
static void test_adjust_published(void **state)
{
    (void)state;
    static const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                               0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    double holm[15], bh[15];
    size_t by_holm = 0, by_bh = 0;
    for (size_t i = 0; i < 15; i++)
        holm[i] = bh[i] = p[i];
    holm_adjust(holm, 15);
    benjamini_hochberg_adjust(bh, 15);
    for (size_t i = 0; i < 15; i++) {
        by_holm += holm[i] <= 0.05;
        by_bh += bh[i] <= 0.05;
    }
    assert_int_equal(by_holm, 3);
    assert_int_equal(by_bh, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_adjust),
        cmocka_unit_test(test_adjust_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
