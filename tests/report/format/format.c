// SPDX-License-Identifier: MIT
// Numbers as a reader sees them.
#include <math.h>

#include "report/format/format.h"
#include "tests/test.h"

static void test_words(void **state)
{
    (void)state;
    char buf[FORMAT];
    static const struct {
        double value;
        const char *ns, *count;
    } cases[] = {
        {0, "0 ns", "0"},
        {0.2771, "0.277 ns", "0.277"},
        {0.9996, "1.00 ns", "1.00"},
        {5.806, "5.81 ns", "5.81"},
        {99.96, "100 ns", "100"},
        {999.4, "999 ns", "999"},
        {999.6, "1.00 µs", "1.00k"},
        {61234, "61.2 µs", "61.2k"},
        {999600, "1.00 ms", "1.00M"},
        {1.5e9, "1.50 s", "1.50G"},
        {NAN, "-", "-"},
        {INFINITY, "-", "-"},
        {1e18, "1.00e+09 s", "1.00e+09G"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(format_ns(buf, cases[i].value), cases[i].ns);
        assert_string_equal(format_count(buf, cases[i].value), cases[i].count);
    }
    assert_string_equal(format_multiple(buf, 1.017), "1.02×");
    assert_string_equal(
        format_interval(buf, &(struct estimate){.median = 100, .low = 99.5, .high = 100.2}),
        "±0.5%");
    assert_string_equal(
        format_interval(buf, &(struct estimate){.median = 20, .low = 19.9, .high = 48}),
        "-0.5% +140%");
    assert_string_equal(format_interval(buf, &(struct estimate){.median = 1, .low = 1, .high = 48}),
                        "-0.0% +>999%");
    assert_string_equal(
        format_interval(buf, &(struct estimate){.median = 20, .low = NAN, .high = NAN}), "-");
    assert_string_equal(format_ratio(buf, &(struct ratio){1.05, 1.02, 1.08}),
                        "1.050 [1.020, 1.080]");
    assert_string_equal(format_ratio(buf, &(struct ratio){0.0123, NAN, 1.08}), "0.012");
    assert_string_equal(format_duration(buf, 59.6), "1 min 0 s");
    assert_string_equal(format_duration(buf, 3725), "1 h 2 min");
    assert_string_equal(format_duration(buf, -1), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
