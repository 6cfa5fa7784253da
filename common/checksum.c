// SPDX-License-Identifier: MIT
// CRC-32, bit by bit: a library would be one more to install where the command runs.
#include "common/checksum.h"

uint32_t checksum(const void *bytes, size_t size)
{
    const uint32_t polynomial = 0xedb88320u;
    uint32_t sum = ~0u;
    for (const unsigned char *byte = bytes; size--; byte++) {
        sum ^= *byte;
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ (sum & 1 ? polynomial : 0);
    }
    return ~sum;
}
