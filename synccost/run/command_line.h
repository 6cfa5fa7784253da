// SPDX-License-Identifier: MIT
// The command line of a family program (docs/PROTOCOL.md).
#pragma once

#include <stdbool.h>

#include "common/protocol.h"

/* The program, every option with a value, and the NULL at the end. */
enum { COMMAND_LINE_ARGUMENTS = 2 * PROTOCOL_OPTIONS + 2, COMMAND_LINE_NUMBER = 32 };

/* argv points into the line: it cannot be copied. */
struct command_line {
    const char *argv[COMMAND_LINE_ARGUMENTS];
    char number[COMMAND_LINE_ARGUMENTS][COMMAND_LINE_NUMBER];
    int n;
};

void command_line_begin(struct command_line *line, const char *program);

/* Adds a flag of protocol_flag_table, once each; value: NULL where the option has none. */
void command_line_put(struct command_line *line, const char *flag, const char *value);
void command_line_put_number(struct command_line *line, const char *flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds the options on which the program's list of rows depends: a row is there only where they are
 * what they were for the list. threads: as given, or NULL. */
void command_line_put_choice(struct command_line *line, const char *threads,
                             bool spin_oversubscribed);

/* Adds where the memory lies and in which pages, each as given or NULL. */
void command_line_put_memory(struct command_line *line, const char *memory, const char *pages);
