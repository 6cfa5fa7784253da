// SPDX-License-Identifier: MIT
// Private strings planted in every text of a report: none is left, and every sample is.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "report/charts/chart.h"
#include "report/submit/redact.h"
#include "report/submit/schema.h"
#include "report/summary/summary.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

/* Each of them in one text, and what would betray it. */
static const char planted[] =
    " kestrel-7 annabel77 /home/annabel77/src/x.c /work/secret-1 /tmp/secret-2 -I/mnt/secret-3"
    " 10.11.12.13 fe80::fc:12 02:fc:00:aa:bb:05 annabel77@corp.example"
    " https://git.corp.example/secret-4 serial 77-AB-991 CN7016361F00AB"
    " 4c4c4544-0034-5810-8039-b4c04f4d3132 ";
static const char planted_name[] = "kestrel-7/annabel77/10.11.12.13/x";
static const char *const betrays[] = {
    "kestrel", "annabel", "secret",   "10.11.12", "fe80",  "02:fc",    "corp.example",
    "77-AB",   "CN7016",  "4c4c4544", "/home",    "/work", "/tmp/sec",
};

static void check_none_left(const char *what, const char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof betrays / sizeof *betrays; i++)
        if (memmem(bytes, size, betrays[i], strlen(betrays[i])))
            fail_msg("'%s' is left in %s", betrays[i], what);
}

static json_t *with(const json_t *text)
{
    char *longer;
    if (asprintf(&longer, "%s%s", json_string_value(text), planted) < 0)
        abort();
    json_t *string = json_string(longer);
    free(longer);
    return string;
}

/* Plants in every string below value that the schema leaves free, and counts them. */
static size_t plant(const json_t *schema, json_t *value)
{
    const char *key;
    json_t *member;
    void *next;
    size_t n = 0;
    schema = schema_resolved(schema);
    json_object_foreach_safe(value, next, key, member)
    {
        const json_t *inner = schema_resolved(schema_of_member(schema, key));
        bool fixed = json_object_get(inner, "enum") || json_object_get(inner, "const") ||
                     json_object_get(inner, "pattern") || json_object_get(inner, "not");
        if (json_is_string(member) && !fixed) {
            json_object_set_new(value, key, with(member));
            n++;
        } else {
            n += plant(inner, member);
        }
    }
    size_t i;
    json_array_foreach (value, i, member)
        n += plant(json_object_get(schema, "items"), member);
    return n;
}

/* Every text that the schema knows of context.synccost is there afterwards. */
static size_t fill(const json_t *schema, json_t *object)
{
    const char *key;
    json_t *inner;
    size_t n = 0;
    json_object_foreach (json_object_get(schema, "properties"), key, inner) {
        const json_t *member = schema_resolved(inner);
        const char *type = json_string_value(json_object_get(member, "type"));
        if (!type)
            continue;
        if (strcmp(type, "object") == 0) {
            if (!json_object_get(object, key))
                json_object_set_new(object, key, json_object());
            n += fill(member, json_object_get(object, key));
        } else if (strcmp(type, "string") == 0 && !json_object_get(object, key)) {
            json_object_set_new(object, key, json_string("x"));
            n++;
        }
    }
    return n;
}

static void replace(char **text, const char *by)
{
    free(*text);
    *text = strdup(by);
}

static void make_planted(struct report *r)
{
    char name[REPORT_NAME];
    fake_report(r, NULL);
    json_t *ours = json_object_get(r->context, "synccost");
    const json_t *context = schema_resolved(
        json_object_get(json_object_get(schema_of_report(), "properties"), "context"));
    const json_t *schema = schema_of_member(context, "synccost");
    assert_true(fill(schema, ours) > 20);
    json_object_set_new(ours, "programs", json_pack("{s:{s:s}}", "kestrel-7", "about", "x"));
    assert_true(plant(schema, ours) > 30);
    json_object_set_new(r->context, "host_name", json_string("kestrel-7"));
    json_object_set_new(r->context, "executable", json_string("/home/annabel77/x/synccost"));
    json_object_set_new(r->context, "later", json_string(planted));
    json_object_set_new(ours, "later", json_pack("[{s:s}]", planted, planted));
    json_object_set_new(json_object_get(ours, "machine"), "slug", json_string("kestrel-7-2c"));
    replace(&r->rows[r->n_rows - 1].reason, planted);
    snprintf(name, sizeof name, "mutex/%s", planted_name);
    struct row *row = report_add_row(r, name);
    *row = (struct row){.name = row->name,
                        .threads = 1,
                        .basis = strdup("thread"),
                        .floor = strdup(planted_name),
                        .promises = strdup(planted_name),
                        .status = ROW_OK};
    row_set_kind(row, "guarantee");
    row->outcomes = json_pack("[{s:s, s:b}]", "name", planted_name, "allowed", 1);
    struct sample s = {.iterations = 5};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.outcomes = json_pack("{s:i}", planted_name, 5);
    sample_set_named(&s, "pmu.annabel77_per_op", 3);
    row_add_sample(row, &s);
    sample_free(&s);
    report_estimate(r);
}

