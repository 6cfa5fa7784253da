// SPDX-License-Identifier: MIT
// Files of other tools, each read as every format: what becomes a report can be shown and written.
static const char *const words[] = {
    "Unit",           "ns/op",     "sec/op",    "Benchmark", "goos:",   "pkg:",
    "assume=nothing", "-8",        "us",        "MB/s",      "CPU",     "Numa node",
    "threads",        "real_time", "aggregate", "median",    "context", "benchmarks"};

#define FUZZ_NAME  "import"
#define FUZZ_SHARE 60000
#define FUZZ_WORDS words
#define FUZZ_MORE  "tests/golden/imports"
#include "report/imports/import.h"
#include "tests/fuzz/shown.h"

static void fuzz_one(char *text, size_t size)
{
    static const char *const formats[] = {"gbench", "benchfmt", "core-to-core",
                                          "c2clat", "mlc",      "concurrency-hierarchy"};
    struct report r, again;
    struct import_outcome outcome;
    char err[SC_ERR], path[128], written[160];
    snprintf(path, sizeof path, "%s", fuzz_file("file", text, size));
    snprintf(written, sizeof written, "%s.json", path);
    report_init(&r);
    report_init(&again);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct import_request request = {.importer = importer_find(formats[i]),
                                         .path = path,
                                         .now = "2026-11-29T00:00:00Z",
                                         .version = "0"};
        if (import_read(&r, &request, &outcome, err) != 0)
            continue;
        fuzz_check_shown(outcome.counter, outcome.counters ? strlen(outcome.counter) : 0);
        fuzz_show(&r);
        if (report_write(&r, written, err) != 0 || report_read(&again, written, err) != 0)
            fuzz_fault(err);
        unlink(written);
    }
    report_free(&r);
    report_free(&again);
    unlink(path);
}
