// SPDX-License-Identifier: MIT
// fork, exec, poll, kill.
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/alloc.h"
#include "synccost/run/child.h"

volatile int child_interrupted;
static bool hangup_caught; /* not under nohup */

static void on_signal(int number)
{
    child_interrupted = number;
}

void child_let_signals(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (hangup_caught)
        signal(SIGHUP, SIG_DFL);
}

void child_catch_signals(void)
{
    /* a second one ends the command at once */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction hangup;
    hangup_caught = sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN;
    if (hangup_caught)
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a full quota must come back as an error of write, not as death */
}

int child_say_interrupted(char err[SC_ERR])
{
    snprintf(err, SC_ERR, "interrupted: run it again");
    return -1;
}

struct catcher {
    int fd;
    char *text;
    size_t length, room, limit;
    bool flooded; /* more came than the limit */
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Reads what is there; past the limit it is dropped, so that a child that floods does not block.
 * False at the end of file. */
static bool catcher_read(struct catcher *c)
{
    char piece[65536];
    ssize_t got = read(c->fd, piece, sizeof piece);
    if (got <= 0)
        return got < 0 && (errno == EINTR || errno == EAGAIN);
    size_t take = c->limit - c->length < (size_t)got ? c->limit - c->length : (size_t)got;
    c->flooded |= take < (size_t)got;
    if (c->length + take + 1 > c->room) {
        c->room = (c->length + take + 1) * 2;
        c->text = realloc(c->text, c->room);
        if (!c->text)
            abort();
    }
    memcpy(c->text + c->length, piece, take);
    c->length += take;
    c->text[c->length] = '\0';
    return true;
}

static void become(char *const argv[], int out, int err, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0)
        dup2(null, STDIN_FILENO);
    execv(argv[0], argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

/* Feeds both catchers until both end, the time-out passes or a signal comes, which is let in by the
 * mask wait_mask. */
static enum child_end feed(struct catcher *out, struct catcher *err, double deadline,
                           const sigset_t *wait_mask)
{
    while (out->fd >= 0 || err->fd >= 0) {
        struct pollfd polled[2] = {{out->fd, POLLIN, 0}, {err->fd, POLLIN, 0}};
        double left = deadline - now_seconds();
        if (child_interrupted)
            return CHILD_INTERRUPTED;
        if (left <= 0)
            return CHILD_TIMEOUT;
        if (out->flooded)
            return CHILD_FLOODED;
        struct timespec wait = {.tv_sec = (time_t)left,
                                .tv_nsec = (long)((left - floor(left)) * 1e9)};
        if (ppoll(polled, 2, &wait, wait_mask) <= 0)
            continue;
        struct catcher *both[2] = {out, err};
        for (int i = 0; i < 2; i++)
            if (polled[i].revents && !catcher_read(both[i])) {
                close(both[i]->fd);
                both[i]->fd = -1;
            }
    }
    return out->flooded ? CHILD_FLOODED : CHILD_EXITED;
}

/*
 * Sleeps all the while: it must not disturb the child. The signals are blocked but in ppoll, so
 * that none gets lost between the look at child_interrupted and the wait.
 */
static enum child_end watch(struct catcher *out, struct catcher *err, double deadline)
{
    sigset_t caught, before;
    sigemptyset(&caught);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGTERM);
    sigaddset(&caught, SIGHUP);
    sigprocmask(SIG_BLOCK, &caught, &before);
    enum child_end end = feed(out, err, deadline, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return end;
}

/* A child may close its output and go on: it has until the deadline, too. */
static enum child_end await_exit(pid_t pid, double deadline)
{
    siginfo_t info = {0};
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == 0) {
        if (child_interrupted)
            return CHILD_INTERRUPTED;
        if (now_seconds() >= deadline)
            return CHILD_TIMEOUT;
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    }
    return CHILD_EXITED;
}

static void reap(pid_t pid, enum child_end end, double deadline, struct child_result *result)
{
    int status = 0;
    if (end == CHILD_EXITED)
        end = await_exit(pid, deadline);
    if (end != CHILD_EXITED)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    kill(-pid, SIGKILL); /* whatever the child left behind */
    result->end = end;
    if (end == CHILD_EXITED && WIFSIGNALED(status))
        result->end = CHILD_SIGNALLED;
    result->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static bool not_started(struct child_result *result)
{
    snprintf(result->complaint, SC_ERR, "cannot start a process: %s", strerror(errno));
    result->end = CHILD_NOT_STARTED;
    return false;
}

static bool start(char *const argv[], int out[2], int err[2], pid_t *pid,
                  struct child_result *result)
{
    if (pipe2(out, O_CLOEXEC) != 0)
        return not_started(result);
    if (pipe2(err, O_CLOEXEC) != 0) {
        close(out[0]);
        close(out[1]);
        return not_started(result);
    }
    pid_t parent = getpid();
    *pid = fork();
    if (*pid == 0)
        become(argv, out[1], err[1], parent);
    close(out[1]);
    close(err[1]);
    if (*pid > 0)
        return true;
    close(out[0]);
    close(err[0]);
    return not_started(result);
}

void child_run(char *const argv[], double timeout, size_t most, struct child_result *result)
{
    int out[2], err[2];
    pid_t pid = -1;
    double began = now_seconds();
    *result = (struct child_result){0};
    if (!start(argv, out, err, &pid, result))
        return;
    setpgid(pid, pid);
    struct catcher caught_out = {
        .fd = out[0], .text = checked_alloc(1, 1), .room = 1, .limit = most};
    struct catcher caught_err = {
        .fd = err[0], .text = checked_alloc(1, 1), .room = 1, .limit = 64 << 10};
    enum child_end end = watch(&caught_out, &caught_err, began + timeout);
    reap(pid, end, began + timeout, result);
    if (caught_out.fd >= 0)
        close(caught_out.fd);
    if (caught_err.fd >= 0)
        close(caught_err.fd);
    result->out = caught_out.text;
    result->out_length = caught_out.length;
    snprintf(result->complaint, SC_ERR, "%.*s", (int)strcspn(caught_err.text, "\n"),
             caught_err.text);
    free(caught_err.text);
    result->seconds = now_seconds() - began;
}