static void check_same_samples(const struct row *a, const struct row *b)
{
    assert_int_equal(a->n_samples, b->n_samples);
    for (size_t s = 0; s < a->n_samples; s++) {
        const struct sample *x = &a->samples[s], *y = &b->samples[s];
        assert_int_equal(x->launch, y->launch);
        assert_int_equal(x->trial, y->trial);
        assert_int_equal(x->iterations, y->iterations);
        assert_memory_equal(x->value, y->value, sizeof x->value);
        assert_int_equal(json_object_size(x->named), json_object_size(y->named));
        assert_int_equal(json_object_size(x->outcomes), json_object_size(y->outcomes));
    }
}

static char *file_text(const char *path, size_t *size)
{
    char *text, err[SC_ERR];
    if (file_read(path, NULL, 64 << 20, &text, size, err) != 0)
        fail_msg("%s: %s", path, err);
    return text;
}

static void write_summary(FILE *f, const void *report)
{
    summary_print_all(f, report);
}

/* The files that an archive has, made of the report in a folder. */
static void check_files(const struct report *r)
{
    char dir[] = "/tmp/redact.XXXXXX", path[128], err[SC_ERR], command[256];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/report.json", dir);
    assert_int_equal(report_write(r, path, err), 0);
    snprintf(path, sizeof path, "%s/summary.txt", dir);
    assert_int_equal(file_replace(path, write_summary, r, err), 0);
    snprintf(path, sizeof path, "%s/charts", dir);
    assert_int_equal(chart_write_data(&r, 1, path, err), 0);
    snprintf(path, sizeof path, "%s/all", dir);
    snprintf(command, sizeof command, "cat %s/*.* %s/charts/* > %s", dir, dir, path);
    assert_int_equal(system(command), 0);
    size_t size;
    char *text = file_text(path, &size);
    assert_true(size > 10000);
    check_none_left("the files", text, size);
    free(text);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void test_planted(void **state)
{
    (void)state;
    struct report before, r;
    struct privacy p = {0};
    char err[SC_ERR];
    make_planted(&before);
    make_planted(&r);
    assert_int_equal(redact_report(&r, &p, err), 0);
    char *context = json_dumps(r.context, 0);
    check_none_left("the context", context, strlen(context));
    free(context);
    assert_null(json_object_get(r.context, "host_name"));
    assert_null(json_object_get(r.context, "later"));
    assert_int_equal(r.n_rows, before.n_rows);
    for (size_t i = 0; i < r.n_rows; i++) {
        check_none_left("a row's name", r.rows[i].name, strlen(r.rows[i].name));
        assert_int_equal(r.rows[i].status, before.rows[i].status);
        check_same_samples(&r.rows[i], &before.rows[i]);
        assert_ptr_equal(report_row(&r, r.rows[i].name), &r.rows[i]);
    }
    check_files(&r);
    assert_true(p.n_removals > 10);
    privacy_free(&p);
    report_free(&r);
    report_free(&before);
}

/* Once more changes nothing; a report without anything private stays as it is. */
static void test_twice(void **state)
{
    (void)state;
    struct report r, clean;
    struct privacy p = {0}, again = {0};
    char err[SC_ERR];
    make_planted(&r);
    assert_int_equal(redact_report(&r, &p, err), 0);
    assert_int_equal(redact_report(&r, &again, err), 0);
    assert_int_equal(again.n_removals, 0);
    privacy_free(&p);
    privacy_free(&again);
    report_free(&r);
    fake_report(&clean, NULL);
    fake_report(&r, NULL);
    json_object_del(r.context, "host_name");
    json_object_del(clean.context, "host_name");
    assert_int_equal(redact_report(&r, &p, err), 0);
    assert_int_equal(p.n_removals, 0);
    assert_true(json_equal(r.context, clean.context));
    report_free(&r);
    report_free(&clean);
    privacy_free(&p);
}

/* Rows that only a private string told apart are not made one. */
static void test_collision(void **state)
{
    (void)state;
    struct report r;
    struct privacy p = {0};
    char err[SC_ERR];
    fake_report(&r, NULL);
    report_add_row(&r, "mutex/10.1.2.3/threads:1")->threads = 1;
    report_add_row(&r, "mutex/10.1.2.4/threads:1")->threads = 1;
    size_t rows = r.n_rows;
    assert_int_equal(redact_report(&r, &p, err), -1);
    assert_non_null(strstr(err, "differ by a private string"));
    assert_int_equal(r.n_rows, rows);
    assert_non_null(report_row(&r, "mutex/10.1.2.4/threads:1"));
    report_free(&r);
    privacy_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_collision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
