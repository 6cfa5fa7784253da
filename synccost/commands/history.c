// SPDX-License-Identifier: MIT
// synccost history: one host's reports over time, as text or JSON, as charts and as a page.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/history/charts.h"
#include "report/site/history.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/commands/found.h"
#include "synccost/commands/load.h"
#include "synccost/commands/output.h"

struct load {
    const struct options *o;
    struct history history;
    struct noise noise; /* that fits the latest report that any fits; or the one that was named */
    time_t noise_when;
    bool noise_fits, noise_is_of;
    struct history_host *host; /* whose reports were found */
    size_t n_hosts;
};

static void note_host(struct load *l, const struct history_host *host)
{
    if (history_find_host(l->host, l->n_hosts, host) < l->n_hosts)
        return;
    l->host = checked_grow(l->host, l->n_hosts, sizeof *l->host);
    l->host[l->n_hosts++] = *host;
}

static bool is_wanted(const struct load *l, const struct history_host *host)
{
    const char *wanted = l->o->value[OPTION_host];
    return !wanted || strcmp(wanted, host->id) == 0 || strcmp(wanted, host->name) == 0;
}

/* The noise file of a history is the one that fits its latest report. */
static int look_for_noise(struct load *l, const struct report *r, const char *path, time_t when)
{
    if (l->o->value[OPTION_noise]) {
        l->noise_fits |= noise_fits(&l->noise, r);
        l->noise_is_of |= noise_is_of(&l->noise, r);
        return 0;
    }
    struct noise found = {0};
    int status = load_noise(&found, path);
    if (status == 0 && noise_fits(&found, r) && (!l->noise_fits || when >= l->noise_when)) {
        struct noise older = l->noise;
        l->noise = found;
        l->noise_when = when;
        l->noise_fits = true;
        found = older;
    }
    noise_free(&found);
    return status;
}

static int load_one(struct load *l, const char *path)
{
    struct report r;
    struct history_host host;
    char err[SC_ERR];
    int status = load_report(&r, path);
    size_t before = l->history.n_reports;
    if (status == 0)
        history_host(&r, &host);
    if (status == 0 && is_wanted(l, &host)) {
        if (history_add(&l->history, &r, err) != 0)
            status = complain("%s: %s", path, err);
        if (status == 0 && l->history.n_reports > before) {
            note_host(l, &host);
            status = look_for_noise(l, &r, path, l->history.report[before].when);
        }
    }
    report_free(&r);
    return status;
}

/* All of them are of one host, and there are some. */
static int check_hosts(const struct load *l)
{
    char names[512] = "";
    if (l->history.n_reports == 0 && l->o->value[OPTION_host])
        return complain("--host %s: no report is of this host: leave it out to see whose there are",
                        l->o->value[OPTION_host]);
    if (l->history.n_reports == 0)
        return complain("%s: only reports that were imported or made under an emulator: these "
                        "have no history",
                        l->o->operands[0]);
    if (l->n_hosts == 1)
        return 0;
    size_t used = 0;
    for (size_t i = 0; i < l->n_hosts && used < sizeof names; i++) {
        const struct history_host *h = &l->host[i];
        bool other = strcmp(h->id, "-") != 0;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s%s%s%s", i ? ", " : "",
                                 h->name, other ? " (" : "", other ? h->id : "", other ? ")" : "");
    }
    return complain("reports of %zu hosts: %s: choose one with --host", l->n_hosts, names);
}

static int load_all(struct load *l)
{
    struct found found;
    char err[SC_ERR];
    const char *named = l->o->value[OPTION_noise];
    if (named && noise_read(&l->noise, named, err) != 0)
        return complain("%s: %s", named, err);
    int status = find_reports(&found, l->o->operands, l->o->n_operands);
    for (size_t i = 0; i < found.n && status == 0; i++)
        status = load_one(l, found.path[i]);
    found_free(&found);
    if (status == 0)
        status = check_hosts(l);
    if (status == 0 && named && !l->noise_is_of)
        status = complain("%s: is the noise of another machine: leave --noise out, or measure with "
                          "synccost aa",
                          named);
    return status;
}

/* The gate: 1 when a row became slower, or when nothing could be looked at. */
static int judge(const struct history *h, time_t since)
{
    size_t slower = history_slower(h, since);
    if (slower)
        fprintf(stderr, "%zu row%s became slower\n", slower, slower == 1 ? "" : "s");
    if (h->looked == 0)
        fprintf(stderr, "no row could be judged: the test needs %zu reports\n", h->needs);
    return slower > 0 || h->looked == 0;
}

/* Charts of the rows that changed, where there are any. */
static int draw(const struct history *h, const struct options *o)
{
    struct history_charts charts;
    char *folder = report_folder(o->operands[0]), *below = NULL;
    if (!folder || asprintf(&below, "%s/history", folder) < 0)
        abort();
    history_charts_init(&charts, h);
    int status = 0;
    if (charts.n)
        status = draw_history(charts.series, charts.n,
                              o->value[OPTION_history_out] ? o->value[OPTION_history_out] : below);
    if (charts.n < charts.of)
        printf("the charts are those of the %zu rows that changed most\n", charts.n);
    history_charts_free(&charts);
    free(folder);
    free(below);
    return status;
}

static int write_page(const struct history *h, const char *dir)
{
    char err[SC_ERR], undrawn[SC_ERR] = "", *templates = path_of_shared("site", "machine.html"),
                      *scripts = path_of_shared("plots", "ladder.gp");
    int status = site_write_history(h, dir, templates, scripts, undrawn, err);
    if (*undrawn)
        complain("%s: some charts are missing: %s", dir, undrawn);
    if (status != 0)
        status = complain("%s: %s", dir, err);
    else
        fprintf(stderr, "page: %s/index.html\n", dir);
    free(templates);
    free(scripts);
    return status;
}

static int show(const struct load *l, time_t since)
{
    const struct options *o = l->o;
    const struct history *h = &l->history;
    int status = 0;
    if (o->value[OPTION_json])
        status = print_json(history_json(h));
    else
        history_print(stdout, h);
    int verdict = o->value[OPTION_fail_on_change] ? judge(h, since) : 0;
    if (status == 0 && !o->value[OPTION_json] && !o->value[OPTION_no_plot])
        status = draw(h, o);
    if (status == 0 && o->value[OPTION_page])
        status = write_page(h, o->value[OPTION_page]);
    return status ? status : verdict;
}

int cmd_history(const struct options *o)
{
    struct load l = {.o = o};
    time_t since = 0;
    const char *from = o->value[OPTION_since];
    if (from && !o->value[OPTION_fail_on_change])
        return complain("--since: says nothing without --fail-on-change: give both");
    if (from && !history_time(from, &since))
        return complain("--since: '%.80s' is no time: give one such as 2026-01-02", from);
    history_init(&l.history);
    int status = load_all(&l);
    if (status == 0) {
        struct rank_scan *scan = rank_scan_new(HISTORY_DRAWS, HISTORY_SEED);
        history_judge(&l.history, l.noise_fits ? &l.noise : NULL, scan);
        rank_scan_free(scan);
        status = show(&l, since);
    }
    history_free(&l.history);
    noise_free(&l.noise);
    free(l.host);
    return status;
}
