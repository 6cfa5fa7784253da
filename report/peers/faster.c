// SPDX-License-Identifier: MIT
// Which peers are faster than all of ours that promise as much.
#include <math.h>
#include <stdlib.h>

#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/peers/peers.h"

struct ratio peers_ratio(const struct row *base, const struct row *row)
{
    double *before, *after;
    const size_t n = estimate_launches(base, METRIC_real_time, &before);
    const size_t m = estimate_launches(row, METRIC_real_time, &after);
    const struct ratio ratio = hodges_lehmann_ratio(before, n, after, m);
    free(before);
    free(after);
    return ratio;
}

static void put_handoffs(FILE *out, const struct row *row)
{
    const double handoffs = row_metric(row, METRIC_handoffs_per_op);
    if (isfinite(handoffs))
        fprintf(out, " %.2g |", handoffs);
    else
        fputs(" - |", out);
}

static void put_row(FILE *out, const struct peers_cell *cell, const struct row *peer,
                    const struct row *ours, double ratio)
{
    char subject[REPORT_NAME], text[FORMAT];
    fprintf(out, "| %s `%s` | `%s` | %s |", cell->family, cell->scenario,
            peers_subject(peer, subject), format_ns(text, peer->time.median));
    fprintf(out, " `%s` | %s |", peers_subject(ours, subject), format_ns(text, ours->time.median));
    fprintf(out, " %s |", format_multiple(text, ratio));
    put_handoffs(out, peer);
    put_handoffs(out, ours);
    fputc('\n', out);
}

void peers_put_faster(FILE *out, const struct peers *p)
{
    char *lines = NULL;
    size_t size, compared = 0, faster = 0;
    FILE *table = open_memstream(&lines, &size);
    if (!table)
        abort();
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->cell[i].n; k++) {
            const struct row *peer = p->cell[i].row[k], *ours = peers_answer(&p->cell[i], peer);
            const double ratio = ours ? peers_ratio(peer, ours).value : NAN;
            compared += isfinite(ratio);
            if (!isfinite(ratio) || ratio <= 1)
                continue;
            faster++;
            put_row(table, &p->cell[i], peer, ours, ratio);
        }
    if (fclose(table) != 0)
        abort();
    fprintf(
        out,
        "\n## Peers that are faster\n\n"
        "Each row of a peer is set against the fastest of our rows that promises at least as "
        "much.\nIn %zu of %zu comparisons ours takes at most as long; these are the others. "
        "**Hand-offs** are how\noften an operation found another owner before it: fewer of them "
        "are faster, and less fair.\n[WAITING.md](WAITING.md#where-peers-are-faster) has the "
        "reasons.\n",
        compared - faster, compared);
    if (faster)
        fprintf(
            out,
            "\n| scenario | peer | time | the best of ours | time | ours is | hand-offs, peer's "
            "| ours |\n|---|---|---:|---|---:|---:|---:|---:|\n%s",
            lines);
    free(lines);
}
