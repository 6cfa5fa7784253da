// SPDX-License-Identifier: MIT
// Reads an archive that came from anywhere: entry by entry, in memory, without tar.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/text.h"
#include "synccost/gallery/pack.h"
#include "synccost/run/child.h"

enum { BLOCK = 512, SHOWN = 60, ENTRY_NAME = 257 };
static const double PATIENCE = 60; /* s for a decompressor */

/* POSIX.1-1988, "ustar". */
struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, link[100];
    char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], rest[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header of tar is a block");

struct archive {
    const char *bytes;
    size_t size, at;
    char *folder; /* "<machine>/<run>/" once a name has said it; "" before */
    size_t folder_size, entries;
    const char *report; /* the report's bytes, NULL until they were seen */
    size_t report_size;
};

__attribute__((format(printf, 2, 3))) static int refuse(char err[SC_ERR], const char *format, ...)
{
    static const char advice[] = ": ask for an archive that synccost submit made";
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err, SC_ERR, format, args);
    va_end(args);
    size_t most = SC_ERR - sizeof advice, end = n < 0 ? 0 : (size_t)n > most ? most : (size_t)n;
    memcpy(err + end, advice, sizeof advice);
    return -1;
}

/* Octal digits to the first blank or NUL; false for anything else, as GNU's binary sizes. */
static bool octal(const char *field, size_t size, uint64_t *value)
{
    size_t i = 0;
    *value = 0;
    for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
        *value = *value << 3 | (uint64_t)(field[i] - '0');
    return i > 0 && (i == size || field[i] == '\0' || field[i] == ' ');
}

static bool sum_is_right(const struct header *h)
{
    const unsigned char *bytes = (const unsigned char *)h;
    uint64_t sum = 0, wanted;
    for (size_t i = 0; i < BLOCK; i++) {
        bool inside = i >= offsetof(struct header, sum) && i < offsetof(struct header, type);
        sum += inside ? ' ' : bytes[i];
    }
    return octal(h->sum, sizeof h->sum, &wanted) && wanted == sum;
}

