// SPDX-License-Identifier: MIT
// What was measured, where, and how far: the first lines of a summary.
#include <math.h>

#include "common/text.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/model/goal.h"
#include "report/model/left_out.h"
#include "report/statistics/statistics.h"
#include "report/summary/head.h"
#include "report/summary/notes.h"

enum { FACT = 80 };
static const char emulated[] = "Emulated: these figures say nothing about real hardware.";

/* Who is told. */
struct facts {
    summary_say *say;
    void *context;
};

static void say_machine(const struct facts *out, const struct report *r)
{
    char line[8 * FACT], model[FACT], cores[FACT], virtualization[FACT], kernel[FACT], cpus[FACT],
        platform[FACT];
    const bool known = json_is_string(report_member(r, "machine.platform"));
    report_fact(r, "machine.model", model, sizeof model);
    report_fact(r, "machine.cpus", cpus, sizeof cpus);
    report_fact(r, "machine.cores", cores, sizeof cores);
    report_fact(r, "machine.virtualization", virtualization, sizeof virtualization);
    report_fact(r, "machine.kernel", kernel, sizeof kernel);
    report_fact(r, "machine.platform", platform, sizeof platform);
    snprintf(line, sizeof line, "%s; CPUs %s, cores %s; virtualization %s; %s%skernel %s", model,
             cpus, cores, virtualization, known ? platform : "", known ? "; " : "", kernel);
    out->say(out->context, "machine", line);
    if (json_is_true(report_member(r, "machine.emulated")))
        out->say(out->context, "", emulated);
}

/* Where an import comes from; of its machine, what its file says. */
static void say_origin(const struct facts *out, const struct report *r)
{
    char line[512], file[FACT], format[FACT], date[FACT], model[FACT];
    snprintf(line, sizeof line,
             "from %s (%s) on %s: another tool measured this; no launches, no intervals, and "
             "nothing is judged",
             report_fact(r, "imported.file", file, sizeof file),
             report_fact(r, "imported.format", format, sizeof format),
             report_fact(r, "imported.date", date, sizeof date));
    out->say(out->context, "imported", line);
    if (json_is_string(report_member(r, "imported.tool")))
        out->say(out->context, "tool", report_fact(r, "imported.tool", line, sizeof line));
    if (json_is_string(report_member(r, "machine.model")))
        out->say(out->context, "machine", report_fact(r, "machine.model", model, sizeof model));
    if (json_is_true(report_member(r, "machine.emulated")))
        out->say(out->context, "", emulated);
}

/* What family programs say of themselves, such as another language's version. */
static void say_programs(const struct facts *out, const struct report *r)
{
    const char *program;
    json_t *remark;
    json_object_foreach (report_member(r, "programs"), program, remark) {
        char name[FACT], about[512], line[FACT + 520];
        text_clean(program, name, sizeof name);
        text_clean(json_string_value(json_object_get(remark, "about")), about, sizeof about);
        snprintf(line, sizeof line, "%s: %s", name, about);
        out->say(out->context, "program", line);
    }
}

static void say_clock(const struct facts *out, const struct report *r)
{
    char line[512], source[FACT], reading[FORMAT], step[FORMAT], cycle[FORMAT];
    const json_t *read_ns = report_member(r, "clock.read_ns"),
                 *step_ns = report_member(r, "clock.granularity_ns");
    report_fact(r, "clock.source", source, sizeof source);
    format_ns(reading, json_is_number(read_ns) ? json_number_value(read_ns) : NAN);
    format_ns(step, json_is_number(step_ns) ? json_number_value(step_ns) : NAN);
    format_ns(cycle, estimate_cycle_ns(r));
    snprintf(
        line, sizeof line,
        "%s; a reading takes %s, the smallest step is %s; one CPU cycle takes about %s (estimated)",
        source, reading, step, cycle);
    out->say(out->context, "clock", line);
}

