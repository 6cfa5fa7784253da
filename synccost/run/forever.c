// SPDX-License-Identifier: MIT
// synccost run --row NAME --forever: the row's own program takes this one's place, so that perf
// sees only it.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "synccost/cli/complain.h"
#include "synccost/run/catalog.h"
#include "synccost/run/command_line.h"
#include "synccost/run/forever.h"

static const struct catalog_row *find_row(const struct catalog *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->row[i].name, name) == 0)
            return &c->row[i];
    return NULL;
}

static int become(const struct catalog *c, const struct catalog_row *row)
{
    struct command_line line;
    command_line_begin(&line, row->program);
    command_line_put(&line, PROTOCOL_FLAG(row), row->name);
    command_line_put(&line, PROTOCOL_FLAG(warmup_ms), "0");
    command_line_put(&line, PROTOCOL_FLAG(window_ms), "1e6");
    command_line_put(&line, PROTOCOL_FLAG(redo), "0");
    command_line_put(&line, PROTOCOL_FLAG(trials), "10000");
    command_line_put_choice(&line, c->threads, c->spin_oversubscribed);
    command_line_put_memory(&line, c->memory, c->pages);
    fprintf(stderr, "%s: runs until ^C, as process %d\n", row->name, (int)getpid());
    signal(SIGINT, SIG_DFL); /* a shell starts what is in its background deaf to ^C */
    execv(row->program, (char *const *)line.argv);
    return complain("%s: cannot be started (%s): build again with make", row->program,
                    strerror(errno));
}

int run_forever(const struct options *given)
{
    struct options o = *given;
    struct catalog c;
    char err[SC_ERR];
    o.value[OPTION_filter] = NULL;
    int status = 0;
    if (catalog_load(&c, &o, profile_find("full"), err) != 0) {
        status = complain("%s", err);
    } else {
        c.memory = o.value[OPTION_memory];
        c.pages = o.value[OPTION_pages];
        const struct catalog_row *row = find_row(&c, o.value[OPTION_row]);
        status =
            row ? become(&c, row)
                : complain(
                      "--row: no row is named %.120s here: synccost list --profile full lists them",
                      o.value[OPTION_row]);
    }
    catalog_free(&c);
    return status;
}
