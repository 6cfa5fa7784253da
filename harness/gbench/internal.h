// SPDX-License-Identifier: MIT
// What the files of the C interface share: a benchmark, the state of one call, and errors. Not
// installed.
#pragma once

#include <atomic>
#include <benchmark/benchmark.h>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/gbench/gbench.h"

using registered =
    decltype(benchmark::RegisterBenchmark("", std::declval<void (*)(benchmark::State &)>()));

struct gbench_benchmark {
    registered library;
    gbench_function fn;
    void *arg;
    size_t n_args = 0; /* 0: not known yet */
    bool has_args = false, iterations = false, min_time = false, manual_time = false,
         real_time = false;
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

namespace gbench_internal
{

/* The most iterations of a benchmark, and of a batch. */
inline constexpr uint64_t most = uint64_t{1} << 62;

extern std::vector<std::unique_ptr<gbench_benchmark>> benchmarks;
extern bool running, stopped;

/* Sets what gbench_last_error returns on this thread. Returns false. */
bool refuse(const char *what, const char *why = "");

/* As refuse; the row fails too, and so do the later repetitions of its run. */
bool fail(gbench_state *st, const char *msg);

/* Calls the benchmark's function, and ends the library's loop where the function did not. */
void invoke(gbench_benchmark *b, benchmark::State &s);

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

} // namespace gbench_internal
