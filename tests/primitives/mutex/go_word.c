// SPDX-License-Identifier: MIT
// The word of Go's mutex, with no other thread: what is wanted of it, handed over, and released.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/primitives/mutex/go_bits.h"

enum { GIVE_UP_S = 60 };

static void uncontended_sets_and_clears_one_bit(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    go_mutex_init(&m);
    go_mutex_node_init(&node);
    for (int i = 0; i < 3; i++) {
        go_mutex_acquire(&m, &node);
        assert_int_equal(word(&m), L);
        go_mutex_release(&m, &node);
        assert_int_equal(word(&m), 0);
    }
    go_mutex_destroy(&m);
}

static void starvation_ends_with_a_patient_or_a_last_owner(void **state)
{
    (void)state;
    static const struct {
        uint32_t before;
        bool starved;
        uint32_t after;
    } cases[] = {
        {S | 3 * ONE, true, L | S | 2 * ONE},
        {S | 3 * ONE, false, L | 2 * ONE},
        {S | ONE, true, L},
        {S | ONE, false, L},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct go_mutex m;
        go_mutex_init(&m);
        atomic_store(&m.state, cases[i].before);
        go_mutex_take_handoff(&m, cases[i].before, cases[i].starved);
        assert_int_equal(word(&m), cases[i].after);
    }
}

static void word_that_a_thread_wants(void **state)
{
    (void)state;
    static const struct {
        uint32_t seen;
        bool starving, woken;
        uint32_t want;
    } cases[] = {
        {0, false, false, L},
        {L, false, false, L | ONE},
        {L | W | ONE, false, true, L | 2 * ONE},
        {W | ONE, true, true, L | ONE}, /* free: it is taken, not starved */
        {L | W | ONE, true, true, L | S | 2 * ONE},
        {L | W | ONE, false, false, L | W | 2 * ONE}, /* somebody else's mark stays */
        {S | ONE, false, false, S | 2 * ONE},
        {L | S | ONE, false, false, L | S | 2 * ONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(go_mutex_wanted(cases[i].seen, cases[i].starving, cases[i].woken),
                         cases[i].want);
}

static void release_of_an_unlocked_mutex_aborts(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        struct go_mutex m;
        struct go_mutex_node node;
        go_mutex_init(&m);
        go_mutex_release(&m, &node);
        _exit(0);
    }
    close(ends[1]);
    char text[256] = "";
    size_t got = 0;
    for (ssize_t n;
         got < sizeof text - 1 && (n = read(ends[0], text + got, sizeof text - 1 - got)) != 0;) {
        if (n < 0 && errno == EINTR)
            continue;
        assert_true(n > 0);
        got += (size_t)n;
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    static const char said[] = "fatal error: go_mutex: release of an unlocked mutex\n";
    text[strlen(said)] = '\0'; /* an emulator adds a line on the signal */
    assert_string_equal(text, said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uncontended_sets_and_clears_one_bit),
        cmocka_unit_test(starvation_ends_with_a_patient_or_a_last_owner),
        cmocka_unit_test(word_that_a_thread_wants),
        cmocka_unit_test(release_of_an_unlocked_mutex_aborts),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go mutex word", tests, NULL, NULL);
}
