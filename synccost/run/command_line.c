// SPDX-License-Identifier: MIT
// Puts options of the protocol together.
#include <stdarg.h>
#include <stdio.h>

#include "synccost/run/command_line.h"

void command_line_begin(struct command_line *line, const char *program)
{
    *line = (struct command_line){.argv = {program}, .n = 1};
}

void command_line_put(struct command_line *line, const char *flag, const char *value)
{
    line->argv[line->n++] = flag;
    if (value)
        line->argv[line->n++] = value;
}

void command_line_put_number(struct command_line *line, const char *flag, const char *format, ...)
{
    char *number = line->number[line->n];
    va_list args;
    va_start(args, format);
    vsnprintf(number, COMMAND_LINE_NUMBER, format, args);
    va_end(args);
    command_line_put(line, flag, number);
}

void command_line_put_choice(struct command_line *line, const char *threads,
                             bool spin_oversubscribed)
{
    if (threads)
        command_line_put(line, PROTOCOL_FLAG(threads), threads);
    if (spin_oversubscribed)
        command_line_put(line, PROTOCOL_FLAG(spin_oversubscribed), NULL);
}

void command_line_put_memory(struct command_line *line, const char *memory, const char *pages)
{
    if (memory)
        command_line_put(line, PROTOCOL_FLAG(memory), memory);
    if (pages)
        command_line_put(line, PROTOCOL_FLAG(pages), pages);
}
