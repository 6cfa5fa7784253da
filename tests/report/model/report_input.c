// SPDX-License-Identifier: MIT
// Every bad report file must be refused in one line, and no bytes whatever may do worse.
#include <errno.h>

#include "report/model/report.h"
#include "tests/report/model/report_file.h"

/* The bytes of the file as they are must be refused, in one line of advice. */
static void assert_refused(const char *text, const char *why)
{
    struct report r = {0};
    char err[SC_ERR] = "";
    spill(text, strlen(text));
    if (report_read(&r, file, err) == 0)
        fail_msg("accepted: %s", text);
    if (!strstr(err, why))
        fail_msg("\"%s\" is not in \"%s\"", why, err);
    assert_null(strchr(err, '\n'));
    assert_non_null(strstr(err, ": "));
    assert_null(r.rows);
    assert_null(r.context);
}

#define CONTEXT "\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":1}}"
#define HEAD                                                                                       \
    "\"run_name\":\"a/"                                                                            \
    "b\",\"run_type\":\"aggregate\",\"time_unit\":\"ns\",\"threads\":1,\"status\":\"ok\""
#define ROW(head, samples)                                                                         \
    "{" CONTEXT ",\"benchmarks\":[{\"name\":\"a/b\"," head ",\"samples\":" samples "}]}"
#define SAMPLES "{\"launch\":[0,1],\"trial\":[0,0],\"iterations\":[5,5],\"real_time\":[1.5,null]}"

static void test_refusals(void **state)
{
    (void)state;
    struct report r = {0};
    char err[SC_ERR];
    static const char fine[] = ROW(HEAD, SAMPLES);
    spill(fine, strlen(fine));
    assert_int_equal(report_read(&r, file, err), 0);
    report_free(&r);
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "is empty"},
        {"{", "ends in the middle"},
        {"hello", "is no JSON"},
        {"\xff\xfe", "no UTF-8"},
        {"[]", "is no object"},
        {"{}", "has no context"},
        {"{\"context\":{}}", "json_schema_version"},
        {"{\"context\":{\"json_schema_version\":2}}", "json_schema_version"},
        {"{\"context\":{\"json_schema_version\":1}}", "not a report of synccost"},
        {"{\"context\":{\"json_schema_version\":1,\"synccost\":{}}}", "synccost.schema"},
        {"{\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":2}}}", "newer synccost"},
        {"{\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":1,\"machine\":3}}}",
         "machine"},
        {"{\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":1,\"warnings\":[3]}}}",
         "warnings"},
        {"{\"context\":{\"json_schema_version\":1,\"synccost\":{\"schema\":1,\"warnings\":[{"
         "\"text\":3}]}}}",
         "warnings"},
        {"{" CONTEXT "}", "no list of benchmarks"},
        {"{" CONTEXT ",\"benchmarks\":{}}", "no list of benchmarks"},
        {"{" CONTEXT ",\"benchmarks\":[3]}", "row 1 has no name"},
        {"{" CONTEXT ",\"benchmarks\":[{\"name\":\"a b\"}]}", "forbidden"},
        {"{" CONTEXT ",\"benchmarks\":[{\"name\":\"a\\u0000b\"}]}", "is no JSON"},
        {"{" CONTEXT ",\"benchmarks\":[{\"name\":\"a/b\"," HEAD "}]}", "no samples"},
        {"{" CONTEXT "," CONTEXT "}", "same key twice"},
        {ROW(HEAD, "3"), "not an object of columns"},
        {ROW(HEAD, "{}"), "no sample column launch"},
        {ROW(HEAD, "{\"launch\":[],\"trial\":[]}"), "no sample column iterations"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0,1],\"iterations\":[5]}"), "different lengths"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[]}"),
         "different lengths"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"unknown\":3}"),
         "not an array"},
        {ROW(HEAD, "{\"launch\":[-1],\"trial\":[0],\"iterations\":[5]}"), "not a count"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0.5],\"iterations\":[5]}"), "not a count"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[99999999999999999999]}"),
         "too large"},
        {ROW(HEAD, "{\"launch\":[9999999999],\"trial\":[0],\"iterations\":[5]}"), "not a count"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[-1]}"),
         "real_time"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[1e19]}"),
         "real_time"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[1e999]}"),
         "too large"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"real_time\":[NaN]}"),
         "is no JSON"},
        {ROW(HEAD, "{\"launch\":[0],\"trial\":[0],\"iterations\":[5],\"jain\":[\"1\"]}"), "jain"},
        {ROW(HEAD ",\"real_time\":-5", SAMPLES), "real_time"},
        {ROW(HEAD ",\"basis\":\"wall\"", SAMPLES), "basis"},
        {ROW(HEAD ",\"floor\":\"`id`\"", SAMPLES), "floor"},
        {ROW(HEAD ",\"reason\":[]", SAMPLES), "reason"},
        {ROW(HEAD ",\"cpus\":-1", SAMPLES), "not a count"},
        {ROW("\"run_name\":\"a/"
             "c\",\"run_type\":\"aggregate\",\"time_unit\":\"ns\",\"status\":\"ok\",\"threads\":1",
             SAMPLES),
         "run_name"},
        {ROW("\"run_name\":\"a/"
             "b\",\"run_type\":\"aggregate\",\"time_unit\":\"us\",\"status\":\"ok\",\"threads\":1",
             SAMPLES),
         "time_unit"},
        {ROW("\"run_name\":\"a/"
             "b\",\"run_type\":\"aggregate\",\"time_unit\":\"ns\",\"status\":\"ok\"",
             SAMPLES),
         "threads"},
        {ROW("\"run_name\":\"a/"
             "b\",\"run_type\":\"aggregate\",\"time_unit\":\"ns\",\"status\":\"good\",\"threads\":"
             "1",
             SAMPLES),
         "status"},
        {"{" CONTEXT ",\"benchmarks\":[{\"name\":\"a/b\"," HEAD ",\"samples\":" SAMPLES
         "},{\"name\":\"a/b\"," HEAD "}]}",
         "two rows"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, cases[i].why);
    char *deep = malloc(200001);
    memset(deep, '[', 200000);
    deep[200000] = '\0';
    assert_refused(deep, "nested too deeply");
    free(deep);
}

