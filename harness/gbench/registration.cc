// SPDX-License-Identifier: MIT
// The C interface to Google Benchmark: benchmarks and how they are run.
#include "harness/gbench/gbench.h"
#include "harness/gbench/internal.h"

using namespace gbench_internal;

namespace
{

template <class F>
bool configure(gbench_benchmark *b, bool acceptable, const char *why, F f) noexcept
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

} // namespace

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
