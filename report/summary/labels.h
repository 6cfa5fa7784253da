// SPDX-License-Identifier: MIT
// What stands beside a machine's figures wherever they are shown: how far they can be trusted.
#pragma once

#include <stddef.h>

#include "report/model/report.h"

enum label_weight {
    LABEL_FACT,  /* says what the machine is */
    LABEL_LIMIT, /* the figures hold, with this limit */
    LABEL_VOID,  /* the figures are no costs that this suite measured on real hardware */
};

enum { LABEL_KEY = 16, LABEL_TEXT = 128, LABELS = 16 };

struct label {
    enum label_weight weight;
    char key[LABEL_KEY];   /* what it speaks of, of [a-z] */
    char text[LABEL_TEXT]; /* a few words, cleaned by text_clean; for HTML it is still to escape */
};

struct labels {
    struct label label[LABELS];
    size_t n;
};

/*
 * The labels of a report whose estimates have been computed, in the order of the keys:
 *
 *   imported   another tool's figures; only where context.synccost.imported is there
 *   hardware   bare metal, KVM guest, emulated, or that it is not known
 *   container  its kind; only where environment.container names one
 *   cpus       how many, of how many cores, and how many of them the run could use
 *   counters   whether the run read hardware counters
 *   frequency  who sets it, and how far the cycle time went during the run
 *   noise      how many rows stayed noisy, and how many reached their goal
 *   build      only where it is no release build, plants a slowdown, or has a source not committed
 *   run        only where it is cut short, or its profile is neither standard nor full
 *   rows       only where rows were left out for lack of time
 *   distance   only where launches were left out, since a host had moved the CPUs
 *
 * Nothing that the report does not say is taken for good: what is not known is said to be so.
 */
void labels_of(struct labels *labels, const struct report *r);

/* "fact", "limit" or "void": fit for the name of a class. */
const char *label_weight_name(enum label_weight weight);

/* The label of that key; NULL where there is none. */
const struct label *label_find(const struct labels *labels, const char *key);
