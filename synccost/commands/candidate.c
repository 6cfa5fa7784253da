// SPDX-License-Identifier: MIT
// Reads a run with the noise of its machine, and checks both.
#include <stdio.h>
#include <stdlib.h>

#include "common/file.h"
#include "synccost/commands/candidate.h"
#include "synccost/commands/load.h"

enum { MOST_BYTES = 256 << 20 };

/* The file as it is, for the schema. NULL where it cannot be read. */
static json_t *read_json(const char *path, char err[SC_ERR])
{
    char *text;
    size_t size;
    if (file_read(path, "report.json", MOST_BYTES, &text, &size, err) != 0)
        return NULL;
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    if (!json)
        snprintf(err, SC_ERR, "was changed while it was read: try again");
    return json;
}

/* Whether there is a noise.json that can be read; one that cannot is a finding. */
static bool read_noise(struct candidate *c, const char *folder, struct noise *noise)
{
    char *path = noise_of_machine(folder), err[SC_ERR];
    bool read = path && noise_read(noise, path, err) == 0;
    if (path && !read)
        findings_add(&c->findings, FINDING_LABEL, "thresholds", "", "noise.json %s", err);
    free(path);
    return read;
}

int candidate_read(struct candidate *c, const char *path, const char *machine, char err[SC_ERR])
{
    *c = (struct candidate){.findings = {0}};
    report_init(&c->report);
    json_t *file = NULL;
    if (report_read(&c->report, path, err) != 0 || !(file = read_json(path, err))) {
        report_free(&c->report);
        return -1;
    }
    struct noise noise;
    char *folder = report_folder(path), *above;
    if (!folder || asprintf(&above, "%s/..", folder) < 0)
        abort();
    bool known = read_noise(c, machine ? machine : above, &noise);
    submit_check(&c->findings, &c->report, file, known ? &noise : NULL);
    if (known)
        noise_free(&noise);
    free(above);
    free(folder);
    json_decref(file);
    return 0;
}

void candidate_free(struct candidate *c)
{
    report_free(&c->report);
    findings_free(&c->findings);
    privacy_free(&c->privacy);
}
