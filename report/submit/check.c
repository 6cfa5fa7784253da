// SPDX-License-Identifier: MIT
// The checks of a run for the gallery.
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/submit/check.h"
#include "report/submit/plausible.h"
#include "report/submit/schema.h"
#include "report/summary/labels.h"

enum { FACT = 160 };

/* Parts of the measured rows beyond which a run says more of its disturbances than of its
 * machine. */
static const double FAILED_SHARE = 0.1, NOISY_SHARE = 0.25, WIDE_SHARE = 0.25;

bool submit_stamp(const struct report *r, char stamp[20])
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    const char *date = json_string_value(json_object_get(r->context, "date"));
    size_t n = 0;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        if (!date || (form[i] == 'd' ? !isdigit((unsigned char)date[i]) : date[i] != form[i]))
            return false;
        if (form[i] == 'd' || form[i] == 'T')
            stamp[n++] = date[i];
    }
    stamp[n++] = 'Z';
    stamp[n] = '\0';
    const char *zone = date + sizeof form - 1;
    return strcmp(zone, "Z") == 0 || strcmp(zone, "+00:00") == 0;
}

static void check_schema(struct findings *f, const json_t *file)
{
    char err[SC_ERR];
    if (schema_check(schema_of_report(), file, err) == 0)
        findings_add(f, FINDING_FINE, "schema", "", "the report has the form of docs/FIELDS.md");
    else
        findings_add(f, FINDING_STOP, "schema", "take the file anew from where it was measured",
                     "%s", err);
}

/* What labels_of says, with advice; what makes figures void stops. */
static void check_labels(struct findings *f, const struct report *r)
{
    static const struct {
        const char *key, *advice;
    } advice[] = {
        {"imported", "send it to the tool's own collection; the gallery holds runs of synccost"},
        {"hardware",
         "it is shown as such; an emulated one says nothing of hardware and cannot be sent"},
        {"container", "measure outside the container where you can"},
        {"cpus", "widen the affinity (taskset -p, cpuset), or say that it is meant"},
        {"counters", "synccost events says why; run with --counters where they count"},
        {"frequency", "synccost doctor says whether it can be fixed, and how"},
        {"noise", "stop other programs and measure anew"},
        {"build", "commit the source, and build with make and no further options"},
        {"run", "measure with synccost run --profile standard, to its end"},
        {"rows", "a larger --time-limit has them"},
        {"distance", "a host moves this guest's CPUs: measure at a quieter hour, or elsewhere"},
    };
    struct labels labels;
    labels_of(&labels, r);
    for (size_t i = 0; i < labels.n; i++) {
        const struct label *l = &labels.label[i];
        bool stops = l->weight == LABEL_VOID || strcmp(l->key, "run") == 0;
        const char *help = "";
        for (size_t a = 0; a < sizeof advice / sizeof *advice; a++)
            if (l->weight != LABEL_FACT && strcmp(advice[a].key, l->key) == 0)
                help = advice[a].advice;
        findings_add(f, stops ? FINDING_STOP : FINDING_LABEL, l->key, help, "%s", l->text);
    }
}

static void check_run(struct findings *f, const struct report *r)
{
    char text[FACT], stamp[20];
    if (json_is_string(report_member(r, "run.filter")))
        findings_add(f, FINDING_STOP, "run", "measure without --filter",
                     "only rows that match %s were measured",
                     report_fact(r, "run.filter", text, sizeof text));
    if (report_member(r, "run.interleaved"))
        findings_add(f, FINDING_STOP, "run", "send a run of synccost run",
                     "the run is one side of a comparison of two builds");
    if (json_is_string(report_member(r, "run.threads")))
        findings_add(f, FINDING_LABEL, "run", "", "numbers of threads were given: %s",
                     report_fact(r, "run.threads", text, sizeof text));
    if (!submit_stamp(r, stamp))
        findings_add(f, FINDING_STOP, "run", "take the file anew from where it was measured",
                     "the date is no time in UTC");
    if (!json_is_string(report_member(r, "machine.fingerprint")))
        findings_add(f, FINDING_STOP, "fingerprint", "measure anew with this version",
                     "the machine has none");
    else
        findings_add(f, FINDING_FINE, "fingerprint", "", "%s",
                     report_fact(r, "machine.fingerprint", text, sizeof text));
}

static void check_build(struct findings *f, const struct report *r)
{
    char revision[FACT];
    report_fact(r, "build.revision", revision, sizeof revision);
    if (!json_is_true(report_member(r, "build.release")) &&
        !json_is_false(report_member(r, "build.release")))
        findings_add(f, FINDING_LABEL, "build", "build anew with make",
                     "the report does not say whether it is of a release build");
    if (strcmp(revision, "-") == 0 || strcmp(revision, "unknown") == 0)
        findings_add(f, FINDING_LABEL, "source", "build from a clone of the repository",
                     "the revision is not known");
    else
        findings_add(f, strstr(revision, "-dirty") ? FINDING_LABEL : FINDING_FINE, "source",
                     strstr(revision, "-dirty") ? "commit the source and build anew" : "",
                     "revision %s", revision);
}

