// SPDX-License-Identifier: MIT
// Figures as people read them, the same in every view of a report.
#pragma once

#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

enum { FORMAT = 48 }; /* room for any figure below */

/* One of those below that have a value alone. */
typedef char *format_value(char buf[FORMAT], double value);

/* Three significant digits, at most three decimals: "0.277 ns", "5.81 ns", "1.23 µs", "12.0 ms".
 * "-" where unknown. */
char *format_ns(char buf[FORMAT], double ns);
/* In the same way: "5.81", "36.0k", "1.20M". */
char *format_count(char buf[FORMAT], double value);
/* "0.98×". */
char *format_multiple(char buf[FORMAT], double value);
/* The interval as parts of the median: "±0.4%", or "-1% +140%" where its sides differ much. */
char *format_interval(char buf[FORMAT], const struct estimate *e);
/* "22.1 ns (62 %)"; of times the median in another unit: "1.52× (62 %)". */
char *format_mode(char buf[FORMAT], const struct mode *m);
char *format_mode_as(char buf[FORMAT], const struct mode *m, format_value *value, double times);
/* "1.050 [1.021, 1.083]", at most 20 columns; the value alone where the interval is unknown. */
char *format_ratio(char buf[FORMAT], const struct ratio *r);
/* "58 s", "12 min 3 s", "1 h 2 min". */
char *format_duration(char buf[FORMAT], double seconds);