static void test_unreadable(void **state)
{
    (void)state;
    struct report r = {0};
    char err[SC_ERR];
    assert_int_equal(report_read(&r, "/nonexistent/report.json", err), -1);
    assert_non_null(strstr(err, strerror(ENOENT)));
    assert_int_equal(report_read(&r, "/", err), -1);
    assert_int_equal(report_read(&r, "/dev/null", err), -1);
    assert_non_null(strstr(err, "empty"));
    unlink(file);
    FILE *sparse = fopen(file, "wb");
    assert_int_equal(ftruncate(fileno(sparse), (off_t)300 << 20), 0);
    fclose(sparse);
    assert_int_equal(report_read(&r, file, err), -1);
    assert_non_null(strstr(err, "larger than"));
}

/* Whatever bytes come, the reader ends with a report or a line of text. */
static bool survives(const char *text, size_t size)
{
    struct report r = {0};
    char err[SC_ERR] = "";
    spill(text, size);
    if (report_read(&r, file, err) == 0) {
        report_free(&r);
        return true;
    }
    assert_true(strlen(err) > 5 && !strchr(err, '\n'));
    for (const char *c = err; *c; c++)
        assert_in_range((unsigned char)*c, 0x20, 0x7e);
    return false;
}

static void test_truncated(void **state)
{
    (void)state;
    write_fake(&(struct fake_options){.launches = 2, .trials = 1});
    size_t size;
    char *text = slurp(file, &size);
    for (size_t at = 0; at < size - 3; at += 97)
        assert_false(survives(text, at));
    assert_true(survives(text, size));
    free(text);
}

static void test_mutated(void **state)
{
    (void)state;
    write_fake(&(struct fake_options){.launches = 2, .trials = 1});
    size_t size, accepted = 0;
    char *text = slurp(file, &size);
    static const char bytes[] = "\0\"{}[],:-0195eE.nt\\u \n\x80\xff\xc3";
    uint64_t random = 1;
    for (int round = 0; round < 400; round++) {
        char *copy = malloc(size);
        memcpy(copy, text, size);
        for (int k = 0; k < 1 + round % 3; k++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            copy[(random >> 33) % size] = bytes[(random >> 20) % (sizeof bytes - 1)];
        }
        accepted += survives(copy, size);
        free(copy);
    }
    assert_true(accepted < 400);
    for (int round = 0; round < 50; round++) {
        char noise[512];
        for (size_t k = 0; k < sizeof noise; k++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            noise[k] = (char)(random >> 40);
        }
        assert_false(survives(noise, sizeof noise));
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_mutated),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
