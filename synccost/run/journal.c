// SPDX-License-Identifier: MIT
// JSON lines with checksums: append, read back.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/checksum.h"
#include "common/file.h"
#include "common/json.h"
#include "synccost/run/journal.h"
#include "synccost/run/lock.h"

/* The last member of every line: the checksum of all before it. */
#define SUM_KEY ",\"crc\":\""
enum { SUM_LENGTH = sizeof SUM_KEY - 1 + 8 + 2 };

static char *journal_path(const char *dir)
{
    char *path = NULL;
    if (asprintf(&path, "%s/" JOURNAL_NAME, dir) < 0)
        abort();
    return path;
}

static int write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return -1;
        }
        text += n;
        size -= (size_t)n;
    }
    return 0;
}

/* A line without its last brace, with its checksum and a newline; the caller's to free. NULL where
 * it is no JSON. */
static char *format_line(const json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(REPORT_DIGITS)), *whole;
    if (!text)
        return NULL;
    const size_t length = strlen(text) - 1;
    if (asprintf(&whole, "%.*s" SUM_KEY "%08" PRIx32 "\"}\n", (int)length, text,
                 checksum(text, length)) < 0)
        abort();
    free(text);
    return whole;
}

/* The header twice. A block of a disk that cannot be read takes no more than one of them with it,
 * and no newline before the other. */
static char *format_header(const json_t *header)
{
    char *line = format_line(header), *both;
    if (!line)
        return NULL;
    if (asprintf(&both, "%s%*s\n%s", line, JOURNAL_BLOCK - 1, "", line) < 0)
        abort();
    free(line);
    return both;
}

/* Whether the next line may begin there. */
static bool line_may_begin(int journal, off_t end)
{
    char last;
    return end <= 0 || pread(journal, &last, 1, end - 1) != 1 || last == '\n';
}

/* 0, or the error number; lines are freed, and NULL is an error. Half a line that stays on a full
 * disk is cut off; where that fails too, the next line begins behind it, and the next reader sees
 * that it is half. */
static int put_lines(int journal, char *lines)
{
    off_t before = lseek(journal, 0, SEEK_END);
    int reason = lines ? 0 : EILSEQ;
    if (lines && ((!line_may_begin(journal, before) && write_all(journal, "\n", 1) != 0) ||
                  write_all(journal, lines, strlen(lines)) != 0))
        reason = errno;
    free(lines);
    if (reason && before >= 0 && ftruncate(journal, before) != 0)
        reason = errno;
    return reason;
}

static int cannot_write(char err[SC_ERR], int reason)
{
    snprintf(err, SC_ERR,
             "cannot write the journal (%s): free some space, then synccost run --resume",
             strerror(reason));
    return -1;
}

/* Two processes that append to one journal would both measure, and one would remove what the other
 * still needs. */
static bool hold(int journal, char err[SC_ERR])
{
    struct stat st;
    if (!lock_take(journal, err))
        return false;
    if (fstat(journal, &st) == 0 && st.st_nlink != 0)
        return true;
    snprintf(err, SC_ERR, "no unfinished run there: another process has just finished it");
    return false;
}

/* Whether another process measures into a journal that is there already. One that is empty and new
 * is that of a process which is about to lock it, so it is not touched. */
static bool is_held(const char *path, char err[SC_ERR])
{
    const time_t about_to = 2;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool held =
        fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 0 && time(NULL) - st.st_mtime < about_to;
    if (held)
        lock_say_taken(err);
    else
        held = fd >= 0 && !lock_take(fd, err);
    if (fd >= 0)
        close(fd);
    return held;
}

static json_t *make_header(json_t *context, const struct journal_options *o)
{
    json_t *header =
        json_pack("{s:i, s:O}", "synccost_journal", JOURNAL_VERSION, "context", context);
    if (o->benches)
        put_new(header, "benches", json_string(o->benches));
    if (o->timeout > 0)
        put_new(header, "timeout_s", json_real(o->timeout));
    if (o->no_plot)
        put_new(header, "no_plot", json_true());
    return header;
}

struct journal_options journal_options(const json_t *header)
{
    return (struct journal_options){
        .benches = json_string_value(json_object_get(header, "benches")),
        .timeout = json_number_value(json_object_get(header, "timeout_s")),
        .no_plot = json_is_true(json_object_get(header, "no_plot")),
    };
}

int journal_create(const char *dir, json_t *context, const struct journal_options *options,
                   char err[SC_ERR])
{
    char *path = journal_path(dir);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666), reason = errno;
    json_t *header = make_header(context, options);
    bool held = fd >= 0 && hold(fd, err);
    if (held)
        reason = put_lines(fd, format_header(header));
    if (fd < 0 && reason == EEXIST && !is_held(path, err))
        snprintf(err, SC_ERR,
                 "the folder holds an unfinished run: finish it with --resume, or choose another "
                 "with --out");
    else if ((fd < 0 && reason != EEXIST) || (held && reason))
        snprintf(err, SC_ERR, "cannot write there (%s): choose another folder with --out",
                 strerror(reason));
    if (fd >= 0 && (!held || reason)) {
        unlink(path);
        close(fd);
        fd = -1;
    }
    if (fd >= 0) {
        journal_sync(fd);
        file_sync_folder(path);
    }
    json_decref(header);
    free(path);
    return fd;
}

