// SPDX-License-Identifier: MIT
// Every way to run a function in another thread: both edges, starts that fail, joins that are
// interrupted or cancelled, and nothing left over.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "primitives/thread/subjects.h"
#include "primitives/tsan.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/death.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { ROUNDS = 1000, STARTERS = 3, WORDS = 32, GIVE_UP_S = 280 };

/* A thread object on lines of its own that were full of rubbish. */
static void *new_thread(const struct thread_subject *s)
{
    void *t = rubbish(s->size);
    int error = s->init(t);
    if (error == -ENOSYS) { /* clone3, under an emulator of one process */
        free(t);
        skip();
    }
    assert_int_equal(error, 0);
    return t;
}

static void free_thread(const struct thread_subject *s, void *t)
{
    s->destroy(t);
    free(t);
}

/* ---- both edges ---- */

/* Plain on purpose. What runs here may be a bare thread: it calls nothing. */
struct errand {
    uint64_t told[WORDS], answered[WORDS];
    uint64_t misheard;
};

static void answer(void *argument)
{
    struct errand *e = argument;
    for (int i = 0; i < WORDS; i++) {
        e->misheard += e->told[i] != e->told[0] + (uint64_t)i;
        e->answered[i] = e->told[i] ^ 0x5555;
    }
}

/* How many words were not what the other side had written. */
static uint64_t run_errands(const struct thread_subject *s, unsigned rounds, uint64_t seed)
{
    struct errand e = {.misheard = 0};
    void *t = new_thread(s);
    uint64_t wrong = 0;
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < WORDS; i++)
            e.told[i] = seed + round * 1000 + i;
        if (s->start(t, answer, &e) != 0 || s->join(t) != 0)
            wrong++;
        for (unsigned i = 0; i < WORDS; i++)
            wrong += e.answered[i] != (e.told[i] ^ 0x5555);
    }
    free_thread(s, t);
    return wrong + e.misheard;
}

static void both_sides_see_what_came_before(void **state)
{
    assert_int_equal(run_errands(*state, ROUNDS, 1), 0);
}

struct starter {
    const struct thread_subject *subject;
    uint64_t seed, wrong;
    pthread_t thread;
};

static void *start_many(void *argument)
{
    struct starter *me = argument;
    me->wrong = run_errands(me->subject, ROUNDS / 2, me->seed);
    return NULL;
}

static void many_start_at_a_time(void **state)
{
    struct starter starter[STARTERS];
    free_thread(*state, new_thread(*state)); /* a skip must come from this thread */
    for (unsigned i = 0; i < STARTERS; i++) {
        starter[i] = (struct starter){.subject = *state, .seed = (uint64_t)i << 32};
        assert_int_equal(pthread_create(&starter[i].thread, NULL, start_many, &starter[i]), 0);
    }
    for (unsigned i = 0; i < STARTERS; i++) {
        pthread_join(starter[i].thread, NULL);
        assert_int_equal(starter[i].wrong, 0);
    }
}

static void note_thread(void *tid)
{
    *(long *)tid = syscall(SYS_gettid);
}

/* It is another thread, of this process. */
static void runs_in_another_thread(void **state)
{
    const struct thread_subject *s = *state;
    void *t = new_thread(s);
    long tid = syscall(SYS_gettid), other = 0;
    assert_int_equal(s->start(t, note_thread, &other), 0);
    assert_int_equal(s->join(t), 0);
    assert_true(other > 0 && other != tid);
    free_thread(s, t);
}

/* ---- what is left ---- */

static long mapped_pages(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%ld", &pages), 1);
    fclose(f);
    return pages;
}

/* A thread that has been joined is gone, at the latest when the kernel has taken it off the list:
 * it says so to join a moment before. Memory does not grow with the number of starts. */
static void nothing_is_left_over(void **state)
{
    const struct thread_subject *s = *state;
    run_errands(s, 10, 1);
    const unsigned threads = stress_fewest("/proc/self/task", 0);
    const long pages = mapped_pages();
    for (int i = 0; i < 20; i++)
        run_errands(s, 10, 1);
    assert_true(stress_fewest("/proc/self/task", threads) <= threads);
    /* Under an emulator the pages are its own. */
    if (!getenv("TEST_UNDER"))
        assert_true(mapped_pages() - pages < 64);
}

/* ---- a start that fails ---- */

enum { SAW_NO_ERROR = 1, SAW_ANOTHER_ERROR = 2, RAN_ALL_THE_SAME = 3, CANNOT_LIMIT = 77 };

static void never(void *ran)
{
    *(bool *)ran = true;
}

/* In a child: a user without privileges, who may have no further thread. */
static void start_at_the_limit(void *argument)
{
    const struct thread_subject *s = argument;
    char room[1024];
    bool ran = false;
    int error = s->traits.pooled ? 0 : s->init(room);
    if (s->size > sizeof room || error != 0 || (geteuid() == 0 && setuid(65534) != 0) ||
        setrlimit(RLIMIT_NPROC, &(struct rlimit){0, 0}) != 0)
        _exit(CANNOT_LIMIT);
    error = s->traits.pooled ? s->init(room) : s->start(room, never, &ran);
    if (ran)
        _exit(RAN_ALL_THE_SAME);
    _exit(error == -EAGAIN ? 0 : error == 0 ? SAW_NO_ERROR : SAW_ANOTHER_ERROR);
}

