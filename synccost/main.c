// SPDX-License-Identifier: MIT
// synccost: what a synchronization primitive costs here, and how near this is to the hardware's
// floor.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "synccost/commands/command.h"
#include "synccost/commands/help.h"
#include "synccost/machine/context.h"
#include "synccost/manual/complete.h"
#include "version.h"

static int (*const functions[COMMAND_COUNT])(const struct options *o) = {
#define COMMAND(ID, name, operands, least, most, help, text) cmd_##name,
#include "synccost/cli/commands.def"
#undef COMMAND
};

static int run_command(const struct command_spec *c, int argc, char **argv)
{
    struct options o;
    char err[SC_ERR];
    if (options_parse(&o, c->bit, argc, argv, err) != 0)
        return complain("%s", err);
    if (o.value[OPTION_help]) {
        help_command(stdout, c);
        return 0;
    }
    if (o.n_operands < c->least)
        return complain("%s: a name is missing: synccost %s %s", c->name, c->name, c->operands);
    if (c->most >= 0 && o.n_operands > c->most)
        return complain("%.80s: one argument too many: synccost %s %s", o.operands[c->most],
                        c->name, c->operands);
    return functions[c - command_specs](&o);
}

static int print_version(bool json)
{
    if (!json) {
        printf("synccost %s (%s, %s, Google Benchmark %s)\n", SYNCCOST_VERSION, SYNCCOST_REVISION,
               SYNCCOST_COMPILER, SYNCCOST_GBENCH_VERSION);
        return 0;
    }
    json_t *build = context_build();
    json_dumpf(build, stdout, 0);
    json_decref(build);
    putchar('\n');
    return 0;
}

/* What is opened next gets the number of a stream that was closed, and a journal must not become
 * standard output. To write there stays an error. */
static void fill_standard_streams(void)
{
    int fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDONLY);
    if (fd >= 0)
        close(fd);
}

/* What calls abort here has no memory, and nothing else to say; a library may have more reasons. */
static void on_abort(int number)
{
    static const char words[] =
        "synccost: ended by abort: where there is no memory, end other programs, or let it do "
        "less, such as with --filter\n";
    (void)number;
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
}

/* As malloc, for JSON: half of a report or of a journal's line must not pass for the whole. */
static void *json_room(size_t size)
{
    void *room = malloc(size);
    if (!room)
        abort();
    return room;
}

static int run_words(int argc, char **argv)
{
    if (argc < 2) {
        help_all(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0) {
        help_all(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0)
        return print_version(argc > 2 && strcmp(argv[2], "--json") == 0);
    if (strcmp(argv[1], "--complete") == 0) {
        complete_words(stdout, argc - 2, argv + 2);
        return 0;
    }
    const struct command_spec *c = command_find(argv[1]);
    return c ? run_command(c, argc - 1, argv + 1) : command_unknown(argv[1]);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGABRT, on_abort);
    json_set_alloc_funcs(json_room, free);
    int status = run_words(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    return complain("standard output: cannot be written: free some space, or send it elsewhere");
}
