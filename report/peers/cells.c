// SPDX-License-Identifier: MIT
// Rows sorted into cells, and the best peer of a row by what subjects promise.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/library.h"
#include "report/peers/peers.h"

/*
 * Goroutines that Go's scheduler places over threads (docs/GO.md): ".../goroutines:4/threads:2" in
 * a name. They are set against as many threads on as many CPUs. Returns where that part begins, or
 * NULL.
 */
static const char *scheduled(const char *name, unsigned *goroutines, unsigned *threads)
{
    const char *part = strstr(name, "/goroutines:");
    int end = 0;
    if (!part || sscanf(part, "/goroutines:%u/threads:%u%n", goroutines, threads, &end) != 2 ||
        part[end] != '\0')
        return NULL;
    return part;
}

const char *peers_subject(const struct row *row, char buf[REPORT_NAME])
{
    unsigned goroutines, threads;
    if (!row_part(row, 1, buf, REPORT_NAME))
        *buf = '\0';
    const size_t used = strlen(buf);
    if (scheduled(row->name, &goroutines, &threads))
        snprintf(buf + used, REPORT_NAME - used, "-scheduled");
    return buf;
}

bool peers_is_ours(const struct row *row)
{
    char subject[REPORT_NAME];
    return !library_of(peers_subject(row, subject));
}

static bool is_peer(const struct row *row)
{
    char subject[REPORT_NAME];
    const struct library *library = library_of(peers_subject(row, subject));
    return library && !library->checked;
}

/* What follows the subject in the name, to be freed; NULL where nothing does. */
static char *scenario_of(const struct row *row)
{
    unsigned goroutines, threads;
    const char *slash = strchr(row->name, '/'), *part = scheduled(row->name, &goroutines, &threads);
    slash = slash ? strchr(slash + 1, '/') : NULL;
    if (!slash)
        return NULL;
    slash++;
    char *scenario = NULL;
    int length = -1;
    if (!part)
        length = asprintf(&scenario, "%s", slash);
    else if (goroutines == threads)
        length = asprintf(&scenario, "%.*s/threads:%u", (int)(part - slash), slash, threads);
    else
        length = asprintf(&scenario, "%.*s/threads:%u/cpus:%u", (int)(part - slash), slash,
                          goroutines, threads);
    if (length < 0)
        abort();
    return scenario;
}

/* Takes the scenario. */
static struct peers_cell *cell_of(struct peers *p, const struct row *row, char *scenario)
{
    const size_t family = strcspn(row->name, "/");
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->cell[i].scenario, scenario) == 0 && strlen(p->cell[i].family) == family &&
            strncmp(p->cell[i].family, row->name, family) == 0) {
            free(scenario);
            return &p->cell[i];
        }
    p->cell = checked_grow(p->cell, p->n, sizeof *p->cell);
    struct peers_cell *cell = &p->cell[p->n++];
    *cell = (struct peers_cell){strndup(row->name, family), scenario, NULL, 0};
    if (!cell->family)
        abort();
    return cell;
}

static void cell_free(struct peers_cell *cell)
{
    free(cell->family);
    free(cell->scenario);
    free(cell->row);
}

static bool compares(const struct peers_cell *cell)
{
    size_t peers = 0, ours = 0;
    for (size_t i = 0; i < cell->n; i++) {
        peers += is_peer(cell->row[i]);
        ours += peers_is_ours(cell->row[i]);
    }
    return peers > 0 && ours > 0;
}

void peers_read(struct peers *p, const struct report *r)
{
    *p = (struct peers){.report = r};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        char *scenario = row->kind == KIND_TIME && row_measured(row) ? scenario_of(row) : NULL;
        if (!scenario)
            continue;
        struct peers_cell *cell = cell_of(p, row, scenario);
        cell->row = checked_grow(cell->row, cell->n, sizeof *cell->row);
        cell->row[cell->n++] = row;
    }
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++)
        if (compares(&p->cell[i]))
            p->cell[kept++] = p->cell[i];
        else
            cell_free(&p->cell[i]);
    p->n = kept;
}

void peers_free(struct peers *p)
{
    for (size_t i = 0; i < p->n; i++)
        cell_free(&p->cell[i]);
    free(p->cell);
}

const char *peers_promises(const struct peers_cell *cell, const struct row *row)
{
    char subject[REPORT_NAME], other[REPORT_NAME];
    const struct library *library = library_of(peers_subject(row, subject));
    if (row->promises || !library || !library->like)
        return row->promises;
    for (size_t i = 0; i < cell->n; i++)
        if (strcmp(peers_subject(cell->row[i], other), library->like) == 0)
            return cell->row[i]->promises;
    return NULL;
}

static bool has_word(const char *words, const char *word, size_t length)
{
    for (; *words; words += strcspn(words, ","), words += *words == ',')
        if (strcspn(words, ",") == length && strncmp(words, word, length) == 0)
            return true;
    return false;
}

static bool promises_all(const char *offered, const char *asked)
{
    if (!offered || !asked)
        return false;
    for (; *asked; asked += strcspn(asked, ","), asked += *asked == ',')
        if (!has_word(offered, asked, strcspn(asked, ",")))
            return false;
    return true;
}

/* The faster of two rows; either may be NULL. */
static const struct row *faster(const struct row *a, const struct row *b)
{
    return !a || (b && b->time.median < a->time.median) ? b : a;
}

const struct row *peers_best(const struct peers_cell *cell, const struct row *row, bool comparable)
{
    const struct row *best = NULL;
    for (size_t i = 0; i < cell->n; i++) {
        const struct row *peer = cell->row[i];
        if (!is_peer(peer) ||
            (comparable && !promises_all(peers_promises(cell, peer), row->promises)))
            continue;
        best = faster(best, peer);
    }
    return best;
}

const struct row *peers_answer(const struct peers_cell *cell, const struct row *peer)
{
    const struct row *best = NULL;
    const char *asked = peers_promises(cell, peer);
    for (size_t i = 0; is_peer(peer) && i < cell->n; i++)
        if (peers_is_ours(cell->row[i]) && promises_all(cell->row[i]->promises, asked))
            best = faster(best, cell->row[i]);
    return best;
}