static void say_run(const struct facts *out, const struct report *r)
{
    char line[512], profile[FACT], seed[FACT], compiler[FACT], revision[FACT], time[FORMAT],
        launches[64];
    unsigned fewest, most;
    estimate_launch_range(r, &fewest, &most);
    const json_t *elapsed = report_member(r, "run.measured_s");
    report_fact(r, "run.profile", profile, sizeof profile);
    report_fact(r, "run.seed", seed, sizeof seed);
    report_fact(r, "build.compiler", compiler, sizeof compiler);
    report_fact(r, "build.revision", revision, sizeof revision);
    format_duration(time, json_is_number(elapsed) ? json_number_value(elapsed) : NAN);
    if (fewest == most)
        snprintf(launches, sizeof launches, "%u launch%s a row", most, most == 1 ? "" : "es");
    else
        snprintf(launches, sizeof launches, "%u to %u launches a row", fewest, most);
    bool cut = json_is_false(report_member(r, "run.complete"));
    snprintf(line, sizeof line,
             "profile %s, %s, took %s%s, seed %s; built with %s from revision %s", profile,
             launches, time, cut ? ", cut short" : "", seed, compiler, revision);
    out->say(out->context, "run", line);
    if (*left_out_text(report_member(r, "run.left_out"), line, sizeof line))
        out->say(out->context, "left out", line);
    if (most == 0)
        return;
    if (most < 2)
        snprintf(line, sizeof line, "none: they are taken over launches, and there was one");
    else if (fewest > STATISTICS_ENOUGH)
        snprintf(line, sizeof line, "95 %%, from the order statistics of the launches");
    else
        snprintf(line, sizeof line,
                 "95 %%, from the order statistics of the launches; with %u no more than their "
                 "range, which holds the true median in %.0f %% of rows",
                 fewest < 2 ? 2 : fewest, 100 * statistics_range_coverage(fewest < 2 ? 2 : fewest));
    out->say(out->context, "intervals", line);
}

/* How many rows were measured enough, and what ended the others. */
static void say_goal(const struct facts *out, const struct report *r)
{
    size_t measured = 0, reached = 0, cut = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!row_measured(row))
            continue;
        bool enough = goal_reached(row);
        measured++;
        reached += enough;
        cut += !enough && row->status == ROW_INCOMPLETE;
    }
    if (measured == 0)
        return;
    char line[256];
    size_t ended = measured - reached - cut;
    int n =
        snprintf(line, sizeof line, "±%g %%, ±%g %% where threads meet: reached by %zu of %zu rows",
                 100 * GOAL_WIDTH, 100 * GOAL_WIDTH_CONTENDED, reached, measured);
    if (ended)
        n += snprintf(line + n, sizeof line - (size_t)n, "; %zu ended by time or most launches",
                      ended);
    if (cut)
        snprintf(line + n, sizeof line - (size_t)n, "; %zu cut short", cut);
    out->say(out->context, "goal", line);
}

static void say_distance(const struct facts *out, const struct report *r)
{
    char line[SUMMARY_APART];
    if (*summary_apart(r, line))
        out->say(out->context, "distance", line);
}

void summary_facts(const struct report *r, summary_say *say, void *context)
{
    const struct facts facts = {say, context};
    if (report_imported(r)) {
        say_origin(&facts, r);
        return;
    }
    say_machine(&facts, r);
    say_clock(&facts, r);
    say_run(&facts, r);
    say_programs(&facts, r);
    say_goal(&facts, r);
    say_distance(&facts, r);
}

static void print_item(void *out, const char *label, const char *text)
{
    fprintf(out, "  %-10s ", label);
    text_wrap(out, 13, text);
}

void summary_head(FILE *out, const struct report *r)
{
    char slug[FACT], date[40];
    text_clean(json_string_value(json_object_get(r->context, "date")), date, sizeof date);
    fprintf(out, "synccost: %s, %s\n", report_fact(r, "machine.slug", slug, sizeof slug),
            *date ? date : "-");
    summary_facts(r, print_item, out);
}
