// SPDX-License-Identifier: MIT
// Reports: read, shown, and written such that they can be read again.
#define FUZZ_NAME  "report"
#define FUZZ_SHARE 60000
#define FUZZ_MORE  "tests/golden/imports"
#include "report/model/report.h"
#include "tests/fuzz/shown.h"

static void fuzz_one(char *text, size_t size)
{
    struct report r, again;
    char err[SC_ERR], path[128];
    snprintf(path, sizeof path, "%s", fuzz_file("report.json", text, size));
    report_init(&r);
    report_init(&again);
    if (report_read(&r, path, err) == 0) {
        fuzz_show(&r);
        if (report_write(&r, path, err) != 0 || report_read(&again, path, err) != 0)
            fuzz_fault(err);
        if (again.n_rows != r.n_rows)
            fuzz_fault("rows are lost on the way to disk and back");
    }
    report_free(&r);
    report_free(&again);
    unlink(path);
}
