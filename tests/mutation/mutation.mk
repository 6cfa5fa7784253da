# SPDX-License-Identifier: MIT
# Mutants of harness/ and report/, and which of them no test sees (docs/TESTING.md).
MUTANTS     ?= 400
MUTANT_SEED ?= 14
MUTATED     := common harness report synccost
MUTATION    := $(filter $(MUTATED:%=$(BUILD)/tests/%/%),$(TESTS))
.PHONY: mutation mutation-tests mutation-settings
mutation: all mutation-tests ## 400 mutants
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined mutation-tests
	$(Q)BUILD=$(BUILD) SANITIZED=$(BUILD)/asan tests/mutation/mutate $(MUTANTS) $(MUTANT_SEED)
mutation-tests: $(MUTATION)
mutation-settings:
	@echo 'compile=$(CC) $(CPPFLAGS) $(PC_CFLAGS) $(T_CFLAGS) $(CFLAGS) -g0'
	@echo 'compile_cc=$(CXX) $(CPPFLAGS) $(PC_CFLAGS) $(CXXFLAGS) -g0'
	@echo 'link=$(CXX) $(LDFLAGS) $(GOLD)'
	@echo 'archives=$(COMMANDLIB) $(LIBS)'
	@echo 'libraries=$(LDLIBS) $(COMMAND_LIBS) $(T_LIBS)'
	@echo 'tests=$(MUTATION)'
