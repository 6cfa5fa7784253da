// SPDX-License-Identifier: MIT
// synccost edges: what a report says of every edge of the memory model.
#include <stdio.h>

#include "report/edges/edges.h"
#include "synccost/commands/command.h"
#include "synccost/commands/load.h"
#include "synccost/commands/output.h"

/* Exit status: 1 where an edge did not hold. */
static int show(const struct edges *e, const struct options *o)
{
    int status = 0;
    if (o->value[OPTION_json])
        status = print_json(edges_json(e));
    else if (o->value[OPTION_markdown])
        edges_markdown(stdout, e);
    else
        edges_print(stdout, e, true);
    size_t broken = edges_with(e, EDGE_BROKEN);
    if (status || !broken)
        return status;
    fprintf(stderr, "%zu edge%s broken\n", broken, broken == 1 ? " is" : "s are");
    return 1;
}

int cmd_edges(const struct options *o)
{
    struct report r;
    int status = load_report(&r, o->operands[0]);
    if (status == 0) {
        struct edges edges;
        edges_read(&edges, &r);
        status = show(&edges, o);
        edges_free(&edges);
    }
    report_free(&r);
    return status;
}
