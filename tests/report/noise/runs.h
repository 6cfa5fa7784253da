// SPDX-License-Identifier: MIT
// Made-up runs that do not differ, and the noise of them.
#pragma once

#include "report/aa/aa.h"
#include "report/noise/noise.h"
#include "tests/report/model/report_file.h"

enum { RUNS = 4 };

static const char alone[] = "mutex/go/uncontended/crit:0ns/out:0ns/threads:1";
static const char together[] = "mutex/go/contended/crit:0ns/out:0ns/threads:2";

static inline void make_runs(struct report runs[RUNS])
{
    for (uint64_t i = 0; i < RUNS; i++)
        fake_report(&runs[i], &(struct fake_options){.launches = 6, .trials = 2, .seed = i + 1});
}

static inline void free_runs(struct report runs[RUNS])
{
    for (int i = 0; i < RUNS; i++)
        report_free(&runs[i]);
}

static inline void make_noise(struct noise *noise, const struct report runs[RUNS])
{
    char err[SC_ERR] = "";
    if (noise_from_reports(runs, RUNS, "2026-01-02T03:04:05Z", noise, err) != 0)
        fail_msg("%s", err);
}

static inline void refused(struct report runs[RUNS], size_t n, const char *what)
{
    char err[SC_ERR] = "";
    struct noise noise;
    assert_int_equal(noise_from_reports(runs, n, "", &noise, err), -1);
    if (!strstr(err, what))
        fail_msg("'%s' does not say '%s'", err, what);
    assert_null(strchr(err, '\n'));
}
