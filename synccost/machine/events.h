// SPDX-License-Identifier: MIT
// Counters as people and programs read them.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "harness/counters/probe.h"

/* The findings as a table, then each reason and fix once; or as JSON. */
void events_print(FILE *out, const struct counter_probe *p, const struct counter_finding *f,
                  unsigned n);
void events_print_json(FILE *out, const struct counter_probe *p, const struct counter_finding *f,
                       unsigned n);

/* The findings as an array, as the JSON above has them. New reference. */
json_t *events_json(const struct counter_finding *f, unsigned n);

/*
 * A model's table of events as Markdown, as it stands in docs/COUNTERS.md. 0, or -1 with err where
 * libpfm4 was built without that processor's PMU or does not know one of the names.
 */
int events_print_model(FILE *out, const struct counter_model *model, char err[SC_ERR]);

/* "raw 0x1b7 0x10003c0003": type, config, and config1 where it is not 0. Returns buf. */
enum { EVENTS_ENCODING = 64 };
char *events_encoding(char buf[EVENTS_ENCODING], const struct perf_event_attr *attr);
