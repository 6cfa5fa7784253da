// SPDX-License-Identifier: MIT
// When a row has been measured enough: the rule by which launches are added.
#pragma once

#include "report/model/report.h"

#define GOAL_WIDTH           0.01
#define GOAL_WIDTH_CONTENDED 0.05

/* Quiet launches below which no row has reached its goal. */
enum { GOAL_LEAST = 8 };

/* The wanted half-width of real_time's 95 % interval, relative to the median: GOAL_WIDTH, or the
 * other where threads meet (row_contended), since their schedule differs from launch to launch. */
double goal_width(const struct row *row);

/*
 * Whether the row's samples have reached it, by at least GOAL_LEAST quiet launches. Of a row with
 * several modes (modes.h) it is the mode with the most launches that must have so many of them and
 * an interval that narrow: the row's median is no figure to narrow down, and the lesser modes,
 * which are shown with range and share only, would take the whole budget.
 */
bool goal_reached(const struct row *row);
