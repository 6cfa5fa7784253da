// SPDX-License-Identifier: MIT
// What the writers of chart data share: choosing rows, and records that gnuplot reads safely. Not
// for use outside report/chart*.c.
#pragma once

#include <stdio.h>

#include "common/dimension.h"
#include "report/charts/chart.h"
#include "report/model/transfers.h"

enum { CHART_REASON = 200 };

struct chart_input {
    const struct report *const *reports;
    size_t n;
    const char *family;                /* of a chart that shows one family; else NULL */
    const struct dimension *dimension; /* of a chart that shows one dimension; else NULL */
    const struct row *row;             /* of a chart that shows one row, by its name; else NULL */
    const struct chart_finding *findings; /* of a comparison; NULL: the chart has none */
    size_t n_findings;
    const struct chart_series *series; /* of a chart of a row over time; else NULL */
};

/* Writes one chart's data file to f. Write errors are found by the caller. */
typedef void chart_writer(FILE *f, const struct chart_input *in);
chart_writer chart_write_ladder, chart_write_edges, chart_write_latency, chart_write_compare,
    chart_write_scaling, chart_write_read_share, chart_write_critical_section;
chart_writer chart_write_stride, chart_write_false_sharing, chart_write_core_to_core,
    chart_write_fairness;
chart_writer chart_write_transfers, chart_write_bouncing, chart_write_machines,
    chart_write_dimension, chart_write_costs, chart_write_coherence, chart_write_history;

/* True where the report has enough rows of the family for a chart over threads. */
bool chart_has_scaling(const struct report *r, const char *family);

/* True where the report has a row with the dimension's parameter that its chart can show. */
bool chart_has_dimension(const struct report *r, const struct dimension *d);

/* Writes the header-less lower triangle of one-way times, an empty cell where a pair was not
 * measured. Returns the number of pairs. */
size_t chart_write_pairs_csv(FILE *f, const struct report *r);

/* The head record of a data file. Members that are NULL are written as absent. title must not be
 * NULL. */
struct chart_head {
    const char *title;
    const char *note; /* ends the subtitle */
    const char *unit; /* of the axis that shows time or rate */
    unsigned series;  /* blocks of data after the head's */
    const char *extra[3];
    const char *columns; /* for the reader: the columns of the data blocks */
};

/* Fewest and most launches behind the rows of a chart. Zero-initialise; rows that the chart shows
 * are added. */
struct chart_launches {
    unsigned low, high;
};
void chart_count_launches(struct chart_launches *l, const struct row *row);

/* The subtitle names the machine, date and launches of in's first report; with more reports, only
 * the launches. */
void chart_head(FILE *f, const struct chart_input *in, const struct chart_launches *l,
                const struct chart_head *head);

/* The same with a subtitle and a banner (NULL: none) of one's own. */
void chart_head_with(FILE *f, const char *subtitle, const char *banner,
                     const struct chart_head *head);

/* Instead of a head: nothing to draw. */
void chart_nothing(FILE *f, const char *title, const char *reason);

/* Copies text with everything but letters, digits, space and .,:;/+=%()*@_- replaced by '?',
 * control characters by a space; "-" where nothing is left. NULL counts as empty. */
void chart_clean(const char *text, char *out, size_t size);

/* A number as the files hold it: six digits, NaN where it is not finite. A tab precedes it. */
void chart_number(FILE *f, double value);
/* Median, low and high of an estimate; an interval of a single launch is NaN. */
void chart_estimate(FILE *f, const struct estimate *e, double scale);

/* "amd-epyc-zen4-2c-kvm", or the best name the context has; cleaned. */
void chart_machine(const struct report *r, char *out, size_t size);

/* True where the row is fit to be drawn: measured, with a median above 0. */
bool chart_usable(const struct row *row);
bool chart_is(const struct row *row, const char *family,
              const char *scenario); /* scenario may be NULL: any */
bool chart_oversubscribed(const struct row *row);
/* True where the row's subject is a step of a sweep (common/family.h). */
bool chart_is_step(const struct row *row);
/* "ns per operation (thread time)", … from the row's basis */
const char *chart_unit(const struct row *row);

/* True where /key:value is in the name with this value, or key is not in it at all. */
bool chart_param_fits(const struct row *row, const char *key, const char *value);

/*
 * The value of key among the usable rows of family and scenario that covers most thread counts;
 * between equals the one that comes first in wanted (comma-separated), then in the report. False
 * where no row has the key.
 */
bool chart_pick(const struct report *r, const char *family, const char *scenario, const char *key,
                const char *wanted, char *out, size_t size);

/* The scenario of the family whose usable rows have the most thread counts; of several, the one
 * with the most rows of two or more threads. NULL where no row's name has one. Written to out. */
const char *chart_scenario(const struct report *r, const char *family, char *out, size_t size);

/* The highest thread count of at least two with a CPU per thread among the usable rows of family
 * and scenario; 0 where there is none. */
unsigned chart_most_threads(const struct report *r, const char *family, const char *scenario);

/* The axis of transfers so known, and what the subtitle must say of them (NULL: nothing). */
const char *chart_transfers_unit(enum transfers how);
const char *chart_transfers_note(enum transfers how);

/* What chart_write_rungs writes of a row. */
#define CHART_RUNG_COLUMNS                                                                         \
    "place from the cheapest, label, family's place, median ns, low ns, high ns, floor ns, "       \
    "median as text, multiple of the floor, cycles, 99 % quantile of a latency, row; last: the "   \
    "families' name, colour, mark"

/* A whole data file of n rows in their order, each on a line of the picture: what plots/rungs.gp
 * reads. */
void chart_write_rungs(FILE *f, const struct chart_input *in, const struct chart_head *head,
                       const struct row *const *rows, size_t n);

void chart_ns_text(double ns, char *out, size_t size);       /* "0.28", "13.2", "4120" */
void chart_ratio_text(double ratio, char *out, size_t size); /* "×1.25"; "-" where not finite */
