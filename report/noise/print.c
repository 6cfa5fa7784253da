// SPDX-License-Identifier: MIT
// A machine's noise as plain text.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/format/format.h"
#include "report/noise/noise.h"

enum { MOST_SHOWN = 15 };

static char *percent(char buf[FORMAT], double log_size)
{
    if (isfinite(log_size))
        snprintf(buf, FORMAT, "%.1f%%", 100 * expm1(log_size));
    else
        snprintf(buf, FORMAT, "-");
    return buf;
}

static void print_families(FILE *out, const struct noise *noise)
{
    fputs("\nNoise thresholds by family (90 % of the family's rows lie below)\n"
          "  family           uncontended  contended\n",
          out);
    for (size_t i = 0; i < noise->n_families; i++) {
        const struct noise_family *f = &noise->family[i];
        char a[FORMAT], b[FORMAT];
        fprintf(out, "  %-16.16s %11s %10s\n", f->name, percent(a, f->threshold[0]),
                percent(b, f->threshold[1]));
    }
}

static void print_alarms(FILE *out, const struct noise_alarms *a)
{
    if (!a->pairs || !a->rows)
        return;
    double all = (double)a->rows / 100;
    fprintf(
        out,
        "\nFalse alarms: of %zu rows in %zu pairs of these runs, none of which differ, were called "
        "different\n"
        "  %6zu (%.2f %%)  by synccost compare, with assumed noise thresholds\n"
        "  %6zu (%.2f %%)  by a rank test over launches at 5 %%, row by row\n"
        "  %6zu (%.2f %%)  by the same test over all trials as if each were a launch\n",
        a->rows, a->pairs, a->verdicts, (double)a->verdicts / all, a->rank, (double)a->rank / all,
        a->pooled, (double)a->pooled / all);
}

/* What became of the rows whose runs lay at several distances. */
static void print_distance(FILE *out, const struct noise *noise)
{
    size_t fewer = 0;
    for (size_t i = 0; i < noise->n_rows; i++)
        fewer += noise->row[i].runs < noise->runs;
    if (fewer || noise->apart)
        fprintf(out,
                "\nDistance: in some of the runs a host had moved the CPUs\n"
                "  rows with the noise of fewer than %u runs, those at one distance: %zu\n"
                "  rows with fewer than %d such runs, and the threshold of their family: %zu\n",
                noise->runs, fewer, NOISE_RUNS, noise->apart);
}

/* "steal; 6 of 8 runs" */
static void put_remark(char *line, size_t size, const struct noise *noise,
                       const struct noise_row *row)
{
    const char *cause = row->cause ? row->cause : "cause not seen";
    if (row->runs < noise->runs)
        snprintf(line, size, "%s  (%s; %u of %u runs)", row->name, cause, row->runs, noise->runs);
    else
        snprintf(line, size, "%s  (%s)", row->name, cause);
}

static int noisiest_first(const void *left, const void *right)
{
    const struct noise_row *const *a = left, *const *b = right;
    if ((*a)->threshold != (*b)->threshold)
        return (*a)->threshold > (*b)->threshold ? -1 : 1;
    return strcmp((*a)->name, (*b)->name);
}

static void print_rows(FILE *out, const struct noise *noise)
{
    const struct noise_row **row = checked_alloc(noise->n_rows, sizeof *row);
    for (size_t i = 0; i < noise->n_rows; i++)
        row[i] = &noise->row[i];
    qsort(row, noise->n_rows, sizeof *row, noisiest_first);
    fputs("\nNoisiest rows, and the likeliest cause by what was recorded beside the times\n", out);
    for (size_t i = 0; i < noise->n_rows && i < MOST_SHOWN; i++) {
        char threshold[FORMAT], line[REPORT_NAME + 96];
        put_remark(line, sizeof line, noise, row[i]);
        fprintf(out, "  %7s  ", percent(threshold, row[i]->threshold));
        text_wrap(out, 11, line);
    }
    if (noise->n_rows > MOST_SHOWN)
        fprintf(out, "  and %zu more\n", noise->n_rows - MOST_SHOWN);
    free(row);
}

void noise_print(FILE *out, const struct noise *noise)
{
    fprintf(out, "Noise of %u runs of one build, profile %.40s, on %.60s\n", noise->runs,
            noise->profile, noise->machine);
    fputs("A row's noise threshold: two further runs differ by less than it in 95 of 100 cases.\n",
          out);
    print_families(out, noise);
    print_distance(out, noise);
    print_alarms(out, &noise->alarms);
    print_rows(out, noise);
}
