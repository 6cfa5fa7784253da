// SPDX-License-Identifier: MIT
// A read-mostly configuration: threads look at it, and now and then one puts a new one in its
// place.
#include "benches/mix.h"
#include "benches/published.h"

struct party {
    void *state;
    uint64_t threshold, random, stamp, writes, faults;
};

SC_INLINE void look_or_publish(struct party *p, const struct published_verbs v)
{
    if (next_is_read(&p->random, p->threshold)) {
        v.look(p->state, &p->faults);
    } else {
        p->stamp = published_next(p->stamp);
        p->faults += !v.publish(p->state, p->stamp);
        p->writes++;
    }
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct pattern *shown = shared;
    struct party p = {.state = shown->state,
                      .threshold = shown->threshold,
                      .random = first_random(m->id),
                      .stamp = m->id};
    loop_run(m, &p, op);
    m->writes = p.writes;
    m->faults += p.faults;
}

/* The loop of one way, into which its verbs dissolve. */
#define LOOP(name, ...)                                                                            \
    SC_INLINE void op_##name(void *p)                                                              \
    {                                                                                              \
        look_or_publish(p, (struct published_verbs){look_##name, publish_##name});                 \
    }                                                                                              \
    MEASURED void measured_pattern_config_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }
PUBLISHED_WAYS(LOOP)

static const struct pattern_way ways[] = {PUBLISHED_WAYS(PUBLISHED_WAY)};
#define BODY(name, ...) measured_pattern_config_##name,
static const team_body bodies[] = {PUBLISHED_WAYS(BODY)};

/* The share of reads at which the ways are shown beside each other. */
static const double shown_percent = 99;

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    static const double percents[] = {50, 90, 99, 99.9, 99.99};
    for (unsigned i = 0; i < sizeof percents / sizeof *percents; i++) {
        char scenario[32];
        snprintf(scenario, sizeof scenario, "mixed/read:%g", percents[i]);
        pattern_add(
            rows,
            &(struct pattern_row){.row = {.tier = percents[i] == shown_percent
                                                      ? pattern_tier(rows, way, threads)
                                                      : TIER_FULL,
                                          .threads = threads,
                                          .floor = threads == 1 ? FLOOR_load : FLOOR_line_transfer,
                                          .shares = true,
                                          .body = bodies[way - ways]},
                                  .way = way,
                                  .share = percents[i] / 100},
            "pattern-config", scenario);
    }
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-config", enumerate};
    return bench_main(argc, argv, &family);
}
