// SPDX-License-Identifier: MIT
// What the kernel says of the calling thread.
#pragma once

#include <stdint.h>

struct usage {
    double cpu_ns;
    double delay_ns; /* ready to run and not running; NAN where the kernel does not tell */
    uint64_t involuntary, voluntary; /* context switches */
};

/* Of the calling thread, since it began. */
struct usage usage_of_thread(void);

/* The largest resident memory of this process so far, in MiB; NAN where the kernel does not tell.
 * Not getrusage's, which a process inherits from who started it. */
double usage_peak_rss_mib(void);
