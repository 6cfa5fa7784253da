// SPDX-License-Identifier: MIT
// Comparing two reports: golden text and JSON, verdicts, machines, rows that cannot be compared.
#include "common/text.h"
#include "report/compare/compare.h"
#include "report/compare/text.h"
#include "report/model/facts.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/fake_report.h"

static char *text_of(const struct comparison *c)
{
    struct printed out;
    comparison_print(printed_start(&out), c, false);
    char *text = printed_end(&out);
    check_plain(text, TEXT_COLUMNS);
    return text;
}

static char *markdown_of(const struct comparison *c)
{
    struct printed out;
    comparison_markdown(printed_start(&out), c);
    char *text = printed_end(&out);
    check_plain(text, 4096);
    return text;
}

static const struct comparison_settings settings = {.seed = 42};

struct pair {
    struct report base, next;
    struct comparison c;
};

static void make_pair(struct pair *p, const struct fake_options *base,
                      const struct fake_options *next)
{
    fake_report(&p->base, base);
    fake_report(&p->next, next);
    comparison_init(&p->c, &p->base, &p->next, &settings);
}

static void free_pair(struct pair *p)
{
    comparison_free(&p->c);
    report_free(&p->base);
    report_free(&p->next);
}

static void check_golden(const struct pair *p, const char *name)
{
    char path[64];
    char *text = text_of(&p->c);
    snprintf(path, sizeof path, "%s.txt", name);
    golden_check(path, text);
    free(text);
    text = markdown_of(&p->c);
    snprintf(path, sizeof path, "%s.md", name);
    golden_check(path, text);
    free(text);
    json_t *json = comparison_json(&p->c);
    text = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(4));
    snprintf(path, sizeof path, "%s.json", name);
    golden_check(path, text);
    free(text);
    json_decref(json);
}

/* One machine before and after a change that makes mutexes a fifth slower. */
static void test_same_machine(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10},
              &(struct fake_options){.launches = 10,
                                     .seed = 9,
                                     .slow = "mutex/",
                                     .slow_factor = 1.2,
                                     .compiler = "clang 14.0.6"});
    assert_int_equal(p.c.machines, MACHINES_SAME);
    assert_int_equal(p.c.n_differences, 1);
    for (size_t i = 0; i < p.c.n_rows; i++)
        if (strncmp(p.c.row[i].base->name, "mutex/", 6) == 0)
            assert_int_equal(p.c.row[i].verdict, VERDICT_SLOWER);
    assert_int_equal(comparison_slower(&p.c, 5), 11);
    assert_int_equal(comparison_slower(&p.c, 30), 0);
    assert_int_equal(comparison_lost(&p.c), 0);
    check_golden(&p, "compare");
    free_pair(&p);
}

static void test_other_machine(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p,
              &(struct fake_options){
                  .launches = 6, .no_failures = true, .platform = "Amazon EC2 m7a.large"},
              &(struct fake_options){.launches = 3,
                                     .seed = 4,
                                     .platform = "Amazon EC2 c8g.large",
                                     .slug = "arm-neoverse-v2-2c",
                                     .fingerprint = "f00d",
                                     .kernel = "6.8.0",
                                     .cycle_ns = 0.385,
                                     .slow = "counter/",
                                     .slow_factor = 0.05,
                                     .profile = "quick"});
    assert_int_equal(p.c.machines, MACHINES_DIFFERENT);
    assert_int_equal(comparison_unsure(&p.c, UNSURE_FEW), p.c.n_rows);
    assert_int_equal(comparison_slower(&p.c, 0), 0);
    check_golden(&p, "compare_machines");
    free_pair(&p);
}

static void test_twins(void **state)
{
    (void)state;
    struct pair p;
    struct fake_options base = {.launches = 6, .host = "0123456789abcdef"}, next = base;
    next.host = "fedcba9876543210";
    make_pair(&p, &base, &next);
    assert_int_equal(p.c.machines, MACHINES_TWINS);
    assert_non_null(strstr(compare_says_machines(&p.c), "Same model, another host"));
    json_t *root = comparison_json(&p.c);
    assert_true(json_is_false(json_object_get(root, "same_machine")));
    assert_true(json_is_true(json_object_get(root, "same_model")));
    json_decref(root);
    free_pair(&p);
    next.host = base.host;
    next.slug = "amd-epyc-rack-7"; /* the host under another name */
    make_pair(&p, &base, &next);
    assert_int_equal(p.c.machines, MACHINES_SAME);
    assert_int_equal(p.c.n_differences, 0);
    free_pair(&p);
    next.host = "0000000000000000"; /* before the other, as text */
    make_pair(&p, &base, &next);
    assert_int_equal(p.c.machines, MACHINES_TWINS);
    free_pair(&p);
    next.host = NULL; /* as an earlier version wrote it */
    make_pair(&p, &base, &next);
    assert_int_equal(p.c.machines, MACHINES_SAME);
    free_pair(&p);
}

static void test_against_itself(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10}, &(struct fake_options){.launches = 10});
    assert_int_equal(comparison_count(&p.c, VERDICT_ALIKE), p.c.n_rows);
    for (size_t i = 0; i < p.c.n_families; i++)
        assert_true(fabs(p.c.family[i].time.value - 1) < 1e-12 &&
                    fabs(p.c.family[i].cycles.ratio - 1) < 1e-12);
    free_pair(&p);
}

