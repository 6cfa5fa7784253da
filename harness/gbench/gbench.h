// SPDX-License-Identifier: MIT
// A C interface to Google Benchmark 1.7 to 1.9. See README.md beside this file.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Rules for all functions. Strings are UTF-8, not NULL unless said otherwise, and copied. No C++
 * exception leaves a function. A bool is true when the call took effect; when it is false, or a
 * pointer is NULL, gbench_last_error() of the same thread says why. Misuse that the library would
 * answer with abort() is answered with false here. Registration, gbench_run and the calls around
 * them belong to one thread.
 */

/* one thread's run of a benchmark function; valid until that function returns */
struct gbench_state;
struct gbench_benchmark; /* one registered benchmark; valid until gbench_clear */

typedef void (*gbench_function)(struct gbench_state *state, void *arg);

enum gbench_time_unit { GBENCH_NANOSECOND, GBENCH_MICROSECOND, GBENCH_MILLISECOND, GBENCH_SECOND };

/*
 * Where gbench_run prints; it overrides --benchmark_format. CSV is deprecated in the library and
 * needs the same counters in every row.
 */
enum gbench_report {
    GBENCH_REPORT_NONE,
    GBENCH_REPORT_CONSOLE,
    GBENCH_REPORT_JSON,
    GBENCH_REPORT_CSV
};

/*
 * What becomes of a counter's value, summed over the threads, before it is reported. Flags may be
 * or-ed; INVERT is applied last.
 */
enum gbench_counter_flags {
    GBENCH_COUNTER_DEFAULTS = 0,
    GBENCH_COUNTER_RATE = 1,        /* divided by the seconds the row took */
    GBENCH_COUNTER_AVG_THREADS = 2, /* divided by the threads */
    /* the same for every iteration: multiplied by the iterations */
    GBENCH_COUNTER_ITERATION_INVARIANT = 4,
    GBENCH_COUNTER_AVG_ITERATIONS = 8, /* divided by the iterations */
    GBENCH_COUNTER_INVERT = 16,        /* 1 / value */
    GBENCH_COUNTER_AVG_THREADS_RATE = 3,
    GBENCH_COUNTER_ITERATION_INVARIANT_RATE = 5,
    GBENCH_COUNTER_AVG_ITERATIONS_RATE = 9
};

/* ---- the process ---- */

/*
 * Takes the library's flags (--benchmark_...) out of argv, lowers *argc, and ends argv with NULL
 * where it took any. argv itself is not needed afterwards. --help and a malformed flag end the
 * process, as the library does. Optional: without it the library's defaults hold.
 */
bool gbench_init(int *argc, char **argv);

/* Names on stderr each argument that gbench_init left. True when there was any, argv[0] apart. */
bool gbench_report_unrecognized(int argc, char **argv);

/* Adds a string to the report's context. False for a key given before: the first value stays. */
bool gbench_add_context(const char *key, const char *value);

/*
 * Runs what is registered and matches --benchmark_filter; prints as report says, and writes the
 * library's JSON to json_file (NULL: none), which is opened before anything runs. Returns the
 * number of benchmarks that matched, each combination of arguments and threads being one; a
 * benchmark that was skipped with an error counts too, its row carries error_occurred. -1 when a
 * file cannot be opened or written completely (a full disk), when a benchmark is running, or after
 * gbench_shutdown. NaN and infinite counters are left out of every row. Where the process was
 * started with --benchmark_out the library writes that file as well, and ends the process if it
 * cannot open it.
 */
int gbench_run(enum gbench_report report, const char *json_file);

/* As gbench_run, with the JSON as text in *json in place of a file, and nothing printed. Free
 * *json; it is NULL after -1. */
int gbench_run_json(char **json);

/* Forgets every benchmark; their handles become invalid. False while a benchmark is running. */
bool gbench_clear(void);

/*
 * Frees what the library holds; afterwards only gbench_last_error and gbench_library_version may be
 * called with effect.
 */
void gbench_shutdown(void);

/*
 * Why the last failed call of this thread failed; "" when none has. Valid until this thread's next
 * failing call.
 */
const char *gbench_last_error(void);

/*
 * The Google Benchmark that this was built for, such as "1.7.1"; "unknown" when the build did not
 * say. Never NULL.
 */
const char *gbench_library_version(void);

/* ---- registration ---- */

/*
 * Registers fn under name, not empty; fn gets arg, which is borrowed and must outlive gbench_run.
 * NULL on failure. The reported name has suffixes for what is set below: /args /min_time:
 * /iterations: /repeats: /manual_time /threads:
 */
struct gbench_benchmark *gbench_register(const char *name, gbench_function fn, void *arg);

/* The setters below accept a NULL benchmark and return false for it. */

/*
 * One more run of the benchmark, with these arguments: each call of one benchmark must give the
 * same number of them, at least one.
 */
bool gbench_arg(struct gbench_benchmark *b, int64_t value);
bool gbench_args(struct gbench_benchmark *b, const int64_t *values, size_t n);

/* The arguments' names, shown as name:value. n must be the number of arguments. */
bool gbench_arg_name(struct gbench_benchmark *b, const char *name);
bool gbench_arg_names(struct gbench_benchmark *b, const char *const *names, size_t n);