static bool only(const char *text, size_t n, const char *letters)
{
    return n > 0 && strspn(text, letters) >= n;
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* Bytes of "<machine>/<run>/" at the beginning of name; 0 where it begins otherwise. */
static size_t folder_of(const char *name)
{
    size_t machine = strcspn(name, "/");
    const char *run = name + machine + (name[machine] == '/');
    size_t n = strcspn(run, "/");
    if (!only(name, machine, LOWER DIGITS "-") || !only(run, n, DIGITS "TZ") || n != 16)
        return 0;
    return machine + 1 + n + 1;
}

static bool is_chart(const char *file)
{
    static const char *const endings[] = {".svg", ".png", ".dat", ".csv", ".gp"};
    size_t stem = strspn(file, LOWER DIGITS "-_");
    for (size_t i = 0; stem && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(file + stem, endings[i]) == 0)
            return true;
    return false;
}

/* What may stand in the folder. */
static bool is_known(const char *file)
{
    return strcmp(file, "report.json") == 0 || strcmp(file, "summary.txt") == 0 ||
           (strncmp(file, "charts/", 7) == 0 && is_chart(file + 7));
}

/* A folder above or below the run's own: "<machine>/", "<machine>/<run>/", with charts/. */
static bool is_known_folder(const struct archive *a, const char *name)
{
    size_t machine = strcspn(name, "/"), folder = folder_of(name);
    if (only(name, machine, LOWER DIGITS "-") && strcmp(name + machine, "/") == 0)
        return !*a->folder || strncmp(a->folder, name, machine + 1) == 0;
    return folder && (!name[folder] || strcmp(name + folder, "charts/") == 0) &&
           (!*a->folder || strncmp(a->folder, name, folder) == 0);
}

/* Takes over the folder's name from the first entry that has it. */
static bool same_folder(struct archive *a, const char *name, size_t folder)
{
    if (!*a->folder && folder < a->folder_size)
        snprintf(a->folder, a->folder_size, "%.*s", (int)folder, name);
    return strlen(a->folder) == folder && strncmp(a->folder, name, folder) == 0;
}

static int take_file(struct archive *a, const char *name, const char *shown, uint64_t size,
                     char err[SC_ERR])
{
    size_t folder = folder_of(name);
    if (!folder || !is_known(name + folder) || !same_folder(a, name, folder))
        return refuse(err, "has a file of a wrong name, '%s'", shown);
    if (strcmp(name + folder, "report.json") != 0)
        return 0;
    if (a->report)
        return refuse(err, "has two reports");
    a->report = a->bytes + a->at;
    a->report_size = size;
    return 0;
}

static int take_entry(struct archive *a, const struct header *h, char err[SC_ERR])
{
    char name[ENTRY_NAME], shown[SHOWN];
    uint64_t size = 0;
    if (memcmp(h->magic, "ustar", 6) != 0 || !sum_is_right(h))
        return refuse(err, "is no tar archive of the form ustar, or is damaged");
    snprintf(name, sizeof name, "%.155s%s%.100s", h->prefix, *h->prefix ? "/" : "", h->name);
    text_clean(name, shown, sizeof shown);
    if (!octal(h->size, sizeof h->size, &size) || size > a->size - a->at)
        return refuse(err, "ends in the middle of '%s'", shown);
    if (++a->entries > PACK_FILES)
        return refuse(err, "has more than %d files", PACK_FILES);
    int status = 0;
    if (h->type == '5' && size == 0 && is_known_folder(a, name))
        status = 0;
    else if (h->type == '0' || h->type == '\0')
        status = take_file(a, name, shown, size, err);
    else
        status =
            refuse(err, "has an entry that is neither a file nor a folder of a run, '%s'", shown);
    size_t padded = ((size_t)size + BLOCK - 1) / BLOCK * BLOCK;
    a->at += padded > a->size - a->at ? a->size - a->at : padded;
    return status;
}

static int take_all(struct archive *a, char err[SC_ERR])
{
    static const char nothing[BLOCK];
    while (a->size - a->at >= BLOCK && memcmp(a->bytes + a->at, nothing, BLOCK) != 0) {
        const struct header *h = (const struct header *)(const void *)(a->bytes + a->at);
        a->at += BLOCK;
        if (take_entry(a, h, err) != 0)
            return -1;
    }
    if (!a->entries)
        return refuse(err, "is empty, or is no tar archive");
    return a->report ? 0 : refuse(err, "has no report.json");
}

/* The unpacked bytes in *result. The program follows from the first bytes, not from the name. */
static int decompress(const char *path, struct child_result *result, char err[SC_ERR])
{
    char *bytes;
    size_t size;
    if (file_read(path, NULL, PACK_MOST, &bytes, &size, err) != 0)
        return -1;
    bool xz = size > 6 && memcmp(bytes, "\xfd\x37zXZ", 6) == 0,
         gzip = size > 2 && memcmp(bytes, "\x1f\x8b", 2) == 0;
    free(bytes);
    if (!xz && !gzip)
        return refuse(err, "is neither of xz nor of gzip");
    char *argv[] = {"/usr/bin/env",
                    "sh",
                    "-c",
                    xz ? "exec xz -d -c --memlimit-decompress=256MiB <\"$1\""
                       : "exec gzip -d -c <\"$1\"",
                    "sh",
                    (char *)path,
                    NULL};
    child_run(argv, PATIENCE, PACK_UNPACKED, result);
    if (result->end == CHILD_EXITED && result->status == 0)
        return 0;
    free(result->out);
    result->out = NULL;
    if (result->end == CHILD_INTERRUPTED)
        return child_say_interrupted(err);
    return result->end == CHILD_FLOODED
               ? refuse(err, "unpacks to more than %d MiB", PACK_UNPACKED >> 20)
               : refuse(err, "cannot be unpacked");
}

int pack_read(const char *path, char **text, size_t *size, char *name, size_t name_size,
              char err[SC_ERR])
{
    struct child_result unpacked;
    if (decompress(path, &unpacked, err) != 0)
        return -1;
    name[0] = '\0';
    struct archive a = {.bytes = unpacked.out,
                        .size = unpacked.out_length,
                        .folder = name,
                        .folder_size = name_size};
    int status = take_all(&a, err);
    if (status == 0) {
        *text = malloc(a.report_size + 1);
        if (!*text)
            abort();
        memcpy(*text, a.report, a.report_size);
        (*text)[a.report_size] = '\0';
        *size = a.report_size;
        name[strlen(name) - 1] = '\0'; /* the slash */
    }
    free(unpacked.out);
    return status;
}
