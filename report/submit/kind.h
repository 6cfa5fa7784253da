// SPDX-License-Identifier: MIT
// The kinds of private strings.
#pragma once

enum private_kind {
    PRIVATE_HOST,
    PRIVATE_USER,
    PRIVATE_PATH,
    PRIVATE_ADDRESS, /* of the network: IPv4, IPv6, MAC */
    PRIVATE_MAIL,
    PRIVATE_URL,
    PRIVATE_SERIAL,  /* numbers of one copy of a machine: serial, UUID, asset tag */
    PRIVATE_UNKNOWN, /* a member that the schema of reports does not describe */
    PRIVATE_KINDS
};
