// SPDX-License-Identifier: MIT
// The check value of the standard, and that no single wrong bit goes unseen.
#include "common/checksum.h"
#include "tests/test.h"

static void the_check_value_is_that_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(checksum("123456789", 9), 0xcbf43926u);
    assert_int_equal(checksum("", 0), 0);
}

static void every_wrong_bit_is_seen(void **state)
{
    (void)state;
    char text[] = "{\"row\":\"a/b\",\"launch\":3}";
    const uint32_t right = checksum(text, sizeof text);
    for (size_t bit = 0; bit < 8 * sizeof text; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
        assert_int_not_equal(checksum(text, sizeof text), right);
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_check_value_is_that_of_the_standard),
                                       cmocka_unit_test(every_wrong_bit_is_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
