// SPDX-License-Identifier: MIT
// Overlap, skew, fairness and cycle time of a trial.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/trial/team_result.h"

struct span {
    uint64_t first_start, last_start, first_end, last_end, first_left, last_left;
};

static struct span span_of(const struct team_member *members, unsigned threads)
{
    struct span s = {members[0].started, members[0].started,   members[0].ended,
                     members[0].ended,   members[0].gate_left, members[0].gate_left};
    for (unsigned i = 1; i < threads; i++) {
        const struct team_member *m = &members[i];
        s.first_start = m->started < s.first_start ? m->started : s.first_start;
        s.last_start = m->started > s.last_start ? m->started : s.last_start;
        s.first_end = m->ended < s.first_end ? m->ended : s.first_end;
        s.last_end = m->ended > s.last_end ? m->ended : s.last_end;
        s.first_left = m->gate_left < s.first_left ? m->gate_left : s.first_left;
        s.last_left = m->gate_left > s.last_left ? m->gate_left : s.last_left;
    }
    return s;
}

static void summarize_time(const struct span *s, struct team_result *r)
{
    uint64_t whole = s->last_end - s->first_start;
    r->wall_ns = clock_ns(whole);
    r->skew_ns = clock_ns(s->last_left - s->first_left);
    r->overlap = whole && s->first_end > s->last_start
                     ? (double)(s->first_end - s->last_start) / (double)whole
                     : 0;
}

/* Jain, Chiu, Hawe 1984: (sum x)^2 / (n * sum x^2); 1 is equal shares, 1/n is one thread taking
 * all. */
static void summarize_fairness(const struct team_member *members, unsigned threads,
                               struct team_result *r)
{
    double sum = 0, squares = 0, least = INFINITY, most = 0;
    unsigned counted = 0;
    for (unsigned i = 0; i < threads; i++) {
        if (members[i].uncounted)
            continue;
        double ops = (double)members[i].ops;
        counted++;
        sum += ops;
        squares += ops * ops;
        least = fmin(least, ops);
        most = fmax(most, ops);
    }
    r->jain = squares > 0 ? sum * sum / (counted * squares) : NAN;
    r->min_max_share = most > 0 ? least / most : NAN;
    r->least_share = most > 0 ? least * counted / sum : NAN;
}

static void summarize_counts(const struct team_member *members, unsigned threads,
                             struct team_result *r)
{
    double cpu_ns = 0, cpu_ops = 0;
    for (unsigned i = 0; i < threads; i++) {
        const struct team_member *m = &members[i];
        r->all_ops += m->ops + m->warmup_ops;
        r->all_writes += m->writes + m->warmup_writes;
        r->faults += m->faults;
        r->waits += (double)m->waits;
        r->sleeps += (double)m->sleeps;
        r->involuntary += (double)m->used.involuntary;
        r->voluntary += (double)m->used.voluntary;
        cpu_ns += m->used.cpu_ns;
        if (m->uncounted)
            continue;
        r->ops += m->ops;
        cpu_ops += (double)(m->ops + m->warmup_ops);
        r->thread_ns += clock_ns(m->timed ? m->timed : m->ended - m->started);
        r->handoffs += (double)m->handoffs;
        r->successes += (double)m->successes;
    }
    r->cpu_ns_per_op = cpu_ops > 0 ? cpu_ns / cpu_ops : NAN;
}

static void summarize_cpu(const struct team_member *members, unsigned threads,
                          struct team_result *r)
{
    double sum = 0;
    for (unsigned i = 0; i < threads; i++) {
        const struct team_member *m = &members[i];
        sum += m->cycle_before + m->cycle_after;
        r->cycle_shift = fmax(r->cycle_shift, fabs(m->cycle_after / m->cycle_before - 1));
        r->width = fmin(r->width, fmin(m->width_before, m->width_after)); /* fmin leaves NAN out */
        double whole_ns = clock_ns(m->ended - m->gate_left);
        if (isfinite(m->used.delay_ns) && whole_ns > 0)
            r->delayed_share =
                fmax(m->used.delay_ns / whole_ns, isnan(r->delayed_share) ? 0 : r->delayed_share);
        r->moved |= m->cpu_seen_before != m->cpu || m->cpu_seen_after != m->cpu;
    }
    r->cycle_ns = sum / (2 * threads);
}

static bool has_line(const struct team_member *m)
{
    return isfinite(m->line_before) && isfinite(m->line_after);
}

/* Whether a CPU of the pair is in no other: it is the first or the last of a chain. */
static bool is_outer(const struct team_member *members, unsigned threads, unsigned i)
{
    return i == 0 || i + 1 == threads || !has_line(&members[i - 1]) || !has_line(&members[i + 1]);
}

/*
 * Of neighbours that have a figure before and one after. A CPU that moves changes the way to both
 * of its neighbours, and the mean over many pairs hides that. One pair alone changes by chance,
 * unless it is an outer one.
 */
static void summarize_line(const struct team_member *members, unsigned threads,
                           struct team_result *r)
{
    double sum = 0, outer = 0, largest = 0, second = 0;
    unsigned pairs = 0;
    for (unsigned i = 0; i < threads; i++) {
        const double before = members[i].line_before, after = members[i].line_after;
        if (!has_line(&members[i]))
            continue;
        const double change = fmax(before, after) / fmin(before, after) - 1;
        if (is_outer(members, threads, i))
            outer = fmax(outer, change);
        second = fmax(second, fmin(largest, change));
        largest = fmax(largest, change);
        sum += before + after;
        pairs++;
    }
    r->line_ns = pairs ? sum / (2 * pairs) : NAN;
    r->line_shift = pairs ? fmax(outer, second) : NAN;
}

void team_summarize(const struct team_member *members, unsigned threads, struct team_result *result)
{
    *result = (struct team_result){
        .members = members, .threads = threads, .delayed_share = NAN, .width = NAN};
    struct span s = span_of(members, threads);
    summarize_time(&s, result);
    summarize_counts(members, threads, result);
    summarize_fairness(members, threads, result);
    summarize_cpu(members, threads, result);
    summarize_line(members, threads, result);
}

bool team_preempted(const struct team_result *r, unsigned cpus)
{
    return cpus >= r->threads && r->voluntary == 0 &&
           usage_disturbed(r->delayed_share, r->involuntary);
}

static bool is_used(const struct team_member *members, unsigned threads, int cpu)
{
    for (unsigned i = 0; i < threads; i++)
        if (members[i].cpu == cpu)
            return true;
    return false;
}

double team_steal_ms(const struct team_member *members, unsigned threads)
{
    FILE *f = fopen("/proc/stat", "re");
    if (!f)
        return 0;
    char line[512];
    double jiffies = 0;
    while (fgets(line, sizeof line, f) && strncmp(line, "cpu", 3) == 0) {
        int cpu;
        unsigned long long steal;
        if (sscanf(line, "cpu%d %*u %*u %*u %*u %*u %*u %*u %llu", &cpu, &steal) == 2 &&
            is_used(members, threads, cpu))
            jiffies += (double)steal;
    }
    fclose(f);
    return jiffies * 1000.0 / (double)sysconf(_SC_CLK_TCK);
}
