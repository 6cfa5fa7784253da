// SPDX-License-Identifier: MIT
// Archives of a run's folder: made by tar, read by ourselves.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/* Of an archive, and of what is in it. The reader refuses more. */
enum { PACK_MOST = 16 << 20, PACK_UNPACKED = 128 << 20, PACK_FILES = 400 };

/*
 * Puts the folder dir/name into an archive at path, whose name ends with .tar.xz, .tar.gz or .tgz:
 * the same folder gives the same bytes, whoever packs it and when. 0, or -1 with err.
 */
int pack_write(const char *dir, const char *name, const char *path, char err[SC_ERR]);

/* True where path's name has one of these ends. */
bool pack_name_allowed(const char *path);

/*
 * The report.json of an archive as *text, NUL-terminated, the caller's to free, and the folder in
 * it, "<machine>/<run>", in name. Trusts nothing: every entry must be a plain file or folder of the
 * names that pack_write gives, all in one folder, with right sums and sizes; no link, device,
 * extension of the format, or path that leaves the folder is let pass. Nothing is written anywhere.
 * 0, or -1 with err.
 */
int pack_read(const char *path, char **text, size_t *size, char *name, size_t name_size,
              char err[SC_ERR]);
