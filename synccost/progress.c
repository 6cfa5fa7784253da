// SPDX-License-Identifier: MIT
// Progress lines.
#include "synccost/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void print_time(double seconds)
{
    unsigned s = (unsigned)(seconds + 0.5);
    fprintf(stderr, "%u:%02u", s / 60, s % 60);
}

void progress_begin(struct progress *p, size_t total, double estimated_seconds)
{
    *p = (struct progress){.terminal = isatty(STDERR_FILENO),
                           .total = total,
                           .left = estimated_seconds,
                           .estimated_total = estimated_seconds};
    fprintf(stderr, "%zu launches, about ", total);
    print_time(estimated_seconds);
    fputs(" min\n", stderr);
}

void progress_step(struct progress *p, const char *row, double estimated, double spent)
{
    p->done++;
    p->spent += spent;
    p->estimated_spent += estimated;
    double pace = p->estimated_spent > 0 ? p->spent / p->estimated_spent : 1;
    p->left = pace * (p->estimated_total - p->estimated_spent);
    int tenths = (int)(p->done * 10 / (p->total ? p->total : 1));
    if (!p->terminal && tenths == p->tenths_said)
        return;
    p->tenths_said = tenths;
    fprintf(stderr, p->terminal ? "\r\033[K%zu/%zu  " : "%zu/%zu launches, ", p->done, p->total);
    print_time(p->left > 0 ? p->left : 0);
    fputs(" left", stderr);
    if (p->terminal)
        fprintf(stderr, "  %.60s", row);
    else
        fputc('\n', stderr);
}

void progress_say(struct progress *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (p->terminal)
        fputs("\r\033[K", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

void progress_end(struct progress *p)
{
    if (p->terminal)
        fputs("\r\033[K", stderr);
}
