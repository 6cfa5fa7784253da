// SPDX-License-Identifier: MIT
// The summary of a report as text: golden output, unknown values, text that came from elsewhere.
#include "common/text.h"
#include "report/model/facts.h"
#include "report/model/headline.h"
#include "report/summary/notes.h"
#include "report/summary/summary.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/fake_report.h"

typedef void printer(FILE *out, const struct report *r);

static char *text_within(printer *print, const struct report *r, size_t columns)
{
    struct printed out;
    print(printed_start(&out), r);
    char *text = printed_end(&out);
    check_plain(text, columns);
    return text;
}

static char *text_of(printer *print, const struct report *r)
{
    return text_within(print, r, TEXT_COLUMNS);
}

static void test_golden(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, NULL);
    char *text = text_of(summary_print, &r);
    golden_check("summary.txt", text);
    free(text);
    text = text_of(summary_print_all, &r);
    golden_check("summary_all.txt", text);
    free(text);
    report_free(&r);
}

enum { MARKDOWN = 3 * REPORT_NAME }; /* a table's line may be as wide as its cells */

static void print_markdown(FILE *out, const struct report *r)
{
    summary_markdown(out, r, false);
}

/* The table has the rows of the ladder, in their order, and a cell for each of its columns. */
static void test_markdown(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, NULL);
    char *text = text_within(print_markdown, &r, MARKDOWN);
    golden_check("summary.md", text);
    const struct row **rows;
    size_t n = headline_rows(&r, HEADLINE_ROWS, &rows), line = 0;
    char *at = text;
    for (char *end; (end = strchr(at, '\n')); at = end + 1, line++) {
        char name[REPORT_NAME + 8];
        unsigned bars = 0;
        *end = '\0';
        for (const char *c = at; *c; c++)
            bars += *c == '|';
        assert_int_equal(bars, 5);
        if (line < 2)
            continue;
        assert_true(line - 2 < n);
        snprintf(name, sizeof name, "| `%s`", rows[line - 2]->name);
        assert_int_equal(strncmp(at, name, strlen(name)), 0);
    }
    assert_int_equal(line, n + 2);
    free(rows);
    free(text);
    report_free(&r);
}

static void test_one_cpu_one_launch(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, &(struct fake_options){.cpus = 1,
                                           .launches = 1,
                                           .trials = 1,
                                           .no_failures = true,
                                           .profile = "quick",
                                           .platform = "Amazon EC2 m7a.large"});
    char *text = text_of(summary_print_all, &r);
    golden_check("summary_one_cpu.txt", text);
    size_t crowded = 0;
    for (size_t i = 0; i < r.n_rows; i++)
        crowded += r.rows[i].threads > r.rows[i].cpus;
    for (const char *c = text; (c = strstr(c, "on 1 CPU\n")); c++)
        crowded--;
    for (const char *c = text; (c = strstr(c, "on 1 CPU;")); c++)
        crowded--;
    assert_int_equal(crowded, 0);
    free(text);
    report_free(&r);
}

static void test_nothing_known(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    char *text = text_of(summary_print, &r);
    assert_non_null(strstr(text, "no row was measured"));
    free(text);
    struct row *row = report_add_row(&r, "mutex/go/contended/threads:2");
    row->status = ROW_OK;
    row->threads = 2;
    row->samples = NULL;
    struct sample s = {.launch = 0};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = 12.5;
    row_add_sample(row, &s);
    report_estimate(&r);
    text = text_of(summary_print, &r);
    golden_check("summary_unknown.txt", text);
    free(text);
    report_free(&r);
}

static void add_launches(struct report *r, const char *name, unsigned modes)
{
    struct row *row = report_add_row(r, name);
    row->status = ROW_OK;
    row->basis = strdup("thread");
    row->threads = row->cpus = 2;
    for (unsigned i = 0; i < 30; i++) {
        struct sample s = {.launch = i};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = 20 * (1 + i % modes) + 0.01 * i;
        s.value[METRIC_jain] = 0.75;
        row_add_sample(row, &s);
    }
}

/* A third of the launches far away: said in the head, at the row and under its floor. */
static void test_distances(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, &(struct fake_options){.launches = 12, .trials = 1});
    for (size_t i = 0; i < r.n_rows; i++)
        for (size_t s = 0; s < r.rows[i].n_samples && r.rows[i].cpus > 1; s++) {
            const bool far = i % 2 && s % 3 == 2;
            r.rows[i].samples[s].value[METRIC_line_ns] = far ? 450 : 100 + (double)(i % 7);
            r.rows[i].samples[s].value[METRIC_real_time] *= far ? 4 : 1;
        }
    report_estimate(&r);
    char *text = text_of(summary_print, &r);
    golden_check("summary_distances.txt", text);
    assert_non_null(strstr(text, "launches left out: at another distance"));
    free(text);
    report_free(&r);
}

static void test_modes(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    for (unsigned modes = 1; modes <= 3; modes++) {
        char name[64];
        snprintf(name, sizeof name, "mutex/go/contended/modes:%u/threads:2", modes);
        add_launches(&r, name, modes);
    }
    report_estimate(&r);
    char *text = text_of(summary_print_all, &r);
    assert_null(strstr(text, "30.")); /* the median between the two */
    golden_check("summary_modes.txt", text);
    free(text);
    text = text_within(print_markdown, &r, MARKDOWN);
    assert_non_null(strstr(text, "modes:2/threads:2` | 20.1 ns (50 %) or 40.1 ns (50 %) | - | -"));
    assert_null(strstr(text, "30."));
    free(text);
    report_free(&r);
}

