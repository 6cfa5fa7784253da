// SPDX-License-Identifier: MIT
// Names of rows as earlier versions wrote them.
#pragma once

/*
 * Gives a row, or a floor, of one of synccost's own families the name that it has today, of the
 * same length, in place. Until November 2026 the parts of names of atomic and floor had underscores
 * (fetch_add, order:seq_cst), and floor's rows said the CPUs that they pin as /cpus:0-1, which is
 * now /pair:0-1; /cpus:N, a number of CPUs, stays. Any other name is left as it is.
 */
void old_name_renew(char *name);
