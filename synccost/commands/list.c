// SPDX-License-Identifier: MIT
// synccost list: the rows that would run here, and for how long.
#include <stdio.h>

#include "common/protocol.h"
#include "common/text.h"
#include "report/model/left_out.h"
#include "synccost/commands/command.h"
#include "synccost/run/catalog.h"
#include "synccost/run/child.h"
#include "synccost/run/plan.h"

static void print_left_out(const struct catalog *c)
{
    char text[512];
    json_t *left_out = plan_left_out(c);
    if (*left_out_text(left_out, text, sizeof text))
        printf("left out %s; --time-limit gives more time\n", text);
    json_decref(left_out);
}

/* What is missing here, and how to get it. */
static void print_absent(const struct catalog *c)
{
    const char *program;
    json_t *remark, *absent;
    size_t i;
    json_object_foreach (c->remarks, program, remark)
        json_array_foreach (json_object_get(remark, ROW_KEY_absent), i, absent) {
            char text[SC_ERR];
            text_clean(json_string_value(absent), text, sizeof text);
            printf("%s: absent: %s\n", program, text);
        }
}

static int print_rows(struct catalog *c, const struct profile *p)
{
    struct overhead overhead = plan_overhead(cost_overhead(c, &world_real));
    child_let_signals(); /* no program is left that a signal would have to end */
    if (child_interrupted)
        return complain("interrupted while launches were timed");
    plan_rows(c, p, overhead);
    for (size_t i = 0; i < c->n; i++)
        printf("%-72s %6.2f s\n", c->row[i].name,
               cost_launches(&c->row[i], p) * cost_of_launch(&c->row[i], p, overhead));
    struct cost t = cost_of_run(c, p, overhead, NULL);
    printf("\n%zu rows, %u launches each", c->n, p->launches);
    if (p->most > p->launches)
        printf(" and up to %u where noise asks for them, profile %s: about %.0f s (%.0f s to %.0f "
               "s)\n",
               p->most, p->name, t.usual, t.least, t.most);
    else
        printf(", profile %s: about %.0f s\n", p->name, t.usual);
    print_left_out(c);
    print_absent(c);
    return 0;
}

int cmd_list(const struct options *o)
{
    struct catalog c;
    char err[SC_ERR];
    struct profile profile;
    options_profile(o, &profile);
    child_catch_signals();
    int status =
        catalog_load(&c, o, &profile, err) == 0 ? print_rows(&c, &profile) : complain("%s", err);
    catalog_free(&c);
    return status;
}
