// SPDX-License-Identifier: MIT
// synccost help, and --help of every command.
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "synccost/commands/command.h"
#include "synccost/commands/help.h"

enum { OPTION_COLUMN = 35, STATUS_COLUMN = 13 };

void help_all(FILE *out)
{
    fputs("usage: synccost COMMAND [OPTION]... [OPERAND]...\n\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-9s %-10s %s\n", command_specs[i].name, command_specs[i].operands,
                command_specs[i].help);
    fputs("\nsynccost help COMMAND lists the options of a command.\n"
          "synccost --version [--json] says what was built.\nExit status: ",
          out);
    text_wrap(out, STATUS_COLUMN, command_status);
}

static void print_options(FILE *out, unsigned command)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *s = &option_specs[i];
        char left[128], help[256];
        if (!(s->commands & command))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", s->name, s->argument ? " " : "",
                 s->argument ? s->argument : "");
        if (strlen(left) > OPTION_COLUMN - 3)
            fprintf(out, "  %s\n%*s", left, OPTION_COLUMN, "");
        else
            fprintf(out, "  %-*s ", OPTION_COLUMN - 3, left);
        snprintf(help, sizeof help, s->fallback ? "%s (default: %s)" : "%s", s->help, s->fallback);
        text_wrap(out, OPTION_COLUMN, help);
    }
}

void help_command(FILE *out, const struct command_spec *c)
{
    fprintf(out, "usage: synccost %s [OPTION]...%s%s\n%s\n\n", c->name, *c->operands ? " " : "",
            c->operands, c->help);
    const char *text = c->text;
    char paragraph[TEXT_PARAGRAPH];
    while (text_paragraph(&text, paragraph)) {
        text_wrap(out, 0, paragraph);
        fputc('\n', out);
    }
    print_options(out, c->bit);
}

int cmd_help(const struct options *o)
{
    if (o->n_operands == 0) {
        help_all(stdout);
        return 0;
    }
    const struct command_spec *c = command_find(o->operands[0]);
    if (!c)
        return command_unknown(o->operands[0]);
    help_command(stdout, c);
    return 0;
}
