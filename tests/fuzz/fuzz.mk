# SPDX-License-Identifier: MIT
# Fuzzing (docs/TESTING.md). As test programs, the targets try some mutations of their corpus; make
# fuzz builds them with clang's libFuzzer.
FUZZ_TARGETS := $(sort $(basename $(notdir $(wildcard tests/fuzz/*.c))))
TESTS += $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)

FUZZ_BUILD  ?= build/fuzz
FUZZ_INPUTS ?= 1000000
FUZZ_FLAGS  := BUILD=$(FUZZ_BUILD) CC=clang CXX=clang++ SANITIZE=fuzzer-no-link,address,undefined
.PHONY: fuzz fuzzers
fuzz: ## 1,000,000 inputs for the readers of files and options, with libFuzzer (clang)
	+$(Q)$(MAKE) --no-print-directory $(FUZZ_FLAGS) fuzzers
	$(Q)FUZZ_INPUTS=$(FUZZ_INPUTS) tests/fuzz/run $(FUZZ_BUILD) $(FUZZ_TARGETS)
fuzzers: $(FUZZ_TARGETS:%=$(BUILD)/fuzzers/%)

$(BUILD)/obj/tests/fuzz/%.libfuzzer.o: tests/fuzz/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $< for libFuzzer")
	$(Q)$(CC) $(CPPFLAGS) -DSYNCCOST_LIBFUZZER $(PC_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/fuzzers/%: $(BUILD)/obj/tests/fuzz/%.libfuzzer.o $(COMMANDLIB) $(LIBS)
	$(call link,$(COMMAND_LIBS) -fsanitize=fuzzer)
