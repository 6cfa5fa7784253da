// SPDX-License-Identifier: MIT
// Names of subjects: a C identifier in code (pthread_adaptive), with dashes in rows
// (pthread-adaptive).
#pragma once

#include <stddef.h>

enum { SUBJECT_NAME = 48 };

/* Writes the shown form of a subject's identifier to shown and returns it. */
static inline const char *subject_name(const char *identifier, char shown[SUBJECT_NAME])
{
    size_t i = 0;
    for (; identifier[i] && i + 1 < SUBJECT_NAME; i++)
        shown[i] = identifier[i] == '_' ? '-' : identifier[i];
    shown[i] = '\0';
    return shown;
}
