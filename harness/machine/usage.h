// SPDX-License-Identifier: MIT
// What the kernel says of the calling thread.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct usage {
    double cpu_ns;
    double delay_ns; /* ready to run and not running; NAN where the kernel does not tell */
    uint64_t involuntary, voluntary; /* context switches */
};

/* Of the calling thread, since it began. */
struct usage usage_of_thread(void);

/* Of the calling thread, since then. */
struct usage usage_since(const struct usage *then);

/* Whether something else took the CPU of a thread that never slept: by the part of its time that it
 * was ready and did not run, or where that is NAN by its involuntary switches. A kernel thread of a
 * few microseconds is no disturbance. */
bool usage_disturbed(double delayed_share, double involuntary);

/* The largest resident memory of this process so far, in MiB; NAN where the kernel does not tell.
 * Not getrusage's, which a process inherits from who started it. */
double usage_peak_rss_mib(void);
