// SPDX-License-Identifier: MIT
// Every malformed line is refused with its number and one line of text, and no bytes whatever may
// do worse.
#include <errno.h>

#include "tests/report/imports/fixtures.h"

static void assert_refused(const char *format, const char *text, size_t size, unsigned line,
                           const char *why)
{
    struct report r = {0};
    struct import_outcome o;
    char err[SC_ERR] = "";
    spill(text, size);
    if (import_path(&r, format, file, &o, err) == 0)
        fail_msg("%s: taken: %.200s", format, text);
    if (o.line != line || !strstr(err, why))
        fail_msg("%s: line %u, not %u, or no \"%s\" in \"%s\": %.200s", format, o.line, line, why,
                 err, text);
    for (const char *c = err; *c; c++)
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
    assert_null(r.rows);
    assert_null(r.context);
}

static void test_every_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURES; i++) {
        const char *format = fixtures[i].format;
        assert_refused(format, "", 0, 0, "is empty");
        assert_refused(format, "\xef\xbb\xbf", 3, 0, "is empty");
        assert_refused(format, "a\nb\0c\n", 6, 2, "byte 0");
    }
    struct report r = {0};
    struct import_outcome o;
    char err[SC_ERR];
    assert_int_equal(import_path(&r, "mlc", "/nowhere/at/all", &o, err), -1);
    assert_non_null(strstr(err, "cannot read"));
    assert_int_equal(import_path(&r, "mlc", folder, &o, err), -1);
    assert_non_null(strstr(err, "is a folder"));
    assert_null(importer_find("csv"));
}

#define HEAD  "Trial,Cores,Implementation,Nanos/Op,Total,Rlen\n"
#define JSON  "{\"context\":{},\n\"benchmarks\":[\n"
#define ENTRY "{\"name\":\"a\",\"run_type\":\"iteration\",\"time_unit\":\"ns\""

