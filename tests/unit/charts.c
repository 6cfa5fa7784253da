// SPDX-License-Identifier: MIT
// Charts: the data files' columns, every picture, and that text from another machine stays text.
#include "report/chart.h"

#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/chart_data.h"
#include "tests/unit/charts_folder.h"
#include "tests/unit/charts_report.h"
#include "tests/unit/test.h"

static const char hostile[] = "`touch pwned` $(touch pwned) @{}^_ %s%n%d <script>alert(1)</script>\t'\"\\ "
                              "\x01\xff # system(\"touch pwned\")";

static void every_chart_is_drawn(void **state)
{
    static const struct {
        const char *chart, *labels[4];
    } expected[] = {
        {"ladder", {"mutex/ticket/uncontended", "floor/rmw/own-line", "Cost ladder", "per round trip"}},
        {"scaling-atomic", {"fetch_add", "threads &gt; CPUs", "log scale", NULL}},
        {"scaling-mutex", {"pthread-adaptive", "ns per operation (thread time)", "crit:50ns", NULL}},
        {"scaling-rwmutex", {"pthread-reader", "read:99", NULL, NULL}},
        {"scaling-channel", {"socketpair", "ns per message", NULL, NULL}},
        {"scaling-counter", {"adjacent", "padded-64", NULL, NULL}},
        {"read-share", {"99.9", "share of reads", "2 threads", NULL}},
        {"false-sharing", {"thread-local", "store", "adjacent", NULL}},
        {"stride", {"256", "cache line", "bytes", NULL}},
        {"critical-section", {"1000", "ttas", "2 × length", NULL}},
        {"core-to-core", {"one way, ns", "AMD EPYC 9R14", "5 launches, 95 % intervals", NULL}},
        {"fairness", {"million operations per second", "ticket", "fewest operations", NULL}},
    };
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw(dir, &results);
    assert_int_equal(results.n, CHART_COUNT - 1);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.svg", expected[i].chart);
        assert_true(result_of(&results, expected[i].chart)->drawn);
        assert_pictures(dir, expected[i].chart);
        for (int k = 0; k < 4 && expected[i].labels[k]; k++) {
            const char *label = expected[i].labels[k];
            char plain[64]; /* gnuplot writes > as it is */
            snprintf(plain, sizeof plain, "%s",
                     strcmp(label, "threads &gt; CPUs") == 0 ? "threads > CPUs" : label);
            if (!holds(dir, name, label) && !holds(dir, name, plain))
                fail_msg("%s does not say %s", name, label);
        }
    }
    report_free(&r);
}

static void data_files_have_their_columns(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    write_one(&r, dir);
    assert_int_equal(count_lines(dir, "ladder.dat", 0, 9), 1);
    unsigned rows = count_lines(dir, "ladder.dat", 1, 11);
    assert_in_range(rows, 30, 45);
    assert_int_equal(count_lines(dir, "scaling-mutex.dat", 0, 9), 1);
    assert_in_range(count_lines(dir, "scaling-mutex.dat", 1, 10), 2, 4);
    assert_int_equal(count_lines(dir, "read-share.dat", 1, 10), 6);
    assert_int_equal(count_lines(dir, "critical-section.dat", 1, 10), 4);
    assert_int_equal(count_lines(dir, "stride.dat", 1, 10), 7);
    assert_int_equal(count_lines(dir, "false-sharing.dat", 1, 13), 7);
    assert_int_equal(count_lines(dir, "false-sharing.dat", 4, 2), 7);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 1, 9), 6);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 2, 2), 4);
    assert_int_equal(count_lines(dir, "fairness.dat", 1, 13), LOCKS);
    assert_true(holds(dir, "ladder.dat", "# Blocks after it: place from the cheapest, label"));
    assert_true(holds(dir, "stride.dat", "median ns, low ns, high ns"));
    report_free(&r);
}

static void ladder_goes_from_cheap_to_dear(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 8);
    write_one(&r, dir);
    char *text = slurp(dir, "ladder.dat", NULL), *at = strstr(text, "\n\n\n");
    assert_non_null(at);
    double before = 0, median, low, high;
    unsigned place, wanted = 1;
    char label[64];
    for (at += 3; sscanf(at, "%u\t%63[^\t]\t%*u\t%lf\t%lf\t%lf", &place, label, &median, &low, &high) == 5;
         wanted++) {
        assert_int_equal(place, wanted);
        assert_true(median >= before && low <= median && median <= high);
        before = median;
        at = strchr(at, '\n') + 1;
    }
    assert_in_range(wanted, 30, 46);
    free(text);
    report_free(&r);
}

