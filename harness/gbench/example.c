// SPDX-License-Identifier: MIT
// An atomic add beside a plain one, in the library's loop and over a time window of our own.
#include <gbench.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { BATCH = 1000 };

static _Atomic(uint64_t) shared_counter;

static void plain_add(struct gbench_state *state, void *arg)
{
    (void)arg;
    uint64_t counter = 0;
    while (gbench_keep_running_batch(state, BATCH))
        for (int i = 0; i < BATCH; i++) {
            counter++;
            __asm__ volatile("" : "+m"(counter)); /* every addition goes through memory */
        }
    gbench_set_items_processed(state, (int64_t)gbench_iterations_of(state));
}

static void fetch_add(struct gbench_state *state, void *arg)
{
    memory_order order = *(const memory_order *)arg;
    while (gbench_keep_running_batch(state, BATCH))
        for (int i = 0; i < BATCH; i++)
            atomic_fetch_add_explicit(&shared_counter, 1, order);
    gbench_set_items_processed(state, (int64_t)gbench_iterations_of(state));
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A fixed time, and as many operations as fit: the count is the result, so the library cannot
 * choose it. */
static void fetch_add_window(struct gbench_state *state, void *arg)
{
    const double window = (double)gbench_range(state, 0) / 1e3;
    const uint64_t before = atomic_load(&shared_counter);
    uint64_t operations = 0;
    (void)arg;
    double start = seconds_now(), elapsed;
    do {
        for (int i = 0; i < BATCH; i++)
            atomic_fetch_add(&shared_counter, 1);
        operations += BATCH;
    } while ((elapsed = seconds_now() - start) < window);
    if (atomic_load(&shared_counter) - before != operations)
        gbench_skip_with_error(state, "the counter did not rise by the operations counted");
    gbench_set_counter(state, "ops_per_s", (double)operations, GBENCH_COUNTER_RATE);
    gbench_record(state, operations, elapsed);
}

int main(int argc, char **argv)
{
    static memory_order relaxed = memory_order_relaxed;
    gbench_init(&argc, argv);
    if (gbench_report_unrecognized(argc, argv))
        return 2;
    gbench_add_context("gbench_built_for", gbench_library_version());

    gbench_min_time(gbench_register("add/plain", plain_add, NULL), 0.05);

    struct gbench_benchmark *b = gbench_register("add/fetch_add", fetch_add, &relaxed);
    gbench_min_time(b, 0.05);
    gbench_use_real_time(b);
    gbench_threads(b, 1);
    gbench_threads(b, 2);

    b = gbench_register("add/fetch_add_window", fetch_add_window, NULL);
    gbench_arg_name(b, "ms");
    gbench_arg(b, 20);
    gbench_iterations(b, 1);
    gbench_repetitions(b, 3);
    gbench_use_manual_time(b);

    int run = gbench_run(GBENCH_REPORT_CONSOLE, NULL);
    if (run < 0)
        fprintf(stderr, "example: %s\n", gbench_last_error());
    gbench_shutdown();
    return run < 0;
}
