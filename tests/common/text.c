// SPDX-License-Identifier: MIT
// Text that came from elsewhere, before it is printed.
#include "common/text.h"
#include "tests/test.h"

static void test_clean(void **state)
{
    (void)state;
    char out[64], small[5];
    assert_string_equal(text_clean("a\x1b[31mb\n", out, sizeof out), "a [31mb ");
    assert_string_equal(text_clean("\xff\xc2\x9b"
                                   "x\xe2\x80\xae"
                                   "y\x7f",
                                   out, sizeof out),
                        "??x?y?");
    assert_string_equal(text_clean("12 µs ×", out, sizeof out), "12 µs ×");
    assert_string_equal(text_clean("\xe2\x82", out, sizeof out), "??");
    assert_string_equal(text_clean("\xfb\x8f\x94\x98", out, sizeof out), "????");
    assert_string_equal(text_clean("\xc0\xaf\xed\xa0\x80", out, sizeof out), "?????");
    assert_string_equal(text_clean("abcµ", small, sizeof small), "abc");
    assert_string_equal(text_clean(NULL, out, sizeof out), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
