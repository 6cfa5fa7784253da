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

/* How long a wait may last. */
struct wait {
    const struct chart_end *end;
    double patience; /* until then */
};

/* 0, or why it is over. */
static int is_over(const struct wait *w)
{
    const double now = now_seconds();
    if (w->end->stop && *w->end->stop)
        return ECANCELED;
    if (now >= w->end->deadline)
        return ETIME;
    return now >= w->patience ? ETIMEDOUT : 0;
}

/* Reads fd to its end; keeps what fits into text. 0, or why the wait was over before. */
static int drain(int fd, char *text, size_t size, const struct wait *w)
{
    const int look_ms = 50;
    size_t used = 0;
    char rest[512] = ""; /* takes what no longer fits */
    int reason;
    while ((reason = is_over(w)) == 0) {
        struct pollfd polled = {fd, POLLIN, 0};
        if (poll(&polled, 1, look_ms) <= 0)
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
    return reason;
}

/* It may have closed its output and gone on. 0, or why the wait was over before. */
static int await(pid_t child, const struct wait *w)
{
    siginfo_t info = {0};
    int reason = 0;
    while (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
           info.si_pid == 0) {
        if ((reason = is_over(w)) != 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return reason;
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

/* Waits for the child's end: errno of what kept it from starting, why the wait was over, or 0. */
static int watch(pid_t child, int out, int fail, const struct wait *w, int *status, char *errors,
                 size_t size)
{
    int reason = 0, over;
    while (read(fail, &reason, sizeof reason) < 0 && errno == EINTR)
        ;
    if ((over = drain(out, errors, size, w)) != 0 || (over = await(child, w)) != 0) {
        kill(-child, SIGKILL);
        reason = over;
    }
    while (waitpid(child, status, 0) < 0 && errno == EINTR)
        ;
    return reason;
}

int gnuplot_run(const char *dir, char *const argv[], const struct chart_end *end, int *status,
                char *errors, size_t size)
{
    const struct wait wait = {end, now_seconds() + gnuplot_patience};
    int out[2], fail[2], reason = is_over(&wait);
    if (reason != 0)
        return reason;
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
        reason = watch(child, out[0], fail[0], &wait, status, errors, size);
    }
    close(out[0]);
    close(fail[0]);
    return reason;
}
