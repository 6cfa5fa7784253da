// SPDX-License-Identifier: MIT
// What could stand at the cursor of a command line.
#pragma once

#include <stdio.h>

/* What is printed last where the shell itself knows what else could stand there. */
#define COMPLETE_FILES   ":files"
#define COMPLETE_FOLDERS ":folders"

/*
 * words are the n words behind the program's name, up to the cursor; the last one, which may be
 * empty, is to be completed. Prints a candidate a line, with a tab and what it means where that is
 * known. Reports are found below results/, and below what the last word says.
 */
void complete_words(FILE *out, int n, char **words);
