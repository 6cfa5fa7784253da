// SPDX-License-Identifier: MIT
// What lies outside a checked program: futexes, time, and memory that is freed.
#pragma once

/* Before a run: nobody sleeps, nothing is allocated. */
void kernel_reset(void);
/* After a run: whether every block has been freed. */
bool kernel_nothing_leaked(void);
