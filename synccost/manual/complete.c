// SPDX-License-Identifier: MIT
// Completion for any shell, out of the tables of commands and options.
#include <stdbool.h>
#include <string.h>

#include "synccost/cli/options.h"
#include "synccost/manual/complete.h"
#include "synccost/manual/reports.h"

/* A word to be completed: what it must begin with, and what stands before that in the same word. */
struct word {
    const char *typed, *before;
    int before_length;
};

static void offer(FILE *out, const struct word *w, const char *text, int length, const char *help)
{
    size_t typed = strlen(w->typed);
    if (typed <= (size_t)length && strncmp(text, w->typed, typed) == 0)
        fprintf(out, "%.*s%.*s%s%s\n", w->before_length, w->before, length, text, *help ? "\t" : "",
                help);
}

static void offer_commands(FILE *out, const struct word *w)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        offer(out, w, command_specs[i].name, (int)strlen(command_specs[i].name),
              command_specs[i].help);
}

/* The values that a|b|c names. */
static void offer_values(FILE *out, const struct word *w, const char *values)
{
    while (*values) {
        int length = (int)strcspn(values, "|");
        offer(out, w, values, length, "");
        values += length;
        values += *values == '|';
    }
}

static void offer_reports(FILE *out, const struct word *w)
{
    struct report_folders found;
    report_folders_find(&found, w->typed);
    for (size_t i = 0; i < found.n; i++)
        offer(out, w, found.path[i], (int)strlen(found.path[i]), "");
    report_folders_free(&found);
    fputs(COMPLETE_FILES "\n", out);
}

/* argument is what help shows, of length characters. */
static void offer_argument(FILE *out, const struct word *w, const char *argument, size_t length)
{
    static const char *const reports[] = {"REPORT", "BASE", "NEW"};
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)length, argument);
    for (unsigned i = 0; i < sizeof reports / sizeof *reports; i++)
        if (strcmp(name, reports[i]) == 0) {
            offer_reports(out, w);
            return;
        }
    if (strcmp(name, "COMMAND") == 0)
        offer_commands(out, w);
    else if (strcmp(name, "FILE") == 0)
        fputs(COMPLETE_FILES "\n", out);
    else if (strcmp(name, "DIR") == 0)
        fputs(COMPLETE_FOLDERS "\n", out);
    else if (strchr(name, '|'))
        offer_values(out, w, name);
}

static void offer_options(FILE *out, const struct word *w, unsigned command)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char option[64];
        int length = snprintf(option, sizeof option, "--%s", option_specs[i].name);
        if (option_specs[i].commands & command)
            offer(out, w, option, length, option_specs[i].help);
    }
}

/* The option of the command that is called as given, of length characters with its dashes; NULL
 * where there is none. */
static const struct option_spec *find_option(const char *given, size_t length, unsigned command)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if ((option_specs[i].commands & command) && strlen(option_specs[i].name) + 2 == length &&
            strncmp(given, "--", 2) == 0 &&
            strncmp(option_specs[i].name, given + 2, length - 2) == 0)
            return &option_specs[i];
    return NULL;
}

/* The operand number at, from 0: a word of what help shows, without brackets and dots; the last one
 * stands for those behind it where the command takes any number. NULL where there is none. */
static const char *operand(const struct command_spec *c, int at, size_t *length)
{
    const char *word = c->operands + strspn(c->operands, "[");
    if (c->most >= 0 && at >= c->most)
        return NULL;
    for (; at > 0; at--) {
        const char *next = strchr(word, ' ');
        if (!next)
            break;
        word = next + 1;
    }
    *length = strcspn(word, " ].");
    return *length ? word : NULL;
}

/* What stands before the word at the cursor. */
struct place {
    const struct option_spec *waiting; /* the option whose value comes next, or NULL */
    bool only_operands;                /* after -- */
    int operands;
};

static struct place find_place(const struct command_spec *c, int n, char **words)
{
    struct place p = {.waiting = NULL};
    for (int i = 0; i < n; i++) {
        const struct option_spec *option =
            p.only_operands ? NULL : find_option(words[i], strlen(words[i]), c->bit);
        if (p.waiting)
            p.waiting = NULL;
        else if (option)
            p.waiting = option->argument ? option : NULL;
        else if (!p.only_operands && strcmp(words[i], "--") == 0)
            p.only_operands = true;
        else if (p.only_operands || words[i][0] != '-')
            p.operands++;
    }
    return p;
}

/* --name=value */
static void offer_attached(FILE *out, const struct command_spec *c, const char *given,
                           const char *equals)
{
    const struct word w = {
        .typed = equals + 1, .before = given, .before_length = (int)(equals + 1 - given)};
    const struct option_spec *option = find_option(given, (size_t)(equals - given), c->bit);
    if (option && option->argument)
        offer_argument(out, &w, option->argument, strlen(option->argument));
}

static void complete_command(FILE *out, const struct command_spec *c, int n, char **words)
{
    struct place p = find_place(c, n - 1, words);
    const char *last = words[n - 1], *equals = strchr(last, '=');
    const struct word w = {.typed = last, .before = ""};
    size_t length;
    const char *word = operand(c, p.operands, &length);
    if (p.waiting)
        offer_argument(out, &w, p.waiting->argument, strlen(p.waiting->argument));
    else if (!p.only_operands && *last == '-' && equals)
        offer_attached(out, c, last, equals);
    else if (!p.only_operands && (*last == '-' || (!*last && !word)))
        offer_options(out, &w, c->bit);
    else if (word)
        offer_argument(out, &w, word, length);
}

void complete_words(FILE *out, int n, char **words)
{
    if (n < 1)
        return;
    const struct word w = {.typed = words[0], .before = ""};
    const struct command_spec *c = command_find(words[0]);
    if (n > 1 && c) {
        complete_command(out, c, n - 1, words + 1);
    } else if (n == 1) {
        offer_commands(out, &w);
        if (*words[0] == '-')
            offer_values(out, &w, "--help|--version");
    }
}
