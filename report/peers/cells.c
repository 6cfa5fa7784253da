// SPDX-License-Identifier: MIT
// Rows sorted into cells, and the best peer of a row by what subjects promise.
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/library.h"
#include "report/peers/peers.h"

const char *peers_subject(const struct row *row, char buf[REPORT_NAME])
{
    if (!row_part(row, 1, buf, REPORT_NAME))
        *buf = '\0';
    return buf;
}

bool peers_is_peer(const struct row *row)
{
    char subject[REPORT_NAME];
    return library_of(peers_subject(row, subject)) != NULL;
}

/* What follows the subject in the name; NULL where nothing does. */
static const char *scenario_of(const struct row *row)
{
    const char *slash = strchr(row->name, '/');
    slash = slash ? strchr(slash + 1, '/') : NULL;
    return slash ? slash + 1 : NULL;
}

static struct peers_cell *cell_of(struct peers *p, const struct row *row, const char *scenario)
{
    const size_t family = strcspn(row->name, "/");
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->cell[i].scenario, scenario) == 0 && strlen(p->cell[i].family) == family &&
            strncmp(p->cell[i].family, row->name, family) == 0)
            return &p->cell[i];
    p->cell = checked_grow(p->cell, p->n, sizeof *p->cell);
    struct peers_cell *cell = &p->cell[p->n++];
    *cell = (struct peers_cell){strndup(row->name, family), strdup(scenario), NULL, 0};
    if (!cell->family || !cell->scenario)
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
    size_t peers = 0;
    for (size_t i = 0; i < cell->n; i++)
        peers += peers_is_peer(cell->row[i]);
    return peers > 0 && peers < cell->n;
}

void peers_read(struct peers *p, const struct report *r)
{
    *p = (struct peers){.report = r};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        const char *scenario = scenario_of(row);
        if (row->kind != KIND_TIME || !row_measured(row) || !scenario)
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

/* What row promises; of the library's likeness where it does not say it. NULL: not known. */
static const char *promises_of(const struct peers_cell *cell, const struct row *row)
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

const struct row *peers_best(const struct peers_cell *cell, const struct row *row, bool comparable)
{
    const struct row *best = NULL;
    for (size_t i = 0; i < cell->n; i++) {
        const struct row *peer = cell->row[i];
        if (!peers_is_peer(peer) ||
            (comparable && !promises_all(promises_of(cell, peer), row->promises)))
            continue;
        if (!best || peer->time.median < best->time.median)
            best = peer;
    }
    return best;
}
