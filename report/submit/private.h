// SPDX-License-Identifier: MIT
// Private strings, and texts without them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/submit/kind.h"

/* "host name", "user name", "path" … */
const char *private_kind_name(enum private_kind kind);

struct private_word {
    enum private_kind kind;
    char *text;
};

/* What was removed, and the first place where. */
struct removal {
    enum private_kind kind;
    char *text, *place;
    size_t times;
};

struct privacy {
    struct private_word *word; /* the longest first */
    size_t n_words;
    struct removal *removal;
    size_t n_removals;
};

/* All zero bytes are an empty one. */
void privacy_free(struct privacy *p);

/*
 * Makes a string of this machine, or of who uses it, known as private. Passed over are what is
 * empty, what thousands have (public.def; of hosts and users), "/", and serial numbers without a
 * digit or of fewer than four characters ("None", "To be filled by O.E.M."). Of a host's name with
 * its domain, the first part becomes known too.
 */
void privacy_add(struct privacy *p, enum private_kind kind, const char *text);

/* Makes known the users whose home folders text names: /home/NAME, /Users/NAME, ~NAME. */
void privacy_learn(struct privacy *p, const char *text);

/*
 * Text without what is private: known words, at word boundaries and in letters of any case, and all
 * that looks like a path (but those of /proc, /sys and the system's programs), an address, a URL,
 * or a serial number. What goes leaves "<host>" and the like. in_name it leaves "removed", which
 * any name of a row may hold, and known words of up to seven letters and nothing else stay, since
 * they may be the names of subjects. Each removal is noted with its place. The result is the
 * caller's to free.
 */
char *privacy_clean(struct privacy *p, const char *text, const char *place, bool in_name);

/* Notes that a member of that place was left out. */
void privacy_note(struct privacy *p, enum private_kind kind, const char *text, const char *place);

/* The first known word in bytes that may be no text, passing over those of up to seven letters and
 * nothing else, which may be words of ours; NULL where there is none. Borrowed. */
const struct private_word *privacy_found(const struct privacy *p, const char *bytes, size_t size);

/* What was removed, a line each, cleaned for a terminal. */
void privacy_print(FILE *out, const struct privacy *p);
