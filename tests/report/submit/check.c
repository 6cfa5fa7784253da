// SPDX-License-Identifier: MIT
// What stops a run and what is only said of it, each from a report that is fine but for this.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/submit/check.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

/* A report of a quiet run on bare metal, as its file holds it. */
static void make_fine(struct report *r)
{
    const struct fake_options quiet = {.launches = 12, .noise = 0.001, .no_failures = true};
    fake_report(r, &quiet);
    json_t *ours = json_object_get(r->context, "synccost");
    json_object_set_new(r->context, "date", json_string("2026-01-02T03:04:05Z"));
    json_object_set_new(ours, "version", json_string("0.1"));
    json_object_set_new(ours, "environment", json_object());
    json_object_set_new(json_object_get(ours, "build"), "release", json_true());
    json_object_update_new(json_object_get(ours, "run"),
                           json_pack("{s:i, s:s, s:s}", "trials", 3, "started",
                                     "2026-01-02T03:04:05Z", "finished", "2026-01-02T03:14:05Z"));
    for (size_t i = 0; i < r->n_rows; i++)
        if (strstr(r->rows[i].name, "/cpus:2")) /* its first trial is disturbed */
            r->rows[i].samples[0].value[METRIC_disturbed] = 0;
    report_estimate(r);
}

static json_t *file_of(const struct report *r)
{
    char path[] = "/tmp/check.XXXXXX", err[SC_ERR];
    close(mkstemp(path));
    assert_int_equal(report_write(r, path, err), 0);
    json_t *file = json_load_file(path, 0, NULL);
    unlink(path);
    assert_non_null(file);
    return file;
}

static void check_all(struct findings *f, const struct report *r, const struct noise *noise)
{
    json_t *file = file_of(r);
    *f = (struct findings){0};
    submit_check(f, r, file, noise);
    json_decref(file);
}

static const struct finding *find(const struct findings *f, enum finding_weight weight,
                                  const char *key, const char *words)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct finding *one = &f->finding[i];
        if (one->weight == weight && strcmp(one->key, key) == 0 && strstr(one->text, words))
            return one;
    }
    return NULL;
}

/* Frees the report. What stops has advice. */
static void check_found(struct report *r, const struct noise *noise, enum finding_weight weight,
                        const char *key, const char *words)
{
    struct findings f;
    check_all(&f, r, noise);
    const struct finding *one = find(&f, weight, key, words);
    if (!one)
        findings_print(stderr, &f);
    assert_non_null(one);
    if (weight == FINDING_STOP)
        assert_true(*one->advice);
    findings_free(&f);
    report_free(r);
}

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
}

static void fail_rows(struct report *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        r->rows[20 + i].status = ROW_FAILED;
        r->rows[20 + i].reason = strdup("x");
    }
}

static void test_rows(void **state)
{
    (void)state;
    struct report r;
    make_fine(&r);
    fail_rows(&r, 1);
    check_found(&r, NULL, FINDING_LABEL, "rows", "1 of");
    make_fine(&r);
    fail_rows(&r, 10);
    check_found(&r, NULL, FINDING_STOP, "rows", "10 of");
    make_fine(&r);
    r.rows[20].status = ROW_INCOMPLETE;
    r.rows[20].reason = strdup("x");
    check_found(&r, NULL, FINDING_LABEL, "rows", "1 were cut short");
    make_fine(&r);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].status = ROW_SKIPPED;
    check_found(&r, NULL, FINDING_STOP, "rows", "none was measured");
}

static void disturb(struct report *r, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_disturbed] = 1;
    report_estimate(r);
}

/* Makes the interval of a row as wide as ±30 %. */
static void widen(struct report *r, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_real_time] *=
                r->rows[i].samples[s].launch % 2 ? 1.3 : 0.7;
    report_estimate(r);
}

static void test_noise(void **state)
{
    (void)state;
    struct report r;
    make_fine(&r);
    disturb(&r, r.n_rows / 2);
    check_found(&r, NULL, FINDING_STOP, "intervals", "stayed disturbed");
    make_fine(&r);
    widen(&r, r.n_rows / 2);
    check_found(&r, NULL, FINDING_STOP, "intervals", "and 22 have");
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, NULL, FINDING_LABEL, "intervals", "and 3 have");
}

/* The thresholds of the machine count in place of the assumed ones, where they are of it. */
static void test_noise_file(void **state)
{
    (void)state;
    struct report r;
    struct noise_family all[] = {{"floor", {0.5, 0.5}}, {"atomic", {0.5, 0.5}}};
    struct noise noise = {.profile = "standard", .runs = 8, .family = all, .n_families = 2};
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, &noise, FINDING_LABEL, "thresholds", "another machine");
    snprintf(noise.fingerprint, sizeof noise.fingerprint, "8f3a6c0012345678");
    make_fine(&r);
    widen(&r, 3);
    check_found(&r, &noise, FINDING_FINE, "intervals", "and 0 have");
    make_fine(&r);
    check_found(&r, &noise, FINDING_FINE, "thresholds", "of 8 runs");
    snprintf(noise.profile, sizeof noise.profile, "full");
    make_fine(&r);
    check_found(&r, &noise, FINDING_LABEL, "thresholds", "longer profile");
}

static void scale(struct report *r, const char *prefix, enum metric m, double factor)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            if (strncmp(r->rows[i].name, prefix, strlen(prefix)) == 0)
                r->rows[i].samples[s].value[m] *= factor;
    report_estimate(r);
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        enum metric metric;
        double factor;
        const char *words;
    } wrong[] = {
        {"", METRIC_cycle_ns, 0.01, "a CPU cycle of"},
        {"", METRIC_cycle_ns, 100, "a CPU cycle of"},
        {"", METRIC_cycle_ns, NAN, "no trial says"},
        {"mutex/mcs", METRIC_real_time, 1e-6, "rows have a time that cannot be: mutex/mcs"},
        {"mutex/mcs", METRIC_real_time, 1e12, "rows have a time that cannot be: mutex/mcs"},
        {"floor/rmw", METRIC_real_time, 0.1, "less than a cycle"},
        {"floor/line-transfer", METRIC_one_way_ns, 0.01, "another core"},
        {"floor/dependent-add", METRIC_real_time, 3, "a dependent add"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct report r;
        make_fine(&r);
        scale(&r, wrong[i].prefix, wrong[i].metric, wrong[i].factor);
        check_found(&r, NULL, FINDING_STOP, "times", wrong[i].words);
    }
}

/* One line each, stops first, whatever the report's texts are. */
static void test_printed(void **state)
{
    (void)state;
    struct findings f = {0};
    char *text = NULL;
    size_t size;
    findings_add(&f, FINDING_FINE, "a", "", "all %s", "well");
    findings_add(&f, FINDING_STOP, "b", "do\nthis", "wrong\033[2J");
    findings_add(&f, FINDING_LABEL, "c", "", "so");
    FILE *out = open_memstream(&text, &size);
    findings_print(out, &f);
    fclose(out);
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
        cmocka_unit_test(test_fine),   cmocka_unit_test(test_stops),
        cmocka_unit_test(test_labels), cmocka_unit_test(test_rows),
        cmocka_unit_test(test_noise),  cmocka_unit_test(test_noise_file),
        cmocka_unit_test(test_times),  cmocka_unit_test(test_printed),
        cmocka_unit_test(test_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