static bool is_header(const json_t *line)
{
    return json_object_get(line, "synccost_journal") || json_object_get(line, "context");
}

static json_int_t version_of(const json_t *header)
{
    return json_integer_value(json_object_get(header, "synccost_journal"));
}

/* The length of the line at text: up to the end of its checksum, since a newline may be what is
 * damaged; else all of it. */
static size_t line_length(const char *text, size_t size, bool *summed)
{
    const char *sum = memmem(text, size, SUM_KEY, sizeof SUM_KEY - 1);
    *summed = sum && (size_t)(sum - text) + SUM_LENGTH <= size;
    return *summed ? (size_t)(sum - text) + SUM_LENGTH : size;
}

/* Takes a line of that length if it is what was written. */
static bool take_line(const char *text, size_t length, bool summed, struct journal_contents *c)
{
    char sum[SUM_LENGTH + 1];
    if (summed) {
        const char *end = text + length - SUM_LENGTH;
        snprintf(sum, sizeof sum, SUM_KEY "%08" PRIx32 "\"}", checksum(text, (size_t)(end - text)));
        if (memcmp(sum, end, SUM_LENGTH) != 0)
            return false;
    }
    json_t *line = json_loadb(text, length, 0, NULL);
    const bool header = is_header(line);
    const json_int_t version = version_of(header ? line : c->header);
    const bool good =
        json_is_object(line) && (c->header || header) && (summed || version < JOURNAL_VERSION);
    if (good && !header)
        json_array_append(c->launches, line);
    else if (good && !c->header)
        c->header = json_incref(line);
    json_decref(line);
    return good;
}

/* What parts the headers. */
static bool is_blank(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] == ' ')
        size--;
    return size == 0;
}

/* Takes what stands between two newlines: one line, or two with a damaged byte between them. False
 * where nothing of it is whole. */
static bool take_lines(const char *text, size_t size, struct journal_contents *c)
{
    bool any = false, summed;
    while (!is_blank(text, size)) {
        size_t length = line_length(text, size, &summed);
        if (take_line(text, length, summed, c))
            any = true;
        else
            c->damaged++;
        length += length < size;
        text += length;
        size -= length;
    }
    return any;
}

/* Reads to the end of f. *end is where the next line may be written, *newline whether one is to go
 * before it: only that of the last line may be missing. False where f cannot be read. */
static bool read_lines(FILE *f, struct journal_contents *c, off_t *end, bool *newline)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    *end = 0;
    *newline = false;
    while (errno = 0, (length = getline(&line, &room, f)) > 0) {
        const bool whole = line[length - 1] == '\n';
        const bool any = take_lines(line, (size_t)(length - whole), c);
        *newline = !whole && any;
        if (whole || any)
            *end += length;
    }
    free(line);
    return feof(f) && !ferror(f);
}

static bool read_back(int journal, struct journal_contents *c, char err[SC_ERR])
{
    off_t end;
    bool newline = false, good = false;
    int copy = dup(journal);
    FILE *f = copy >= 0 ? fdopen(copy, "re") : NULL;
    if (!f || !read_lines(f, c, &end, &newline))
        snprintf(err, SC_ERR, "the journal cannot be read (%s): try again", strerror(errno));
    else if (!c->header)
        snprintf(err, SC_ERR,
                 "the journal says nothing of its run: start a new one in another folder");
    else if (ftruncate(journal, end) != 0 || (newline && write_all(journal, "\n", 1) != 0))
        cannot_write(err, errno);
    else
        good = true;
    if (f)
        fclose(f);
    else if (copy >= 0)
        close(copy);
    return good;
}

int journal_open(const char *dir, struct journal_contents *contents, char err[SC_ERR])
{
    char *path = journal_path(dir);
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    *contents = (struct journal_contents){.launches = json_array()};
    if (fd < 0)
        snprintf(err, SC_ERR, "no unfinished run there (%s: %s): start a new one without --resume",
                 JOURNAL_NAME, strerror(errno));
    else if (!hold(fd, err) || !read_back(fd, contents, err)) {
        close(fd);
        fd = -1;
    }
    free(path);
    return fd;
}

void journal_contents_free(struct journal_contents *contents)
{
    json_decref(contents->header);
    json_decref(contents->launches);
    *contents = (struct journal_contents){0};
}

int journal_append(int journal, const char *row, unsigned launch,
                   const struct launch_result *result, char err[SC_ERR])
{
    json_t *line = journal_line(row, launch, result);
    int reason = put_lines(journal, format_line(line));
    json_decref(line);
    return reason ? cannot_write(err, reason) : 0;
}

void journal_sync(int journal)
{
    fdatasync(journal);
}

void journal_remove(const char *dir)
{
    char *path = journal_path(dir);
    unlink(path);
    free(path);
}
