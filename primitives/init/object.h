// SPDX-License-Identifier: MIT
// A shared object whose constructor makes its data, as a file without a name.
#pragma once

enum { INIT_OBJECT_PATH = 64 };

/*
 * Writes the object to a new file in memory, so that it needs no place on a disk and no compiler.
 * path: what dlopen takes for it. Each call makes another file, and so another object. Returns the
 * file's descriptor, which must stay open while path is used, or a negative error number: -EACCES
 * where the system lets no such file be executed (vm.memfd_noexec).
 */
int init_object_open(char path[INIT_OBJECT_PATH]);
