// SPDX-License-Identifier: MIT
// No rows: the libraries of which this build has no subjects, and how to get them.
#include "harness/frame/bench.h"

static void enumerate(struct bench_rows *rows)
{
    (void)rows; /* in a build that has them all */
#define ABSENT(why) bench_absent(rows, NULL, why);
#include "peers-absent.inc"
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"peers", enumerate};
    return bench_main(argc, argv, &family);
}
