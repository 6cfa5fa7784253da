// SPDX-License-Identifier: MIT
// Reads the small text files of /proc and /sys, any of which may be missing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Puts every later read below root ("/tmp/fixture" makes /proc/stat /tmp/fixture/proc/stat); NULL
 * goes back to the machine itself. For tests. Not safe against reads in other threads.
 */
void sysfile_root(const char *root);
bool sysfile_real(void); /* true where no other root is set */

/* The whole file as a string, at most 16 MiB of it, or NULL where it cannot be read. The caller
 * frees it. */
char *sysfile_text(const char *path);

/*
 * The file's first line, without blanks at its ends and with control characters turned to blanks,
 * cut to fit. The path is a printf format. False, with buf empty, where the file cannot be read;
 * true with an empty buf where it is empty.
 */
bool sysfile_line(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The file's first line as a decimal number. False where there is no such file or no number. */
bool sysfile_number(long long *value, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The value after the first line of text that begins with key and a blank, tab or colon; cleaned as
 * sysfile_line does. */
bool sysfile_field(const char *text, const char *key, char *buf, size_t size);

/* Whether a list separated by blanks or commas holds exactly this word. */
bool sysfile_has_word(const char *list, const char *word);

/* How many CPUs a kernel list such as "0-3,8" names; false where it is no such list. An empty list
 * names none. */
bool sysfile_count_list(const char *list, unsigned *count);
