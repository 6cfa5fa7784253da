// SPDX-License-Identifier: MIT
// The C interface to Google Benchmark: state, registration and runs.
#include "harness/gbench/gbench.h"
#include "harness/gbench/reporter.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#ifndef GBENCH_LIBRARY_VERSION
#define GBENCH_LIBRARY_VERSION "unknown"
#endif

using registered = decltype(benchmark::RegisterBenchmark("", std::declval<void (*)(benchmark::State &)>()));

struct gbench_benchmark {
    registered library;
    gbench_function fn;
    void *arg;
    size_t n_args = 0; /* 0: not known yet */
    bool has_args = false, iterations = false, min_time = false, manual_time = false, real_time = false;
    std::atomic<int64_t> batch{0}; /* the loop's, once one ran */
    std::mutex lock;
    /* Guarded by lock: threads and arguments of a run that failed, its message. */
    std::map<std::vector<int64_t>, std::string> failed;
};

struct gbench_state {
    benchmark::State &library;
    gbench_benchmark &b;
    bool started = false, finished = false, paused = false, failed = false;
    int64_t batch = 0, operations = 0;
    double cpu_seconds = NAN;
    std::string error{};
};

namespace
{

constexpr uint64_t most = uint64_t{1} << 62, most_recorded = uint64_t{1} << 53;

thread_local char last_error[512];
std::vector<std::unique_ptr<gbench_benchmark>> benchmarks;
std::set<std::string> context_keys;
std::string executable;
bool running, stopped;

bool refuse(const char *what, const char *why = "")
{
    std::snprintf(last_error, sizeof last_error, "%s%s%s", what, *why ? ": " : "", why);
    return false;
}

/* What f returns, or otherwise where f throws. */
template <class F, class R> R guarded(R otherwise, F f) noexcept
{
    try {
        return f();
    } catch (const std::exception &e) {
        refuse("exception", e.what());
    } catch (...) {
        refuse("exception of an unknown type");
    }
    return otherwise;
}

template <class F> bool configure(gbench_benchmark *b, bool acceptable, const char *why, F f) noexcept
{
    if (!b)
        return refuse("no benchmark");
    if (!acceptable)
        return refuse(why);
    return guarded(false, [&] { return f(), true; });
}

bool takes(const gbench_benchmark *b, size_t n)
{
    return b && n > 0 && (b->n_args == 0 || b->n_args == n);
}

std::vector<int64_t> run_of(const gbench_state &st)
{
    std::vector<int64_t> key{st.library.threads()};
    for (size_t i = 0; st.b.has_args && i < st.b.n_args; i++)
        key.push_back(st.library.range(i));
    return key;
}

bool fail(gbench_state *st, const char *msg)
{
    refuse(msg);
    if (st->failed)
        return false;
    st->failed = true;
    guarded(false, [&] {
        st->error = msg;
        std::lock_guard<std::mutex> hold(st->b.lock);
        return st->b.failed.emplace(run_of(*st), st->error).second;
    });
    return false;
}

bool fail_like_before(gbench_state &st)
{
    std::lock_guard<std::mutex> hold(st.b.lock);
    auto before = st.b.failed.find(run_of(st));
    if (before == st.b.failed.end())
        return false;
    st.failed = true;
    st.error = before->second;
    return true;
}

/*
 * Brings a failed run to the end of its loop, with the iterations of a run that did not fail: the library
 * aborts in its debug build, which is Debian's, when repetitions differ in their iterations, even if one of
 * them was skipped.
 */
void drain(gbench_state &st)
{
    benchmark::State &s = st.library;
    if (st.paused)
        s.ResumeTiming();
    int64_t batch = st.batch ? st.batch : st.b.batch.load(), whole = s.max_iterations;
    if (batch > 1)
        whole += (batch - whole % batch) % batch;
    if (whole > s.iterations())
        s.KeepRunningBatch(whole - s.iterations());
    s.KeepRunningBatch(1);
}

/* The library saw one iteration: applies to the counters what it will not. */
void scale_to_operations(gbench_state &st)
{
    using benchmark::Counter;
    double operations = static_cast<double>(st.operations);
    for (auto &named : st.library.counters) {
        Counter &c = named.second;
        if (c.flags & Counter::kIsRate)
            c.value /= operations;
        if (c.flags & Counter::kIsIterationInvariant)
            c.value *= operations;
        if (c.flags & Counter::kAvgIterations)
            c.value /= operations;
    }
    st.library.counters[gbench_reporter::operations_key] = operations;
    if (std::isfinite(st.cpu_seconds))
        st.library.counters[gbench_reporter::cpu_key] = st.cpu_seconds / operations;
}

void invoke(gbench_benchmark *b, benchmark::State &s)
{
    gbench_state st{s, *b};
    if (!fail_like_before(st)) {
        try {
            b->fn(&st, b->arg);
        } catch (const std::exception &e) {
            fail(&st, e.what());
        } catch (...) {
            fail(&st, "exception of an unknown type");
        }
        if (!st.failed && !st.finished)
            fail(&st, "the function returned before its loop had ended");
    }
    if (!st.finished)
        drain(st);
    if (st.failed)
        s.SkipWithError(st.error.c_str());
    else if (st.operations)
        scale_to_operations(st);
}

int run_all(enum gbench_report report, const char *json_file)
{
    gbench_reporter::pair reporter(gbench_reporter::display(report));
    if (json_file && !reporter.open(json_file))
        return refuse(json_file, reporter.why()), -1;
    for (auto &b : benchmarks)
        b->failed.clear();
    running = true;
    size_t n = benchmark::RunSpecifiedBenchmarks(&reporter);
    if (!reporter.close())
        return refuse(json_file, reporter.why()), -1;
    if (report != GBENCH_REPORT_NONE && !std::cout.flush()) {
        std::cout.clear();
        return refuse("standard output", "cannot be written"), -1;
    }
    return static_cast<int>(n);
}

benchmark::Counter::Flags library_flags(unsigned flags)
{
    using benchmark::Counter;
    auto f = Counter::kDefaults;
    f = flags & GBENCH_COUNTER_RATE ? f | Counter::kIsRate : f;
    f = flags & GBENCH_COUNTER_AVG_THREADS ? f | Counter::kAvgThreads : f;
    f = flags & GBENCH_COUNTER_ITERATION_INVARIANT ? f | Counter::kIsIterationInvariant : f;
    f = flags & GBENCH_COUNTER_AVG_ITERATIONS ? f | Counter::kAvgIterations : f;
    return flags & GBENCH_COUNTER_INVERT ? f | Counter::kInvert : f;
}

} // namespace

