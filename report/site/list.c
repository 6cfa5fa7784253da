// SPDX-License-Identifier: MIT
// The gallery as Markdown: the machines, and the floors that tell them apart.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/file.h"
#include "common/floors.h"
#include "common/text.h"
#include "report/format/format.h"
#include "report/site/list.h"
#include "report/summary/labels.h"

static const char opening[] =
    "# Results\n\n"
    "Each machine has a folder, and each of its runs has a folder in it. A run has\n"
    "`report.json` with the raw samples, `summary.txt`, and `charts/`.\n\n"
    "`make publish` writes this page. Times are medians over launches. \"Line\" is a line\n"
    "transfer, one way; \"mutex\" is an uncontended pthread mutex; \"switch\" is a futex switch.\n"
    "A browser opens the same reports as pages from `build/site/index.html`.\n\n"
    "| machine | run | cycle | RMW | line | mutex | switch | charts |\n"
    "|---|---|---:|---:|---:|---:|---:|---|\n";

enum { NAME = 400 };

struct list {
    const struct site_machine *const *machines;
    const char *const *folders;
    size_t n;
};

/* The rows of that name, or whose names begin with it, as a floor's are chosen. */
static void put_figure(FILE *f, const struct report *r, const char *name)
{
    char text[FORMAT], floor[REPORT_NAME];
    snprintf(floor, sizeof floor, "%s", name);
    fprintf(f, " | %s", format_ns(text, row_floor_ns(r, &(struct row){.floor = floor})));
}

/* The machine that is named by the folder above the run's, and the run, for text in Markdown. */
static void names_of(const char *folder, char machine[NAME], char run[NAME])
{
    const char *slash = strrchr(folder, '/');
    char part[NAME / 2], clean[NAME / 2];
    snprintf(part, sizeof part, "%.*s", slash ? (int)(slash - folder) : 1, slash ? folder : "-");
    text_markdown(text_clean(part, clean, sizeof clean), machine, NAME);
    text_markdown(text_clean(slash ? slash + 1 : folder, clean, sizeof clean), run, NAME);
}

/* A link's target that ends nowhere but at its end. */
static void put_target(FILE *f, const char *folder, const char *file)
{
    for (const char *c = folder; *c; c++) {
        bool plain = isalnum((unsigned char)*c) || strchr("._/-", *c);
        fprintf(f, plain ? "%c" : "%%%02X", (unsigned char)*c);
    }
    fprintf(f, "/%s", file);
}

static void put_line(FILE *f, const struct report *r, const char *folder)
{
    char machine[NAME], run[NAME];
    names_of(folder, machine, run);
    fprintf(f, "| %s | [%s](", machine, run);
    put_target(f, folder, "summary.txt");
    fputc(')', f);
    put_figure(f, r, "floor/dependent-add");
    put_figure(f, r, floor_name(FLOOR_rmw));
    put_figure(f, r, floor_name(FLOOR_line_transfer));
    put_figure(f, r, "mutex/pthread-default/uncontended/crit:0ns/out:0ns");
    put_figure(f, r, floor_name(FLOOR_futex_switch));
    fputs(" | [ladder](", f);
    put_target(f, folder, "charts/ladder.png");
    fputs(") |\n", f);
}

/* What limits the figures of a run, or voids them. */
static void put_labels(FILE *f, const struct report *r, const char *folder)
{
    char machine[NAME], run[NAME], shown[2 * LABEL_TEXT];
    struct labels labels;
    labels_of(&labels, r);
    names_of(folder, machine, run);
    fprintf(f, "* %s, %s:\n", machine, run);
    const char *before = "  ";
    for (size_t i = 0; i < labels.n; i++) {
        const struct label *one = &labels.label[i];
        if (one->weight == LABEL_FACT)
            continue;
        fprintf(f, "%s%s%s", before, one->weight == LABEL_VOID ? "**void** " : "",
                text_markdown(one->text, shown, sizeof shown));
        before = ";\n  ";
    }
    fputs("\n", f);
}

static void write_list(FILE *f, const void *argument)
{
    const struct list *list = argument;
    fputs(opening, f);
    for (size_t i = 0; i < list->n; i++)
        put_line(f, list->machines[i]->report, list->folders[i]);
    fputs("\n## What limits them\n\n", f);
    for (size_t i = 0; i < list->n; i++)
        put_labels(f, list->machines[i]->report, list->folders[i]);
    fputs("\n[SUBMIT.md](SUBMIT.md) says how to send a machine.\n", f);
}

int site_write_list(const struct site_machine *const *machines, const char *const *folders,
                    size_t n, const char *path, char err[SC_ERR])
{
    return file_replace(path, write_list, &(struct list){machines, folders, n}, err);
}
