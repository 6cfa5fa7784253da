// SPDX-License-Identifier: MIT
// The folder of a run as the gallery holds it.
#pragma once

#include "common/error.h"
#include "report/charts/chart.h"
#include "report/model/report.h"

enum { GALLERY_NAME = 128 };

/* "<machine>/<UTC time>" of the report: where it stands below results/. False where its slug or its
 * date is missing or is none, such as one with a slash. */
bool gallery_name(const struct report *r, char name[GALLERY_NAME]);

/* Writes report.json, summary.txt and charts/ into dir, which is there. Charts that cannot be drawn
 * are no failure: results say why. 0, or -1 with err, also after a signal (child_interrupted). */
int gallery_write(const struct report *r, const char *dir, struct chart_results *results,
                  char err[SC_ERR]);

/* Removes a folder and all below it that are files and folders; follows no link. */
void gallery_remove(const char *dir);