/* ---- the process ---- */

const char *gbench_last_error(void)
{
    return last_error;
}
const char *gbench_library_version(void)
{
    return GBENCH_LIBRARY_VERSION;
}

bool gbench_init(int *argc, char **argv)
{
    if (stopped)
        return refuse("gbench_shutdown was called");
    return guarded(false, [&] {
        int before = *argc;
        benchmark::Initialize(argc, argv);
        if (*argc < before)
            argv[*argc] = nullptr;
        executable = *argc > 0 && argv[0] ? argv[0] : "unknown";
        benchmark::BenchmarkReporter::Context::executable_name = executable.c_str();
        return true;
    });
}

bool gbench_report_unrecognized(int argc, char **argv)
{
    return guarded(argc > 1, [&] { return benchmark::ReportUnrecognizedArguments(argc, argv); });
}

bool gbench_add_context(const char *key, const char *value)
{
    if (stopped || !key || !value)
        return refuse(stopped ? "gbench_shutdown was called" : "no key or no value");
    return guarded(false, [&] {
        if (!context_keys.insert(key).second)
            return refuse(key, "is in the context already");
        benchmark::AddCustomContext(key, value);
        return true;
    });
}

int gbench_run(enum gbench_report report, const char *json_file)
{
    if (running || stopped)
        return refuse(running ? "a benchmark is running" : "gbench_shutdown was called"), -1;
    if (report < GBENCH_REPORT_NONE || report > GBENCH_REPORT_CSV)
        return refuse("no such report"), -1;
    int n = guarded(-1, [&] { return run_all(report, json_file); });
    running = false;
    return n;
}

bool gbench_clear(void)
{
    if (running)
        return refuse("a benchmark is running");
    return guarded(false, [] {
        benchmark::ClearRegisteredBenchmarks();
        benchmarks.clear();
        return true;
    });
}

