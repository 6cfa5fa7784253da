// SPDX-License-Identifier: MIT
// Starts gnuplot, hears what it complains of, and kills it where it hangs.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report/charts/gnuplot.h"

double gnuplot_patience = 60;

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Reads fd to its end; keeps what fits into text. False where the time is over before. */
static bool drain(int fd, char *text, size_t size, double deadline)
{
    size_t used = 0;
    char rest[512] = ""; /* takes what no longer fits */
    bool in_time = true;
    for (;;) {
        struct pollfd polled = {fd, POLLIN, 0};
        double left = deadline - now_seconds();
        in_time = left > 0;
        if (!in_time)
            break;
        if (poll(&polled, 1, (int)(left * 1000) + 1) <= 0)
            continue;
        bool room = used + 1 < size;
        ssize_t n = read(fd, room ? text + used : rest, room ? size - 1 - used : sizeof rest);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        used += room ? (size_t)n : 0;
    }
    text[used] = '\0';
    return in_time;
}

/* It may have closed its output and gone on. False where the time is over. */
static bool await(pid_t child, double deadline)
{
    siginfo_t info = {0};
    while (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
           info.si_pid == 0) {
        if (now_seconds() >= deadline)
            return false;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return true;
}

/* In the child: only calls that are safe after fork. Tells why it could not start gnuplot through
 * fail. A signal that ends the command ends gnuplot, too. */
static void become_gnuplot(const char *dir, char *const argv[], int errors, int fail, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0 && dup2(null, 0) >= 0 && dup2(null, 1) >= 0 && dup2(errors, 2) >= 0 &&
        chdir(dir) == 0)
        execvp(argv[0], argv);
    int reason = errno;
    ssize_t ignored = write(fail, &reason, sizeof reason);
    (void)ignored;
    _exit(127);
}

/* Waits for the child's end: errno of what kept it from starting, ETIMEDOUT or 0. */
static int watch(pid_t child, int out, int fail, int *status, char *errors, size_t size)
{
    const double deadline = now_seconds() + gnuplot_patience;
    int reason = 0;
    while (read(fail, &reason, sizeof reason) < 0 && errno == EINTR)
        ;
    bool in_time = drain(out, errors, size, deadline) && await(child, deadline);
    if (!in_time) {
        kill(-child, SIGKILL);
        reason = ETIMEDOUT;
    }
    while (waitpid(child, status, 0) < 0 && errno == EINTR)
        ;
    return reason;
}

int gnuplot_run(const char *dir, char *const argv[], int *status, char *errors, size_t size)
{
    int out[2], fail[2], reason = 0;
    if (pipe2(out, O_CLOEXEC) != 0)
        return errno;
    if (pipe2(fail, O_CLOEXEC) != 0) {
        reason = errno;
        close(out[0]);
        close(out[1]);
        return reason;
    }
    const pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        become_gnuplot(dir, argv, out[1], fail[1], parent);
    reason = child < 0 ? errno : 0;
    close(out[1]);
    close(fail[1]);
    if (child > 0) {
        setpgid(child, child);
        reason = watch(child, out[0], fail[0], status, errors, size);
    }
    close(out[0]);
    close(fail[0]);
    return reason;
}