static void check_warnings(struct findings *f, const struct report *r)
{
    size_t i;
    const json_t *warning, *list = report_member(r, "warnings");
    json_array_foreach (list, i, warning) {
        const char *text = json_string_value(json_object_get(warning, "text")),
                   *advice = json_string_value(json_object_get(warning, "advice")),
                   *severity = json_string_value(json_object_get(warning, "severity"));
        bool note = severity && strcmp(severity, "note") == 0;
        findings_add(f, FINDING_LABEL, note ? "note" : "warning", advice ? advice : "", "%s",
                     text ? text : "a warning without text");
    }
    if (i == 0)
        findings_add(f, FINDING_FINE, "warnings", "", "none");
}

static void check_rows(struct findings *f, const struct report *r)
{
    size_t failed = 0, measured = 0, cut = 0;
    char first[REPORT_NAME] = "";
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        bool bad = row->status == ROW_FAILED || row->status == ROW_TIMEOUT;
        if (bad && !failed++)
            snprintf(first, sizeof first, "%s", row->name);
        cut += row->status == ROW_INCOMPLETE;
        measured += row->status == ROW_OK;
    }
    static const char advice[] = "synccost summary says why; measure anew, or send it so";
    if (measured == 0)
        findings_add(f, FINDING_STOP, "rows", "measure anew", "none was measured");
    else if ((double)failed > FAILED_SHARE * (double)(measured + failed))
        findings_add(f, FINDING_STOP, "rows", "synccost summary says why",
                     "%zu of %zu failed, first %s", failed, measured + failed, first);
    else if (failed)
        findings_add(f, FINDING_LABEL, "rows", advice, "%zu of %zu failed, first %s", failed,
                     measured + failed, first);
    else
        findings_add(f, FINDING_FINE, "rows", "", "%zu measured, none failed", measured);
    if (cut)
        findings_add(f, FINDING_LABEL, "rows", advice, "%zu were cut short", cut);
}

/* Half of the interval, relative to the median. */
static double half_width(const struct row *row)
{
    return (row->time.high - row->time.low) / 2 / row->time.median;
}

static void check_noise_file(struct findings *f, const struct report *r, const struct noise *noise)
{
    if (!noise)
        findings_add(f, FINDING_LABEL, "thresholds",
                     "synccost aa measures them, in an hour or more",
                     "no noise.json: comparisons with this machine use assumed thresholds");
    else if (!noise_is_of(noise, r))
        findings_add(f, FINDING_LABEL, "thresholds", "synccost aa measures them anew",
                     "noise.json is of another machine or another state of it");
    else if (!noise_fits(noise, r))
        findings_add(f, FINDING_LABEL, "thresholds", "synccost aa measures them anew",
                     "noise.json is of a longer profile than the run");
    else
        findings_add(f, FINDING_FINE, "thresholds", "", "noise.json, of %u runs", noise->runs);
}

/* The run's own noise: rows that stayed disturbed, and intervals wider than what comparisons take
 * for noise. */
static void check_noise(struct findings *f, const struct report *r, const struct noise *noise)
{
    size_t rows = 0, noisy = 0, wide = 0;
    bool fits = noise && noise_fits(noise, r);
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (row->kind != KIND_TIME || !row_measured(row))
            continue;
        double known = fits ? noise_threshold(noise, row, 1) : NAN;
        rows++;
        noisy += row->time.noisy;
        wide += log1p(half_width(row)) > (isfinite(known) ? known : noise_assumed(row));
    }
    bool stops =
        (double)noisy > NOISY_SHARE * (double)rows || (double)wide > WIDE_SHARE * (double)rows;
    findings_add(f,
                 stops  ? FINDING_STOP
                 : wide ? FINDING_LABEL
                        : FINDING_FINE,
                 "intervals",
                 stops ? "stop other programs (synccost doctor), and measure anew" : "",
                 "of %zu rows %zu stayed disturbed, and %zu have an interval wider than the noise "
                 "that comparisons allow for",
                 rows, noisy, wide);
    check_noise_file(f, r, noise);
}

void submit_check(struct findings *f, const struct report *r, const json_t *file,
                  const struct noise *noise)
{
    check_schema(f, file);
    check_labels(f, r);
    check_run(f, r);
    check_build(f, r);
    check_warnings(f, r);
    check_rows(f, r);
    check_noise(f, r, noise);
    plausible_check(f, r);
}
