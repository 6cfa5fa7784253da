// SPDX-License-Identifier: MIT
// The option table's parser.
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"
#include "common/text.h"
#include "report/exports/export.h"
#include "report/imports/import.h"
#include "synccost/cli/options.h"

enum { HELP_COLUMN = 35 };
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
    EXPORTER,
    IMPORTER
};

struct spec {
    const char *name, *argument, *fallback, *help;
    enum kind kind;
    unsigned commands;
};

static const struct spec specs[OPTION_COUNT] = {
#define OPTION(id, name_, kind_, argument_, commands_, fallback_, help_)                           \
    {.name = name_,                                                                                \
     .kind = kind_,                                                                                \
     .argument = argument_,                                                                        \
     .commands = commands_,                                                                        \
     .fallback = fallback_,                                                                        \
     .help = help_},
#include "synccost/cli/options.def"
#undef OPTION
};

static unsigned edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t n = strlen(a), m = strlen(b);
    unsigned row[LONGEST + 1];
    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (unsigned j = 0; j <= m; j++)
        row[j] = j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            unsigned change = diagonal + (a[i - 1] != b[j - 1]), insert = row[j - 1] + 1,
                     drop = row[j] + 1;
            diagonal = row[j];
            row[j] =
                change < insert ? (change < drop ? change : drop) : (insert < drop ? insert : drop);
        }
    }
    return row[m];
}

const char *nearest_word(const char *word, const char *const *words)
{
    const char *best = NULL;
    unsigned least = 4; /* further away than three edits is no misspelling */
    for (; *words; words++) {
        unsigned distance = edit_distance(word, *words);
        if (distance < least && distance < strlen(*words)) {
            least = distance;
            best = *words;
        }
    }
    return best;
}

static int unknown_option(const char *given, unsigned command, char err[SC_ERR])
{
    const char *names[OPTION_COUNT + 1];
    unsigned n = 0;
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(given + 2, "="), given + 2);
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (specs[i].commands & command)
            names[n++] = specs[i].name;
    names[n] = NULL;
    const char *near = nearest_word(word, names);
    if (near)
        snprintf(err, SC_ERR, "%.80s: unknown option: did you mean --%s?", given, near);
    else
        snprintf(err, SC_ERR, "%.80s: unknown option: see --help", given);
    return -1;
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
        if ((specs[i].commands & command) && strlen(specs[i].name) == length &&
            strncmp(specs[i].name, given + 2, length) == 0)
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
    const struct spec *spec = &specs[id];
    if (spec->kind == FLAG) {
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
    const char *right = check(spec->kind, o->value[id]);
    if (!right)
        return 0;
    snprintf(err, SC_ERR, "--%s: bad value '%.80s': %s", spec->name, o->value[id], right);
    return -1;
}

int options_parse(struct options *o, unsigned command, int argc, char **argv, char err[SC_ERR])
{
    memset(o, 0, sizeof *o);
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        o->value[i] = specs[i].fallback;
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

void options_help(FILE *out, unsigned command)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const struct spec *s = &specs[i];
        char left[64], help[256];
        if (!(s->commands & command))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", s->name, s->argument ? " " : "",
                 s->argument ? s->argument : "");
        fprintf(out, "  %-*s ", HELP_COLUMN - 3, left);
        snprintf(help, sizeof help, s->fallback ? "%s (default: %s)" : "%s", s->help, s->fallback);
        text_wrap(out, HELP_COLUMN, help);
    }
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

void options_profile(const struct options *o, struct profile *p)
{
    *p = *profile_find(o->value[OPTION_profile]);
    if (o->value[OPTION_launches]) {
        p->launches = p->most = (unsigned)option_number(o, OPTION_launches, 0);
        p->limit_s = 0;
    }
}
