# SPDX-License-Identifier: MIT
# Part of the top Makefile: manual pages, installation, releases.
# docs/INSTALL.md is for those who install.

PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
# Where zsh looks depends on the distribution.
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
DESTDIR ?=
export DESTDIR

# put MODE,FOLDER,FILES: what packaging/install reads, a word in place of each space
put = $(foreach f,$(3),$(1):$(f):$(2)/$(notdir $(f)))

# The program writes its own manual. A build for another machine needs one for this machine.
MANUAL_BY ?= $(BUILD)/synccost
COMMANDS := $(shell sed -n 's/^COMMAND.[A-Z]*, \([a-z]*\),.*/\1/p' synccost/cli/commands.def)
MANUALS := $(BUILD)/man/synccost.1 $(COMMANDS:%=$(BUILD)/man/synccost-%.1)
$(BUILD)/man/synccost.1: $(MANUAL_BY)
	@mkdir -p $(@D)
	$(Q)$< man >$@
$(BUILD)/man/synccost-%.1: $(MANUAL_BY)
	@mkdir -p $(@D)
	$(Q)$< man $* >$@

# What is installed: a line for each kind of file.
COMPLETIONS := packaging/completion
INSTALLED = \
    $(call put,755,$(PREFIX)/bin,$(BUILD)/synccost) \
    $(call put,755,$(PREFIX)/lib/synccost/benches,$(BENCHES)) \
    $(call put,644,$(PREFIX)/share/synccost/plots,$(wildcard plots/*.gp)) \
    $(call put,644,$(PREFIX)/share/synccost/site,$(wildcard site/*)) \
    $(call put,644,$(PREFIX)/share/synccost/claims,$(wildcard claims/*.json)) \
    $(call put,644,$(PREFIX)/share/man/man1,$(MANUALS)) \
    644:$(COMPLETIONS)/synccost.bash:$(PREFIX)/share/bash-completion/completions/synccost \
    $(call put,644,$(ZSHDIR),$(COMPLETIONS)/_synccost) \
    $(call put,644,$(PREFIX)/share/fish/vendor_completions.d,$(COMPLETIONS)/synccost.fish)
GBENCH_FILES := $(BUILD)/libgbench.a $(BUILD)/gbench/gbench.pc
INSTALLED_GBENCH = \
    $(call put,644,$(PREFIX)/include,$(GBENCH_DIR)/gbench.h) \
    $(call put,644,$(LIBDIR),$(BUILD)/libgbench.a) \
    $(call put,644,$(LIBDIR)/pkgconfig,$(BUILD)/gbench/gbench.pc)

.PHONY: manuals install install-synccost install-gbench uninstall uninstall-gbench

manuals: $(MANUALS) ## write the manual pages to build/man

MANIFEST := share/synccost/manifest
MANIFEST_GBENCH := share/gbench/manifest
lines = printf '%s\n' $(1) | tr : ' '

install: all manuals $(GBENCH_FILES) ## the command, its benches, manual and completion, and gbench
	$(Q)$(call lines,$(INSTALLED) $(INSTALLED_GBENCH)) | packaging/install put $(PREFIX)/$(MANIFEST)
install-synccost: all manuals ## the same without gbench
	$(Q)$(call lines,$(INSTALLED)) | packaging/install put $(PREFIX)/$(MANIFEST)
install-gbench: $(GBENCH_FILES) ## only the C interface of Google Benchmark
	$(Q)$(call lines,$(INSTALLED_GBENCH)) | packaging/install put $(PREFIX)/$(MANIFEST_GBENCH)

uninstall: ## remove what make install has put there, and nothing else
	$(Q)packaging/install remove $(PREFIX)/$(MANIFEST)
uninstall-gbench: ## remove what make install-gbench has put there
	$(Q)packaging/install remove $(PREFIX)/$(MANIFEST_GBENCH)

# ---- releases ----
.PHONY: dist print-version deb-check bundle bundle-check
print-version:
	@echo $(VERSION)
dist: ## pack what is committed: build/synccost-VERSION.tar.gz, the same bytes each time
	$(Q)packaging/dist synccost-$(VERSION) $(BUILD)

# For machines without a compiler. The time of its files is that of the commit.
BUNDLE := synccost-$(VERSION)-$(ARCH)
BUNDLED := $(BUILD)/$(BUNDLE).tar.xz
BUNDLE_TIME = $$(git log -1 --format=%ct 2>/dev/null || date -u -d '$(RELEASED)' +%s)
BUNDLE_OF = $(sort $(wildcard $(BUILD)/benches/* plots/*.gp site/* claims/*.json))
bundle: $(BUNDLED) ## pack what machines without a compiler need: build/BUNDLE.tar.xz
$(BUNDLED): $(BUILD)/synccost $(BENCHES) $(BUNDLE_OF) $(BUILD)/bundle-of packaging/bundle \
    packaging/bundle-readme.txt LICENSE
	$(Q)BUILD=$(BUILD) CROSS=$(CROSS) SYSROOT=$(SYSROOT) packaging/bundle $(BUNDLE) $(BUILD) \
	    "$(BUNDLE_TIME)"
# Rewritten only where it changes: another commit, or a program that is gone.
$(BUILD)/bundle-of: force
	@mkdir -p $(@D)
	@echo "$(BUNDLE_OF) $(BUNDLE_TIME)" | cmp -s - $@ || echo "$(BUNDLE_OF) $(BUNDLE_TIME)" >$@
# Debian releases, each with a MIRROR that has it where the archive that apt uses here has not
# (SUITE=MIRROR). AGAIN is built without a cache of objects.
SUITES ?= bookworm
AGAIN := $(BUILD)/again
bundle-check: bundle ## build the bundle once more and compare; try it in bare roots (root, network)
	$(Q)rm -rf $(AGAIN)
	$(Q)CCACHE_DISABLE=1 $(MAKE) --no-print-directory BUILD=$(AGAIN) bundle
	$(Q)cmp $(BUNDLED) $(AGAIN)/$(BUNDLE).tar.xz && echo "built twice, the same bytes"
	$(Q)packaging/bundle-try $(BUNDLED) $(SUITES)

deb-check: ## build the Debian packages, install them in a clean root, try them (root, network)
	$(Q)packaging/deb-build $(BUILD)/deb
	$(Q)packaging/deb-try $(BUILD)/deb