static void a_start_that_fails_says_so(void **state)
{
    struct death d = death_of(start_at_the_limit, *state);
    assert_true(d.ran && WIFEXITED(d.status));
    if (WEXITSTATUS(d.status) == CANNOT_LIMIT)
        skip();
    assert_int_equal(WEXITSTATUS(d.status), 0);
}

/* ---- a join that takes long ---- */

struct joiner {
    const struct thread_subject *subject;
    void *other;
    _Atomic pid_t tid; /* 0 until it is about to join */
    atomic_bool returned;
    pthread_t thread;
};

/* What runs may be a bare thread: it sleeps by a system call that does not fail. */
static void wait_for_the_word(void *argument)
{
    atomic_bool *word = argument;
    while (!atomic_load(word))
        syscall(SYS_sched_yield);
}

static void *join_once(void *argument)
{
    struct joiner *me = argument;
    atomic_store(&me->tid, gettid());
    if (me->subject->join(me->other) == 0)
        atomic_store(&me->returned, true);
    pthread_testcancel();
    return NULL;
}

static void start_and_await(struct joiner *me, const struct thread_subject *s, void *other)
{
    *me = (struct joiner){.subject = s, .other = other};
    assert_int_equal(pthread_create(&me->thread, NULL, join_once, me), 0);
    await_wait(me->thread, &me->tid, &me->returned);
    assert_false(atomic_load(&me->returned));
}

static void join_sleeps_through_signals(void **state)
{
    const struct thread_subject *s = *state;
    void *t = new_thread(s);
    atomic_bool word = false;
    struct joiner joiner;
    assert_int_equal(s->start(t, wait_for_the_word, &word), 0);
    start_and_await(&joiner, s, t);
    await_sleep(&joiner.tid);
    uint64_t before = thread_cpu_ns(joiner.thread);
    disturb(joiner.thread, 50);
    assert_false(atomic_load(&joiner.returned));
    assert_true(thread_cpu_ns(joiner.thread) - before < WAITING_SPINS_NS * 4);
    atomic_store(&word, true);
    pthread_join(joiner.thread, NULL);
    assert_true(atomic_load(&joiner.returned));
    free_thread(s, t);
}

static void another_can_join_after_a_cancellation(void **state)
{
    const struct thread_subject *s = *state;
#ifdef SC_TSAN
    if (s->traits.cancellable)
        skip(); /* it complains of its own pthread_join that is cancelled */
#endif
    void *t = new_thread(s), *result;
    atomic_bool word = false;
    struct joiner joiner;
    assert_int_equal(s->start(t, wait_for_the_word, &word), 0);
    start_and_await(&joiner, s, t);
    pthread_cancel(joiner.thread);
    if (!s->traits.cancellable)
        atomic_store(&word, true);
    pthread_join(joiner.thread, &result);
    assert_ptr_equal(result, PTHREAD_CANCELED);
    assert_int_equal(atomic_load(&joiner.returned), !s->traits.cancellable);
    atomic_store(&word, true);
    if (s->traits.cancellable)
        assert_int_equal(s->join(t), 0);
    assert_int_equal(s->start(t, wait_for_the_word, &word), 0);
    assert_int_equal(s->join(t), 0);
    free_thread(s, t);
}

/* ---- what a bare thread is not told ---- */

static _Atomic long handled_by;

static void note_handler(int signal)
{
    (void)signal;
    atomic_store(&handled_by, syscall(SYS_gettid));
}

/* A signal to the process waits for a thread that has thread-local storage, and the starter's mask
 * is as it was. */
static void a_bare_thread_takes_no_signal(void **state)
{
    const struct thread_subject *s = *state;
    void *t = new_thread(s);
    atomic_bool word = false;
    sigset_t before = {{0}}, after = {{0}}; /* the C library writes only a part of it */
    sigaction(SIGUSR2, &(struct sigaction){.sa_handler = note_handler}, NULL);
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(s->start(t, wait_for_the_word, &word), 0);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(memcmp(&before, &after, sizeof before), 0);
    sigaddset(&after, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &after, NULL);
    kill(getpid(), SIGUSR2); /* nobody but the bare thread could take it */
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    assert_int_equal(atomic_load(&handled_by), 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(atomic_load(&handled_by), syscall(SYS_gettid));
    atomic_store(&word, true);
    assert_int_equal(s->join(t), 0);
    free_thread(s, t);
}

static bool can_be_followed(const void *subject)
{
#ifdef SC_TSAN
    return !((const struct thread_subject *)subject)->traits.untraceable;
#else
    (void)subject;
    return true;
#endif
}

static bool is_bare(const void *subject)
{
    return can_be_followed(subject) && ((const struct thread_subject *)subject)->traits.bare;
}

int main(void)
{
    static const struct check checks[] = {
        {"lets both sides see what came before", can_be_followed, both_sides_see_what_came_before},
        {"lets many start at a time", can_be_followed, many_start_at_a_time},
        {"runs in another thread", can_be_followed, runs_in_another_thread},
        {"leaves nothing over", can_be_followed, nothing_is_left_over},
        {"says when a start fails", can_be_followed, a_start_that_fails_says_so},
        {"sleeps in join through signals", can_be_followed, join_sleeps_through_signals},
        {"can be joined after a cancellation", can_be_followed,
         another_can_join_after_a_cancellation},
        {"takes no signal", is_bare, a_bare_thread_takes_no_signal},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, thread_subjects,
                      sizeof *thread_subjects, THREAD_SUBJECTS, GIVE_UP_S);
}
