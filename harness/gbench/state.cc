// SPDX-License-Identifier: MIT
// The C interface to Google Benchmark: what a benchmark's function calls.
#include "harness/gbench/gbench.h"
#include "harness/gbench/internal.h"

using namespace gbench_internal;

namespace
{

constexpr uint64_t most_recorded = uint64_t{1} << 53;

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
    /* Not KeepRunningBatch(operations): repetitions of different iterations make the library abort,
     * or average wrongly. */
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
