# SPDX-License-Identifier: MIT
# Part of the top Makefile: the example of harness/gbench, and its installation on its own.

PREFIX      ?= /usr/local
INSTALL     ?= install
GBENCH_DIR  := harness/gbench
GBENCH_LIBS := $(shell pkg-config --libs benchmark 2>/dev/null || echo -lbenchmark)
GBENCH_VERSION := $(shell pkg-config --modversion benchmark 2>/dev/null || echo unknown)

.PHONY: gbench install-gbench

gbench: $(BUILD)/libgbench.a $(BUILD)/gbench/example ## build gbench and its example

$(BUILD)/obj/$(GBENCH_DIR)/gbench.o: CPPFLAGS += -DGBENCH_LIBRARY_VERSION='"$(GBENCH_VERSION)"'
$(BUILD)/obj/$(GBENCH_DIR)/example.o: CPPFLAGS += -I$(GBENCH_DIR)

$(BUILD)/gbench/example: $(BUILD)/obj/$(GBENCH_DIR)/example.o $(BUILD)/libgbench.a
	@mkdir -p $(@D)
	@$(if $(Q),echo "  LINK $@")
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(GBENCH_LIBS) -lstdc++ -lm -lpthread

install-gbench: $(BUILD)/libgbench.a ## install the C interface to Google Benchmark under PREFIX
	$(Q)$(INSTALL) -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	$(Q)$(INSTALL) -m 644 $(GBENCH_DIR)/gbench.h $(DESTDIR)$(PREFIX)/include/gbench.h
	$(Q)$(INSTALL) -m 644 $(BUILD)/libgbench.a $(DESTDIR)$(PREFIX)/lib/libgbench.a
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@BENCHMARK_LIBS@|$(GBENCH_LIBS)|' \
		$(GBENCH_DIR)/gbench.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/gbench.pc
	$(Q)chmod 644 $(DESTDIR)$(PREFIX)/lib/pkgconfig/gbench.pc
