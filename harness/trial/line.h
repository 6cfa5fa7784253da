// SPDX-License-Identifier: MIT
// A short round trip of a line between the neighbours of a team: how far apart its CPUs are now.
#pragma once

struct lines;

/* Lines for so many threads, two or more; NULL where there is no memory. */
struct lines *lines_create(unsigned threads);
void lines_destroy(struct lines *l);

/*
 * Every thread of the team calls lines_before, and then lines_after, in each trial, each with its
 * own number and on a CPU of its own, none of which another thread needs meanwhile; all have
 * returned before one calls again. Thread i first answers thread i - 1, then sends its line to
 * thread i + 1 and back, so that every CPU takes part and no two pairs disturb each other. Returns
 * what that round trip took, in ns: the median of a few batches, which an interrupt does not move.
 * NAN to the last thread, which has nobody to send to. The first trip waits for the neighbour,
 * which may come later by any time, and tells nothing. Where the second, or a batch, takes longer
 * than LINE_MOST_NS, the neighbour does not run (a busy host, an emulator that lets one CPU run at
 * a time): the two give up, and their time is NAN for the rest of the trial. LINE_LOST such trials
 * in a row, and it is NAN from then on, so that no launch waits in each of its trials. The trip is
 * that of floor/line-transfer: a word that both poll without a pause. All pairs together take
 * LINE_TRIPS round trips, tens of microseconds, up to 16 pairs; from there on each pair takes ten.
 * Needs clock_start.
 */
enum { LINE_BATCHES = 5, LINE_TRIPS = 160, LINE_MOST_NS = 10000000, LINE_LOST = 2 };
double lines_before(struct lines *l, unsigned thread);
double lines_after(struct lines *l, unsigned thread);