static const struct {
    const char *format, *text;
    unsigned line;
    const char *why;
} refusals[] = {
    {"core-to-core", ",,\n1,,\n2,3\n", 3, "2 cells"},
    {"core-to-core", ",,\n1,,\n", 2, "ends after 2 of 3"},
    {"core-to-core", ",\n1,\n,\n", 3, "more lines"},
    {"core-to-core", ",\n1,2\n", 2, "above the diagonal"},
    {"core-to-core", "0,\n1,0\n", 1, "on or above"},
    {"core-to-core", ",\n-1,\n", 2, "'-1' is no time"},
    {"core-to-core", ",\n-0,\n", 2, "no time"},
    {"core-to-core", ",\n9e17,\n", 2, "a figure out of its range"},
    {"core-to-core", ",\nnan,\n", 2, "'nan' is no time"},
    {"core-to-core", ",\ninf,\n", 2, "no time"},
    {"core-to-core", ",\n1e300,\n", 2, "no time"},
    {"core-to-core", ",\n0x10,\n", 2, "no time"},
    {"core-to-core", ",\n1.5ns,\n", 2, "no time"},
    {"core-to-core", ",\n 1.5,\n", 2, "no time"},
    {"core-to-core", ",\n\033[31m,\n", 2, "' [31m' is no time"},
    {"core-to-core", ",\n,\n", 0, "no measured time"},
    {"core-to-core", "hello\n", 1, "on or above"},
    {"c2clat", "   0 1\n", 1, "begins with CPU"},
    {"c2clat", "reset\nset title\n", 1, "without -p"},
    {"c2clat", "CPU 0\n0 0\n", 1, "fewer than two"},
    {"c2clat", "CPU 1 0\n", 1, "must ascend"},
    {"c2clat", "CPU 0 0\n", 1, "must ascend"},
    {"c2clat", "CPU 0 x\n", 1, "'x' is no CPU number"},
    {"c2clat", "CPU 0 99999999999999999999\n", 1, "no CPU number"},
    {"c2clat", "CPU 0 1\n0 0 5\n", 2, "ends after 1 of 2"},
    {"c2clat", "CPU 0 1\n0 0 5\n0 5 0\n", 3, "not the line of CPU 1"},
    {"c2clat", "CPU 0 1\n0 0 5\n1 5\n", 3, "has 1 of the header's 2"},
    {"c2clat", "CPU 0 1\n0 0 5 6\n1 5 0\n", 2, "more than the header's 2"},
    {"c2clat", "CPU 0 1\n0 1 5\n1 5 0\n", 2, "not 0"},
    {"c2clat", "CPU 0 1\n0 0 -5\n1 5 0\n", 2, "no time"},
    {"c2clat", "CPU 0 1\n0 0 5\n1 5 0\n\nCPU\n", 5, "behind the matrix"},
    {"mlc", "nothing of the tool\n", 0, "no measured time"},
    {"mlc", "Measuring idle latencies (in us)...\n", 1, "in ns"},
    {"mlc", "Measuring idle latencies (in ns)...\n 0 5\n", 2, "no line of a matrix"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 0 1\n0 5\n", 3, "has 1 of"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 0\n0 5 6\n", 3, "more than"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 0\n0 5\n0 5\n", 4, "twice"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 1 0\n", 2, "ascend"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 0\n0 nan\n", 3, "no time"},
    {"mlc", "Measuring idle latencies (in ns)...\nNuma node 0\nx 1\n", 3, "no line"},
    {"mlc", "Measuring cache-to-cache transfer latency (in ns)...\nLocal Socket\n", 2,
     "no transfer"},
    {"mlc",
     "Measuring cache-to-cache transfer latency (in ns)...\nLocal Socket L2->L2 HIT latency\n", 2,
     "no time"},
    {"mlc",
     "Measuring cache-to-cache transfer latency (in ns)...\n"
     "Remote Socket L2->L2 HITM latency (data)\n",
     2, "homed"},
    {"concurrency-hierarchy", "Trial,Cores\n", 1, "is not the header"},
    {"concurrency-hierarchy", HEAD, 0, "no measured time"},
    {"concurrency-hierarchy", HEAD "0,1,a,1.0,5\n", 2, "has 5 cells"},
    {"concurrency-hierarchy", HEAD "0,1,a,1.0,5,1,1\n", 2, "has 7 cells"},
    {"concurrency-hierarchy", HEAD "\n", 2, "has 1 cells"},
    {"concurrency-hierarchy", HEAD "x,1,a,1.0,5,1\n", 2, "Trial 'x'"},
    {"concurrency-hierarchy", HEAD "0,0,a,1.0,5,1\n", 2, "Cores is 0"},
    {"concurrency-hierarchy", HEAD "0,-1,a,1.0,5,1\n", 2, "Cores '-1'"},
    {"concurrency-hierarchy", HEAD "0,1,,1.0,5,1\n", 2, "no implementation"},
    {"concurrency-hierarchy", HEAD "0,1,a/b,1.0,5,1\n", 2, "no implementation"},
    {"concurrency-hierarchy", HEAD "0,1,a,nan,5,1\n", 2, "Nanos/Op 'nan'"},
    {"concurrency-hierarchy", HEAD "0,1,a,1.0,5.5,1\n", 2, "Total '5.5'"},
    {"concurrency-hierarchy", HEAD "0,1,a,1.0,5,\n", 2, "Rlen ''"},
    {"concurrency-hierarchy", HEAD "0,1,a b,1,5,1\n0,1,a-b,1,5,1\n", 3, "stands behind"},
    {"benchfmt", "BenchmarkA x 1 ns/op\n", 1, "no number of iterations"},
    {"benchfmt", "\nBenchmarkA 5 x ns/op\n", 2, "'x' is no number"},
    {"benchfmt", "BenchmarkA 5 1\n", 1, "has no unit"},
    {"benchfmt", "BenchmarkA 5 -1 ns/op\n", 1, "no number from 0"},
    {"benchfmt", "BenchmarkA 5 1e18 sec/op\n", 1, "too large"},
    {"benchfmt", "cpu: a\nBenchmarkA 5 1 ns/op\ncpu: b\n", 3, "one machine a file"},
    {"benchfmt", "pkg: a\nBenchmarkA 5 1 ns/op\npkg: b\nBenchmarkA 5 1 ns/op\n", 4,
     "another package"},
    {"benchfmt", "pkg: synccost\nBenchmarkA=b 5 1 ns/op\n", 2, "no name that synccost"},
    {"benchfmt", "PASS\n", 0, "no measured time"},
    {"gbench", "{\n", 2, "no JSON"},
    {"gbench", "{\"a\": NaN}", 1, "no JSON"},
    {"gbench", "{\"a\":1,\n\"a\":2}", 2, "no JSON"},
    {"gbench", "[]", 0, "has no context"},
    {"gbench", "{\"context\":{\"synccost\":{}},\"benchmarks\":[]}", 0, "is a report"},
    {"gbench", JSON "]}", 0, "no measured time"},
    {"gbench", JSON "\n7]}", 4, "is no entry"},
    {"gbench", JSON "{\"name\":\"a\"}]}", 3, "run_type"},
    {"gbench", JSON ENTRY ",\"real_time\":1},\n\n" ENTRY "}]}", 5, "real_time"},
    {"gbench", JSON ENTRY ",\"real_time\":-1}]}", 3, "real_time"},
    {"gbench", JSON ENTRY ",\"real_time\":1e300}]}", 3, "real_time"},
    {"gbench", JSON ENTRY ",\"real_time\":\"1\"}]}", 3, "real_time"},
    {"gbench", JSON ENTRY ",\"real_time\":1,\"cpu_time\":null}]}", 3, "cpu_time"},
    {"gbench", JSON ENTRY ",\"real_time\":1,\"threads\":-2}]}", 3, "threads"},
    {"gbench", JSON ENTRY ",\"real_time\":1,\"iterations\":1.5}]}", 3, "iterations"},
    {"gbench", JSON "{\"name\":\"a\",\"run_type\":\"iteration\",\"real_time\":1}]}", 3,
     "time_unit"},
    {"gbench", JSON "{\"run_type\":\"iteration\"}]}", 3, "has no name"},
    {"gbench",
     JSON ENTRY ",\"real_time\":1,\"repetition_index\":0},\n" ENTRY
                ",\"real_time\":1,\"repetition_index\":0}]}",
     4, "stands behind"},
    {"gbench",
     JSON ENTRY ",\"real_time\":1,\"threads\":1},\n" ENTRY ",\"real_time\":1,\"threads\":2}]}", 4,
     "another number of threads"},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_refused(refusals[i].format, refusals[i].text, strlen(refusals[i].text),
                       refusals[i].line, refusals[i].why);
}

static void test_long_names(void **state)
{
    (void)state;
    char *text = calloc(1, 1 << 20), *at = text;
    at += snprintf(at, 16, "Benchmark");
    memset(at, 'A', 300);
    strcpy(at + 300, " 5 1 ns/op\n");
    assert_refused("benchfmt", text, strlen(text), 1, "too long");
    at = text + sprintf(text, "%s", JSON "{\"run_type\":\"iteration\",\"name\":\"");
    memset(at, '<', 500000);
    strcpy(at + 500000, "\",\"time_unit\":\"ns\",\"real_time\":1}]}");
    assert_refused("gbench", text, strlen(text), 3, "too long");
    at = text + sprintf(text, HEAD "0,1,");
    memset(at, 'x', 500000);
    strcpy(at + 500000, ",1,1,1\n");
    assert_refused("concurrency-hierarchy", text, strlen(text), 2, "no implementation");
    memset(text, ',', 500000);
    text[500000] = '\0';
    assert_refused("core-to-core", text, 500000, 1, "ends after 1");
    free(text);
}

static uint64_t random_state = 88172645463325252u;

static unsigned draw(unsigned n) /* xorshift, the same in each run */
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state % n);
}

