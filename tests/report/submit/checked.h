// SPDX-License-Identifier: MIT
// A report that is fine to submit, and what the check finds in a changed one.
#pragma once

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/submit/check.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

/* A report of a quiet run on bare metal, as its file holds it. */
static inline void make_fine(struct report *r)
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

static inline json_t *file_of(const struct report *r)
{
    char path[] = "/tmp/check.XXXXXX", err[SC_ERR];
    close(mkstemp(path));
    assert_int_equal(report_write(r, path, err), 0);
    json_t *file = json_load_file(path, 0, NULL);
    unlink(path);
    assert_non_null(file);
    return file;
}

static inline void check_all(struct findings *f, const struct report *r, const struct noise *noise)
{
    json_t *file = file_of(r);
    *f = (struct findings){0};
    submit_check(f, r, file, noise);
    json_decref(file);
}

static inline const struct finding *find(const struct findings *f, enum finding_weight weight,
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
static inline void check_found(struct report *r, const struct noise *noise,
                               enum finding_weight weight, const char *key, const char *words)
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
