// SPDX-License-Identifier: MIT
// synccost peers: our subjects beside those of other libraries, as a page.
#include <stdio.h>

#include "report/peers/peers.h"
#include "synccost/commands/command.h"
#include "synccost/commands/load.h"

/* Exit status: 1 where the report has nothing to compare. */
int cmd_peers(const struct options *o)
{
    struct report r;
    int status = load_report(&r, o->operands[0]);
    if (status == 0) {
        struct peers peers;
        char command[SC_ERR];
        peers_read(&peers, &r);
        snprintf(command, sizeof command, "build/synccost peers %s", o->operands[0]);
        if (peers.n > 0)
            peers_markdown(stdout, &peers, command);
        else
            status = 1, fputs("no row of ours has a row of a library beside it\n", stderr);
        peers_free(&peers);
    }
    report_free(&r);
    return status;
}
