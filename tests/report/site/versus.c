// SPDX-License-Identifier: MIT
// The page of two reports says what their comparison says.
#include "report/compare/text.h"
#include "report/site/findings.h"
#include "tests/report/site/made.h"

/* Every row has its verdict, ratio, p and threshold as the text of the comparison has them. */
static void the_pair_says_what_compare_says(void **state)
{
    struct made *m = *state;
    add(m, "x86_64", &(struct fake_options){.launches = 12});
    add(m, "aarch64", &(struct fake_options){.launches = 12, .slow = "mutex/", .slow_factor = 1.6});
    write_site(m);
    struct comparison c;
    comparison_init(&c, &m->report[0], &m->report[1],
                    &(struct comparison_settings){.seed = COMPARISON_SEED});
    assert_true(comparison_count(&c, VERDICT_SLOWER) > 3);
    char *text = page_of(m, "compare/m0-against-m1.html");
    for (size_t i = 0; i < c.n_rows; i++) {
        const struct comparison_row *row = &c.row[i];
        char verdict[COMPARISON_VERDICT], ratio[FORMAT], figure[FORMAT];
        const char *name = row->base->name;
        snprintf(verdict, sizeof verdict, "\">%s</td>",
                 comparison_verdict(row, (char[COMPARISON_VERDICT]){0}));
        assert_line(text, name, verdict);
        assert_line(text, name, format_ratio(ratio, &row->time));
        compare_p(figure, row->p_holm);
        assert_line(text, name, *figure == '<' ? "&lt;0.001" : figure);
        assert_line(text, name, compare_threshold(figure, row));
        assert_line(text, name, compare_counted(figure, row));
        assert_line(text, name, format_multiple(figure, row->multiple[1]));
    }
    assert_int_equal(count(text, "data-subject="), c.n_rows);
    assert_int_equal(count(text, "<td class=\"verdict slower\">"),
                     comparison_count(&c, VERDICT_SLOWER));
    char line[COMPARE_LINE];
    compare_says_count(&c, line);
    assert_non_null(strstr(text, line));
    assert_non_null(strstr(text, "<th scope=\"row\">architecture</th><td>x86_64</td><td>aarch64<"));
    assert_non_null(strstr(text, compare_says_machines(&c)));
    assert_non_null(strstr(text, "synccost compare m/m0 m/m1 --no-plot<"));
    assert_non_null(strstr(text, "<p class=\"lost\">The chart was not drawn: "));
    free(text);
    assert_true(*m->undrawn != '\0');
    assert_page(m, "index.html", line); /* where the list of comparisons says it too */
    comparison_free(&c);
}

/* The row's launches from near on took five times as long. */
static void move(struct report *r, const char *name, unsigned near)
{
    struct row *row = report_row(r, name);
    for (size_t i = 0; i < row->n_samples; i++) {
        const bool far = row->samples[i].launch >= near;
        row->samples[i].value[METRIC_line_ns] = far ? 300 : 60;
        row->samples[i].value[METRIC_real_time] *= far ? 5 : 1;
    }
}

/* The chart has what the table has: a row of two distances at that of both, and one that was never
 * at one distance not at all. */
static void the_chart_shows_the_distance_that_was_compared(void **state)
{
    static const char met[] = "mutex/go/contended/crit:50ns/out:0ns/threads:2",
                      apart[] = "mutex/mcs/contended/crit:50ns/out:0ns/threads:2";
    struct made *m = *state;
    struct comparison c;
    for (int i = 0; i < 2; i++) {
        struct report *r = add(m, "x86_64", &(struct fake_options){.launches = 12});
        put_new(machine_of(r), "fingerprint", json_string("one"));
        move(r, met, i ? 0 : 7);
        move(r, apart, i ? 0 : 12);
        report_estimate(r);
    }
    write_site(m);
    comparison_init(&c, &m->report[0], &m->report[1],
                    &(struct comparison_settings){.seed = COMPARISON_SEED});
    struct chart_finding *findings = comparison_findings(&c);
    const double near = report_row(&m->report[0], met)->time.median;
    for (size_t i = 0; i < c.n_rows; i++) {
        assert_int_equal(findings[i].distant, strcmp(findings[i].row, apart) == 0);
        if (strcmp(findings[i].row, met) == 0)
            assert_true(findings[i].base_ns > 4.5 * near && findings[i].base_ns < 5.5 * near);
    }
    free(findings);
    comparison_free(&c);
    char *text = page_of(m, "compare/m0-against-m1/compare.dat");
    assert_non_null(strstr(text, met));
    assert_null(strstr(text, apart));
    assert_non_null(strstr(text, "; 1 ratio left out"));
    free(text);
}

