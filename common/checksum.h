// SPDX-License-Identifier: MIT
// A checksum that tells whether bytes on a disk are still those that were written.
#pragma once

#include <stddef.h>
#include <stdint.h>

/* CRC-32 of ISO 3309 and ITU-T V.42, as zlib and cksum -a crc32b have it. */
uint32_t checksum(const void *bytes, size_t size);