static void assert_says(const struct report *r, const char *what)
{
    char *text = text_of(summary_print, r), *to = text;
    for (const char *c = text; *c; c++) /* lines may be broken anywhere */
        if (*c != ' ' && *c != '\n')
            *to++ = *c;
        else if (to == text || to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
    if (!strstr(text, what))
        fail_msg("no '%s' in:\n%s", what, text);
    free(text);
}

/* A row of threads that got these shares; NAN: its report does not say. */
static void add_shares(struct report *r, const char *name, unsigned threads, double least_to_most,
                       double least_to_mean)
{
    struct row *row = report_add_row(r, name);
    row->status = ROW_OK;
    row->basis = strdup("thread");
    row->threads = row->cpus = threads;
    for (unsigned i = 0; i < 5; i++) {
        struct sample s = {.launch = i};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = 20;
        s.value[METRIC_min_max_share] = least_to_most;
        s.value[METRIC_least_share] = least_to_mean;
        if (!isnan(least_to_mean))
            s.value[METRIC_window_ms] = 20;
        row_add_sample(row, &s);
    }
}

/* Below half of the mean, and of an older report where nothing else is possible. */
static void test_starvation(void **state)
{
    (void)state;
    static const struct {
        double least_to_most, least_to_mean;
        unsigned threads;
        const char *note; /* NULL: fair enough */
    } cases[] = {
        {0.001, 0.002, 4, "starves: the least served thread has 0.2 % of the mean within 20 ms"},
        {0.3, 0.49, 4, "starves: the least served thread has 49 % of the mean within 20 ms"},
        {0.3, 0.5, 4, NULL},
        {0.9, 0.95, 4, NULL},
        {0, NAN, 2, "starves: the least served thread has 0 % of the mean"},
        {0.25, NAN, 2, "starves: the least served thread has 40 % of the mean"},
        {0.34, NAN, 2, NULL},
        {0.25, NAN, 4, NULL},
        {NAN, NAN, 4, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char notes[SUMMARY_NOTES];
        struct report r;
        report_init(&r);
        add_shares(&r, "mutex/go/contended/threads:4", cases[i].threads, cases[i].least_to_most,
                   cases[i].least_to_mean);
        report_estimate(&r);
        assert_string_equal(summary_notes(&r, &r.rows[0], false, notes),
                            cases[i].note ? cases[i].note : "");
        if (cases[i].note)
            assert_says(&r, cases[i].note);
        report_free(&r);
    }
}

/* Rows that reached their goal, that were ended by time or launches, and that were cut short. */
static void test_goal(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, &(struct fake_options){.launches = 12, .noise = 0.001});
    assert_says(&r, " goal ±1 %, ±5 % where threads meet: reached by 44 of 44 rows Ladder");
    struct row *loud = report_row(&r, "floor/load"), *louder = report_row(&r, "floor/store");
    for (unsigned i = 0; i < loud->n_samples; i++) {
        loud->samples[i].value[METRIC_real_time] *= 1 + 0.05 * loud->samples[i].launch;
        louder->samples[i].value[METRIC_real_time] *= 1 + 0.05 * loud->samples[i].launch;
    }
    assert_says(&r, "reached by 42 of 44 rows; 2 ended by time or most launches Ladder");
    loud->status = ROW_INCOMPLETE;
    assert_says(&r,
                "reached by 42 of 44 rows; 1 ended by time or most launches; 1 cut short Ladder");
    report_free(&r);
}

/* Every text of a report may hold what steers a terminal; text_of looks at each byte that is
 * printed. */
static void test_foreign_text(void **state)
{
    (void)state;
    static const char nasty[] = "x\x1b[31m`id`\n\r\t\xc2\x9b"
                                "31m\xe2\x80\xae $(id) <script>";
    struct report r;
    fake_report(&r, &(struct fake_options){
                        .slug = nasty, .kernel = nasty, .compiler = nasty, .profile = nasty});
    json_object_set_new(r.context, "date", json_string(nasty));
    json_array_append_new(
        report_member(&r, "warnings"),
        json_pack("{s:s, s:s, s:s}", "text", nasty, "advice", nasty, "severity", nasty));
    free(r.rows[r.n_rows - 1].reason);
    r.rows[r.n_rows - 1].reason = strdup(nasty);
    char *text = text_of(summary_print, &r);
    assert_null(strchr(text, 0x1b));
    free(text);
    report_free(&r);
}

static void test_headline(void **state)
{
    (void)state;
    struct report r;
    fake_report(&r, NULL);
    const struct row **rows;
    size_t n = headline_rows(&r, HEADLINE_ROWS, &rows);
    bool crit_50 = false;
    for (size_t i = 0; i < n; i++) {
        assert_true(row_measured(rows[i]));
        assert_true(i == 0 || rows[i - 1]->time.median <= rows[i]->time.median);
        assert_null(strstr(rows[i]->name, "relaxed"));
        assert_null(strstr(rows[i]->name, "stride"));
        assert_null(strstr(rows[i]->name, "threads:4"));
        crit_50 |= strcmp(rows[i]->name, "mutex/go/contended/crit:50ns/out:0ns/threads:2") == 0;
        assert_true(strcmp(rows[i]->name, "mutex/go/contended/crit:0ns/out:0ns/threads:2") != 0);
    }
    assert_true(crit_50);
    free(rows);
    n = headline_rows(&r, HEADLINE_ALL, &rows);
    assert_int_equal(n, r.n_rows - 2);
    free(rows);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_markdown),      cmocka_unit_test(test_one_cpu_one_launch),
        cmocka_unit_test(test_starvation),    cmocka_unit_test(test_goal),
        cmocka_unit_test(test_nothing_known), cmocka_unit_test(test_foreign_text),
        cmocka_unit_test(test_headline),      cmocka_unit_test(test_distances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
