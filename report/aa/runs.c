// SPDX-License-Identifier: MIT
// Whether runs are fit to tell a machine's noise, and how often they are called different though
// they are not.
#include <stdio.h>
#include <string.h>

#include "report/aa/aa.h"
#include "report/compare/compare.h"
#include "report/model/facts.h"
#include "report/noise/parts.h"

static int refuse(char err[SC_ERR], size_t run, const char *what)
{
    snprintf(err, SC_ERR, "run %zu %s: give runs of one build on one machine, one after another",
             run + 1, what);
    return -1;
}

static const char *text_at(const struct report *r, const char *path)
{
    const char *text = json_string_value(report_member(r, path));
    return text ? text : "";
}

static bool complete(const struct report *r)
{
    const json_t *complete = report_member(r, "run.complete");
    return !json_is_false(complete) &&
           !(json_is_integer(complete) && json_integer_value(complete) == 0);
}

/* Times are ISO 8601 in UTC, which compare as text. */
static bool overlap(const struct report *earlier, const struct report *later)
{
    const char *end = text_at(earlier, "run.finished"), *start = text_at(later, "run.started");
    return *end && *start && strcmp(start, end) < 0;
}

static bool same_fact(const struct report *a, const struct report *b, const char *path)
{
    const json_t *left = report_member(a, path), *right = report_member(b, path);
    return left && right ? json_equal(left, right) : left == right;
}

static int check_pair(const struct report *first, const struct report *before,
                      const struct report *r, size_t i, char err[SC_ERR])
{
    static const struct {
        const char *path, *what;
    } same[] = {
        {"machine.fingerprint", "is of another machine than run 1"},
        {"machine.host", "is of another host than run 1"},
        {"build.revision", "is of another revision than run 1"},
        {"build.compiler", "was built with another compiler than run 1"},
        {"build.flags", "was built with other flags than run 1"},
        {"run.profile", "has another profile than run 1"},
        {"run.launches", "has another number of launches than run 1"},
        {"run.most_launches", "has another limit of launches than run 1"},
        {"run.trials", "has another number of trials than run 1"},
    };
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        if (!same_fact(first, r, same[k].path))
            return refuse(err, i, same[k].what);
    if (overlap(before, r))
        return refuse(err, i, "began before the one before it had ended");
    return 0;
}

static bool same_run(const struct report *a, const struct report *b)
{
    const char *start = text_at(a, "run.started");
    return *start && strcmp(start, text_at(b, "run.started")) == 0 &&
           json_equal(report_member(a, "run.seed"), report_member(b, "run.seed"));
}

int noise_check_runs(const struct report *runs, size_t n, char err[SC_ERR])
{
    if (n < NOISE_RUNS) {
        snprintf(err, SC_ERR, "%zu runs say nothing of the noise: give at least %d", n, NOISE_RUNS);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        if (!*text_at(&runs[i], "machine.fingerprint"))
            return refuse(err, i, "does not name its machine");
        if (json_is_true(report_member(&runs[i], "machine.emulated")))
            return refuse(err, i, "ran under an emulator");
        if (!complete(&runs[i]))
            return refuse(err, i, "was cut short");
        for (size_t k = 0; k < i; k++)
            if (same_run(&runs[k], &runs[i]))
                return refuse(err, i, "is there twice");
        if (i > 0 && check_pair(&runs[0], &runs[i - 1], &runs[i], i, err) != 0)
            return -1;
    }
    return 0;
}

struct noise_alarms noise_count_alarms(const struct report *runs, size_t n)
{
    const struct comparison_settings settings = {.seed = 1};
    struct noise_alarms a = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            struct comparison c;
            comparison_init(&c, &runs[i], &runs[j], &settings);
            a.pairs++;
            a.rows += c.n_rows;
            a.verdicts +=
                comparison_count(&c, VERDICT_FASTER) + comparison_count(&c, VERDICT_SLOWER);
            a.pooled += comparison_pooled(&c);
            for (size_t k = 0; k < c.n_rows; k++)
                a.rank += c.row[k].p < COMPARISON_ALPHA;
            comparison_free(&c);
        }
    return a;
}
