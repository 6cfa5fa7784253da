// SPDX-License-Identifier: MIT
// Progress lines.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "synccost/run/progress.h"

static void print_time(double seconds)
{
    unsigned s = (unsigned)(seconds + 0.5);
    fprintf(stderr, "%u:%02u", s / 60, s % 60);
}

void progress_start(struct progress *p)
{
    *p = (struct progress){.terminal = isatty(STDERR_FILENO)};
}

void progress_begin(struct progress *p, size_t total, double estimated_seconds)
{
    progress_start(p);
    p->total = total;
    p->left = p->estimated_total = estimated_seconds;
    fprintf(stderr, "%zu launches, about ", total);
    print_time(estimated_seconds);
    fputs(" min\n", stderr);
}

/* Tenths of the way: by launches, or by time where time sets the end. */
static int tenths(const struct progress *p)
{
    if (p->rows)
        return 10 + (isfinite(p->end) ? (int)(10 * (p->spent - p->from) / (p->end - p->from)) : 0);
    return (int)(p->done * 10 / (p->total ? p->total : 1));
}

static void print_state(const struct progress *p)
{
    if (p->terminal)
        fputs("\r\033[K", stderr);
    if (p->rows)
        fprintf(stderr, "%s %zu row%s, ", p->what, p->rows, p->rows == 1 ? "" : "s");
    else
        fprintf(stderr, "%zu/%zu launches, ", p->done, p->total);
    if (!isfinite(p->left)) {
        fprintf(stderr, "%zu launches done", p->done);
        return;
    }
    print_time(p->left > 0 ? p->left : 0);
    fputs(p->rows ? " left at most" : " left", stderr);
}

void progress_step(struct progress *p, const char *row, double estimated, double spent)
{
    p->done++;
    p->spent += spent;
    p->estimated_spent += estimated;
    double pace = p->estimated_spent > 0 ? p->spent / p->estimated_spent : 1;
    p->left = p->rows ? p->end - p->spent : pace * (p->estimated_total - p->estimated_spent);
    int now = tenths(p);
    if (!p->terminal && now == p->tenths_said)
        return;
    p->tenths_said = now;
    print_state(p);
    if (p->terminal)
        fprintf(stderr, "  %.60s", row);
    else
        fputc('\n', stderr);
}

void progress_less(struct progress *p, size_t launches, double seconds)
{
    p->total -= launches;
    p->estimated_total -= seconds;
    p->left = p->estimated_total - p->estimated_spent;
}

void progress_until(struct progress *p, size_t rows, const char *what, double seconds)
{
    if (!p->rows)
        p->from = p->spent;
    p->rows = rows;
    p->what = what;
    p->end = p->spent + seconds;
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
