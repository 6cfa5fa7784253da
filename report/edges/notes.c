// SPDX-License-Identifier: MIT
// What the views of the edge table say alike.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/edges/parts.h"

size_t edge_note(struct edge_notes *notes, const char *why)
{
    size_t i = 0;
    if (!*why)
        return 0;
    while (i < notes->n && strcmp(notes->note[i], why) != 0)
        i++;
    if (i == notes->n && i < EDGE_NOTES)
        notes->note[notes->n++] = why;
    return i < EDGE_NOTES ? i + 1 : 0;
}

/* As other counts, but whole numbers whole: below 1000 each one counts. */
static char *format_whole(char buf[FORMAT], uint64_t n)
{
    if (n >= 1000)
        return format_count(buf, (double)n);
    snprintf(buf, FORMAT, "%" PRIu64, n);
    return buf;
}

char *edge_format_rate(char buf[FORMAT], uint64_t count, uint64_t trials)
{
    char seen[FORMAT], all[FORMAT];
    if (trials == 0)
        snprintf(buf, FORMAT, "-");
    else
        snprintf(buf, FORMAT, "%.20s / %.20s", format_whole(seen, count),
                 format_whole(all, trials));
    return buf;
}

char *edge_format_bound(char buf[FORMAT], const struct edge_seen *seen)
{
    if (isfinite(seen->bound))
        snprintf(buf, FORMAT, "<%.2g", seen->bound);
    else
        snprintf(buf, FORMAT, "-");
    return buf;
}
