// SPDX-License-Identifier: MIT
// What stops a run and what is only said of it, each from a report that is fine but for this.
#include <stdio.h>
#include <stdlib.h>

#include "tests/printed.h"
#include "tests/report/submit/checked.h"

static void set(struct report *r, const char *section, const char *key, json_t *value)
{
    json_t *at = json_object_get(json_object_get(r->context, "synccost"), section);
    if (value)
        json_object_set_new(at, key, value);
    else
        json_object_del(at, key);
}

static void test_fine(void **state)
{
    (void)state;
    struct report r;
    struct findings f;
    make_fine(&r);
    check_all(&f, &r, NULL);
    if (findings_of(&f, FINDING_STOP))
        findings_print(stderr, &f);
    assert_int_equal(findings_of(&f, FINDING_STOP), 0);
    static const char *const keys[] = {"schema", "fingerprint", "source",
                                       "rows",   "times",       "intervals"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!find(&f, FINDING_FINE, keys[i], ""))
            fail_msg("%s is not fine", keys[i]);
    assert_non_null(find(&f, FINDING_LABEL, "hardware", "KVM guest"));
    assert_non_null(find(&f, FINDING_LABEL, "warning", "hypervisor took"));
    assert_non_null(find(&f, FINDING_LABEL, "note", "Address randomisation"));
    assert_non_null(find(&f, FINDING_LABEL, "thresholds", "no noise.json"));
    findings_free(&f);
    report_free(&r);
}

static void check_set(const char *section, const char *key, json_t *value,
                      enum finding_weight weight, const char *found, const char *words)
{
    struct report r;
    make_fine(&r);
    set(&r, section, key, value);
    check_found(&r, NULL, weight, found, words);
}

static void test_stops(void **state)
{
    (void)state;
    check_set("machine", "emulated", json_true(), FINDING_STOP, "hardware", "emulated");
    check_set("machine", "fingerprint", NULL, FINDING_STOP, "fingerprint", "none");
    check_set("machine", "slug", json_string("A/../b"), FINDING_STOP, "schema", "slug");
    check_set("run", "complete", json_false(), FINDING_STOP, "run", "cut short");
    check_set("run", "profile", json_string("quick"), FINDING_STOP, "run", "profile quick");
    check_set("run", "filter", json_string("mutex"), FINDING_STOP, "run", "match mutex");
    check_set("run", "interleaved", json_object(), FINDING_STOP, "run", "one side");
    check_set("run", "finished", json_string("2026-01-02T03:04:09Z"), FINDING_STOP, "times",
              "552 s were measured");
    check_set("run", "finished", json_string("2999-01-02T03:04:09Z"), FINDING_STOP, "times",
              "future");
    check_set("build", "release", json_false(), FINDING_STOP, "build", "no release");
    check_set("build", "planted", json_real(3), FINDING_STOP, "build", "planted");
    struct report r;
    make_fine(&r);
    json_object_set_new(json_object_get(r.context, "synccost"), "imported", json_object());
    check_found(&r, NULL, FINDING_STOP, "imported", "imported");
    make_fine(&r);
    json_object_set_new(r.context, "date", json_string("2026-01-02T03:04:05+02:00"));
    check_found(&r, NULL, FINDING_STOP, "run", "no time in UTC");
}

static void test_labels(void **state)
{
    (void)state;
    check_set("build", "release", NULL, FINDING_LABEL, "build", "does not say");
    check_set("build", "revision", json_string("unknown"), FINDING_LABEL, "source", "not known");
    check_set("build", "revision", json_string("0123abc-dirty"), FINDING_LABEL, "source", "dirty");
    check_set("run", "threads", json_string("1,2"), FINDING_LABEL, "run", "given: 1,2");
    check_set("environment", "container", json_string("docker"), FINDING_LABEL, "container",
              "docker");
    check_set("run", "left_out",
              json_pack("{s:i, s:f, s:{s:i}}", "rows", 7, "seconds", 30.0, "groups", "x/y", 7),
              FINDING_LABEL, "rows", "left out 7 rows for lack of time (30 s more)");
}

static void test_launches_apart(void **state)
{
    (void)state;
    struct report r;
    make_fine(&r);
    struct row *row = report_row(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2");
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_line_ns] = row->samples[i].launch == 1 ? 300 : 60;
    report_estimate(&r);
    check_found(&r, NULL, FINDING_LABEL, "distance", "launches left out: the CPUs of 1 row");
}

/* One line each, stops first, whatever the report's texts are. */
static void test_printed(void **state)
{
    (void)state;
    struct findings f = {0};
    findings_add(&f, FINDING_FINE, "a", "", "all %s", "well");
    findings_add(&f, FINDING_STOP, "b", "do\nthis", "wrong\033[2J");
    findings_add(&f, FINDING_LABEL, "c", "", "so");
    struct printed out;
    findings_print(printed_start(&out), &f);
    char *text = printed_end(&out);
    assert_string_equal(text, "stop   b           wrong [2J: do this\n"
                              "label  c           so\n"
                              "fine   a           all well\n");
    free(text);
    findings_free(&f);
}

static void test_stamp(void **state)
{
    (void)state;
    static const char *const wrong[] = {"2026-01-02T03:04:05", "2026-01-02", "",
                                        "2026-01-02T03:04:05+01:00", "2026-01-0aT03:04:05Z"};
    struct report r;
    char stamp[20];
    make_fine(&r);
    assert_true(submit_stamp(&r, stamp));
    assert_string_equal(stamp, "20260102T030405Z");
    json_object_set_new(r.context, "date", json_string("2026-01-02T03:04:05+00:00"));
    assert_true(submit_stamp(&r, stamp));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        json_object_set_new(r.context, "date", json_string(wrong[i]));
        assert_false(submit_stamp(&r, stamp));
    }
    json_object_del(r.context, "date");
    assert_false(submit_stamp(&r, stamp));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fine),           cmocka_unit_test(test_stops),
        cmocka_unit_test(test_labels),         cmocka_unit_test(test_printed),
        cmocka_unit_test(test_launches_apart), cmocka_unit_test(test_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