static void a_hand_run_gives_the_same_bytes(void **state)
{
    static const char *const runs[][2] = {
        {"ladder", NULL},           {"scaling", "mutex"},    {"scaling", "channel"},
        {"read-share", NULL},       {"false-sharing", NULL}, {"stride", NULL},
        {"critical-section", NULL}, {"core-to-core", NULL},  {"fairness", NULL}};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    char root[PATH_MAX], command[PATH_MAX + 256], name[64];
    assert_non_null(getcwd(root, sizeof root));
    build_report(&r, 2);
    write_one(&r, dir);
    draw(dir, &results);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        const char *family = runs[i][1];
        snprintf(name, sizeof name, "%s%s%s.svg", runs[i][0], family ? "-" : "", family ? family : "");
        size_t drawn_size, hand_size, said;
        char *drawn = slurp(dir, name, &drawn_size);
        /* in the C locale gnuplot warns that it cannot write a degree sign */
        snprintf(command, sizeof command,
                 "cd %s && rm %s && LC_ALL=C.UTF-8 gnuplot -c '%s/plots/%s.gp' %s 2>words", dir, name, root,
                 runs[i][0], family ? family : "");
        assert_int_equal(system(command), 0);
        char *hand = slurp(dir, name, &hand_size);
        char *words = slurp(dir, "words", &said);
        assert_non_null(drawn);
        assert_non_null(hand);
        assert_int_equal(said, 0); /* and warns of nothing */
        assert_int_equal(drawn_size, hand_size);
        assert_memory_equal(drawn, hand, hand_size);
        free(drawn);
        free(hand);
        free(words);
    }
    report_free(&r);
}

static void assert_harmless(const char *dir, const struct chart_results *results)
{
    assert_false(exists(dir, "pwned"));
    assert_false(exists(".", "pwned"));
    for (size_t i = 0; i < results->n; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.svg", results->chart[i].name);
        assert_true(results->chart[i].drawn);
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
        assert_int_equal(json_object_set_new(json_object_get(ours, "machine"), keys[i], json_string(bad)), 0);
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

/* Puts words where a data file has text: head fields, names, labels. Numbers and lone dashes stay. */
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
            bool number = rest == at + length || (field > 6 && head), dash = length == 1 && *at == '-';
            to += sprintf(to, "%s%.*s", field > 1 ? "\t" : "", (int)(number || dash ? length : strlen(words)),
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
               "`touch pwned` $(touch pwned) @x {}^_ %s%n%d <script>alert(1)</script> system('touch pwned')");
    draw(dir, &results);
    assert_int_equal(results.n, CHART_COUNT - 1);
    assert_harmless(dir, &results);
    assert_true(holds(dir, "scaling-mutex.svg", "`touch pwned`"));
    report_free(&r);
}

static void a_family_is_only_letters(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    char root[PATH_MAX], command[PATH_MAX + 256];
    assert_non_null(getcwd(root, sizeof root));
    static const char *const bad[] = {"", "../x", "a`b", "mutex.dat", "A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(command, sizeof command, "cd %s && ! gnuplot -c '%s/plots/scaling.gp' '%s' 2>/dev/null", dir,
                 root, bad[i]);
        assert_int_equal(system(command), 0);
    }
}

static void one_cpu_says_what_it_cannot_draw(void **state)
{
    static const char *const without[] = {"read-share",   "false-sharing", "stride",    "critical-section",
                                          "core-to-core", "fairness",      "transfers", "bouncing-mutex"};
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 2);
    write_one(&r, dir);
    draw(dir, &results);
    assert_true(exists(dir, "fairness.svg") && exists(dir, "core-to-core.csv"));
    report_free(&r);
    build_report(&r, 1);
    write_one(&r, dir);
    draw(dir, &results);
    assert_true(result_of(&results, "ladder")->drawn);
    assert_true(result_of(&results, "scaling-mutex")->drawn);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        char name[64];
        const struct chart_result *result = result_of(&results, without[i]);
        assert_false(result->drawn);
        assert_non_null(strstr(result->reason, "needs "));
        snprintf(name, sizeof name, "%s.svg", without[i]);
        assert_false(exists(dir, name)); /* nor the picture of an earlier report */
    }
    assert_false(exists(dir, "core-to-core.csv"));
    report_free(&r);
    report_init(&r);
    write_one(&r, dir);
    draw(dir, &results);
    for (size_t i = 0; i < results.n; i++)
        assert_true(!results.chart[i].drawn && results.chart[i].reason[0]);
    report_free(&r);
}

static void one_launch_has_no_interval(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    build_report(&r, 4);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].n_samples = 2;
    report_estimate(&r);
    write_one(&r, dir);
    assert_true(holds(dir, "ladder.dat", "1 launch: no interval"));
    assert_true(holds(dir, "ladder.dat", "\tNaN\tNaN\t"));
    draw(dir, &results);
    for (size_t i = 0; i < results.n; i++)
        assert_pictures(dir, results.chart[i].name);
    report_free(&r);
}

