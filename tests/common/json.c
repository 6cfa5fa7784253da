// SPDX-License-Identifier: MIT
// JSON on a terminal: what steers it is an escape, and the value stays.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "tests/printed.h"
#include "tests/test.h"

static char *shown(const json_t *value, size_t flags)
{
    struct printed out;
    assert_int_equal(show_json(value, printed_start(&out), flags), 0);
    return printed_end(&out);
}

static void what_steers_is_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"a\x1b[2J", "[\"a\\u001B[2J\"]"},
        {"\x7f", "[\"\\u007F\"]"},
        {"\xc2\x9b", "[\"\\u009B\"]"},
        {"\xe2\x80\xae", "[\"\\u202E\"]"},
        {"\xf3\xa0\x80\x81", "[\"\\uDB40\\uDC01\"]"},
        {"1 \xc2\xb5s \xc3\x97 \xf0\x9f\x98\x80", "[\"1 \xc2\xb5s \xc3\x97 \xf0\x9f\x98\x80\"]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = json_pack("[s]", cases[i].text);
        char *text = shown(value, JSON_COMPACT);
        assert_string_equal(text, cases[i].shown);
        json_t *back = json_loads(text, 0, NULL);
        assert_true(json_equal(value, back));
        json_decref(back);
        json_decref(value);
        free(text);
    }
}

static void lines_stay(void **state)
{
    (void)state;
    json_t *value = json_pack("{s:i}", "a\n", 1);
    char *text = shown(value, JSON_INDENT(1));
    assert_string_equal(text, "{\n \"a\\n\": 1\n}");
    free(text);
    json_decref(value);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    json_t *value = json_pack("[s]", "a");
    FILE *f = fopen("/dev/full", "we");
    assert_non_null(f);
    setvbuf(f, NULL, _IONBF, 0);
    assert_int_equal(show_json(value, f, 0), -1);
    fclose(f);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_steers_is_escaped),
                                       cmocka_unit_test(lines_stay),
                                       cmocka_unit_test(a_full_disk_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
