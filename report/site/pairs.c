// SPDX-License-Identifier: MIT
// Core to core: the picture, and the matrix that says the same.
#include <stdlib.h>

#include "common/alloc.h"
#include "report/model/pairs.h"
#include "report/site/parts.h"
#include "report/site/shown.h"

/* A matrix of more is no table to read, and is heavy. */
enum { TABLE_CPUS = 64 };

/* The pair of each two places on the axis; the first of several. */
static const struct pair **arrange(const struct pairs *p)
{
    const struct pair **at = checked_alloc(p->n_cpus * p->n_cpus, sizeof *at);
    for (size_t i = 0; i < p->n; i++) {
        size_t x = pairs_place(p->cpus, p->n_cpus, p->pair[i].a),
               y = pairs_place(p->cpus, p->n_cpus, p->pair[i].b);
        if (!at[y * p->n_cpus + x])
            at[y * p->n_cpus + x] = &p->pair[i];
    }
    return at;
}

static void put_line(struct template_values *v, const struct pairs *p, size_t y,
                     const struct pair *const *at)
{
    char text[FORMAT];
    template_textf(v, "CPU", "%d", p->cpus[y]);
    for (size_t x = 0; x <= y; x++) {
        struct template_values *cell = template_section(v, "PAIR");
        if (!at[x]) {
            template_text(cell, "TEXT", x == y ? "" : "-");
            continue;
        }
        template_textf(template_section(cell, "NS"), "X", "%.6g", at[x]->ns);
        template_text(cell, "TEXT", format_ns(text, at[x]->ns));
    }
}

static void put_matrix(struct template_values *table, const struct pairs *p)
{
    const struct pair **at = arrange(p);
    for (size_t i = 0; i < p->n_cpus; i++) {
        template_textf(template_section(table, "COLUMN"), "CPU", "%d", p->cpus[i]);
        put_line(template_section(table, "LINE"), p, i, at + i * p->n_cpus);
    }
    free(at);
}

static int by_time(const void *left, const void *right)
{
    const struct pair *a = *(const struct pair *const *)left,
                      *b = *(const struct pair *const *)right;
    return (a->ns > b->ns) - (a->ns < b->ns);
}

static void put_other(struct template_values *line, const char *name, const struct pair *pair,
                      int cpu)
{
    char text[FORMAT];
    struct template_values *v = template_section(line, name);
    put_digits(v, "NS", pair->ns);
    template_text(v, "TEXT", format_ns(text, pair->ns));
    template_textf(v, "OTHER", "%d", pair->a == cpu ? pair->b : pair->a);
}

/* The pairs of each CPU, one CPU after the other, in *at, and where those of each begin. Both are
 * the caller's to free. */
static size_t *pairs_by_cpu(const struct pairs *p, const struct pair ***at)
{
    size_t *begin = checked_alloc(p->n_cpus + 1, sizeof *begin),
           *end = checked_alloc(p->n_cpus, sizeof *end);
    *at = checked_alloc(2 * p->n, sizeof **at);
    for (size_t i = 0; i < p->n_cpus; i++) {
        end[i] = begin[i];
        begin[i + 1] = begin[i] + p->met[i];
    }
    for (size_t i = 0; i < p->n; i++) {
        (*at)[end[pairs_place(p->cpus, p->n_cpus, p->pair[i].a)]++] = &p->pair[i];
        (*at)[end[pairs_place(p->cpus, p->n_cpus, p->pair[i].b)]++] = &p->pair[i];
    }
    free(end);
    return begin;
}

/* Too many CPUs for a matrix: how far each one is from the others. */
static void put_reaches(struct template_values *table, const struct pairs *p)
{
    const struct pair **at;
    size_t *begin = pairs_by_cpu(p, &at), shown = p->n_cpus < PAGE_ROWS ? p->n_cpus : PAGE_ROWS;
    template_textf(table, "CPUS", "%zu", p->n_cpus);
    template_textf(table, "PAIRS", "%zu", p->n);
    put_some(table, shown, p->n_cpus);
    for (size_t i = 0; i < shown; i++) {
        struct template_values *line = template_section(table, "REACH");
        const size_t n = p->met[i];
        const struct pair **of = at + begin[i];
        qsort(of, n, sizeof *of, by_time);
        template_textf(line, "CPU", "%d", p->cpus[i]);
        template_textf(line, "MET", "%zu", n);
        put_other(line, "NEAREST", of[0], p->cpus[i]);
        put_other(line, "MIDDLE", of[(n - 1) / 2], p->cpus[i]);
        put_other(line, "FARTHEST", of[n - 1], p->cpus[i]);
    }
    free(begin);
    free(at);
}

void put_pairs(struct page *p)
{
    struct template_values *v = template_section(p->values, "CORE_TO_CORE");
    struct pairs pairs;
    pairs_of(&pairs, p->report);
    if (pairs.n == 0)
        template_section(v, "EMPTY");
    else
        put_chart(p, v, "core-to-core", "table-core-to-core");
    if (pairs.n && pairs.n_cpus <= TABLE_CPUS)
        put_matrix(template_section(v, "MATRIX"), &pairs);
    else if (pairs.n)
        put_reaches(template_section(v, "REACHES"), &pairs);
    pairs_free(&pairs);
}
