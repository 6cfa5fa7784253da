// SPDX-License-Identifier: MIT
// What a history says: as text, word by word, and as JSON.
#include <jansson.h>

#include "report/history/charts.h"
#include "tests/printed.h"
#include "tests/report/history/made.h"
#include "tests/report/history/scan.h"
#include "tests/test.h"

enum { N = 30, AT = 12 };

static void add_event(struct history *h, size_t report, const char *what, const char *from,
                      const char *to)
{
    h->event = checked_grow(h->event, h->n_events, sizeof *h->event);
    struct history_event *e = &h->event[h->n_events++];
    *e = (struct history_event){.report = report, .what = what};
    snprintf(e->from, sizeof e->from, "%s", from);
    snprintf(e->to, sizeof e->to, "%s", to);
}

/* A row that takes 10 % longer from report AT on, with two events there and one before, and a row
 * that stays; a third has too few reports. */
static void make(struct history *h)
{
    double up[N], even[N];
    for (int i = 0; i < N; i++) {
        even[i] = log(20) + 0.001 * (i * 7 % 5 - 2);
        up[i] = even[i] + (i < AT ? 0 : log(1.1));
    }
    history_init(h);
    snprintf(h->host, sizeof h->host, "rack-7");
    made_reports(h, N);
    h->left_out[0] = 2;
    h->left_out[1] = 1;
    made_row(h, "floor/load", 1, even, N);
    made_row(h, "floor/store", 1, up, N);
    made_row(h, "floor/cas", 1, even, 4);
    history_judge(h, NULL, scan);
    add_event(h, 3, "kernel", "6.1", "6.2");
    add_event(h, AT, "compiler", "gcc 12", "gcc 13");
    add_event(h, AT, "microcode", "1", "2");
}

static char *text_of(const struct history *h)
{
    struct printed out;
    history_print(printed_start(&out), h);
    return printed_end(&out);
}

static void assert_says(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void test_text(void **state)
{
    (void)state;
    struct history h;
    char part[96];
    make(&h);
    assert_int_equal(h.changed, 1);
    char *text = text_of(&h);
    assert_says(text, "\n\n  floor/store\n    2026-01-13 00:00  +");
    snprintf(part, sizeof part, "  12 | 18 reports  noise %.1f%%\n",
             100 * expm1(h.row[1].threshold));
    assert_says(text, part);
    assert_says(text, "\n                      revision r11..r12\n"
                      "                      with compiler gcc 12 -> gcc 13, microcode 1 -> 2\n");
    assert_says(text, "\n\nWhat else changed\n  2026-01-04 00:00  kernel 6.1 -> 6.2\n"
                      "  2026-01-13 00:00  compiler gcc 12 -> gcc 13\n"
                      "  2026-01-13 00:00  microcode 1 -> 2\n");
    free(text);
    h.n_events = 0;
    text = text_of(&h);
    assert_null(strstr(text, "What else changed"));
    assert_null(strstr(text, " with "));
    free(text);
    history_free(&h);
}

static void test_sentences(void **state)
{
    (void)state;
    static const char span[] = "rack-7: 30 reports from 2026-01-01 00:00 to 2026-01-30 00:00";
    struct history h;
    char line[HISTORY_LINE], want[HISTORY_LINE];
    make(&h);
    history_says_counts(&h, line);
    assert_says(line, "2 rows looked at: 1 changed, 0 drift. False alarms are held at 5 % by ");
    assert_says(line, " reports on. 1 row has fewer than the 9 reports that the test needs.");
    history_says_span(&h, line);
    snprintf(want, sizeof want,
             "%s; left out: 2 imported or made under an emulator; left out: 1 "
             "copy of others",
             span);
    assert_string_equal(line, want);
    h.left_out[0] = h.left_out[1] = 0;
    history_says_span(&h, line);
    assert_string_equal(line, span);
    history_free(&h);
}

/* Those that there are, and no further; as many as a line holds. */
static void test_context(void **state)
{
    (void)state;
    struct history h;
    char line[HISTORY_LINE], text[HISTORY_TEXT];
    make(&h);
    h.n_events = 2;
    assert_true(history_says_context(&h, AT, line));
    assert_string_equal(line, "compiler gcc 12 -> gcc 13");
    assert_false(history_says_context(&h, AT + 1, line));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < 8; i++)
        add_event(&h, N - 1, "flags", text, text);
    assert_true(history_says_context(&h, N - 1, line));
    assert_int_equal(strlen(line), HISTORY_LINE - 1);
    history_free(&h);
}

static const char *text_at(const json_t *object, const char *key, size_t i)
{
    return json_string_value(json_array_get(json_object_get(object, key), i));
}

static void test_json(void **state)
{
    (void)state;
    struct history h;
    make(&h);
    h.n_rows--;
    json_t *root = history_json(&h);
    h.n_rows++;
    const json_t *rows = json_object_get(root, "rows");
    assert_int_equal(json_array_size(json_object_get(root, "reports")), N);
    assert_int_equal(json_array_size(json_object_get(root, "events")), 3);
    assert_int_equal(json_array_size(rows), 2);
    const json_t *changes = json_object_get(json_array_get(rows, 1), "changes"),
                 *change = json_array_get(changes, 0);
    assert_int_equal(json_array_size(changes), 1);
    assert_string_equal(json_string_value(json_object_get(change, "date")), "2026-01-13 00:00");
    assert_string_equal(text_at(change, "revisions", 0), "r11");
    assert_string_equal(text_at(change, "revisions", 1), "r12");
    assert_int_equal(json_integer_value(json_object_get(change, "before_reports")), AT);
    assert_int_equal(json_integer_value(json_object_get(change, "after_reports")), N - AT);
    json_decref(root);
    history_free(&h);
}

static void test_charts(void **state)
{
    (void)state;
    struct history h;
    struct history_charts c;
    make(&h);
    history_charts_init(&c, &h);
    assert_int_equal(c.n, 1);
    const struct chart_series *s = &c.series[0];
    assert_int_equal(s->n, N);
    assert_int_equal(s->n_marks, 4);
    assert_true(s->mark[0].change && s->mark[0].before == AT);
    assert_true(!s->mark[1].change && s->mark[1].before == 3);
    assert_string_equal(s->mark[1].text, "kernel 6.1 to 6.2");
    assert_int_equal(s->mark[3].before, AT);
    assert_string_equal(s->mark[3].text, "microcode 1 to 2");
    history_charts_free(&c);
    history_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_context), cmocka_unit_test(test_json),
        cmocka_unit_test(test_charts),
    };
    return cmocka_run_group_tests(tests, begin_scan, end_scan);
}
