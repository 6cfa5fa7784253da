// SPDX-License-Identifier: MIT
// When two round trips of a line are of one distance between CPUs.
#pragma once

/*
 * The longer is at most so many times the shorter. On one machine, in one place, a round trip
 * differs by a few percent from line to line, whereas a CPU that the host moves to another cache
 * makes it several times as long: a quarter tells the two apart (docs/MEASURING.md).
 */
#define LINE_SAME 1.25
