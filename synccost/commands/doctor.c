// SPDX-License-Identifier: MIT
// synccost doctor and synccost topology.
#include "synccost/commands/command.h"
#include "synccost/machine/doctor.h"
#include "synccost/machine/topology_view.h"

int cmd_doctor(const struct options *o)
{
    return doctor_print(stdout, o->value[OPTION_json] != NULL);
}

int cmd_topology(const struct options *o)
{
    return topology_print(stdout, o->value[OPTION_json] != NULL);
}
