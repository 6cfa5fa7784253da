# SPDX-License-Identifier: MIT
# Mutants of harness/ and report/, and which of them no unit test sees (docs/TESTING.md).
MUTANTS     ?= 200
MUTANT_SEED ?= 1
MUTATED     := common harness report synccost
.PHONY: mutation mutation-settings
mutation: $(filter $(MUTATED:%=$(BUILD)/tests/%/%),$(TESTS)) ## 200 mutants
	$(Q)BUILD=$(BUILD) tests/mutation/mutate $(MUTANTS) $(MUTANT_SEED)
mutation-settings:
	@echo 'compile=$(CC) $(CPPFLAGS) $(PC_CFLAGS) $(CFLAGS) -g0'
	@echo 'link=$(CXX) $(LDFLAGS) $(GOLD)'
	@echo 'archives=$(COMMANDLIB) $(LIBS)'
	@echo 'libraries=$(LDLIBS) $(COMMAND_LIBS) $(T_LIBS)'
	@echo 'tests=$(filter $(MUTATED:%=$(BUILD)/tests/%/%),$(TESTS))'
