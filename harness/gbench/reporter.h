// SPDX-License-Identifier: MIT
// Where the rows of a run go: put right, then to the display and to the JSON file. Not installed.
#pragma once

#include <benchmark/benchmark.h>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <unistd.h>
#include <utility>
#include <vector>

#include "harness/gbench/gbench.h"

namespace gbench_reporter
{

/* They carry a record past the library, which sees one iteration; patch() takes them out of the
 * rows. */
inline constexpr const char *operations_key = "gbench_operations";
inline constexpr const char *cpu_key = "gbench_cpu_time";

/* In an aggregate the hidden counters are aggregated too: the operations, and the CPU time per
 * operation. */
inline void patch(benchmark::BenchmarkReporter::Run &run)
{
    using Run = benchmark::BenchmarkReporter::Run;
    auto operations = run.counters.find(operations_key), cpu = run.counters.find(cpu_key);
    if (operations != run.counters.end()) {
        bool ratio =
            run.run_type == Run::RT_Aggregate && run.aggregate_unit == benchmark::kPercentage;
        if (run.run_type == Run::RT_Iteration) {
            run.iterations = static_cast<int64_t>(operations->second.value);
            run.real_accumulated_time *= operations->second.value;
        }
        double scale = ratio ? 1 : static_cast<double>(run.iterations);
        run.cpu_accumulated_time =
            cpu == run.counters.end() ? run.real_accumulated_time : cpu->second.value * scale;
    }
    run.counters.erase(operations_key);
    run.counters.erase(cpu_key);
    for (auto c = run.counters.begin(); c != run.counters.end();)
        c = std::isfinite(c->second.value) ? std::next(c) : run.counters.erase(c);
    /* The cv of a mean of 0, which the library calls 0 from 1.8 on and NaN before; the keys must be
     * there. */
    if (!std::isfinite(run.real_accumulated_time))
        run.real_accumulated_time = 0;
    if (!std::isfinite(run.cpu_accumulated_time))
        run.cpu_accumulated_time = 0;
}

/* What the library sees as its display, so that it asks for no --benchmark_out; feeds display and
 * file. */
class pair final : public benchmark::BenchmarkReporter
{
  public:
    explicit pair(std::unique_ptr<BenchmarkReporter> shown) : screen(std::move(shown)) {}

    bool open(const char *path)
    {
        errno = 0;
        stream.open(path);
        write_to(stream);
        note_errors();
        return error == 0;
    }

    /* In place of open: text() has the JSON after close. */
    void keep() { write_to(memory); }
    std::string text() const { return memory.str(); }

    bool ReportContext(const Context &context) override
    {
        began = true;
        if (sink)
            file.ReportContext(context);
        return !screen || screen->ReportContext(context);
    }

    void ReportRuns(const std::vector<Run> &runs) override
    {
        std::vector<Run> rows = runs;
        for (Run &r : rows)
            patch(r);
        if (screen)
            screen->ReportRuns(rows);
        if (sink) {
            file.ReportRuns(rows);
            flush();
        }
        std::cout.flush();
    }

    void Finalize() override
    {
        if (screen)
            screen->Finalize();
        if (sink)
            file.Finalize();
    }

    /* A file without rows where nothing matched is JSON all the same. */
    bool close()
    {
        if (!sink)
            return true;
        if (!began) {
            Context context;
            context.name_field_width = 0;
            file.ReportContext(context);
            file.Finalize();
        }
        flush();
        errno = 0;
        if (stream.is_open())
            stream.close();
        note_errors();
        return error == 0;
    }

    const char *why() const { return std::strerror(error); }

  private:
    void write_to(std::ostream &where)
    {
        sink = &where;
        file.SetOutputStream(sink);
        file.SetErrorStream(sink);
    }

    void flush()
    {
        errno = 0;
        sink->flush();
        note_errors();
    }

    void note_errors()
    {
        if (!*sink && !error)
            error = errno ? errno : EIO;
    }

    std::unique_ptr<BenchmarkReporter> screen;
    benchmark::JSONReporter file;
    std::ofstream stream;
    std::ostringstream memory;
    std::ostream *sink = nullptr; /* one of these two; none where no JSON is wanted */
    int error = 0;
    bool began = false;
};

inline std::unique_ptr<benchmark::BenchmarkReporter> display(enum gbench_report report)
{
    using benchmark::ConsoleReporter;
    const char *no_color = std::getenv("NO_COLOR");
    bool color = isatty(STDOUT_FILENO) && !(no_color && *no_color);
    switch (report) {
    case GBENCH_REPORT_CONSOLE:
        return std::make_unique<ConsoleReporter>(color ? ConsoleReporter::OO_Color
                                                       : ConsoleReporter::OO_None);
    case GBENCH_REPORT_JSON:
        return std::make_unique<benchmark::JSONReporter>();
    case GBENCH_REPORT_CSV:
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        return std::make_unique<benchmark::CSVReporter>();
#pragma GCC diagnostic pop
    default:
        return nullptr;
    }
}

} // namespace gbench_reporter
