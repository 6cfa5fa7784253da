// SPDX-License-Identifier: MIT
// The noise of a row, from its own runs or its family's.
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/noise/noise.h"
#include "report/noise/parts.h"

static int by_name(const void *left, const void *right)
{
    const struct noise_row *a = left, *b = right;
    return strcmp(a->name, b->name);
}

void noise_sort(struct noise *noise)
{
    if (noise->n_rows)
        qsort(noise->row, noise->n_rows, sizeof *noise->row, by_name);
}

const struct noise_row *noise_find(const struct noise *noise, const char *name)
{
    const struct noise_row key = {.name = (char *)name};
    return noise->n_rows ? bsearch(&key, noise->row, noise->n_rows, sizeof key, by_name) : NULL;
}

void noise_free(struct noise *noise)
{
    for (size_t i = 0; i < noise->n_rows; i++)
        free(noise->row[i].name);
    free(noise->row);
    free(noise->family);
    *noise = (struct noise){0};
}

bool noise_is_of(const struct noise *noise, const struct report *r)
{
    const char *machine = json_string_value(report_member(r, "machine.fingerprint")),
               *host = json_string_value(report_member(r, "machine.host"));
    return machine && *machine && strcmp(noise->fingerprint, machine) == 0 &&
           (!host || !*noise->host || strcmp(noise->host, host) == 0);
}

/* The place among the profiles from short to long; -1 where it is none. */
static int profile_length(const char *profile)
{
    static const char *const profiles[] = {"quick", "standard", "full"};
    for (int i = 0; profile && i < 3; i++)
        if (strcmp(profile, profiles[i]) == 0)
            return i;
    return -1;
}

bool noise_fits(const struct noise *noise, const struct report *r)
{
    int measured = profile_length(noise->profile),
        wanted = profile_length(json_string_value(report_member(r, "run.profile")));
    return noise_is_of(noise, r) && measured >= 0 && measured <= wanted;
}

const struct noise *noise_pick(const struct noise *const *noise, size_t n, const struct report *r)
{
    const struct noise *of_machine = NULL;
    for (size_t i = 0; i < n; i++) {
        if (noise[i] && noise_fits(noise[i], r))
            return noise[i];
        if (noise[i] && !of_machine && noise_is_of(noise[i], r))
            of_machine = noise[i];
    }
    return of_machine;
}

double noise_assumed(const struct row *row)
{
    return log1p(row_contended(row) ? NOISE_ASSUMED_CONTENDED : NOISE_ASSUMED);
}

static double family_threshold(const struct noise *noise, const struct row *row)
{
    char name[64];
    if (!row_part(row, 0, name, sizeof name))
        return NAN;
    for (size_t i = 0; i < noise->n_families; i++)
        if (strcmp(noise->family[i].name, name) == 0)
            return noise->family[i].threshold[row_contended(row)];
    return NAN;
}

double noise_student(unsigned runs, size_t rows)
{
    return gsl_cdf_tdist_Qinv(0.025 / (double)rows, (double)runs - 1);
}

double noise_threshold(const struct noise *noise, const struct row *row, size_t rows)
{
    if (!noise)
        return NAN;
    const struct noise_row *own = noise_find(noise, row->name);
    double threshold, bound = noise_student(own ? own->runs : noise->runs, rows);
    if (own)
        threshold = fmax(own->threshold, bound * sqrt(2) * own->spread);
    else
        threshold = family_threshold(noise, row) * bound / noise_student(noise->runs, 1);
    return isnan(threshold) ? NAN : fmax(threshold, log1p(NOISE_LEAST));
}
