// SPDX-License-Identifier: MIT
// What the tests of pages about several reports share: a site of made-up reports, and questions
// about its pages.
#pragma once

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/json.h"
#include "report/format/format.h"
#include "report/site/gallery.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

enum { MOST = 20 };

/* A site in a folder of its own, of reports m0, m1, ... Charts cost time: scripts is a folder
 * without any but where a test looks at pictures. */
struct made {
    char dir[64];
    struct report report[MOST];
    struct site_machine machine[MOST];
    const struct site_machine *machines[MOST];
    const struct noise *noise[MOST];
    struct gallery gallery;
    char undrawn[SC_ERR];
};

static inline int set_up(void **state)
{
    struct made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    strcpy(m->dir, "/tmp/synccost-site-XXXXXX");
    assert_non_null(mkdtemp(m->dir));
    m->gallery = (struct gallery){.dir = m->dir,
                                  .templates = "site",
                                  .scripts = "/nowhere",
                                  .machine = m->machines,
                                  .noise = m->noise};
    *state = m;
    return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline int tear_down(void **state)
{
    struct made *m = *state;
    nftw(m->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    for (size_t i = 0; i < m->gallery.n; i++)
        report_free(&m->report[i]);
    free(m);
    return 0;
}

static inline json_t *machine_of(struct report *r)
{
    return json_object_get(json_object_get(r->context, "synccost"), "machine");
}

/* One more report, of an architecture; returns it. */
static inline struct report *add(struct made *m, const char *arch,
                                 const struct fake_options *options)
{
    size_t i = m->gallery.n++;
    char machine[16], folder[96];
    snprintf(machine, sizeof machine, "m%zu", i);
    struct fake_options o = *options;
    o.slug = o.fingerprint = machine;
    o.seed = i + 1;
    fake_report(&m->report[i], &o);
    put_new(machine_of(&m->report[i]), "arch", json_string(arch));
    m->machine[i].report = &m->report[i];
    snprintf(m->machine[i].slug, SITE_SLUG, "m%zu", i);
    m->machines[i] = &m->machine[i];
    snprintf(folder, sizeof folder, "%s/m", m->dir);
    mkdir(folder, 0777);
    snprintf(folder, sizeof folder, "%s/m/m%zu", m->dir, i);
    assert_int_equal(mkdir(folder, 0777), 0);
    return &m->report[i];
}

static inline void write_site(struct made *m)
{
    char err[SC_ERR] = "";
    if (site_write_gallery(&m->gallery, m->undrawn, err) != 0)
        fail_msg("%s", err);
}

static inline bool is_there(const struct made *m, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", m->dir, name);
    return access(path, F_OK) == 0;
}

/* The page; the caller's to free. */
__attribute__((noinline, unused)) static char *page_of(const struct made *m, const char *name)
{
    char path[256], err[SC_ERR] = "", *text = NULL;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", m->dir, name);
    if (file_read(path, "", 1 << 24, &text, &size, err) != 0)
        fail_msg("%s: %s", name, err);
    return text;
}

static inline unsigned count(const char *text, const char *words)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, words)); at++)
        n++;
    return n;
}

static inline void assert_page(const struct made *m, const char *name, const char *words)
{
    char *text = page_of(m, name);
    if (!strstr(text, words))
        fail_msg("%s: has no %s", name, words);
    free(text);
}

/* Of the line of the table that the row has: the first after its name. */
static inline void assert_line(const char *text, const char *row, const char *words)
{
    char name[REPORT_NAME + 16];
    snprintf(name, sizeof name, ">%s</a></th>", row);
    const char *at = strstr(text, name), *end = at ? strstr(at, "</tr>") : NULL,
               *found = at ? strstr(at, words) : NULL;
    if (!end || !found || found > end)
        fail_msg("the line of %s has no %s", row, words);
}

#define IN_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
