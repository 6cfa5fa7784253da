// SPDX-License-Identifier: MIT
// The command that measures a row again.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/site/parts.h"

/* What names of counters are made of, and what means nothing to a shell. */
#define COUNTER_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_,:.=-"

/* A row's name as an extended regular expression that means nothing else; of what a name may hold
 * only these two mean something in one. */
static void put_exactly(const char *name, char *out, size_t size)
{
    size_t n = 0;
    for (const char *c = name; *c && n + 2 < size; c++) {
        if (*c == '.' || *c == '+')
            out[n++] = '\\';
        out[n++] = *c;
    }
    out[n] = '\0';
}

/* The profile by which the row was measured: only a name that the command knows. */
static const char *profile_of(const struct report *r)
{
    static const char *const known[] = {"quick", "standard", "full"};
    const char *name = json_string_value(report_member(r, "run.profile"));
    for (size_t i = 0; name && i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return known[i];
    return NULL;
}

/* " --key text" where the report has such a text of these letters alone. */
static void put_option(const struct report *r, const char *path, const char *option,
                       const char *letters, char *out, size_t size)
{
    const char *text = json_string_value(report_member(r, path));
    out[0] = '\0';
    if (text && *text && strlen(text) < size - 20 && strspn(text, letters) == strlen(text))
        snprintf(out, size, " --%s %s", option, text);
}

void repeat_command(const struct report *r, const struct row *row, char command[REPEAT])
{
    const char *profile = profile_of(r);
    const json_t *seed = report_member(r, "run.seed");
    char name[REPORT_NAME * 2], threads[80], counters[400], number[40] = "";
    char memory[40], pages[40];
    command[0] = '\0';
    if (!profile)
        return;
    put_exactly(row->name, name, sizeof name);
    put_option(r, "run.threads", "threads", "0123456789,", threads, sizeof threads);
    put_option(r, "run.counters", "counters", COUNTER_LETTERS, counters, sizeof counters);
    put_option(r, "run.memory", "memory", "abcdefghijklmnopqrstuvwxyz:0123456789", memory,
               sizeof memory);
    put_option(r, "run.pages", "pages", "24km", pages, sizeof pages);
    if (json_is_integer(seed) && json_integer_value(seed) >= 0)
        snprintf(number, sizeof number, " --seed %" JSON_INTEGER_FORMAT, json_integer_value(seed));
    snprintf(
        command, REPEAT, "synccost run --profile %s%s%s%s%s%s%s%s --filter '^%s$'", profile,
        threads, number, memory, pages, counters,
        *counters && json_is_true(report_member(r, "run.counters_kernel")) ? " --counters-kernel"
                                                                           : "",
        json_is_true(report_member(r, "run.spin_oversubscribed")) ? " --spin-oversubscribed" : "",
        name);
}
