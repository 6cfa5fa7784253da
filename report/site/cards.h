// SPDX-License-Identifier: MIT
// The gallery. Not for use outside report/site.
#pragma once

#include "report/site/choose.h"

/* Writes index.html: a card a report, and links to the pages of these pairs. 0, or -1 with err. */
int site_write_cards(const struct gallery *s, const struct site_pairs *pairs, char err[SC_ERR]);
