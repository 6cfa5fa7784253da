# SPDX-License-Identifier: MIT
# Fault injection into the command (docs/TESTING.md).
FAULT_SHIM := $(BUILD)/tests/faults/shim.so

$(FAULT_SHIM): tests/faults/shim.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  SO   $<")
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O1 -g1 $(WARN) -fPIC -shared -o $@ $< -ldl

tests: $(FAULT_SHIM)

FAULTS ?= 1000
.PHONY: faults
faults: $(BUILD)/synccost $(FAULT_SHIM) ## FAULTS=1000 faults into runs of a stand-in (ten minutes)
	$(Q)BUILD=$(BUILD) tests/faults/inject $(FAULTS)