void gbench_shutdown(void)
{
    if (stopped || !gbench_clear())
        return;
    stopped = true;
    guarded(false, [] { return benchmark::Shutdown(), true; });
}

/* ---- registration ---- */

struct gbench_benchmark *gbench_register(const char *name, gbench_function fn, void *arg)
{
    if (running || stopped || !name || !*name || !fn)
        return refuse(running   ? "a benchmark is running"
                      : stopped ? "gbench_shutdown was called"
                                : "no name or no function"),
               nullptr;
    return guarded(static_cast<gbench_benchmark *>(nullptr), [&] {
        auto owned = std::make_unique<gbench_benchmark>();
        gbench_benchmark *b = owned.get();
        benchmarks.push_back(std::move(owned));
        b->fn = fn;
        b->arg = arg;
        b->library = benchmark::RegisterBenchmark(name, [b](benchmark::State &s) { invoke(b, s); });
        return b;
    });
}

bool gbench_arg(struct gbench_benchmark *b, int64_t value)
{
    return gbench_args(b, &value, 1);
}

bool gbench_args(struct gbench_benchmark *b, const int64_t *values, size_t n)
{
    return configure(b, takes(b, n) && values, "not the benchmark's number of arguments", [&] {
        b->library->Args(std::vector<int64_t>(values, values + n));
        b->n_args = n;
        b->has_args = true;
    });
}

bool gbench_arg_name(struct gbench_benchmark *b, const char *name)
{
    return gbench_arg_names(b, &name, 1);
}

bool gbench_arg_names(struct gbench_benchmark *b, const char *const *names, size_t n)
{
    bool complete = names && takes(b, n);
    for (size_t i = 0; complete && i < n; i++)
        complete = names[i];
    return configure(b, complete, "not one name for each argument", [&] {
        b->library->ArgNames(std::vector<std::string>(names, names + n));
        b->n_args = n;
    });
}

bool gbench_iterations(struct gbench_benchmark *b, uint64_t n)
{
    return configure(b, b && !b->min_time && n > 0 && n <= most,
                     "iterations: 0, too many, or with a minimum time", [&] {
                         b->library->Iterations(static_cast<int64_t>(n));
                         b->iterations = true;
                     });
}

bool gbench_repetitions(struct gbench_benchmark *b, int n)
{
    return configure(b, n > 0, "repetitions: not positive", [&] { b->library->Repetitions(n); });
}

bool gbench_min_time(struct gbench_benchmark *b, double seconds)
{
    return configure(b, b && !b->iterations && seconds > 0 && std::isfinite(seconds),
                     "minimum time: not positive, or with a number of iterations", [&] {
                         b->library->MinTime(seconds);
                         b->min_time = true;
                     });
}

bool gbench_use_manual_time(struct gbench_benchmark *b)
{
    return configure(b, b && !b->real_time, "manual time excludes real time", [&] {
        b->library->UseManualTime();
        b->manual_time = true;
    });
}

bool gbench_use_real_time(struct gbench_benchmark *b)
{
    return configure(b, b && !b->manual_time, "real time excludes manual time", [&] {
        b->library->UseRealTime();
        b->real_time = true;
    });
}

bool gbench_measure_process_cpu_time(struct gbench_benchmark *b)
{
    return configure(b, true, "", [&] { b->library->MeasureProcessCPUTime(); });
}

bool gbench_unit(struct gbench_benchmark *b, enum gbench_time_unit unit)
{
    static const benchmark::TimeUnit units[] = {benchmark::kNanosecond, benchmark::kMicrosecond,
                                                benchmark::kMillisecond, benchmark::kSecond};
    return configure(b, unit >= GBENCH_NANOSECOND && unit <= GBENCH_SECOND, "no such unit",
                     [&] { b->library->Unit(units[unit]); });
}

bool gbench_threads(struct gbench_benchmark *b, int n)
{
    return configure(b, n > 0, "threads: not positive", [&] { b->library->Threads(n); });
}

bool gbench_aggregates_only(struct gbench_benchmark *b)
{
    return configure(b, true, "", [&] { b->library->ReportAggregatesOnly(true); });
}

/* ---- inside a benchmark function ---- */

