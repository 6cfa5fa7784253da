# SPDX-License-Identifier: MIT
# Part of the top Makefile: the example of harness/gbench, and what pkg-config says of it.

GBENCH_DIR  := harness/gbench
GBENCH_LIBS := $(shell pkg-config --libs benchmark 2>/dev/null || echo -lbenchmark)

.PHONY: gbench

gbench: $(BUILD)/libgbench.a $(BUILD)/gbench/example ## build gbench and its example

$(BUILD)/obj/$(GBENCH_DIR)/gbench.o: CPPFLAGS += -DGBENCH_LIBRARY_VERSION='"$(GBENCH_VERSION)"'
$(BUILD)/obj/$(GBENCH_DIR)/example.o: CPPFLAGS += -I$(GBENCH_DIR)

$(BUILD)/gbench/example: $(BUILD)/obj/$(GBENCH_DIR)/example.o $(BUILD)/libgbench.a
	@mkdir -p $(@D)
	@$(if $(Q),echo "  LINK $@")
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(GBENCH_LIBS) -lstdc++ -lm -lpthread

# What pkg-config reads; rewritten only when it changed.
$(BUILD)/gbench/gbench.pc: $(GBENCH_DIR)/gbench.pc.in force
	@mkdir -p $(@D)
	@sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	    -e 's|@BENCHMARK_LIBS@|$(GBENCH_LIBS)|' $< >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
