// SPDX-License-Identifier: MIT
// What the parts of a table of machines share. Not for use outside report/machines.
#pragma once

#include "report/machines/machines.h"

/* What two machines' times of a row must differ by, as a logarithm. rows: as noise_threshold. */
double machines_threshold(const struct machines *m, size_t column, const struct row *row);

/* True where nobody judges the report's times. */
bool machines_unjudged(const struct report *r);

void machines_find_ranks(struct machines *m);
void machines_find_families(struct machines *m);
void machines_find_outliers(struct machines *m);
