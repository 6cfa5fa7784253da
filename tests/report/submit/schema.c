// SPDX-License-Identifier: MIT
// The schema that the program carries: each of its rules refuses what breaks it, by its place.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/submit/schema.h"
#include "tests/test.h"

static const char report_text[] =
    "{'context': {'date': '2026-01-02T03:04:05Z', 'num_cpus': 2, 'json_schema_version': 1,"
    " 'synccost': {'schema': 1, 'version': '0.1', 'machine': {'slug': 'a-b', 'fingerprint':"
    " '0123456789abcdef'}, 'build': {'compiler': 'c', 'flags': 'f', 'revision': 'r'},"
    " 'clock': {'source': 'tsc'}, 'environment': {'steal_ticks': {'0': 1}}, 'warnings': [],"
    " 'run': {'profile': 'full', 'seed': 1, 'trials': 1, 'complete': true}}},"
    " 'benchmarks': [{'name': 'a/b', 'run_name': 'a/b', 'run_type': 'aggregate',"
    " 'aggregate_name': 'median', 'aggregate_unit': 'time', 'repetitions': 1, 'iterations': 1,"
    " 'time_unit': 'ns', 'status': 'ok', 'launches': 1, 'threads': 1, 'kind': 'time',"
    " 'real_time': 1.5, 'samples': {'launch': [0], 'trial': [0], 'iterations': [1],"
    " 'real_time': [1.5], 'unknown': [null]}}]}";

static json_t *parse(const char *text)
{
    char *copy = strdup(text);
    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    json_t *json = json_loads(copy, JSON_DECODE_ANY, NULL);
    free(copy);
    assert_non_null(json);
    return json;
}

static json_t *at_path(json_t *value, const char *path)
{
    char key[64];
    while (*path) {
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
                                     : json_object_get(value, key);
        path += n + (path[n] == '.');
    }
    assert_non_null(value);
    return value;
}

/* Sets object.key to what text says, or removes it where text is NULL; the whole must be refused
 * with these words. */
static void check_refused(const char *object, const char *key, const char *text, const char *words)
{
    char err[SC_ERR] = "";
    json_t *report = parse(report_text), *at = at_path(report, object);
    if (text)
        json_object_set_new(at, key, parse(text));
    else
        json_object_del(at, key);
    assert_int_equal(schema_check(schema_of_report(), report, err), -1);
    if (!strstr(err, words))
        fail_msg("'%s' is not in '%s'", words, err);
    json_decref(report);
}

static void check_fits(const char *object, const char *key, const char *text)
{
    char err[SC_ERR] = "";
    json_t *report = parse(report_text);
    json_object_set_new(at_path(report, object), key, parse(text));
    if (schema_check(schema_of_report(), report, err) != 0)
        fail_msg("%s", err);
    json_decref(report);
}

#define OURS "context.synccost"

static void test_fits(void **state)
{
    (void)state;
    check_fits("", "later", "[1]");
    check_fits("context", "num_cpus", "3");
    check_fits("context", "num_cpus", "3.0");
    check_fits(OURS ".run", "filter", "null");
    check_fits(OURS ".run", "filter", "'x'");
    check_fits(OURS ".environment", "perf_event_paranoid", "-1");
    check_fits("benchmarks.0.samples", "pmu.x_per_op", "[null]");
}

static void test_refused(void **state)
{
    (void)state;
    check_refused("", "benchmarks", NULL, "benchmarks is missing");
    check_refused(OURS ".machine", "fingerprint", NULL, "fingerprint is missing");
    check_refused(OURS ".machine", "fingerprint", "'0123456789abcdeg'", "must not have");
    check_refused(OURS ".machine", "fingerprint", "'0123'", "fingerprint is too short");
    check_refused(OURS ".machine", "fingerprint", "'0123456789abcdef0'", "too long");
    check_refused(OURS ".machine", "slug", "'A/b'", OURS ".machine.slug has a character");
    check_refused(OURS ".machine", "model", "''", "model is too short");
    check_refused(OURS ".machine", "cpus", "0", "cpus is too small");
    check_refused(OURS ".machine", "cpus", "2.5", "cpus has another type");
    check_refused(OURS ".machine", "smt", "1", "smt has another type");
    check_refused(OURS ".run", "profile", "'long'", "profile is none of the values");
    check_refused(OURS ".run", "filter", "3", "filter has another type");
    check_refused(OURS ".environment.steal_ticks", "x", "1", "not described");
    check_refused(OURS ".environment.steal_ticks", "1", "-1", "too small");
    check_refused(OURS, "warnings", "[{}]", "warnings.0.id is missing");
    check_refused(OURS, "programs", "{'x': {}}", "programs.x.about is missing");
    check_refused("context", "date", "'yesterday'", "date is written in another way");
    check_refused("context", "json_schema_version", "2", "not the value");
    check_refused("context", "load_avg", "[1, 2, 3, 4]", "too many");
    check_refused("benchmarks.0", "real_time", NULL, "benchmarks.0.real_time is missing");
    check_refused("benchmarks.0", "real_time", "2e18", "too large");
    check_refused("benchmarks.0", "status", "'failed'", "benchmarks.0.reason is missing");
    check_refused("benchmarks.0", "modes", "[{}]", "too few");
    check_refused("benchmarks.0.samples", "unknown", "['x']", "unknown.0 has another type");
    check_refused("benchmarks.0.samples", "cpu_time", "[-1]", "cpu_time.0 is too small");
}

/* A rule that nobody has written here yet must not be passed over. */
static void test_unknown_rule(void **state)
{
    (void)state;
    char err[SC_ERR];
    json_t *schema = parse("{'uniqueItems': true}"), *value = parse("[1]");
    assert_int_equal(schema_check(schema, value, err), -1);
    json_decref(schema);
    json_decref(value);
}

static void test_deep(void **state)
{
    (void)state;
    char err[SC_ERR];
    json_t *deep = json_array();
    for (int i = 0; i < 1000; i++) {
        json_t *outer = json_array();
        json_array_append_new(outer, deep);
        deep = outer;
    }
    json_t *schema = parse("{'type': 'array'}"), *inner = parse("{'type': 'array'}");
    json_object_set(schema, "items", inner); /* one of the other, endlessly */
    json_object_set(inner, "items", schema);
    assert_int_equal(schema_check(schema, deep, err), -1);
    assert_non_null(strstr(err, "nested too deeply"));
    json_object_del(inner, "items");
    json_decref(schema);
    json_decref(inner);
    json_decref(deep);
}

static void test_members(void **state)
{
    (void)state;
    const json_t *context = schema_of_member(schema_of_report(), "context");
    const json_t *ours = schema_of_member(context, "synccost");
    const json_t *environment = schema_of_member(ours, "environment");
    assert_non_null(schema_of_member(environment, "governor"));
    assert_null(schema_of_member(environment, "grocer"));
    assert_non_null(schema_of_member(schema_of_member(environment, "steal_ticks"), "17"));
    assert_null(schema_of_member(schema_of_member(environment, "steal_ticks"), "x"));
    assert_non_null(schema_of_member(schema_of_member(ours, "programs"), "anything"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits),         cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unknown_rule), cmocka_unit_test(test_deep),
        cmocka_unit_test(test_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
