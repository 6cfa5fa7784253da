// SPDX-License-Identifier: MIT
// Charts: text from another machine stays text, in the data files and in the scripts.
#include "report/charts/data.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

static const char hostile[] =
    "`touch pwned` $(touch pwned) @{}^_ %s%n%d <script>alert(1)</script>\t'\"\\ "
    "\x01\xff # system(\"touch pwned\")";

static void assert_harmless(const char *dir, const struct chart_results *results)
{
    assert_false(exists(dir, "pwned"));
    assert_false(exists(".", "pwned"));
    for (size_t i = 0; i < results->n; i++) {
        char name[CHART_NAME + 8];
        assert_int_equal(results->chart[i].drawn, has_data(dir, results->chart[i].name));
        if (!results->chart[i].drawn)
            continue;
        snprintf(name, sizeof name, "%s.svg", results->chart[i].name);
        assert_false(holds(dir, name, "<script"));
        assert_pictures(dir, results->chart[i].name);
    }
}

static void hostile_words_of_a_report_are_only_text(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 4); /* every chart is drawn */
    json_t *ours = json_object_get(r.context, "synccost");
    char bad[sizeof hostile];
    strcpy(bad, hostile);
    *strchr(bad, '\xff') = '?'; /* jansson takes only UTF-8 */
    assert_null(report_add_row(&r, bad));
    static const char *const keys[] = {"slug", "model", "virtualization"};
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            json_object_set_new(json_object_get(ours, "machine"), keys[i], json_string(bad)), 0);
    assert_int_equal(json_object_set_new(r.context, "date", json_string("`date`")), 0);
    assert_int_equal(json_object_set_new(ours, "banner", json_string(bad)), 0);
    add(&r, "mutex/%s%n%d/uncontended/crit:0ns/out:0ns/threads:1", "thread", 1, 1, 3, NAN);
    add(&r, "mutex/%s%n%d/contended/crit:50ns/out:0ns/threads:4", "thread", 4, 4, 30, 0.5);
    add(&r, "counter/%d%s%n/rmw/threads:4", "thread", 4, 4, 3, NAN);
    report_estimate(&r);
    write_one(&r, dir);
    assert_false(holds(dir, "ladder.dat", "`"));
    assert_true(holds(dir, "ladder.dat", "?touch pwned?"));
    draw(dir, &results);
    assert_harmless(dir, &results);
    assert_true(holds(dir, "fairness.svg", "%s%n%d"));
    const struct report *both[] = {&r, &r};
    char err[SC_ERR];
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    draw(dir, &results);
    assert_harmless(dir, &results);
    report_free(&r);
}

/* Puts words where a data file has text: head fields, names, labels. Numbers and lone dashes
 * stay. */
static void poison(const char *dir, const char *chart, const char *words)
{
    char name[64];
    snprintf(name, sizeof name, "%s.dat", chart);
    char *text = slurp(dir, name, NULL), *out = calloc(1, 1 << 22), *to = out;
    assert_non_null(text);
    assert_non_null(out);
    bool head = true;
    for (char *at = text; *at;) {
        size_t line = strcspn(at, "\n");
        char *end = at + line;
        if (*at == '#' || line == 0) {
            to += sprintf(to, "%.*s\n", (int)line, at);
            at = end + 1;
            continue;
        }
        for (unsigned field = 1; at < end; field++) {
            size_t length = strcspn(at, "\t\n");
            char *rest;
            strtod(at, &rest);
            bool number = rest == at + length || (field > 6 && head),
                 dash = length == 1 && *at == '-';
            to += sprintf(to, "%s%.*s", field > 1 ? "\t" : "",
                          (int)(number || dash ? length : strlen(words)),
                          number || dash ? at : words);
            at += length + (at + length < end);
        }
        *to++ = '\n';
        head = false;
        at = end + 1;
    }
    spill(dir, name, out);
    free(text);
    free(out);
}

static void scripts_are_safe_without_the_cleaning(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 4); /* every chart is drawn */
    write_one(&r, dir);
    draw(dir, &results);
    for (size_t i = 0; i < results.n; i++)
        poison(dir, results.chart[i].name,
               "`touch pwned` $(touch pwned) @x {}^_ %s%n%d <script>alert(1)</script> "
               "system('touch pwned')");
    draw(dir, &results);
    assert_int_equal(results.n, ALL_CHARTS);
    assert_harmless(dir, &results);
    assert_true(holds(dir, "scaling-mutex.svg", "`touch pwned`"));
    const struct report *three[] = {&r, &r, &r};
    char err[SC_ERR];
    assert_int_equal(chart_write_data(three, 3, dir, err), 0);
    poison(dir, "compare", "`touch pwned` $(touch pwned) @x {}^_ %s%n%d <script>alert(1)</script>");
    draw(dir, &results);
    assert_int_equal(results.n, 1);
    assert_harmless(dir, &results);
    assert_true(holds(dir, "compare.svg", "`touch pwned`"));
    report_free(&r);
}

static void a_family_is_only_letters(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    char root[PATH_MAX], command[PATH_MAX + 256];
    assert_non_null(getcwd(root, sizeof root));
    static const char *const bad[] = {"", "../x", "a`b", "mutex.dat", "A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(command, sizeof command,
                 "cd %s && ! gnuplot -c '%s/plots/scaling.gp' '%s' 2>/dev/null", dir, root, bad[i]);
        assert_int_equal(system(command), 0);
    }
}

static void cleaning_leaves_harmless_text(void **state)
{
    (void)state;
    char out[64];
    chart_clean("Intel(R) Xeon(R) CPU @ 2.20GHz", out, sizeof out);
    assert_string_equal(out, "Intel(R) Xeon(R) CPU @ 2.20GHz");
    chart_clean("a\tb\nc`d\"e\\f#g<h>&$'{}^", out, sizeof out);
    assert_string_equal(out, "a b c?d?e?f?g?h???????");
    chart_clean("Z\xc3\xbcrich", out, sizeof out);
    assert_string_equal(out, "Z?rich");
    chart_clean(NULL, out, sizeof out);
    assert_string_equal(out, "-");
    chart_clean("\t \n", out, sizeof out);
    assert_string_equal(out, "-");
    chart_clean("abcdefgh", out, 4);
    assert_string_equal(out, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaning_leaves_harmless_text),
        IN_FOLDER(hostile_words_of_a_report_are_only_text),
        IN_FOLDER(scripts_are_safe_without_the_cleaning),
        IN_FOLDER(a_family_is_only_letters),
    };
    return cmocka_run_group_tests_name("text in charts", tests, NULL, NULL);
}
