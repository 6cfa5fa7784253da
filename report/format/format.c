// SPDX-License-Identifier: MIT
// Figures as people read them.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/format/format.h"

/* value rounded to three significant digits. */
static double three_digits(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.2e", value);
    return strtod(text, NULL);
}

/* value must be rounded to three digits already. */
static void put_digits(char buf[FORMAT], double value, const char *after)
{
    int decimals = 0;
    for (double v = fabs(value); v > 0 && v < 100 && decimals < 3; v *= 10)
        decimals++;
    snprintf(buf, FORMAT, "%.*f%s", decimals, value, after);
}

static char *put_unknown(char buf[FORMAT])
{
    snprintf(buf, FORMAT, "-");
    return buf;
}

static char *put_scaled(char buf[FORMAT], double value, const char *const units[4])
{
    if (!isfinite(value))
        return put_unknown(buf);
    value = three_digits(value);
    int unit = 0;
    for (; unit < 3 && fabs(value) >= 1000; unit++)
        value = three_digits(value / 1000);
    if (fabs(value) >= 1e9)
        snprintf(buf, FORMAT, "%.2e%s", value, units[unit]);
    else
        put_digits(buf, value, units[unit]);
    return buf;
}

char *format_ns(char buf[FORMAT], double ns)
{
    static const char *const units[] = {" ns", " µs", " ms", " s"};
    return put_scaled(buf, ns, units);
}

char *format_count(char buf[FORMAT], double value)
{
    static const char *const units[] = {"", "k", "M", "G"};
    return put_scaled(buf, value, units);
}

char *format_multiple(char buf[FORMAT], double value)
{
    static const char *const units[] = {"×", "k×", "M×", "G×"};
    return put_scaled(buf, value, units);
}

static void put_percent(char *out, size_t size, const char *sign, double part)
{
    double percent = 100 * part;
    if (percent >= 999.5)
        snprintf(out, size, "%s>999%%", sign);
    else
        snprintf(out, size, "%s%.*f%%", sign, percent < 9.95, percent);
}

char *format_interval(char buf[FORMAT], const struct estimate *e)
{
    if (!isfinite(e->low) || !isfinite(e->high) || !(e->median > 0))
        return put_unknown(buf);
    double below = fmax(0, (e->median - e->low) / e->median),
           above = fmax(0, (e->high - e->median) / e->median);
    double wider = fmax(below, above), narrower = fmin(below, above);
    if (wider < 0.02 || wider < 2 * narrower) {
        put_percent(buf, FORMAT, "±", wider);
        return buf;
    }
    char left[16], right[16];
    put_percent(left, sizeof left, "-", below);
    put_percent(right, sizeof right, "+", above);
    snprintf(buf, FORMAT, "%s %s", left, right);
    return buf;
}

char *format_mode_as(char buf[FORMAT], const struct mode *m, format_value *value, double times)
{
    char text[FORMAT];
    snprintf(buf, FORMAT, "%.30s (%.0f %%)", value(text, times * m->median), 100 * m->share);
    return buf;
}

char *format_mode(char buf[FORMAT], const struct mode *m)
{
    return format_mode_as(buf, m, format_ns, 1);
}

static char *put_ratio(char buf[FORMAT], double value)
{
    if (value < 9.9995)
        snprintf(buf, FORMAT, "%.3f", value);
    else
        format_count(buf, value);
    return buf;
}

char *format_ratio(char buf[FORMAT], const struct ratio *r)
{
    char value[FORMAT], low[FORMAT], high[FORMAT];
    put_ratio(value, r->value);
    if (isfinite(r->value) && isfinite(r->low) && isfinite(r->high))
        snprintf(buf, FORMAT, "%.12s [%.12s, %.12s]", value, put_ratio(low, r->low),
                 put_ratio(high, r->high));
    else
        snprintf(buf, FORMAT, "%s", value);
    return buf;
}

char *format_duration(char buf[FORMAT], double seconds)
{
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e9)
        return put_unknown(buf);
    unsigned long s = (unsigned long)(seconds + 0.5);
    if (s < 60)
        snprintf(buf, FORMAT, "%lu s", s);
    else if (s < 3600)
        snprintf(buf, FORMAT, "%lu min %lu s", s / 60, s % 60);
    else
        snprintf(buf, FORMAT, "%lu h %lu min", s / 3600, s / 60 % 60);
    return buf;
}
