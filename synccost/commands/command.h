// SPDX-License-Identifier: MIT
// The subcommands. Each takes its parsed options and returns the exit status: 0 fine, 1 a finding,
// 2 bad usage or bad input.
#pragma once

#include "synccost/cli/complain.h"
#include "synccost/cli/options.h"

int cmd_run(const struct options *o);
int cmd_list(const struct options *o);
int cmd_doctor(const struct options *o);
int cmd_events(const struct options *o);
int cmd_topology(const struct options *o);
int cmd_plot(const struct options *o);
int cmd_compare(const struct options *o);
int cmd_aa(const struct options *o);
int cmd_ab(const struct options *o);
int cmd_padding(const struct options *o);
int cmd_summary(const struct options *o);
int cmd_edges(const struct options *o);
int cmd_export(const struct options *o);
int cmd_claims(const struct options *o);
int cmd_html(const struct options *o);