static void two_reports_give_the_comparison_alone(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report a, b;
    struct chart_results results;
    char err[SC_ERR];
    build_report(&a, 2);
    build_report(&b, 2);
    for (size_t i = 0; i < b.n_rows; i++)
        for (size_t k = 0; k < b.rows[i].n_samples; k++)
            b.rows[i].samples[k].value[METRIC_real_time] *= 2;
    report_estimate(&b);
    json_object_set_new(json_object_get(json_object_get(b.context, "synccost"), "machine"), "slug",
                        json_string("other-machine"));
    json_object_set_new(json_object_get(b.context, "synccost"), "emulated", json_true());
    const struct report *both[] = {&a, &b};
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    assert_int_equal(count_lines(dir, "compare.dat", 1, 9), 20);
    assert_int_equal(count_lines(dir, "compare.dat", 2, 9), 20);
    draw(dir, &results);
    assert_int_equal(results.n, 1);
    assert_pictures(dir, "compare");
    assert_true(holds(dir, "compare.svg", "B: other-machine"));
    assert_true(holds(dir, "compare.svg", "×2.00"));
    assert_true(holds(dir, "compare.svg", "Emulated machine"));
    for (size_t i = 0; i < b.n_rows; i++)
        b.rows[i].status = ROW_FAILED;
    assert_int_equal(chart_write_data(both, 2, dir, err), 0);
    draw(dir, &results);
    assert_false(results.chart[0].drawn);
    report_free(&a);
    report_free(&b);
}

static void siblings_stand_on_the_diagonal(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    report_init(&r);
    add(&r, "floor/line-transfer/cpus:0-1", "round-trip", 2, 2, 100, NAN);
    add(&r, "floor/line-transfer/cpus:0-2", "round-trip", 2, 2, 30, NAN);
    add(&r, "floor/line-transfer/cpus:1-3", "round-trip", 2, 2, 32, NAN);
    add(&r, "floor/line-transfer/cpus:x-9", "round-trip", 2, 2, 32, NAN);
    for (size_t i = 0; i < r.n_rows; i++)
        for (size_t k = 0; k < r.rows[i].n_samples; k++)
            r.rows[i].samples[k].value[METRIC_one_way_ns] = i == 0 ? 50 : 15 + (double)i - 1;
    report_estimate(&r);
    write_one(&r, dir);
    char *csv = slurp(dir, "core-to-core.csv", NULL);
    assert_string_equal(csv, ",,,\n50,,,\n15,,,\n,16,,\n");
    free(csv);
    assert_int_equal(count_lines(dir, "core-to-core.dat", 2, 2), 2);
    draw(dir, &results);
    assert_pictures(dir, "core-to-core");
    assert_true(holds(dir, "core-to-core.svg", "two hardware threads"));
    report_free(&r);
}

static void a_missing_or_failing_gnuplot_is_named(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    struct chart_results results;
    char err[SC_ERR], *path = strdup(getenv("PATH"));
    build_report(&r, 2);
    write_one(&r, dir);
    setenv("PATH", "/nonexistent", 1);
    int status = chart_draw(dir, "plots", &results, err);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, -1);
    assert_string_equal(err, "gnuplot not found: install gnuplot-nox");
    assert_int_equal(chart_draw(dir, "no-such-folder", NULL, err), -1);
    assert_non_null(strstr(err, "plot scripts"));
    assert_int_equal(chart_draw("/nonexistent", "plots", NULL, err), -1);

    spill(dir, "ladder.gp", "set output 'ladder.svg'\nplot nonsense(\n");
    assert_int_equal(chart_draw(dir, dir, &results, err), -1);
    assert_non_null(strstr(err, "ladder.gp: line 2: "));
    assert_false(exists(dir, "ladder.svg"));
    assert_false(result_of(&results, "ladder")->drawn);
    report_free(&r);
}

static void files_that_cannot_be_written_are_named(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    char err[SC_ERR] = "", path[PATH_MAX];
    const struct report *one = &r;
    build_report(&r, 2);
    assert_int_equal(chart_write_data(&one, 0, dir, err), -1);
    assert_int_equal(chart_write_data(&one, 1, "/nonexistent/charts", err), -1);
    assert_non_null(strstr(err, "cannot make the chart folder"));
    snprintf(path, sizeof path, "%s/stride.dat", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(chart_write_data(&one, 1, dir, err), -1);
    assert_non_null(strstr(err, "cannot write stride.dat"));
    rmdir(path);
    report_free(&r);
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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaning_leaves_harmless_text),  IN_FOLDER(data_files_have_their_columns),
        IN_FOLDER(ladder_goes_from_cheap_to_dear),        IN_FOLDER(every_chart_is_drawn),
        IN_FOLDER(a_hand_run_gives_the_same_bytes),       IN_FOLDER(hostile_words_of_a_report_are_only_text),
        IN_FOLDER(scripts_are_safe_without_the_cleaning), IN_FOLDER(a_family_is_only_letters),
        IN_FOLDER(one_cpu_says_what_it_cannot_draw),      IN_FOLDER(one_launch_has_no_interval),
        IN_FOLDER(two_reports_give_the_comparison_alone), IN_FOLDER(siblings_stand_on_the_diagonal),
        IN_FOLDER(a_missing_or_failing_gnuplot_is_named), IN_FOLDER(files_that_cannot_be_written_are_named),
    };
    return cmocka_run_group_tests_name("charts", tests, NULL, NULL);
}
