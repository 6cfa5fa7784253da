// SPDX-License-Identifier: MIT
// The manual pages, out of the tables of commands and options.
#include <stdbool.h>
#include <string.h>

#include "synccost/cli/options.h"
#include "synccost/manual/page.h"
#include "synccost/manual/roff.h"

static const char about[] =
    "synccost measures what synchronization costs on this machine: atomics, locks, channels, every "
    "other edge of the Go memory model, and false sharing. It sets each cost beside the hardware's "
    "floor, which is measured in the same run. Every run also checks that the guarantee held.";

/* what, and what is known of it */
static const char *const files[][2] = {
    {"results/<machine>/<UTC time>/report.json",
     "A report. Its folder also has summary.txt and charts/, and stands for the report wherever a "
     "command takes one."},
    {"results/<machine>/noise.json",
     "Noise thresholds of the machine, as synccost aa wrote them; synccost compare reads them."},
};

static const char *const examples[][2] = {
    {"synccost run --profile quick", "Measure for a minute."},
    {"synccost run --filter '^mutex/' --threads 1,2,4", "Measure the locks only."},
    {"synccost summary results/M/T", "Print the ladder of a report."},
    {"synccost compare results/A/T results/B/T", "Compare two machines."},
};

static void head(FILE *out, const char *name, const struct manual_edition *edition)
{
    fprintf(out, ".\\\" made by synccost man\n.TH %s 1 %s \"synccost %s\" \"synccost manual\"\n",
            name, edition->date, edition->version);
}

static void tagged(FILE *out, const char *tag, const char *text)
{
    fputs(".TP\n\\fB", out);
    roff_typed(out, tag);
    fputs("\\fR\n", out);
    roff_prose(out, text);
}

/* A tag: a name, and in italics what follows it. */
static void with_argument(FILE *out, const char *dashes, const char *name, const char *argument)
{
    fputs(".TP\n\\fB", out);
    roff_typed(out, dashes);
    roff_typed(out, name);
    fputs(*argument ? "\\fR \\fI" : "", out);
    roff_typed(out, argument);
    fputs("\\fR\n", out);
}

static void exit_status(FILE *out)
{
    fputs(".SH EXIT STATUS\n", out);
    roff_prose(out, command_status);
}

/* The pages of all but one command (NULL: of all). */
static void command_pages(FILE *out, const struct command_spec *but)
{
    const char *end = "";
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (&command_specs[i] != but) {
            fprintf(out, "%s.BR \\%%synccost\\-%s (1)", end, command_specs[i].name);
            end = ",\n";
        }
    fputc('\n', out);
}

void manual_program(FILE *out, const struct manual_edition *edition)
{
    head(out, "SYNCCOST", edition);
    fputs(".SH NAME\nsynccost \\- measure what synchronization costs\n"
          ".SH SYNOPSIS\n.B synccost\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n.br\n"
          ".B synccost \\-\\-version\n[\\fB\\-\\-json\\fR]\n.SH DESCRIPTION\n",
          out);
    roff_prose(out, about);
    fputs(".SH COMMANDS\nEach command has a page of its own, such as\n.BR synccost\\-run (1).\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        with_argument(out, "", command_specs[i].name, command_specs[i].operands);
        roff_prose(out, command_specs[i].help);
    }
    fputs(".SH OPTIONS\n", out);
    tagged(out, "--help", "print the commands");
    tagged(out, "--version", "print what was built; with --json as JSON");
    exit_status(out);
    fputs(".SH FILES\n", out);
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        tagged(out, files[i][0], files[i][1]);
    fputs(".SH EXAMPLES\n", out);
    for (unsigned i = 0; i < sizeof examples / sizeof *examples; i++)
        tagged(out, examples[i][0], examples[i][1]);
    fputs(".SH SEE ALSO\n", out);
    command_pages(out, NULL);
}

static void options_of(FILE *out, unsigned command)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *s = &option_specs[i];
        char help[512];
        if (!(s->commands & command))
            continue;
        with_argument(out, "--", s->name, s->argument ? s->argument : "");
        snprintf(help, sizeof help, s->fallback ? "%s (default: %s)" : "%s", s->help, s->fallback);
        roff_prose(out, help);
    }
}

void manual_command(FILE *out, const struct manual_edition *edition, const struct command_spec *c)
{
    char name[64];
    snprintf(name, sizeof name, "SYNCCOST\\-%s", c->name);
    for (char *p = name + strlen("SYNCCOST\\-"); *p; p++)
        *p = (char)(*p - 'a' + 'A');
    head(out, name, edition);
    fprintf(out, ".SH NAME\nsynccost\\-%s \\- ", c->name);
    roff_prose(out, c->help);
    fprintf(out, ".SH SYNOPSIS\n.B synccost %s\n[\\fIOPTION\\fR]...\n", c->name);
    if (*c->operands)
        fprintf(out, ".I %s\n", c->operands);
    fputs(".SH DESCRIPTION\n", out);
    roff_paragraphs(out, c->text);
    fputs(".SH OPTIONS\n", out);
    options_of(out, c->bit);
    exit_status(out);
    fputs(".SH SEE ALSO\n.BR synccost (1),\n", out);
    command_pages(out, c);
}
