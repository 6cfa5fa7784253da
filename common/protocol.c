// SPDX-License-Identifier: MIT
// The protocol's tables.
#include "common/protocol.h"

const struct protocol_option_info protocol_option_table[PROTOCOL_OPTIONS] = {
#define PROTOCOL_OPTION(id, name, argument, meaning) {name, argument, meaning},
#define PROTOCOL_ROW(key, fallback, meaning)
#define PROTOCOL_TRIAL(key, fallback, meaning)
#include "common/protocol.def"
#undef PROTOCOL_OPTION
#undef PROTOCOL_ROW
#undef PROTOCOL_TRIAL
};

const char *const protocol_flag_table[PROTOCOL_OPTIONS] = {
#define PROTOCOL_OPTION(id, name, argument, meaning) "--" name,
#define PROTOCOL_ROW(key, fallback, meaning)
#define PROTOCOL_TRIAL(key, fallback, meaning)
#include "common/protocol.def"
#undef PROTOCOL_OPTION
#undef PROTOCOL_ROW
#undef PROTOCOL_TRIAL
};

#define PROTOCOL_OPTION(id, name, argument, meaning)
#define PROTOCOL_ROW(key, fallback, meaning)   const char ROW_KEY_##key[] = #key;
#define PROTOCOL_TRIAL(key, fallback, meaning) const char TRIAL_KEY_##key[] = #key;
#include "common/protocol.def"
