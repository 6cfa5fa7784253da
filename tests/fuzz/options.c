// SPDX-License-Identifier: MIT
// Command lines, a word on each line, as those of every command.
static const char *const words[] = {
#define OPTION(id, name, kind, argument, commands, fallback, help) "--" name,
#include "synccost/cli/options.def"
#undef OPTION
    "quick",   "full", "90s",        "1,2,4",  "node:1", "2m",
    "^mutex/", "--",   "--profile=", "gbench", "\xe9"};

#define FUZZ_NAME  "options"
#define FUZZ_SHARE 300000
#define FUZZ_WORDS words
#include "synccost/cli/options.h"
#include "tests/fuzz/fuzz.h"

enum { MOST_WORDS = 64 };

static void fuzz_one(char *text, size_t size)
{
    char *argv[MOST_WORDS + 2] = {(char *)"synccost"}, *word, err[SC_ERR];
    int argc = 1;
    (void)size;
    while (argc <= MOST_WORDS && (word = strsep(&text, "\n")))
        argv[argc++] = word;
    for (int c = 0; c < COMMAND_COUNT; c++) {
        char *copy[MOST_WORDS + 2];
        struct options o;
        struct profile p;
        memcpy(copy, argv, sizeof argv);
        if (options_parse(&o, command_specs[c].bit, argc, copy, err) != 0) {
            if (strlen(err) >= SC_ERR || !*err)
                fuzz_fault("an error without words");
            continue;
        }
        for (int i = 0; i < OPTION_COUNT; i++) {
            json_t *kept = o.value[i] ? json_string(o.value[i]) : json_null();
            if (!kept)
                fuzz_fault("a value that no file can keep");
            json_decref(kept);
        }
        if (o.value[OPTION_profile])
            options_profile(&o, &p);
        option_number(&o, OPTION_seed, 0);
        option_double(&o, OPTION_timeout, 0);
        option_duration(&o, OPTION_time_limit);
    }
}
