// SPDX-License-Identifier: MIT
// One group per member; a member that cannot open its own leaves the sums unknown.
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "harness/trial/team_counts.h"

/* Each member writes its own; apart for the reason that members are (harness/trial/team.h). */
struct member_counts {
    struct counter_group group;
    double value[COUNTERS_MOST];
} __attribute__((aligned(512)));

struct team_counts {
    const struct counters_plan *plan;
    int set;
    struct member_counts *member;
    double sum[COUNTERS_MOST];
};

struct team_counts *team_counts_create(unsigned threads)
{
    struct team_counts *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->member = aligned_alloc(512, threads * sizeof *c->member);
    if (c->member)
        return c;
    free(c);
    return NULL;
}

void team_counts_destroy(struct team_counts *c)
{
    if (!c)
        return;
    free(c->member);
    free(c);
}

/* A group takes a file per event and member: with many members more than the usual soft limit of
 * 1024. */
static void allow_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void team_counts_choose(struct team_counts *c, const struct counters_plan *plan, int set)
{
    if (plan)
        allow_files();
    c->plan = plan;
    c->set = set;
}

void team_counts_open(struct team_counts *c, unsigned member)
{
    if (c->plan)
        counters_open(&c->member[member].group, c->plan, c->set, &counter_kernel);
}

void team_counts_begin(struct team_counts *c, unsigned member)
{
    if (c->plan)
        counters_enable(&c->member[member].group);
}

void team_counts_end(struct team_counts *c, unsigned member)
{
    if (c->plan)
        counters_disable(&c->member[member].group);
}

void team_counts_close(struct team_counts *c, unsigned member)
{
    struct member_counts *m = &c->member[member];
    if (!c->plan)
        return;
    counters_read(&m->group, m->value);
    counters_close(&m->group);
}

const double *team_counts_sum(struct team_counts *c, const struct team_member *members,
                              unsigned threads)
{
    if (!c->plan)
        return NULL;
    for (unsigned i = 0; i < COUNTERS_MOST; i++) {
        c->sum[i] = 0;
        for (unsigned m = 0; m < threads; m++)
            if (!members[m].uncounted)
                c->sum[i] += c->member[m].value[i]; /* NAN stays */
    }
    return c->sum;
}
