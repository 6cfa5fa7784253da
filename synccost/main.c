// SPDX-License-Identifier: MIT
// synccost: what a synchronization primitive costs here, and how near this is to the hardware's
// floor.
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "synccost/commands/command.h"
#include "synccost/machine/context.h"
#include "version.h"

struct command {
    const char *name, *operands, *help;
    unsigned bit;
    int least, most; /* operands; most -1: any number */
    int (*run)(const struct options *o);
};

static const struct command commands[] = {
    {"run", "", "measure, and write the report, the summary and the charts", CMD_RUN, 0, 0,
     cmd_run},
    {"list", "", "list the rows that would run here, and the time they take", CMD_LIST, 0, 0,
     cmd_list},
    {"doctor", "", "say what on this machine spoils a measurement, and how to mend it", CMD_DOCTOR,
     0, 0, cmd_doctor},
    {"events", "", "list the performance counters that count here, and why others do not",
     CMD_EVENTS, 0, 0, cmd_events},
    {"topology", "", "show cores, siblings, caches, and the pairs of CPUs to be measured",
     CMD_TOPOLOGY, 0, 0, cmd_topology},
    {"padding", "", "measure how far apart two written objects must lie, and print a #define",
     CMD_PADDING, 0, 0, cmd_padding},
    {"summary", "REPORT", "print the ladder of costs and the warnings of a report", CMD_SUMMARY, 1,
     1, cmd_summary},
    {"edges", "REPORT", "print what each edge of the memory model costs, and whether it held",
     CMD_EDGES, 1, 1, cmd_edges},
    {"plot", "REPORT...", "draw the charts of a report beside it", CMD_PLOT, 1, -1, cmd_plot},
    {"html", "REPORT...", "make pages of reports that open in a browser, in the folder --out",
     CMD_HTML, 1, -1, cmd_html},
    {"compare", "BASE NEW", "compare two reports row by row, with a verdict for each", CMD_COMPARE,
     2, 2, cmd_compare},
    {"ab", "", "measure two builds in turn on this machine, and compare them", CMD_AB, 0, 0,
     cmd_ab},
    {"export", "REPORT", "write a report in the format of another tool", CMD_EXPORT, 1, 1,
     cmd_export},
    {"claims", "REPORT", "say which claims about costs and guarantees hold in a report", CMD_CLAIMS,
     1, 1, cmd_claims},
    {"aa", "", "measure by how much equal runs differ here: noise thresholds for compare", CMD_AA,
     0, 0, cmd_aa},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void help_all(FILE *out)
{
    fputs("usage: synccost COMMAND [OPTION]... [OPERAND]...\n\n", out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-9s %-10s %s\n", commands[i].name, commands[i].operands, commands[i].help);
    fputs("\nsynccost COMMAND --help lists the options of a command.\n"
          "synccost --version [--json] says what was built.\n"
          "Exit status: 0 success; 1 a finding, such as a failed row, a row slower than the\n"
          "bound, or a warning; 2 bad usage or bad input.\n",
          out);
}

static void help_command(const struct command *c)
{
    printf("usage: synccost %s [OPTION]... %s\n%s\n\n", c->name, c->operands, c->help);
    options_help(stdout, c->bit);
}

static const struct command *find_command(const char *name)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS + 1] = {NULL};
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = nearest_word(name, names);
    if (near)
        return complain("%.80s: unknown command: did you mean %s?", name, near);
    return complain("%.80s: unknown command: see synccost --help", name);
}

static int run_command(const struct command *c, int argc, char **argv)
{
    struct options o;
    char err[SC_ERR];
    if (options_parse(&o, c->bit, argc, argv, err) != 0)
        return complain("%s", err);
    if (o.value[OPTION_help]) {
        help_command(c);
        return 0;
    }
    if (o.n_operands < c->least)
        return complain("%s: a name is missing: synccost %s %s", c->name, c->name, c->operands);
    if (c->most >= 0 && o.n_operands > c->most)
        return complain("%.80s: one argument too many: synccost %s %s", o.operands[c->most],
                        c->name, c->operands);
    int status = c->run(&o);
    if (fflush(stdout) != 0 || ferror(stdout))
        return complain(
            "standard output: cannot be written: free some space, or send it elsewhere");
    return status;
}

static int print_version(bool json)
{
    if (!json) {
        printf("synccost %s (%s, %s, Google Benchmark %s)\n", SYNCCOST_VERSION, SYNCCOST_REVISION,
               SYNCCOST_COMPILER, SYNCCOST_GBENCH_VERSION);
        return 0;
    }
    json_t *build = context_build();
    int status = json_dumpf(build, stdout, 0);
    json_decref(build);
    putchar('\n');
    return status == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        help_all(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help_all(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0)
        return print_version(argc > 2 && strcmp(argv[2], "--json") == 0);
    const struct command *c = find_command(argv[1]);
    return c ? run_command(c, argc - 1, argv + 1) : unknown_command(argv[1]);
}