/* Whatever is taken must be a report that the reader takes. */
static unsigned take_or_refuse(const char *format, const char *text, size_t size)
{
    struct report r = {0}, again = {0};
    struct import_outcome o;
    char err[SC_ERR] = "";
    spill(text, size);
    int status = import_path(&r, format, file, &o, err);
    if (status != 0) {
        assert_int_not_equal(strlen(err), 0);
        assert_null(strchr(err, '\n'));
    } else {
        assert_int_equal(report_write(&r, file, err), 0);
        if (report_read(&again, file, err) != 0)
            fail_msg("%s: the report is refused: %s\n%.*s", format, err, (int)size, text);
        report_free(&again);
        report_free(&r);
    }
    return status == 0;
}

static void test_mutations(void **state)
{
    (void)state;
    static const char likely[] = "0123456789,.-+eE:\"{}[]/ \t\r\n\\%=\xff\x80";
    for (size_t i = 0; i < FIXTURES; i++) {
        size_t size;
        char *text = fixture_text(&fixtures[i], &size), *changed = malloc(size + 1);
        unsigned taken = 0, tried = 0;
        for (size_t cut = 0; cut < size; cut += 1 + size / 300)
            take_or_refuse(fixtures[i].format, text, cut);
        for (unsigned k = 0; k < 400; k++, tried++) {
            memcpy(changed, text, size);
            for (unsigned flips = 1 + draw(3); flips > 0; flips--)
                changed[draw((unsigned)size)] =
                    draw(4) ? likely[draw(sizeof likely - 1)] : (char)draw(256);
            taken += take_or_refuse(fixtures[i].format, changed, size);
        }
        assert_true(taken > 0 && taken < tried); /* both ways out were tried */
        free(changed);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
