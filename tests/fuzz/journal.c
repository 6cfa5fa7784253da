// SPDX-License-Identifier: MIT
// Journals: opened, put into a report, appended to, and opened again with all that was kept.
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "common/checksum.h"
#include "synccost/run/journal.h"

/* A line whose members were changed gets a checksum that is right. */
static char *seal(const char *line)
{
    char *sealed = NULL;
    const char *sum = strstr(line, ",\"crc\":\"");
    const int length = (int)(sum ? sum - line : (long)strlen(line) - 1);
    if (asprintf(&sealed, "%.*s,\"crc\":\"%08" PRIx32 "\"}", length, line,
                 checksum(line, (size_t)length)) < 0)
        abort();
    return sealed;
}

#define FUZZ_NAME  "journal"
#define FUZZ_SHARE 120000
#define FUZZ_SEAL  seal
#include "tests/fuzz/fuzz.h"

static void apply(const json_t *launches)
{
    struct report r;
    unsigned launch;
    size_t i;
    json_t *line;
    report_init(&r);
    json_array_foreach (launches, i, line) {
        const char *name = journal_row(line, &launch);
        if (name && report_name_allowed(name))
            report_add_row(&r, name);
    }
    json_array_foreach (launches, i, line) {
        journal_renew_row(line, &r);
        journal_apply(&r, line);
    }
    report_estimate(&r);
    report_free(&r);
}

static void fuzz_one(char *text, size_t size)
{
    struct journal_contents c, again;
    struct launch_result failed = {.status = LAUNCH_FAILED, .reason = "why"};
    char err[SC_ERR];
    fuzz_file(JOURNAL_NAME, text, size);
    int journal = journal_open(fuzz_dir(), &c, err);
    if (journal >= 0) {
        apply(c.launches);
        if (journal_append(journal, "a/b", 0, &failed, err) != 0)
            fuzz_fault(err);
        close(journal);
        journal = journal_open(fuzz_dir(), &again, err);
        if (journal < 0 || json_array_size(again.launches) != json_array_size(c.launches) + 1)
            fuzz_fault("a launch is lost where a journal goes on");
        close(journal);
        journal_contents_free(&again);
    }
    journal_contents_free(&c);
    journal_remove(fuzz_dir());
}
