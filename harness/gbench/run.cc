// SPDX-License-Identifier: MIT
// The C interface to Google Benchmark: the process and its runs.
#include <cstdio>
#include <cstring>
#include <iostream>
#include <set>

#include "harness/gbench/gbench.h"
#include "harness/gbench/internal.h"
#include "harness/gbench/reporter.h"

#ifndef GBENCH_LIBRARY_VERSION
#define GBENCH_LIBRARY_VERSION "unknown"
#endif

using namespace gbench_internal;

std::vector<std::unique_ptr<gbench_benchmark>> gbench_internal::benchmarks;
bool gbench_internal::running, gbench_internal::stopped;

namespace
{

thread_local char last_error[512];
std::set<std::string> context_keys;
std::string executable;

/* json: where the JSON's text goes in place of a file; NULL for none. */
int run_all(enum gbench_report report, const char *json_file, char **json)
{
    gbench_reporter::pair reporter(gbench_reporter::display(report));
    if (json_file && !reporter.open(json_file))
        return refuse(json_file, reporter.why()), -1;
    if (json)
        reporter.keep();
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
    if (json && !(*json = strdup(reporter.text().c_str())))
        return refuse("the JSON", "no memory for its text"), -1;
    return static_cast<int>(n);
}

} // namespace

bool gbench_internal::refuse(const char *what, const char *why)
{
    std::snprintf(last_error, sizeof last_error, "%s%s%s", what, *why ? ": " : "", why);
    return false;
}

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

static int run(enum gbench_report report, const char *json_file, char **json)
{
    if (running || stopped)
        return refuse(running ? "a benchmark is running" : "gbench_shutdown was called"), -1;
    if (report < GBENCH_REPORT_NONE || report > GBENCH_REPORT_CSV)
        return refuse("no such report"), -1;
    int n = guarded(-1, [&] { return run_all(report, json_file, json); });
    running = false;
    return n;
}

int gbench_run(enum gbench_report report, const char *json_file)
{
    return run(report, json_file, nullptr);
}

int gbench_run_json(char **json)
{
    *json = nullptr;
    return run(GBENCH_REPORT_NONE, nullptr, json);
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
