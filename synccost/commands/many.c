// SPDX-License-Identifier: MIT
// synccost compare with three reports or more: a table with a column a machine.
#include <stdio.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "report/machines/machines.h"
#include "report/model/headline.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/commands/load.h"
#include "synccost/commands/many.h"
#include "synccost/commands/output.h"

struct many {
    struct report *report;
    struct noise *noise;
    const struct report **reports;
    const struct noise **noises;
    size_t n;
};

static int load(struct many *m, const struct options *o)
{
    const char *named = o->value[OPTION_noise];
    char err[SC_ERR];
    int status = 0;
    if (named && noise_read(&m->noise[0], named, err) != 0)
        return complain("%s: %s", named, err);
    for (size_t i = 0; i < m->n && status == 0; i++) {
        status = load_report(&m->report[i], o->operands[i]);
        if (status == 0 && !named)
            status = load_noise(&m->noise[i], o->operands[i]);
        m->reports[i] = &m->report[i];
        const struct noise *noise = &m->noise[named ? 0 : i];
        m->noises[i] = status == 0 && noise_fits(noise, &m->report[i]) ? noise : NULL;
    }
    return status;
}

static int draw(const struct many *m, const struct options *o)
{
    char *folder = report_folder(o->operands[m->n - 1]), *beside = NULL;
    if (!folder || asprintf(&beside, "%s/compare", folder) < 0)
        abort();
    int status = draw_many(m->reports, m->n, o->value[OPTION_out] ? o->value[OPTION_out] : beside);
    free(folder);
    free(beside);
    return status;
}

static int show(const struct many *many, const struct options *o)
{
    struct machines m;
    bool json = o->value[OPTION_json], markdown = o->value[OPTION_markdown];
    machines_init(&m, many->reports, many->noises, many->n,
                  json || o->value[OPTION_all] ? HEADLINE_ALL : HEADLINE_ROWS);
    int status = 0;
    if (m.n_rows == 0)
        status = complain("%s, ...: no row of one is in another: compare reports of the same "
                          "profile",
                          o->operands[0]);
    else if (json)
        status = print_json(machines_json(&m));
    else
        (markdown ? machines_markdown : machines_print)(stdout, &m);
    machines_free(&m);
    if (status == 0 && !json && !markdown && !o->value[OPTION_no_plot])
        status = draw(many, o);
    return status;
}

int compare_many(const struct options *o)
{
    const size_t n = (size_t)o->n_operands;
    if (o->value[OPTION_fail_above])
        return complain("--fail-above: judges two reports: name two, or leave it out");
    if (n > MACHINES_MOST)
        return complain("%zu reports are too many for a table: name at most %d", n, MACHINES_MOST);
    struct many m = {.report = checked_alloc(n, sizeof *m.report),
                     .noise = checked_alloc(n, sizeof *m.noise),
                     .reports = checked_alloc(n, sizeof *m.reports),
                     .noises = checked_alloc(n, sizeof *m.noises),
                     .n = n};
    for (size_t i = 0; i < n; i++)
        report_init(&m.report[i]);
    int status = load(&m, o);
    if (status == 0)
        status = show(&m, o);
    for (size_t i = 0; i < n; i++) {
        report_free(&m.report[i]);
        noise_free(&m.noise[i]);
    }
    free(m.report);
    free(m.noise);
    free(m.reports);
    free(m.noises);
    return status;
}