static void test_gaps(void **state)
{
    (void)state;
    struct pair p;
    fake_report(&p.base, NULL);
    fake_report(&p.next, NULL);
    report_row(&p.next, "floor/load")->status = ROW_FAILED;
    report_row(&p.next, "counter/shared/rmw/threads:2")->cpus = 1;
    free(report_row(&p.next, "floor/store")->basis);
    report_row(&p.next, "floor/store")->basis = strdup("message");
    report_row(&p.next, "mutex/go/contended/crit:0ns/out:0ns/threads:2")->threads = 3;
    assert_non_null(report_add_row(&p.base, "mutex/only-base"));
    assert_non_null(report_add_row(&p.next, "mutex/only-next"));
    json_object_del(report_member(&p.base, "machine"), "fingerprint");
    comparison_init(&p.c, &p.base, &p.next, &settings);
    assert_int_equal(p.c.machines, MACHINES_UNKNOWN);
    assert_int_equal(p.c.n_gaps, 6 + 2);
    assert_int_equal(comparison_lost(&p.c), 5); /* all but the two that base has no figure for */
    assert_int_equal(p.c.n_rows + p.c.n_gaps, p.base.n_rows + 1);
    char *text = text_of(&p.c);
    assert_non_null(strstr(text, "mutex/only-next: only in new"));
    assert_non_null(strstr(text, "floor/load: not measured in new"));
    free(text);
    free_pair(&p);
}

/* Shares of modes, and whose noise it is. */
static void test_says(void **state)
{
    (void)state;
    char line[COMPARE_LINE];
    struct comparison_row row = {.modes = {{.n = 2}, {.n = 1}}};
    row.modes[0].mode[0] = (struct mode){.median = 20, .share = 0.25};
    row.modes[0].mode[1] = (struct mode){.median = 40, .share = 0.75};
    row.modes[1].mode[0] = (struct mode){.median = 30, .share = 1};
    snprintf(line, sizeof line, "left over");
    assert_true(compare_says_modes(&row, line));
    assert_string_equal(line, "modes 20.0 ns 25% | 40.0 ns 75% -> 30.0 ns 100%");
    row.modes[0].n = 1;
    assert_false(compare_says_modes(&row, line));
    assert_string_equal(line, "");
    struct noise one = {.runs = 8, .profile = "quick", .made = "2026"}, other = one;
    struct comparison c = {.noise = {&one, &one}};
    compare_says_thresholds(&c, line);
    assert_non_null(strstr(line, "of both sides were"));
    assert_null(strstr(line + 4, "The noise thresholds"));
    c.noise[1] = &other;
    compare_says_thresholds(&c, line);
    assert_non_null(strstr(line, "of base were"));
    assert_non_null(strstr(line, "of new were"));
}

static void test_empty(void **state)
{
    (void)state;
    struct pair p;
    report_init(&p.base);
    report_init(&p.next);
    comparison_init(&p.c, &p.base, &p.next, &settings);
    char *text = text_of(&p.c);
    assert_non_null(strstr(text, "0 rows compared"));
    free(text);
    json_t *json = comparison_json(&p.c);
    assert_null(json_object_get(json, "same_machine"));
    json_decref(json);
    free_pair(&p);
}

static void test_foreign_text(void **state)
{
    (void)state;
    static const char nasty[] = "\x1b]0;x\a`id` $(id)\n\xe2\x80\xae";
    struct pair p;
    make_pair(&p, NULL,
              &(struct fake_options){
                  .slug = nasty, .kernel = nasty, .compiler = nasty, .fingerprint = nasty});
    free(text_of(&p.c));
    json_decref(comparison_json(&p.c));
    free_pair(&p);
}

/* What a report says of itself must not become markup, a link, a mention or another cell. */
static void test_markdown_is_escaped(void **state)
{
    (void)state;
    struct pair p;
    make_pair(
        &p, NULL,
        &(struct fake_options){.compiler = "a|b <img src=x> [x](http://e.vil) @you **z** `c` \\"});
    char *text = markdown_of(&p.c);
    assert_non_null(strstr(text, "| compiler | gcc 12.2.0 | a\\|b &#60;img src=x&#62; "
                                 "\\[x\\]\\(http&#58;//e.vil\\) &#64;you "
                                 "\\*\\*z\\*\\* \\`c\\` \\\\ |\n"));
    free(text);
    free_pair(&p);
}

static void test_colors(void **state)
{
    (void)state;
    struct pair p;
    make_pair(&p, &(struct fake_options){.launches = 10},
              &(struct fake_options){.launches = 10, .slow = "mutex/", .slow_factor = 2});
    struct printed out;
    comparison_print(printed_start(&out), &p.c, true);
    char *text = printed_end(&out);
    assert_non_null(strstr(text, "\033[31mslower \033[0m mutex/"));
    free(text);
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_machine),
        cmocka_unit_test(test_other_machine),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_against_itself),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_says),
        cmocka_unit_test(test_foreign_text),
        cmocka_unit_test(test_markdown_is_escaped),
        cmocka_unit_test(test_colors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
