// SPDX-License-Identifier: MIT
// The option table's parser.
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"
#include "common/text.h"
#include "report/exports/export.h"
#include "report/imports/import.h"
#include "synccost/cli/nearest.h"
#include "synccost/cli/options.h"

enum kind {
    FLAG,
    TEXT,
    NUMBER,
    COUNT,
    SECONDS,
    PERCENT,
    THREADS,
    REGEX,
    PROFILE,
    DURATION,
    EXPORTER,
    IMPORTER,
    HOST
};

static const enum kind kinds[OPTION_COUNT] = {
#define OPTION(id, name, kind, argument, commands, fallback, help) kind,
#include "synccost/cli/options.def"
#undef OPTION
};

const struct option_spec option_specs[OPTION_COUNT] = {
#define OPTION(id, name_, kind, argument_, commands_, fallback_, help_)                            \
    {.name = name_,                                                                                \
     .argument = argument_,                                                                        \
     .fallback = fallback_,                                                                        \
     .help = help_,                                                                                \
     .commands = commands_},
#include "synccost/cli/options.def"
#undef OPTION
};

static int unknown_option(const char *given, unsigned command, char err[SC_ERR])
{
    const char *names[OPTION_COUNT + 1];
    unsigned n = 0;
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(given + 2, "="), given + 2);
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (option_specs[i].commands & command)
            names[n++] = option_specs[i].name;
    names[n] = NULL;
    const char *near = nearest_word(word, names);
    if (near)
        snprintf(err, SC_ERR, "%.80s: unknown option: did you mean --%s?", given, near);
    else
        snprintf(err, SC_ERR, "%.80s: unknown option: see --help", given);
    return -1;
}

/* What may end the name of a folder: small letters, digits, single words with dashes between. */
static bool host_name(const char *text)
{
    size_t n = strlen(text);
    return n > 0 && n < 32 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == n &&
           text[0] != '-' && text[n - 1] != '-' && !strstr(text, "--");
}

/* NULL when text is a right value of that kind, else what would be. */
static const char *check(enum kind kind, const char *text)
{
    uint64_t n;
    double d;
    unsigned list[64];
    regex_t re;
    switch (kind) {
    case NUMBER:
        return number_u64(text, 0, UINT64_MAX, &n) ? NULL : "give a whole number from 0";
    case COUNT:
        return number_u64(text, 1, 1000, &n) ? NULL : "give a whole number from 1 to 1000";
    case SECONDS:
        return number_double(text, 0.1, 86400, &d) ? NULL : "give seconds from 0.1 to 86400";
    case PERCENT:
        return number_double(text, 0, 10000, &d) ? NULL : "give a percentage from 0";
    case THREADS:
        return number_list(text, 1, 4096, list, 64)
                   ? NULL
                   : "give whole numbers from 1 to 4096, separated by commas";
    case REGEX:
        if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB) != 0)
            return "give an extended regular expression";
        regfree(&re);
        return NULL;
    case PROFILE:
        return profile_find(text) ? NULL : "give quick, standard or full";
    case DURATION:
        return number_duration(text, 10, 604800, &d) ? NULL
                                                     : "give a time from 10s to 168h, such as 30m";
    case HOST:
        return host_name(text) ? NULL : "give at most 31 small letters, digits, and dashes between";
    case EXPORTER:
        return exporter_find(text) ? NULL : "give one of " EXPORTERS;
    case IMPORTER:
        return importer_find(text) ? NULL : "give one of " IMPORTERS;
    default:
        return *text ? NULL : "give a name";
    }
}

static int find_spec(const char *given, unsigned command)
{
    size_t length = strcspn(given + 2, "=");
    for (int i = 0; i < OPTION_COUNT; i++)
        if ((option_specs[i].commands & command) && strlen(option_specs[i].name) == length &&
            strncmp(option_specs[i].name, given + 2, length) == 0)
            return i;
    return -1;
}

/* Takes argv[*at], and its value from behind '=' or from the next argument. */
static int take(struct options *o, unsigned command, int argc, char **argv, int *at,
                char err[SC_ERR])
{
    const char *given = argv[*at], *value = strchr(given, '=');
    int id = find_spec(given, command);
    if (id < 0)
        return unknown_option(given, command, err);
    const struct option_spec *spec = &option_specs[id];
    if (kinds[id] == FLAG) {
        o->value[id] = "";
        if (!value)
            return 0;
        snprintf(err, SC_ERR, "--%s: takes no value: leave '%.80s' out", spec->name, value);
        return -1;
    }
    if (!value && *at + 1 >= argc) {
        snprintf(err, SC_ERR, "--%s: the value is missing: give %s", spec->name, spec->argument);
        return -1;
    }
    o->value[id] = value ? value + 1 : argv[++*at];
    const char *right = text_is_utf8(o->value[id]) ? check(kinds[id], o->value[id]) : "give UTF-8";
    if (!right)
        return 0;
    snprintf(err, SC_ERR, "--%s: bad value '%.80s': %s", spec->name, o->value[id], right);
    return -1;
}

int options_parse(struct options *o, unsigned command, int argc, char **argv, char err[SC_ERR])
{
    memset(o, 0, sizeof *o);
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        o->value[i] = option_specs[i].fallback;
    o->operands = argv;
    for (int at = 1; at < argc; at++) {
        if (strcmp(argv[at], "--") == 0) {
            for (at++; at < argc; at++)
                o->operands[o->n_operands++] = argv[at];
        } else if (argv[at][0] == '-' && argv[at][1] == '-') {
            if (take(o, command, argc, argv, &at, err) != 0)
                return -1;
        } else if (argv[at][0] == '-' && argv[at][1]) {
            snprintf(err, SC_ERR,
                     "%.80s: unknown option: options begin with two dashes, see --help", argv[at]);
            return -1;
        } else {
            o->operands[o->n_operands++] = argv[at];
        }
    }
    return 0;
}

uint64_t option_number(const struct options *o, enum option_id id, uint64_t fallback)
{
    uint64_t n;
    return o->value[id] && number_u64(o->value[id], 0, UINT64_MAX, &n) ? n : fallback;
}

double option_double(const struct options *o, enum option_id id, double fallback)
{
    double d;
    return o->value[id] && number_double(o->value[id], 0, 1e12, &d) ? d : fallback;
}

double option_duration(const struct options *o, enum option_id id)
{
    double seconds;
    return o->value[id] && number_duration(o->value[id], 0, 1e12, &seconds) ? seconds : 0;
}

void options_profile(const struct options *o, struct profile *p)
{
    *p = *profile_find(o->value[OPTION_profile]);
    if (o->value[OPTION_launches]) {
        p->launches = p->most = (unsigned)option_number(o, OPTION_launches, 0);
        p->limit_s = 0;
    }
    if (o->value[OPTION_time_limit])
        profile_set_time(p, option_duration(o, OPTION_time_limit));
}
