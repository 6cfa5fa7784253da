# SPDX-License-Identifier: MIT
# Part of the top Makefile: many machines, by Ansible (docs/FLEET.md).

INVENTORY ?=
PROFILE   ?= standard
# More options for synccost run, with spaces between them.
FLEET_RUN ?=
# Where the reports go.
FLEET_OUT ?= results
# Seconds between two looks at a host that measures, and the longest time to look.
FLEET_POLL ?= 60
FLEET_WAIT ?= 14400
# For hosts of another architecture: aarch64-linux-gnu- (docs/ARM64.md).
FLEET_CROSS ?=

.PHONY: fleet fleet-cross test-fleet
fleet: export BUILD := $(BUILD)
fleet: export INVENTORY := $(INVENTORY)
fleet: export FLEET_PROFILE := $(PROFILE)
fleet: export FLEET_RUN := $(FLEET_RUN)
fleet: export FLEET_OUT := $(FLEET_OUT)
fleet: export FLEET_POLL := $(FLEET_POLL)
fleet: export FLEET_WAIT := $(FLEET_WAIT)
fleet: export FLEET_BUNDLE := synccost-$(VERSION)
fleet: export FLEET_REVISION := $(REV)
fleet: ## measure on hosts of Ansible: INVENTORY=FILE
	$(Q)fleet/fleet check
	+$(Q)$(MAKE) --no-print-directory bundle $(if $(FLEET_CROSS),fleet-cross)
	$(Q)fleet/fleet
fleet-cross: bundle
	+$(Q)$(MAKE) --no-print-directory CROSS=$(FLEET_CROSS) BUILD=$(BUILD)/arm64 \
	    MANUAL_BY=$(BUILD)/synccost bundle

test-fleet: FLEET_CROSS = aarch64-linux-gnu-
test-fleet: bundle fleet-cross ## the fleet on hosts made here, some broken (root, minutes)
	$(Q)BUILD=$(BUILD) TEST_TIMEOUT=1800 tests/run tests/fleet/*.sh
