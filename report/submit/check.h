// SPDX-License-Identifier: MIT
// Whether a run can stand in the gallery, and with which labels.
#pragma once

#include <stdio.h>

#include "report/model/report.h"
#include "report/noise/noise.h"

enum finding_weight {
    FINDING_FINE,
    FINDING_LABEL, /* is shown beside the figures */
    FINDING_STOP,  /* the run cannot be sent */
};

enum { FINDING_KEY = 16, FINDING_TEXT = 400 };

struct finding {
    enum finding_weight weight;
    char key[FINDING_KEY];     /* what was looked at */
    char text[FINDING_TEXT];   /* what was found, cleaned */
    char advice[FINDING_TEXT]; /* what to do; empty where there is nothing */
};

struct findings {
    struct finding *finding;
    size_t n;
};

/*
 * Looks at a report whose estimates have been computed. file is the JSON it was read from, for the
 * schema; noise is the noise of its machine, NULL where there is none. Adds to *findings, which
 * all zero bytes make empty.
 */
void submit_check(struct findings *findings, const struct report *r, const json_t *file,
                  const struct noise *noise);

/* One more, as submit_check makes them. advice may be empty. */
void findings_add(struct findings *findings, enum finding_weight weight, const char *key,
                  const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

size_t findings_of(const struct findings *findings, enum finding_weight weight);

/* A line each: the stops first, then the labels, then what is fine. */
void findings_print(FILE *out, const struct findings *findings);
void findings_free(struct findings *findings);

/* The name of the run's folder, as 20261128T172427Z; false where the report's date is none, or
 * none in UTC. */
bool submit_stamp(const struct report *r, char stamp[20]);
