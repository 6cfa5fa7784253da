// SPDX-License-Identifier: MIT
// The command line of a family program: what it lists, how it measures a row, and what it refuses.
#include <getopt.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/frame/bench.h"
#include "harness/gbench/gbench.h"
#include "harness/trial/wake.h"
#include "tests/harness/topology_group.h"

static unsigned setups;
static double window_ms;

static void body(struct team_member *m, void *shared)
{
    static uint64_t warm_end;
    (void)shared;
    if (m->phase == 0)
        warm_end = m->deadline;
    else
        window_ms = clock_ns(m->deadline - warm_end) / 1e6;
    m->started = ticks();
    m->ended = m->started + clock_ticks(1e6);
    m->ops = 1000;
}

static void *setup(struct bench_trial *t)
{
    setups++;
    return arena_place(t->arena, 64);
}

static void enumerate(struct bench_rows *rows)
{
    struct bench_row row = {.threads = 1, .body = body, .setup = setup, .tier = TIER_STANDARD};
    bench_promise(&row, true, "fifo");
    bench_promise(&row, false, "fair");
    bench_promise(&row, true, "parks");
    bench_add(rows, &row, sizeof row, "x/plain/%d", 1);
    row.sampled = body;
    bench_add(rows, &row, sizeof row, "x/sampled");
    for (unsigned i = 0; i < rows->n_threads; i++) {
        row.threads = rows->threads[i];
        bench_add(rows, &row, sizeof row, "x/sweep/threads:%u", row.threads);
        row.spins = true;
        bench_add(rows, &row, sizeof row, "x/spin/threads:%u", row.threads);
        row.spins = false;
    }
    bench_absent(rows, "first", "why not");
    bench_absent(rows, NULL, "nor this");
}

static const struct bench_family family = {"x", enumerate};
static char *said, *complained;

static char *read_all(FILE *f)
{
    char *text = calloc(1, 1 << 16);
    rewind(f);
    assert_true(fread(text, 1, (1 << 16) - 1, f) < (1 << 16) - 1);
    fclose(f);
    return text;
}

/* Runs the program with up to four words; what it has said stands in said and complained. */
static int run(const char *a, const char *b, const char *c, const char *d)
{
    char program[] = "x";
    char *argv[] = {program, (char *)a, (char *)b, (char *)c, (char *)d, NULL};
    int argc = 1, old[2] = {dup(1), dup(2)};
    FILE *to[2] = {tmpfile(), tmpfile()};
    while (argv[argc])
        argc++;
    free(said);
    free(complained);
    fflush(stdout);
    for (int i = 0; i < 2; i++)
        dup2(fileno(to[i]), i + 1);
    optind = 0;
    setups = 0;
    const int status = bench_main_from(argc, argv, &family, TIER_QUICK);
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(old[i], i + 1);
        close(old[i]);
    }
    said = read_all(to[0]);
    complained = read_all(to[1]);
    gbench_clear();
    return status;
}

static unsigned lines_with(const char *text, const char *word)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        n++;
    return n;
}

static void rows_are_listed(void **state)
{
    (void)state;
    assert_int_equal(run("--list", "--threads", "1,2,100", NULL), 0);
    assert_string_equal(complained, "");
    assert_non_null(strstr(said, "{\"name\":\"x/plain/1\",\"kind\":\"time\",\"tier\":\"standard\","
                                 "\"threads\":1,\"cpus\":1,\"basis\":\"thread\","
                                 "\"promises\":\"fifo,parks\",\"sampled\":false}\n"));
    assert_int_equal(lines_with(said, "\"sampled\":true"), 1 + 3 + (topology.n_cpus > 1 ? 2 : 1));
    assert_non_null(strstr(said, "{\"absent\":\"first: why not\"}\n{\"absent\":\"nor this\"}\n"));
    assert_int_equal(lines_with(said, "\"absent\""), 2);
    char shared[64];
    snprintf(shared, sizeof shared, "\"x/sweep/threads:100/cpus:%u\"", topology.n_cpus);
    assert_non_null(strstr(said, shared));
    assert_null(strstr(said, "x/spin/threads:100"));
    assert_int_equal(run("--list", "--threads", "100", "--spin-oversubscribed"), 0);
    assert_non_null(strstr(said, "x/spin/threads:100"));
    assert_int_equal(run("--list", NULL, NULL, NULL), 0);
    assert_non_null(strstr(said, "\"x/sweep/threads:1\""));
    assert_int_equal(setups, 0);
}

static void a_row_is_measured_as_asked(void **state)
{
    (void)state;
    assert_int_equal(run("--row=x/plain/1", "--trials=2", "--window-ms=3", "--redo=0"), 0);
    assert_int_equal(setups, 2);
    assert_int_equal(lines_with(said, "\"iterations\":1000"), 2);
    assert_true(fabs(window_ms - 3) < 0.1);
    assert_int_equal(run("--row=x/plain/1", "--trials=1", "--redo=0", "--seed=0"), 0);
    assert_true(fabs(window_ms - 20) < 1);
    assert_int_equal(run("--row=x/plain/1", "--trials=1", "--warmup-ms=0", "--width=0"), 0);
    assert_int_equal(run("--list", "--patience-ms=0", NULL, NULL), 0);
}

static void assert_refused(const char *a, const char *b, const char *why)
{
    assert_int_equal(run(a, b, NULL, NULL), 2);
    assert_string_equal(said, "");
    assert_true(strncmp(complained, "x: ", 3) == 0 && strstr(complained, why));
    assert_non_null(strstr(complained, " [--trials N]"));
    assert_null(strstr(complained, "[--list]"));
    assert_int_equal(lines_with(complained, "\n"), 1);
}

static void bad_usage_is_refused(void **state)
{
    (void)state;
    assert_refused(NULL, NULL, "nothing to do");
    assert_refused("--bogus", NULL, "unknown option --bogus");
    assert_refused("--list", "more", "unexpected argument more");
    assert_refused("--row", "x/none", "no such row here: x/none");
    static const char *const bad[] = {
        "--trials=0",  "--trials=10001",    "--redo=101",      "--width=-1",    "--patience-ms=x",
        "--seed=-1",   "--arena-fd=x",      "--memory=moon",   "--pages=3k",    "--counters=?",
        "--threads=0", "--window-ms=0.001", "--warmup-ms=2e6", "--threads=4097"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused("--list", bad[i], "bad value ");
}

static void waiters_share_a_cpu_or_have_one_each(void **state)
{
    (void)state;
    const struct bench_rows rows = {.topology = &topology};
    struct bench_row row = {.threads = topology.n_cpus + 1};
    assert_true(bench_latency(&rows, &row, WAKE_SAME_CPU));
    assert_int_equal(row.n_pins, 1);
    assert_int_equal(row.pins[0], topology.cpus[0].os);
    assert_int_equal(row.basis, BASIS_LATENCY);
    assert_int_equal(row.floor, FLOOR_futex_switch);
    assert_false(bench_latency(&rows, &row, WAKE_SPINNING));
    row.threads = topology.n_cpus;
    assert_true(bench_latency(&rows, &row, WAKE_SPINNING));
    assert_int_equal(row.n_pins, 0);
    assert_int_equal(row.floor, FLOOR_line_transfer);
}

static int end(void **state)
{
    free(said);
    free(complained);
    return group_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_listed),
        cmocka_unit_test(a_row_is_measured_as_asked),
        cmocka_unit_test(bad_usage_is_refused),
        cmocka_unit_test(waiters_share_a_cpu_or_have_one_each),
    };
    return cmocka_run_group_tests(tests, group_setup, end);
}
