// SPDX-License-Identifier: MIT
// Writes the pages about several reports, one after the other.
#include "report/site/cards.h"
#include "report/site/gallery.h"
#include "report/site/histories.h"
#include "report/site/machines.h"

/* Leaves the noise of each machine where the comparisons' commands name it. */
static int write_noises(const struct gallery *s, char err[SC_ERR])
{
    for (size_t i = 0; i < s->n; i++) {
        char path[SITE_PATH];
        const struct noise *noise = s->noise[i];
        if (!noise || !noise_is_of(noise, s->machine[i]->report))
            continue;
        if (site_path(s, "m/%s/noise.json", path, err, s->machine[i]->slug) != 0 ||
            noise_write(noise, path, err) != 0)
            return -1;
    }
    return 0;
}

static int write_comparisons(const struct gallery *s, struct site_pairs *pairs,
                             char undrawn[SC_ERR], char err[SC_ERR])
{
    if (site_folder(s, "compare", err) != 0 || write_noises(s, err) != 0)
        return -1;
    for (size_t i = 0; i < pairs->n; i++)
        if (site_write_pair(s, &pairs->pair[i], undrawn, err) != 0)
            return -1;
    return site_write_all(s, undrawn, err);
}

int site_write_gallery(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR])
{
    struct site_pairs pairs;
    site_choose_pairs(&pairs, s);
    int status = s->n > 1 ? write_comparisons(s, &pairs, undrawn, err) : 0;
    if (status == 0)
        status = site_write_histories(s, undrawn, err);
    if (status == 0)
        status = site_write_cards(s, &pairs, err);
    site_free_pairs(&pairs);
    return status;
}
