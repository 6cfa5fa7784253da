// SPDX-License-Identifier: MIT
// The C interface to Google Benchmark: one call of a benchmark's function, and its failure.
#include "harness/gbench/internal.h"
#include "harness/gbench/reporter.h"

using namespace gbench_internal;

namespace
{

std::vector<int64_t> run_of(const gbench_state &st)
{
    std::vector<int64_t> key{st.library.threads()};
    for (size_t i = 0; st.b.has_args && i < st.b.n_args; i++)
        key.push_back(st.library.range(i));
    return key;
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
 * Brings a failed run to the end of its loop, with the iterations of a run that did not fail: the
 * library aborts in its debug build, which is Debian's, when repetitions differ in their
 * iterations, even if one of them was skipped.
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

} // namespace

bool gbench_internal::fail(gbench_state *st, const char *msg)
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

void gbench_internal::invoke(gbench_benchmark *b, benchmark::State &s)
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
