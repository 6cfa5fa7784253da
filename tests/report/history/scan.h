// SPDX-License-Identifier: MIT
// The scan that all tests of a program judge histories with: made once, since it takes long.
#pragma once

#include "report/statistics/rank_scan.h"

static struct rank_scan *scan;

static int begin_scan(void **state)
{
    (void)state;
    scan = rank_scan_new(10000, 1);
    return 0;
}

static int end_scan(void **state)
{
    (void)state;
    rank_scan_free(scan);
    return 0;
}