bool gbench_keep_running_batch(struct gbench_state *st, uint64_t n)
{
    if (st->finished || st->failed)
        return false;
    if (n == 0 || n > most || (st->batch && static_cast<uint64_t>(st->batch) != n))
        return fail(st, "the batch is empty, too large, or not the size of the one before");
    if (st->paused)
        return fail(st, "the batch ended while the timing was paused");
    if (!st->started) {
        st->started = true;
        st->batch = static_cast<int64_t>(n);
        st->b.batch = st->batch;
    }
    st->finished = !st->library.KeepRunningBatch(st->batch);
    return !st->finished;
}

bool gbench_record(struct gbench_state *st, uint64_t operations, double seconds)
{
    benchmark::State &s = st->library;
    if (st->failed)
        return false;
    if (st->started)
        return fail(st, "record: the benchmark has run a loop or recorded a batch before");
    if (operations == 0 || operations > most_recorded)
        return fail(st, operations ? "record: too many operations" : "record: no operations");
    if (!(seconds > 0) || !std::isfinite(seconds))
        return fail(st, "record: the time is not positive");
    if (!st->b.manual_time || !st->b.iterations || s.max_iterations != 1 || s.threads() != 1)
        return fail(st, "record: needs manual time, 1 iteration and 1 thread");
    st->started = true;
    /* Not KeepRunningBatch(operations): repetitions of different iterations make the library abort, or
     * average wrongly. */
    while (s.KeepRunningBatch(1))
        s.SetIterationTime(seconds / static_cast<double>(operations));
    st->finished = true;
    st->operations = static_cast<int64_t>(operations);
    return true;
}

bool gbench_set_cpu_time(struct gbench_state *st, double seconds)
{
    if (!(seconds >= 0) || !std::isfinite(seconds))
        return fail(st, "CPU time: negative or not finite");
    st->cpu_seconds = seconds;
    return true;
}

int64_t gbench_range(struct gbench_state *st, size_t i)
{
    if (!st->b.has_args || i >= st->b.n_args)
        return fail(st, "the benchmark has no such argument"), 0;
    return st->library.range(i);
}

bool gbench_set_iteration_time(struct gbench_state *st, double seconds)
{
    if (!(seconds >= 0) || !std::isfinite(seconds))
        return fail(st, "iteration time: negative or not finite");
    st->library.SetIterationTime(seconds);
    return true;
}

bool gbench_set_label(struct gbench_state *st, const char *label)
{
    if (!label)
        return refuse("no label");
    return guarded(false, [&] { return st->library.SetLabel(label), true; });
}

bool gbench_set_counter(struct gbench_state *st, const char *name, double value, unsigned flags)
{
    if (!name || flags > 31)
        return fail(st, name ? "unknown counter flags" : "a counter without a name");
    if (!std::isfinite(value))
        return true;
    return guarded(false, [&] {
        st->library.counters[name] = benchmark::Counter(value, library_flags(flags));
        return true;
    });
}

bool gbench_set_items_processed(struct gbench_state *st, int64_t items)
{
    return guarded(false, [&] { return st->library.SetItemsProcessed(items), true; });
}

bool gbench_set_bytes_processed(struct gbench_state *st, int64_t bytes)
{
    return guarded(false, [&] { return st->library.SetBytesProcessed(bytes), true; });
}

void gbench_skip_with_error(struct gbench_state *st, const char *msg)
{
    fail(st, msg ? msg : "skipped");
}

bool gbench_pause_timing(struct gbench_state *st)
{
    if (st->failed || !st->started || st->finished || st->paused)
        return refuse("pause: not in a loop that is being timed");
    st->library.PauseTiming();
    return st->paused = true;
}

bool gbench_resume_timing(struct gbench_state *st)
{
    if (st->failed || !st->paused)
        return refuse("resume: not paused");
    st->library.ResumeTiming();
    st->paused = false;
    return true;
}

int gbench_thread_index(const struct gbench_state *st)
{
    return st->library.thread_index();
}
int gbench_threads_of(const struct gbench_state *st)
{
    return st->library.threads();
}

uint64_t gbench_iterations_of(const struct gbench_state *st)
{
    return static_cast<uint64_t>(st->operations ? st->operations : st->library.iterations());
}

uint64_t gbench_max_iterations_of(const struct gbench_state *st)
{
    return static_cast<uint64_t>(st->library.max_iterations);
}
