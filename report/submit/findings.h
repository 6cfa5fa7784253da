// SPDX-License-Identifier: MIT
// What checks of a run have found.
#pragma once

#include <stddef.h>
#include <stdio.h>

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

/* Adds one to *findings, which all zero bytes make empty. advice may be empty. */
void findings_add(struct findings *findings, enum finding_weight weight, const char *key,
                  const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

size_t findings_of(const struct findings *findings, enum finding_weight weight);

/* A line each: the stops first, then the labels, then what is fine. */
void findings_print(FILE *out, const struct findings *findings);
void findings_free(struct findings *findings);
