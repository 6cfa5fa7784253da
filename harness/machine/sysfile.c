// SPDX-License-Identifier: MIT
// Reads the small text files of /proc and /sys, any of which may be missing.
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/sysfile.h"

enum { FIRST_READ = 4096, LONGEST_READ = 16 << 20 };

static char other_root[PATH_MAX / 2];

void sysfile_root(const char *root)
{
    snprintf(other_root, sizeof other_root, "%s", root ? root : "");
}

bool sysfile_real(void)
{
    return !other_root[0];
}

static FILE *open_file(const char *path)
{
    char full[PATH_MAX];
    int n = snprintf(full, sizeof full, "%s%s", other_root, path);
    if (n < 0 || (size_t)n >= sizeof full)
        return NULL;
    return fopen(full, "re");
}

char *sysfile_text(const char *path)
{
    FILE *f = open_file(path);
    if (!f)
        return NULL;
    size_t room = FIRST_READ, used = 0;
    char *text = malloc(room);
    while (text) {
        used += fread(text + used, 1, room - 1 - used, f);
        if (used < room - 1 || room >= LONGEST_READ)
            break;
        char *more = realloc(text, room *= 2);
        if (!more)
            free(text);
        text = more;
    }
    bool failed = ferror(f);
    fclose(f);
    if (failed) {
        free(text);
        return NULL;
    }
    if (text)
        text[used] = '\0';
    return text;
}

/* Copies from up to the end of its line, without blanks at either end. */
static void copy_clean(char *buf, size_t size, const char *from)
{
    size_t n = strcspn(from, "\n");
    while (n && isspace((unsigned char)*from))
        from++, n--;
    while (n && isspace((unsigned char)from[n - 1]))
        n--;
    if (n >= size)
        n = size - 1;
    for (size_t i = 0; i < n; i++)
        buf[i] = iscntrl((unsigned char)from[i]) ? ' ' : from[i];
    buf[n] = '\0';
}

static bool read_line(char *buf, size_t size, const char *format, va_list ap)
{
    char path[PATH_MAX], line[4096];
    buf[0] = '\0';
    int n = vsnprintf(path, sizeof path, format, ap);
    if (n < 0 || (size_t)n >= sizeof path)
        return false;
    FILE *f = open_file(path);
    if (!f)
        return false;
    size_t got = fread(line, 1, sizeof line - 1, f);
    bool failed = ferror(f);
    fclose(f);
    if (failed)
        return false;
    line[got] = '\0';
    copy_clean(buf, size, line);
    return true;
}

bool sysfile_line(char *buf, size_t size, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    bool ok = read_line(buf, size, format, ap);
    va_end(ap);
    return ok;
}

bool sysfile_number(long long *value, const char *format, ...)
{
    char line[64], *end;
    va_list ap;
    va_start(ap, format);
    bool ok = read_line(line, sizeof line, format, ap);
    va_end(ap);
    if (!ok)
        return false;
    errno = 0;
    long long n = strtoll(line, &end, 10);
    if (end == line || *end || errno)
        return false;
    *value = n;
    return true;
}

bool sysfile_field(const char *text, const char *key, char *buf, size_t size)
{
    size_t n = strlen(key);
    buf[0] = '\0';
    while (text && *text) {
        if (strncmp(text, key, n) == 0) {
            const char *rest = text + n + strspn(text + n, " \t");
            if (*rest == ':' || rest > text + n) {
                copy_clean(buf, size, rest + (*rest == ':'));
                return true;
            }
        }
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return false;
}

bool sysfile_has_word(const char *list, const char *word)
{
    size_t n = strlen(word);
    while (*list) {
        size_t here = strcspn(list, " \t,\n");
        if (here == n && strncmp(list, word, n) == 0)
            return true;
        list += here;
        list += strspn(list, " \t,\n");
    }
    return false;
}

bool sysfile_count_list(const char *list, unsigned *count)
{
    const long most = 1 << 20;
    long total = 0;
    while (*list) {
        char *end;
        if (!isdigit((unsigned char)*list))
            return false;
        long low = strtol(list, &end, 10), high = low;
        if (*end == '-') {
            if (!isdigit((unsigned char)end[1]))
                return false;
            high = strtol(end + 1, &end, 10);
        }
        if (high < low || high >= most || (total += high - low + 1) > most)
            return false;
        if (*end && *end != ',')
            return false;
        list = *end ? end + 1 : end;
    }
    *count = (unsigned)total;
    return true;
}
