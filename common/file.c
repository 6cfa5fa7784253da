// SPDX-License-Identifier: MIT
// Files written whole or not at all, and read whole or refused.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"

static const char *advice(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "free some space or choose another folder";
    case EFBIG:
        return "raise the limit on file sizes (ulimit -f)";
    case EACCES:
    case EPERM:
    case EROFS:
        return "choose a folder you may write to";
    case ENOENT:
    case ENOTDIR:
        return "make the folder first";
    default:
        return "choose another place";
    }
}

static int cannot_write(char err[SC_ERR], int error)
{
    snprintf(err, SC_ERR, "cannot write: %s: %s", strerror(error), advice(error));
    return -1;
}

/* The folder of path, with its slash; empty for the current one. */
static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (int)(slash - path) + 1 : 0;
}

void file_sync_folder(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%.*s", folder_length(path), path);
    int fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* The mode that open() would have given. mkstemp's own is for the owner alone. */
static mode_t default_mode(void)
{
    mode_t mask = umask(022);
    umask(mask);
    return 0666 & ~mask;
}

/* Where a stream's bytes go. Of a write in its middle that failed stdio keeps no reason. */
struct sink {
    int fd, error; /* the first */
};

static ssize_t put(void *cookie, const char *bytes, size_t size)
{
    struct sink *s = cookie;
    for (size_t done = 0; done < size;) {
        const ssize_t n = write(s->fd, bytes + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            s->error = s->error ? s->error : n < 0 ? errno : EIO;
            return 0;
        }
        done += (size_t)n;
    }
    return (ssize_t)size;
}

/* 0 or the error number. Closes fd. */
static int write_all(int fd, void (*print)(FILE *, const void *), const void *argument)
{
    struct sink sink = {.fd = fd};
    FILE *f = fopencookie(&sink, "w", (cookie_io_functions_t){.write = put});
    int error = f ? 0 : errno;
    if (f) {
        print(f, argument);
        if (fflush(f) != 0 || ferror(f))
            error = sink.error ? sink.error : EIO;
        else if (fchmod(fd, default_mode()) != 0 || fsync(fd) != 0)
            error = errno == EINVAL ? 0 : errno; /* a file system without fsync */
        fclose(f);
    }
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

/* As mkstemp's template; the letters that it changes are the last. */
#define LETTERS "XXXXXX"
enum { LETTERS_LENGTH = sizeof LETTERS - 1 };

static bool name_temporary(const char *path, char temporary[PATH_MAX])
{
    int length = folder_length(path);
    int n = snprintf(temporary, PATH_MAX, "%.*s.%s." LETTERS, length, path, path + length);
    return n >= 0 && n < PATH_MAX;
}

void file_remove_halves(const char *path)
{
    char temporary[PATH_MAX], folder[PATH_MAX];
    const int length = folder_length(path);
    if (!name_temporary(path, temporary))
        return;
    const char *name = temporary + length;
    const size_t whole = strlen(name);
    snprintf(folder, sizeof folder, "%.*s", length, path);
    DIR *d = opendir(*folder ? folder : ".");
    for (struct dirent *e; d && (e = readdir(d));)
        if (strlen(e->d_name) == whole && strncmp(e->d_name, name, whole - LETTERS_LENGTH) == 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

int file_replace(const char *path, void (*write)(FILE *f, const void *argument),
                 const void *argument, char err[SC_ERR])
{
    char temporary[PATH_MAX];
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return cannot_write(err, EISDIR);
    if (!name_temporary(path, temporary))
        return cannot_write(err, ENAMETOOLONG);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return cannot_write(err, errno);
    int error = write_all(fd, write, argument);
    if (!error && rename(temporary, path) != 0)
        error = errno;
    if (error) {
        unlink(temporary);
        return cannot_write(err, error);
    }
    file_sync_folder(path);
    return 0;
}

static int cannot_read(char err[SC_ERR], int error, const char *inside)
{
    if (inside)
        snprintf(err, SC_ERR, "cannot read: %s: give a %s or the folder that holds one",
                 strerror(error), inside);
    else
        snprintf(err, SC_ERR, "cannot read: %s: give the name of a file", strerror(error));
    return -1;
}

static int open_inside(const char *path, const char *inside)
{
    char whole[PATH_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode))
        return fd;
    close(fd);
    if (!inside) {
        errno = EISDIR;
        return -1;
    }
    int n = snprintf(whole, sizeof whole, "%s/%s", path, inside);
    if (n < 0 || (size_t)n >= sizeof whole) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(whole, O_RDONLY | O_CLOEXEC);
}

int file_read(const char *path, const char *inside, size_t most, char **text, size_t *size,
              char err[SC_ERR])
{
    int fd = open_inside(path, inside);
    if (fd < 0)
        return cannot_read(err, errno, inside);
    size_t room = 1 << 16, used = 0;
    char *buffer = malloc(room);
    ssize_t got = 1;
    while (buffer && used <= most && got != 0) {
        if (used + 1 == room) {
            char *larger = realloc(buffer, room *= 2);
            if (!larger)
                free(buffer);
            buffer = larger;
            continue;
        }
        got = read(fd, buffer + used, room - 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        used += (size_t)got;
    }
    int error = !buffer ? ENOMEM : got < 0 ? errno : 0;
    close(fd);
    if (!error && used <= most) {
        buffer[used] = '\0';
        *text = buffer;
        *size = used;
        return 0;
    }
    free(buffer);
    if (error)
        return cannot_read(err, error, inside);
    snprintf(err, SC_ERR, "larger than %zu MiB: give %s", most >> 20,
             inside ? "a file that synccost wrote" : "a smaller one");
    return -1;
}
