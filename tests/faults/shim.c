// SPDX-License-Identifier: MIT
// Preloaded into synccost, and only there: lets calls fail as on a full or broken disk, or where
// there are too few processes, descriptors or bytes.
//
// SHIM_CALL names the call, SHIM_AT the first one that fails (from 0), SHIM_FOR how many do, and
// SHIM_ERRNO the error; without an error, writes are short. An error of -1 is SIGKILL at this very
// place. "memory" is any of malloc, calloc and realloc, but not while hwloc reads the machine: it
// crashes then, before anything is measured. SHIM_CALLS is a file that gets the number of calls.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static const char *call = "";
static long first, last, done;
static int error;
static bool armed;

static long number(const char *name, long fallback)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : fallback;
}

__attribute__((constructor)) static void arm(void)
{
    const char *name = getenv("SHIM_CALL");
    unsetenv("LD_PRELOAD"); /* not for the programs that it starts */
    if (!name || strcmp(program_invocation_short_name, "synccost") != 0)
        return;
    call = name;
    first = number("SHIM_AT", 0);
    last = first + number("SHIM_FOR", 1);
    error = (int)number("SHIM_ERRNO", 0);
    armed = true;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("SHIM_CALLS");
    const long calls = done;
    int fd = armed && path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (fd >= 0) {
        dprintf(fd, "%ld", calls);
        close(fd);
    }
}

/* Whether it is this call's turn. */
static bool fails(const char *name)
{
    if (!armed || strcmp(name, call) != 0)
        return false;
    long n = done++;
    return n >= first && n < last;
}

static int strike(void)
{
    if (error < 0)
        kill(getpid(), SIGKILL);
    errno = error;
    return -1;
}

/* The function that this one stands before. */
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static ssize_t write_really(int fd, const void *bytes, size_t size)
{
    return REAL(write)(fd, bytes, size);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (fd <= STDERR_FILENO || !fails("write"))
        return write_really(fd, bytes, size);
    if (!error)
        return write_really(fd, bytes, size > 1 ? size / 2 : size);
    if (size > 1)
        (void)!write_really(fd, bytes, size / 2); /* a disk is full in the middle of a line */
    return strike();
}

/* A stream's own calls of write cannot be caught, but those of a cookie can. Its buffer is small,
 * so that a short file takes many. */
enum { SMALL = 512 };
struct cookie {
    int fd;
};

static ssize_t cookie_write(void *cookie, const char *bytes, size_t size)
{
    size_t written = 0;
    while (written < size) {
        ssize_t n = write(((struct cookie *)cookie)->fd, bytes + written, size - written);
        if (n < 0)
            return 0;
        written += (size_t)n;
    }
    return (ssize_t)size;
}

static int cookie_close(void *cookie)
{
    int status = close(((struct cookie *)cookie)->fd);
    free(cookie);
    return status;
}

static FILE *stream(int fd)
{
    struct cookie *cookie = malloc(sizeof *cookie);
    if (!cookie)
        return NULL;
    cookie->fd = fd;
    return fopencookie(cookie, "w",
                       (cookie_io_functions_t){.write = cookie_write, .close = cookie_close});
}

/* The command's own, too. A buffer stays allocated: a stream of one does not say when it ends. */
FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions)
{
    FILE *f = REAL(fopencookie)(cookie, mode, functions);
    char *buffer = f && armed ? malloc(SMALL) : NULL;
    if (buffer)
        setvbuf(f, buffer, _IOFBF, SMALL);
    return f;
}

FILE *fopen(const char *path, const char *mode)
{
    if (!armed || mode[0] != 'w')
        return REAL(fopen)(path, mode);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return fd < 0 ? NULL : stream(fd);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return (flags & O_ACCMODE) != O_RDONLY && fails("open") ? strike()
                                                            : REAL(open)(path, flags, mode);
}

int fsync(int fd)
{
    return fails("fsync") ? strike() : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails("fdatasync") ? strike() : REAL(fdatasync)(fd);
}

int ftruncate(int fd, off_t size)
{
    return fails("ftruncate") ? strike() : REAL(ftruncate)(fd, size);
}

int rename(const char *from, const char *to)
{
    return fails("rename") ? strike() : REAL(rename)(from, to);
}

int unlink(const char *path)
{
    return fails("unlink") ? strike() : REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return fails("mkdir") ? strike() : REAL(mkdir)(path, mode);
}

pid_t fork(void)
{
    return fails("fork") ? strike() : REAL(fork)();
}

int pipe2(int fds[2], int flags)
{
    return fails("pipe2") ? strike() : REAL(pipe2)(fds, flags);
}

/* dlsym itself allocates: these have other names in the C library. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static bool is_out_of_memory(void)
{
    return fails("memory") && strike();
}

void *malloc(size_t size)
{
    return is_out_of_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return is_out_of_memory() ? NULL : __libc_realloc(old, size);
}

/* hwloc's topology is a pointer. */
int hwloc_topology_init(void **topology);
int hwloc_topology_load(void *topology);

int hwloc_topology_init(void **topology)
{
    const bool before = armed;
    armed = false;
    int status = REAL(hwloc_topology_init)(topology);
    armed = before;
    return status;
}

int hwloc_topology_load(void *topology)
{
    const bool before = armed;
    armed = false;
    int status = REAL(hwloc_topology_load)(topology);
    armed = before;
    return status;
}