/* Exactly n iterations, 1 to 2^62, instead of as many as fill the minimum time. Excludes
 * gbench_min_time. */
bool gbench_iterations(struct gbench_benchmark *b, uint64_t n);

/* n runs, n > 0; from two on, rows of mean, median, stddev and cv are added. */
bool gbench_repetitions(struct gbench_benchmark *b, int n);

/* At least so many seconds a run, > 0 and finite. Excludes gbench_iterations. */
bool gbench_min_time(struct gbench_benchmark *b, double seconds);

/* real_time is what gbench_set_iteration_time or gbench_record hand over. Excludes
 * gbench_use_real_time. */
bool gbench_use_manual_time(struct gbench_benchmark *b);

/*
 * The wall clock, not CPU time, decides how many iterations fill the minimum time. Excludes
 * gbench_use_manual_time.
 */
bool gbench_use_real_time(struct gbench_benchmark *b);

/* cpu_time is that of the process, instead of that of the benchmark's threads. */
bool gbench_measure_process_cpu_time(struct gbench_benchmark *b);

/* The unit of real_time and cpu_time in the report. */
bool gbench_unit(struct gbench_benchmark *b, enum gbench_time_unit unit);

/*
 * One more run of the benchmark, in n > 0 threads. What real_time means then depends on the
 * library's version: see README.md.
 */
bool gbench_threads(struct gbench_benchmark *b, int n);

/* Leaves the single repetitions out of all reports when there are aggregate rows. */
bool gbench_aggregates_only(struct gbench_benchmark *b);

/* ---- inside a benchmark function ---- */

/*
 * The loop: while (gbench_keep_running_batch(state, n)) { the operation, n times }. True when
 * another batch of n is to be run; starts the clock on the first call and stops it when it returns
 * false, which a function must have seen, or have skipped, before it returns. It is the only call
 * across the boundary: one per batch, none per operation. n: 1 to 2^62, the same in every call of
 * one benchmark. More iterations than asked for are run when n does not divide them.
 */
bool gbench_keep_running_batch(struct gbench_state *state, uint64_t n);

/*
 * Hands over a batch that was measured outside, instead of the loop: the row says iterations ==
 * operations and real_time == seconds / operations. Needs gbench_iterations(b, 1),
 * gbench_use_manual_time(b), one thread, and no loop or other record in this call of the function;
 * operations 1 to 2^53, seconds > 0 and finite. Where one of these does not hold the row is skipped
 * with an error and false returned. Repetitions may differ in their operations; their aggregates
 * weigh each repetition alike. Counters may be set before or after.
 */
bool gbench_record(struct gbench_state *state, uint64_t operations, double seconds);

/*
 * The CPU time, of all threads together, behind what gbench_record hands over; before or after it.
 * Seconds, finite and >= 0. Without this call cpu_time repeats real_time, since readers of the
 * format demand the key. Without gbench_record it has no effect.
 */
bool gbench_set_cpu_time(struct gbench_state *state, double seconds);

/* The i-th argument of this run. No such argument: 0, and the row is skipped with an error. */
int64_t gbench_range(struct gbench_state *state, size_t i);

/*
 * Once per batch, with manual time: what the batch took. Seconds, finite and >= 0, else the row is
 * skipped with an error.
 */
bool gbench_set_iteration_time(struct gbench_state *state, double seconds);

/* Free text in the row. */
bool gbench_set_label(struct gbench_state *state, const char *label);

/*
 * A named figure in the row, flags from gbench_counter_flags, the same in every repetition. Values
 * of threads are summed. A value that is NaN or infinite, now or after the flags were applied, is
 * unknown: it leaves no key in the row, and the aggregates are those of the repetitions that know
 * it.
 */
bool gbench_set_counter(struct gbench_state *state, const char *name, double value, unsigned flags);

/* items_per_second and bytes_per_second, from what this thread processed in all. */
bool gbench_set_items_processed(struct gbench_state *state, int64_t items);
bool gbench_set_bytes_processed(struct gbench_state *state, int64_t bytes);

/*
 * Marks the row as failed with msg; the first message stays. The loop ends with the next call; the
 * function should return soon. Later repetitions of the row are not run and fail with the same
 * message: the library cannot average a row of which one repetition failed.
 */
void gbench_skip_with_error(struct gbench_state *state, const char *msg);

/*
 * Stops and restarts the clock of this thread. Only inside the loop and in turns; a batch must not
 * end paused. Each costs some 100 ns.
 */
bool gbench_pause_timing(struct gbench_state *state);
bool gbench_resume_timing(struct gbench_state *state);

int gbench_thread_index(const struct gbench_state *state); /* 0 .. threads - 1 */
int gbench_threads_of(const struct gbench_state *state);

/* Iterations begun by this thread: 0 before the loop, the operations after gbench_record. */
uint64_t gbench_iterations_of(const struct gbench_state *state);

/* Iterations that the loop is asked to run. */
uint64_t gbench_max_iterations_of(const struct gbench_state *state);

#ifdef __cplusplus
}
#endif
