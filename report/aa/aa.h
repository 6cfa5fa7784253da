// SPDX-License-Identifier: MIT
// A machine's noise from runs of one build that do not differ (synccost aa).
#pragma once

#include "report/noise/noise.h"

/*
 * The noise of n runs, which must be at least NOISE_RUNS complete reports of one build (revision,
 * compiler, flags), machine (fingerprint), profile, launches and trials, with estimates computed,
 * one run after another. A row's noise threshold is the larger of two figures: the largest |log
 * Hodges-Lehmann ratio| of any two runs, and t(0.975, n-1) sqrt(2) s, where s is the standard
 * deviation of the runs' log medians. The second is the bound that the difference of two further
 * runs keeps in 95 of 100 cases where runs are normal (difference / (sqrt(2) s) has Student's t
 * with n-1 degrees of freedom); the first is seldom enough for few runs. Of the runs those count,
 * row by row, whose CPUs were at one distance (report/model/one_distance.h). Rows that some run did
 * not measure are left out, as are rows for which fewer than NOISE_RUNS count. made is the time
 * now, as text. 0, or -1 with err; *out is to be freed with noise_free after success.
 */
int noise_from_reports(const struct report *runs, size_t n, const char *made, struct noise *out,
                       char err[SC_ERR]);
/* 0 where the n runs are fit for noise_from_reports; else -1 with err. */
int noise_check_runs(const struct report *runs, size_t n, char err[SC_ERR]);

/* Compares every pair of runs with assumed noise thresholds. */
struct noise_alarms noise_count_alarms(const struct report *runs, size_t n);

/*
 * The likeliest cause of a row's spread among these n rows of one name, from what their samples
 * hold; static storage, one of noise_causes, or NULL. width: the largest that any trial of these
 * runs had (core_width), NAN where not known.
 */
const char *noise_cause(const struct row *const *runs, size_t n, double width);
