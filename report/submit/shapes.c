// SPDX-License-Identifier: MIT
// Which private thing begins at a place of a text, asked of each shape in turn.
#include "report/submit/kind.h"
#include "report/submit/shape_parts.h"
#include "report/submit/shapes.h"

size_t shape_at(const char *text, size_t at, enum private_kind *kind)
{
    static const struct {
        size_t (*at)(const char *text, size_t at);
        enum private_kind kind;
    } shapes[] = {
        {shape_mail, PRIVATE_MAIL},    {shape_url, PRIVATE_URL},
        {shape_path, PRIVATE_PATH},    {shape_ipv6_or_mac, PRIVATE_ADDRESS},
        {shape_ipv4, PRIVATE_ADDRESS}, {shape_serial, PRIVATE_SERIAL},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        size_t n = shapes[i].at(text, at);
        if (n) {
            *kind = shapes[i].kind;
            return n;
        }
    }
    return 0;
}
