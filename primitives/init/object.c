// SPDX-License-Identifier: MIT
// The shared object of primitives/init/loaded.c, which the Makefile turns into these bytes.
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "primitives/init/object.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U /* Linux 6.3: the file may be executed, whatever the default is */
#endif

static const unsigned char bytes[] = {
#include "primitives/init/loaded.inc"
};

static int write_all(int fd)
{
    for (size_t done = 0; done < sizeof bytes;) {
        ssize_t n = write(fd, bytes + done, sizeof bytes - done);
        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int init_object_open(char path[INIT_OBJECT_PATH])
{
    int fd = memfd_create("synccost-init", MFD_CLOEXEC | MFD_EXEC);
    if (fd < 0 && errno == EINVAL) /* an older kernel */
        fd = memfd_create("synccost-init", MFD_CLOEXEC);
    if (fd < 0)
        return -errno;
    int error = write_all(fd);
    if (error != 0) {
        close(fd);
        return error;
    }
    snprintf(path, INIT_OBJECT_PATH, "/proc/self/fd/%d", fd);
    return fd;
}
