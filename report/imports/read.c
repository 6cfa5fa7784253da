// SPDX-License-Identifier: MIT
// A file of another tool as a report: its text, its reader, and the context that says what it is.
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "common/json.h"
#include "common/text.h"
#include "report/imports/parts.h"

enum { MOST_BYTES = 256 << 20, SLUG = 64 };

struct importer {
    const char *name;
    int (*read)(struct import *im);
};

static const struct importer importers[] = {
    {"gbench", import_gbench},
    {"benchfmt", import_benchfmt},
    {"core-to-core", import_core_to_core},
    {"c2clat", import_c2clat},
    {"mlc", import_mlc},
    {"concurrency-hierarchy", import_concurrency_hierarchy},
};

const struct importer *importer_find(const char *name)
{
    for (size_t i = 0; i < sizeof importers / sizeof *importers; i++)
        if (strcmp(importers[i].name, name) == 0)
            return &importers[i];
    return NULL;
}

static json_t *ours(struct import *im)
{
    return json_object_get(im->report->context, "synccost");
}

void import_fact(struct import *im, const char *key, const char *text)
{
    char clean[REPORT_NAME];
    if (*text_clean(text, clean, sizeof clean))
        put_new(json_object_get(ours(im), "machine"), key, json_string(clean));
}

void import_emulated(struct import *im)
{
    put_new(json_object_get(ours(im), "machine"), "emulated", json_true());
}

void import_warn(struct import *im, const char *id, const char *text, const char *advice)
{
    json_array_append_new(json_object_get(ours(im), "warnings"),
                          json_pack("{s:s, s:s, s:s, s:s}", "id", id, "severity", "warning", "text",
                                    text, "advice", advice));
}

/* The file's name without folders. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Small letters and digits, a dash for all between them. */
static void make_slug(const char *name, char slug[SLUG])
{
    size_t n = 0;
    for (; *name && n + 1 < SLUG; name++) {
        unsigned char c = (unsigned char)*name;
        if (c < 0x80 && isalnum(c))
            slug[n++] = (char)tolower(c);
        else if (n && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    while (n && slug[n - 1] == '-')
        n--;
    slug[n] = '\0';
    if (!n)
        snprintf(slug, SLUG, "unnamed");
}

/* What the machine is called: by the person, else by the file, else as the file is. */
static void name_machine(struct import *im, const char *path, const char *name)
{
    char own[REPORT_NAME], slug[SLUG];
    snprintf(own, sizeof own, "%s", base_name(path));
    char *dot = strrchr(own, '.');
    if (dot && dot != own)
        *dot = '\0';
    const char *called = name ? name : *im->machine ? im->machine : own;
    char clean[REPORT_NAME];
    make_slug(called, slug);
    json_t *imported = json_object_get(ours(im), "imported");
    if (*text_clean(called, clean, sizeof clean))
        put_new(imported, "name", json_string(clean));
    put_new(json_object_get(ours(im), "machine"), "slug", json_string(slug));
    if (*text_clean(im->tool, clean, sizeof clean))
        put_new(imported, "tool", json_string(clean));
}

static void begin_context(struct import *im, const struct import_request *q)
{
    char file[REPORT_NAME];
    text_clean(base_name(q->path), file, sizeof file);
    put_new(im->report->context, "synccost",
            json_pack("{s:s, s:{}, s:[], s:{s:s, s:s, s:s}}", "version", q->version, "machine",
                      "warnings", "imported", "format", q->importer->name, "file",
                      *file ? file : "-", "date", q->now));
    import_warn(im, "imported",
                "Another tool measured this, elsewhere. It has no launches: medians and spread are "
                "shown, and nothing is judged.",
                "Measure with synccost run where you can.");
}

/* Cuts the byte order mark off, and refuses what is no text. */
static int open_text(struct import *im)
{
    if (im->size >= 3 && memcmp(im->text, "\xef\xbb\xbf", 3) == 0) {
        im->text += 3;
        im->size -= 3;
    }
    im->rest = im->text;
    if (im->size == 0)
        return import_refuse(im, "is empty: give the whole file");
    const char *nul = memchr(im->text, '\0', im->size);
    for (const char *c = im->text; nul && c < nul; c++)
        im->line += *c == '\n';
    im->line += nul != NULL;
    return nul ? import_refuse(im, "has a byte 0: give a text file, in UTF-8") : 0;
}

static int read_rows(struct import *im, const struct importer *x)
{
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (!plain)
        abort();
    locale_t before = uselocale(plain);
    int status = open_text(im);
    if (status == 0)
        status = x->read(im);
    uselocale(before);
    freelocale(plain);
    if (status != 0)
        return -1;
    im->line = 0;
    return im->report->n_rows
               ? 0
               : import_refuse(im, "holds no measured time: give a file of the format %s", x->name);
}

static int read_text(struct import *im, const char *path, char **text)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return import_refuse(im, "cannot read: %s: give a file", strerror(errno));
    if (S_ISDIR(st.st_mode))
        return import_refuse(im, "is a folder: give the file in it");
    return file_read(path, NULL, MOST_BYTES, text, &im->size, im->err);
}

int import_read(struct report *r, const struct import_request *request, struct import_outcome *o,
                char err[SC_ERR])
{
    struct import im = {.report = r, .outcome = o, .err = err};
    char *text;
    *o = (struct import_outcome){.line = 0};
    report_free(r);
    if (read_text(&im, request->path, &text) != 0)
        return -1;
    im.text = text;
    report_init(r);
    begin_context(&im, request);
    int status = read_rows(&im, request->importer);
    free(text);
    o->line = im.line;
    if (status == 0) {
        name_machine(&im, request->path, request->name);
        report_estimate(r);
    } else {
        report_free(r);
    }
    return status;
}
