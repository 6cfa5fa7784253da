// SPDX-License-Identifier: MIT
// Random programs on go channels and selects against a reference; and a test of that test.
// SYNCCOST_RANDOM_COUNT: how many programs; SYNCCOST_RANDOM_SEED: that of the first.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/primitives/disturb.h"
#include "tests/primitives/select/random_program.h"
#include "tests/primitives/select/random_run.h"
#include "tests/primitives/select/random_shrink.h"

enum { GIVE_UP_S = 240, PROGRAMS = 2000, PLANTED_PROGRAMS = 3000, SMALL = 10 };

static const char *const result_names[] = {"is as it should be", "was seen to be impossible",
                                           "sleeps for ever"};

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text ? strtoull(text, NULL, 0) : otherwise;
}

static void print_history(const struct history *h)
{
    for (unsigned t = 0; t < HISTORY_THREADS; t++)
        for (unsigned i = 0; i < h->n_ops[t]; i++) {
            const struct event *e = &h->event[t][i];
            fprintf(stderr, "# %3u..%3u thread %u: ", (unsigned)e->called, (unsigned)e->returned,
                    t);
            program_print_op(stderr, &h->op[t][i]);
            fprintf(stderr, ": case %d, value %u%s%s%s\n", e->chosen, (unsigned)e->value,
                    e->received ? ", received" : "", e->refused ? ", refused" : "",
                    e->early ? ", too early or with an effect besides" : "");
        }
}

/* The smallest program that fails, and what was seen when it did. */
static void report(struct program *p, uint64_t seed, enum run_result result)
{
    fprintf(stderr, "# the program of SYNCCOST_RANDOM_SEED=%llu SYNCCOST_RANDOM_COUNT=1 %s:\n",
            (unsigned long long)seed, result_names[result]);
    program_print(stderr, p);
    shrink(p, seed, SHRINK_RUNS);
    fprintf(stderr, "# the smallest that fails:\n");
    program_print(stderr, p);
    struct history h;
    for (int i = 0; i < 10 * SHRINK_RUNS; i++)
        if (run_program(p, seed + (uint64_t)i, &h) == RUN_IMPOSSIBLE) {
            print_history(&h);
            break;
        }
}

static void random_programs_do_as_the_reference(void **state)
{
    (void)state;
    struct timespec now = in_ns(0);
    const uint64_t first = number("SYNCCOST_RANDOM_SEED", (uint64_t)now.tv_nsec + 1),
                   count = number("SYNCCOST_RANDOM_COUNT", stress_count(PROGRAMS));
    fprintf(stderr, "# %llu programs, SYNCCOST_RANDOM_SEED=%llu\n", (unsigned long long)count,
            (unsigned long long)first);
    fault = NO_FAULT;
    for (uint64_t i = 0; i < count; i++) {
        struct program p = program_random(first + i);
        enum run_result result = run_program(&p, first + i, NULL);
        stress_did(program_size(&p));
        if (result == RUN_POSSIBLE)
            continue;
        report(&p, first + i, result);
        fail_msg("seed %llu", (unsigned long long)(first + i));
    }
}

/* Each fault is found, and shown by a program of a few operations. */
static void planted_faults_are_found(void **state)
{
    (void)state;
    for (enum fault planted = NO_FAULT + 1; planted < FAULTS; planted++) {
        struct program p;
        uint64_t seed = 1;
        enum run_result result = RUN_POSSIBLE;
        fault = planted;
        for (; seed <= PLANTED_PROGRAMS && result == RUN_POSSIBLE; seed++) {
            p = program_random(seed);
            result = run_program(&p, seed, NULL);
        }
        if (result == RUN_POSSIBLE)
            fail_msg("fault %d is not found", (int)planted);
        shrink(&p, seed, planted == FORGETS_GRANT ? 4 : SHRINK_RUNS);
        fprintf(stderr, "# planted fault %d: program %u %s; the smallest:\n", (int)planted,
                (unsigned)seed - 1, result_names[result]);
        program_print(stderr, &p);
        assert_in_range(program_size(&p), 1, SMALL);
    }
    fault = NO_FAULT;
}

int main(void)
{
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(planted_faults_are_found),
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_programs_do_as_the_reference),
    };
    if (!getenv("SYNCCOST_RANDOM_COUNT"))
        alarm(stress_time(GIVE_UP_S));
    /* A program that sleeps for ever leaves its threads behind: not so the right one. A short form
     * need not show once more that faults are found. */
    int failed = stress_count(PROGRAMS) < PROGRAMS
                     ? 0
                     : cmocka_run_group_tests_name("planted faults", faults, NULL, NULL);
    return failed + cmocka_run_group_tests_name("random programs", tests, stress_begin, stress_end);
}
