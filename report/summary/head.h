// SPDX-License-Identifier: MIT
// The head of a summary: what was measured where, and how far.
#pragma once

#include <stdio.h>

#include "report/model/report.h"

/* Machine, clock, run, intervals, and how many rows reached their goal. */
void summary_head(FILE *out, const struct report *r);

/* Tells say what these lines have: a label, which is empty where the last one
 * goes on, and a line of text. */
typedef void summary_say(void *context, const char *label, const char *text);
void summary_facts(const struct report *r, summary_say *say, void *context);
