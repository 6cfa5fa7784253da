// SPDX-License-Identifier: MIT
// What the parts of a history share. Not for use outside report/history.
#pragma once

#include "report/history/history.h"

/* What stands on the time axis, as the report has it: texts one after the other. malloc'd. */
char *history_facts(const struct report *r);

/* Collects the events; reports must be in order. */
void history_events(struct history *h);