/* With thresholds that were measured, the command that repeats the page names their file. */
static void measured_noise_stands_beside(void **state)
{
    struct made *m = *state;
    struct noise_row row = {.name = "floor/load", .threshold = 0.0312, .runs = 8};
    struct noise noise = {
        .fingerprint = "m0", .profile = "standard", .runs = 8, .row = &row, .n_rows = 1};
    add(m, "x86_64", &(struct fake_options){.launches = 12});
    add(m, "x86_64", &(struct fake_options){.launches = 12});
    m->noise[0] = &noise;
    write_site(m);
    assert_page(m, "compare/m0-against-m1.html", "m/m0 m/m1 --noise m/m0/noise.json --no-plot<");
    assert_page(m, "compare/m0-against-m1.html", "were measured with 8 runs, profile standard");
    assert_true(is_there(m, "m/m0/noise.json"));
    assert_false(is_there(m, "m/m1/noise.json"));
}

static void an_emulated_machine_is_judged_nowhere(void **state)
{
    struct made *m = *state;
    add(m, "x86_64", &(struct fake_options){.launches = 12});
    struct report *r =
        add(m, "aarch64", &(struct fake_options){.launches = 12, .slow = "", .slow_factor = 9});
    put_new(machine_of(r), "emulated", json_true());
    write_site(m);
    char *text = page_of(m, "compare/m0-against-m1.html");
    assert_non_null(strstr(text, "<p class=\"banner\">EMULATED: one report comes from"));
    assert_int_equal(count(text, "<td class=\"verdict unsure\">unsure (emulated)</td>"),
                     count(text, "data-subject="));
    assert_true(count(text, "data-subject=") > 40);
    free(text);
    text = page_of(m, "index.html");
    assert_int_equal(count(text, "<span class=\"label\">emulated (kvm)</span>"), 1);
    assert_int_equal(count(text, "<span class=\"label\">KVM guest</span>"), 1);
    assert_int_equal(count(text, "<span class=\"label\">1 warning</span>"), 2);
    free(text);
    assert_page(m, "compare/all.html", "<span class=\"label\">emulated (kvm)</span>");
}

static void reports_without_a_common_row_say_so(void **state)
{
    struct made *m = *state;
    add(m, "x86_64", &(struct fake_options){0});
    struct report *r = add(m, "x86_64", &(struct fake_options){0});
    report_free(r);
    fake_report(r, &(struct fake_options){.slug = "other", .fingerprint = "other"});
    for (size_t i = 0; i < r->n_rows; i++)
        r->rows[i].name[0] = 'X';
    write_site(m);
    assert_page(m, "compare/m0-against-m1.html", "<p>No row of one is in the other:");
    assert_page(m, "compare/m0-against-m1.html", "<h2>Not compared: ");
    assert_page(m, "compare/all.html", "<p>No two of the reports have measured a row");
    assert_true(*m->undrawn == '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SITE(the_pair_says_what_compare_says),
        IN_SITE(the_chart_shows_the_distance_that_was_compared),
        IN_SITE(measured_noise_stands_beside),
        IN_SITE(an_emulated_machine_is_judged_nowhere),
        IN_SITE(reports_without_a_common_row_say_so),
    };
    return cmocka_run_group_tests_name("page of two reports", tests, NULL, NULL);
}
