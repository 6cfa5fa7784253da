// SPDX-License-Identifier: MIT
// Cleaning: plain text stays, and nothing that hides, steers or breaks a page goes through.
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/template/clean.h"
#include "tests/test.h"

#define BAD "\xef\xbf\xbd"

static void becomes(const char *text, const char *wanted)
{
    char out[256];
    assert_string_equal(template_clean(text, out, sizeof out), wanted);
}

static void plain_text_stays(void **state)
{
    (void)state;
    becomes("AMD EPYC <script>&\"'`", "AMD EPYC <script>&\"'`");
    becomes("12 µs ±3 %, 中文, \xf0\x9f\x98\x80", "12 µs ±3 %, 中文, \xf0\x9f\x98\x80");
    becomes("", "");
    becomes(NULL, "");
}

static void broken_utf8_is_replaced(void **state)
{
    (void)state;
    becomes("a\xff"
            "b",
            "a" BAD "b");
    becomes("\xc3", BAD);
    becomes("\xc3(", BAD "(");
    becomes("\xe2\x82", BAD BAD);                      /* cut short */
    becomes("\xc0\xbc", BAD BAD);                      /* '<' in two bytes */
    becomes("\xed\xa0\x80", BAD BAD BAD);              /* a surrogate */
    becomes("\xf4\x90\x80\x80", BAD BAD BAD BAD);      /* beyond the last character */
    becomes("\xef\xbf\xbe|\xef\xbf\xbf", BAD "|" BAD); /* no characters */
}

static void controls_are_replaced(void **state)
{
    (void)state;
    becomes("one\ntwo\tthree\rfour", "one two three four");
    becomes("\x01\x1b[31m\x7f", BAD BAD "[31m" BAD);
    becomes("\xc2\x80\xc2\x9f\xc2\xa0", BAD BAD "\xc2\xa0"); /* C1; a space that stays */
}

static void directions_are_written_out(void **state)
{
    (void)state;
    becomes("a\xe2\x80\xae"
            "b",
            "a<U+202E>b");
    becomes("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c", "<U+2066><U+2069><U+200F><U+061C>");
    becomes("\xe2\x80\x8b\xef\xbb\xbf\xc2\xad", "<U+200B><U+FEFF><U+00AD>");
}

/* Whatever the size, the text is whole characters and ends in an ellipsis where some are gone. */
static void long_text_is_cut(void **state)
{
    (void)state;
    char out[64];
    const char *text = "ein Maß für Länge: ±12 µs — und mehr, immer mehr, \xe2\x80\xae und noch "
                       "mehr als alles <b>";
    for (size_t size = 16; size <= sizeof out; size++) {
        memset(out, 'x', sizeof out);
        template_clean(text, out, size);
        size_t length = strlen(out), n;
        uint32_t point;
        assert_true(length < size && length + 12 > size - 1);
        assert_string_equal(out + length - 3, "…");
        for (const char *c = out; *c; c += n)
            assert_true((n = text_decode(c, &point)) > 0);
        assert_memory_equal(out, text, length - 3 < 40 ? length - 3 : 40);
    }
    becomes("0123456789abcde", "0123456789abcde");
    assert_string_equal(template_clean("0123456789abcde", out, 16), "0123456789abcde");
    assert_string_equal(template_clean("0123456789abcdef", out, 16), "0123456789ab…");
}

static void a_megabyte_is_cut(void **state)
{
    (void)state;
    size_t size = 1 << 20;
    char *text = malloc(size + 1), out[4096];
    assert_non_null(text);
    memset(text, '<', size);
    text[size] = '\0';
    assert_int_equal(strlen(template_clean(text, out, sizeof out)), sizeof out - 1);
    free(text);
}

/* No bytes at all give anything but well-formed text without controls. */
static void any_bytes_are_safe(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int turn = 0; turn < 20000; turn++) {
        char text[24], out[128];
        for (size_t i = 0; i < sizeof text - 1; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = (char)(seed >> 40 | 1 << (seed >> 61));
        }
        text[sizeof text - 1] = '\0';
        template_clean(text, out, sizeof out);
        size_t n;
        for (const char *c = out; *c; c += n) {
            uint32_t point;
            n = text_decode(c, &point);
            assert_true(n > 0 && text_shows_plainly(point));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays),      cmocka_unit_test(broken_utf8_is_replaced),
        cmocka_unit_test(controls_are_replaced), cmocka_unit_test(directions_are_written_out),
        cmocka_unit_test(long_text_is_cut),      cmocka_unit_test(a_megabyte_is_cut),
        cmocka_unit_test(any_bytes_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
