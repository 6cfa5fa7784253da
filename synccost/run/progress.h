// SPDX-License-Identifier: MIT
// Progress with the time left, on stderr: one line redrawn on a terminal, plain lines elsewhere.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool terminal;
    size_t done, total;
    double spent, left; /* seconds; left is corrected by how the past compared with its estimate */
    double estimated_spent, estimated_total;
    int tenths_said;
    size_t rows; /* of progress_until; 0 before it */
    const char *what;
    double from, end; /* seconds spent when it was called, and when its time is over */
};

/* Nothing done yet. progress_begin says too how many launches are to come and how long they should
 * take. */
void progress_start(struct progress *p);
void progress_begin(struct progress *p, size_t total, double estimated_seconds);
/* After a launch of that row, which was estimated at estimated seconds and took spent. */
void progress_step(struct progress *p, const char *row, double estimated, double spent);
/* So many launches, estimated at seconds together, will not be done after all. */
void progress_less(struct progress *p, size_t launches, double seconds);
/* From here on time sets the end, not a number of launches: what ("more launches of") so many rows
 * get has at most seconds left (INFINITY: no limit). what is static storage. */
void progress_until(struct progress *p, size_t rows, const char *what, double seconds);
/* A line that stays, such as a row's failure. */
void progress_say(struct progress *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *p);
