# SPDX-License-Identifier: MIT
# Every entry point of synccost. `make help` lists them.

# CROSS=aarch64-linux-gnu- builds for arm64, with the libraries that ci/deps --arm64 unpacked
# (docs/ARM64.md).
CROSS    ?=
BUILD    ?= $(if $(CROSS),build/arm64,build)
ifeq ($(origin CC),default)
CC       := $(CROSS)gcc
endif
ifeq ($(origin CXX),default)
CXX      := $(CROSS)g++
endif
ifneq ($(CROSS),)
AR       := $(CROSS)ar
SYSROOT  ?= $(CURDIR)/build/arm64-sysroot
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) \
    PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/$(CROSS:-=)/pkgconfig pkg-config
ifeq ($(wildcard $(SYSROOT)/usr/include/jansson.h),)
$(error no $(CROSS:-=) libraries in $(SYSROOT): run ci/deps --arm64)
endif
CPPFLAGS += --sysroot=$(SYSROOT)
LDFLAGS  += --sysroot=$(SYSROOT)
endif
PKG_CONFIG ?= pkg-config
# arm64: MARCH=armv8.1-a lets the compiler use LSE everywhere; without it gcc chooses at run time
# (outline atomics).
MARCH    ?=
# What the primitives execute between two looks at a line: primitives/relax.h
RELAX    ?=
PKGS     := hwloc jansson gsl benchmark
TESTPKGS := cmocka
TEMPLATEPKGS := libctemplate
SANITIZE ?=
# What debuggers need, at the price of a longer build; -g0 leaves it out.
SYMBOLS  ?= -g
# The real Go runtime is a peer where Go is installed (docs/GO.md); no sanitizer sees into it.
GO       ?= go
# Percent by which rows are slowed (harness/trial/plant.h): for proofs of what a comparison
# finds, never for results.
PLANT    ?=
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
ARCH     := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
COMPILER := $(shell $(CC) --version | head -n 1)
# The bench loops must not move when unrelated code does: fixed alignment, and on x86 no jump across
# 32 bytes.
comma    := ,
ALIGN    := -falign-functions=64 -falign-loops=32
ifeq ($(ARCH),x86_64)
JUMPS    := -mbranches-within-32B-boundaries
ALIGN    += $(if $(findstring clang,$(COMPILER)),$(JUMPS),-Wa$(comma)$(JUMPS))
endif

# Lines of code are all that their reports name: less to write for the compiler.
SANITIZED := -g1 -O1 -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -DSYNCCOST_SANITIZED=1 \
    $(if $(filter thread,$(SANITIZE)),-DSYNCCOST_TSAN=1)
OPT      := $(if $(SANITIZE),$(SANITIZED),-O2) $(if $(PLANT),-DSYNCCOST_PLANT=$(PLANT))
WARN     := -Wall -Wextra -Werror
# The version stands in CHANGELOG.md, with the day of its release; debian/changelog repeats it.
RELEASE  := $(shell sed -n 's/^## \[\([0-9][0-9.]*\)\] - \([0-9-]*\)$$/\1 \2/p' CHANGELOG.md)
VERSION  := $(word 1,$(RELEASE))
RELEASED := $(word 2,$(RELEASE))
# That of this repository; else that which make dist wrote down.
REV      := $(shell git ls-files --error-unmatch Makefile >/dev/null 2>&1 && \
    git describe --always --dirty || sed -n '$$s/.*Format.*/unknown/; $$p' packaging/revision)
CPPFLAGS += -I. -I$(BUILD) -D_GNU_SOURCE $(RELAX:%=-DSC_RELAX=%)
CFLAGS   += -std=c17 $(SYMBOLS) $(OPT) $(WARN) -Wstrict-prototypes -Wmissing-prototypes \
    $(MARCH:%=-march=%) $(ALIGN) -pthread
CXXFLAGS += -std=c++17 $(SYMBOLS) $(OPT) $(WARN) -pthread
PC_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PC_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null)
T_CFLAGS  := $(shell $(PKG_CONFIG) --cflags $(TESTPKGS) 2>/dev/null)
T_LIBS    := $(shell $(PKG_CONFIG) --libs $(TESTPKGS) 2>/dev/null)
# Tests that run no threads take longer to optimise than it saves them. What they test is optimised.
T_SOON    := tests/common/% tests/report/% tests/synccost/%
TEMPLATE_LIBS := $(shell $(PKG_CONFIG) --libs $(TEMPLATEPKGS) 2>/dev/null)
# What only the command needs: the templates of the site, and crypt(3).
COMMAND_LIBS := $(TEMPLATE_LIBS) -lcrypt
LDLIBS   += $(PC_LIBS) -ldl -lm
LDFLAGS  += -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE))

objs = $(patsubst %.c,$(BUILD)/obj/%.o,$(patsubst %.cc,$(BUILD)/obj/%.o,$(1)))

objs_in = $(call objs,$(sort $(shell find $(1) -name '*.c')))

COMMON   := $(call objs_in,common)
HARNESS  := $(call objs_in,harness/machine harness/counters harness/trial harness/litmus \
    harness/frame)
GBENCH   := $(call objs,$(wildcard harness/gbench/*.cc))
PRIMS    := $(filter-out %/init/loaded.o,$(call objs_in,primitives padding))
REPORT   := $(call objs_in,report) $(call objs,$(wildcard report/template/*.cc))
COMMAND  := $(call objs_in,synccost)
BENCHES  := $(patsubst benches/%.c,$(BUILD)/benches/%,$(wildcard benches/*.c))
FAULTY   := $(patsubst tests/benches/%.c,$(BUILD)/tests/benches/%,$(wildcard tests/benches/*.c))
# A test lies where what it tests lies, below tests/.
TESTED   := common harness padding primitives report synccost
TESTS    := $(patsubst %.c,$(BUILD)/%,\
    $(sort $(shell find $(wildcard $(TESTED:%=tests/%)) -name '*.c')))
BENCHLIBS := $(addprefix $(BUILD)/,libharness.a libgbench.a libprimitives.a libcommon.a)
LIBS     := $(BUILD)/libreport.a $(BENCHLIBS)
COMMANDLIB := $(BUILD)/libcommand.a
include tests/fuzz/fuzz.mk

ifeq ($(ARCH),aarch64)
# The atomic family once more for each way arm64 has to a read-modify-write (harness/machine/isa.h).
ISA_llsc := -march=armv8-a -mno-outline-atomics
ISA_lse  := -march=armv8.1-a
BENCHES  += $(BUILD)/benches/atomic-llsc $(BUILD)/benches/atomic-lse
# what the compiler itself makes of one: outline (chosen at run time), lse or llsc
ATOMICS  := $(shell echo 'long f(long *p) { return __atomic_fetch_add(p, 1, 5); }' | \
    $(CC) $(CFLAGS) -w -x c -S -o - - | \
    sed -n 's/.*__aarch64_ldadd.*/outline/p; s/.*[[:space:]]ldadd.*/lse/p; \
        s/.*[[:space:]]ldaxr.*/llsc/p' | head -n 1)
endif

# Two builds of one program, without and with the race detector, which no emulator runs.
GO_BENCHES := $(addprefix $(BUILD)/benches/,go-runtime $(if $(CROSS),,go-runtime-race))
BENCHES  += $(if $(SANITIZE),,$(GO_BENCHES))
include peers/peers.mk

.PHONY: help all tests compiled bench bench-quick bench-ab compare compare-peers publish tsan-rows \
        test test-arm64 test-asan test-tsan test-long long unit-and-stress threaded \
        models weak check format lint style \
        models-short weak-short list-tests verify proof-statistics proof-history submit clean
.DEFAULT_GOAL := all

all: $(BUILD)/synccost $(BENCHES) ## build the command and every bench

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

tests: all $(TESTS) $(FAULTY)

# For clang's warnings: the benches, which have all assembly and all primitives, are built. The rest
# is only read, by one process for many files: of a small file most of clang's time is its start.
# One test shows that what headers define can stand in two objects.
CLANG_CHECK ?= clang-check
READ = $(sort $(shell find report synccost $(wildcard $(TESTED:%=tests/%) tests/benches) \
    -name '*.c'))
compiled: $(BENCHES) $(BUILD)/tests/primitives/one_a_program \
    $(call objs,$(wildcard report/template/*.cc)) \
    $(BUILD)/version.h $(BUILD)/report/claims/folklore.inc $(BUILD)/report/submit/schema.inc
	@$(if $(Q),echo "  READ $(words $(READ)) sources")
	$(Q)printf '%s\n' $(READ) | xargs -n 50 -P 2 sh -c '$(CLANG_CHECK) "$$@" -- \
	    $(CPPFLAGS) $(PC_CFLAGS) $(T_CFLAGS) $(CFLAGS)' read

# ---- rules ----
# What the report says of the build; rewritten only when it changed. Each program that make starts
# has it in its environment, for which nothing in it may be asked anew.
GBENCH_VERSION := $(shell $(PKG_CONFIG) --modversion benchmark 2>/dev/null || echo unknown)
define VERSION_H
#define SYNCCOST_VERSION "$(VERSION)"
#define SYNCCOST_RELEASED "$(RELEASED)"
#define SYNCCOST_REVISION "$(REV)"
#define SYNCCOST_COMPILER "$(COMPILER)"
#define SYNCCOST_FLAGS "$(strip $(OPT) $(MARCH:%=-march=%) $(ALIGN))"
#define SYNCCOST_ATOMICS "$(ATOMICS)"
#define SYNCCOST_GBENCH_VERSION "$(GBENCH_VERSION)"
endef
export VERSION_H
.PHONY: force
$(BUILD)/version.h: force
	@mkdir -p $(@D)
	@printf '%s\n' "$$VERSION_H" | cmp -s - $@ || printf '%s\n' "$$VERSION_H" >$@

$(call objs,synccost/commands/import.c synccost/commands/man.c synccost/machine/context.c \
    synccost/main.c): \
    $(BUILD)/version.h

# Objects follow the flags they were made with: a build with PLANT or MARCH must not leave any
# behind.
COMPILE := $(CC) $(CXX) $(CPPFLAGS) $(PC_CFLAGS) $(CFLAGS) $(CXXFLAGS)
export COMPILE
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' "$$COMPILE" | cmp -s - $@ || printf '%s\n' "$$COMPILE" >$@

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $<")
	$(Q)$(CC) $(CPPFLAGS) $(PC_CFLAGS) $(if $(findstring tests/,$<),$(T_CFLAGS)) $(CFLAGS) \
	    $(if $(filter $(T_SOON),$<),-O0) -MMD -MP -c -o $@ $<

$(BUILD)/obj/benches/atomic-%.o: benches/atomic.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $< for $*")
	$(Q)$(CC) $(CPPFLAGS) -DATOMIC_ISA='"$*"' $(PC_CFLAGS) $(CFLAGS) $(ISA_$*) -MMD -MP -c -o $@ $<

# One source twice, to test what a program of several sources has once.
$(BUILD)/obj/tests/%-again.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $< again")
	$(Q)$(CC) $(CPPFLAGS) -DAGAIN $(PC_CFLAGS) $(T_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/tests/primitives/one_a_program: $(call objs,tests/primitives/one_a_program-again.c)

$(BUILD)/obj/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CXX  $<")
	$(Q)$(CXX) $(CPPFLAGS) $(PC_CFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

# A shared object that a bench and a test load. libprimitives carries it as bytes, so that it is
# there wherever they are (primitives/init/object.h).
$(BUILD)/primitives/init/loaded.so: primitives/init/loaded.c primitives/init/data.h $(BUILD)/flags
	@mkdir -p $(@D)
	@$(if $(Q),echo "  SO   $<")
	$(Q)$(CC) $(CPPFLAGS) -std=c17 -O2 -s $(WARN) -fPIC -shared -o $@ $<
$(BUILD)/primitives/init/loaded.inc: $(BUILD)/primitives/init/loaded.so
	$(Q)od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g' >$@
$(call objs,primitives/init/object.c): $(BUILD)/primitives/init/loaded.inc

# The claims that come with the program, in the same way.
$(BUILD)/report/claims/folklore.inc: claims/folklore.json
	@mkdir -p $(@D)
	$(Q)od -An -v -tu1 $< | sed 's/ *\([0-9][0-9]*\)/\1,/g' >$@
$(call objs,report/claims/folklore.c): $(BUILD)/report/claims/folklore.inc

# The schema of a report, in the same way.
$(BUILD)/report/submit/schema.inc: report/model/report.schema.json
	@mkdir -p $(@D)
	$(Q)od -An -v -tu1 $< | sed 's/ *\([0-9][0-9]*\)/\1,/g' >$@
$(call objs,report/submit/schema.c): $(BUILD)/report/submit/schema.inc

$(BUILD)/libcommon.a: $(COMMON)
$(BUILD)/libharness.a: $(HARNESS)
$(BUILD)/libgbench.a: $(GBENCH)
$(BUILD)/libprimitives.a: $(PRIMS)
$(BUILD)/libreport.a: $(REPORT)
$(BUILD)/libcommand.a: $(filter-out %/main.o,$(COMMAND))
$(BUILD)/%.a:
	@$(if $(Q),echo "  AR   $@")
	$(Q)rm -f $@ && $(AR) qcs $@ $^

# Test programs are many, and gold links them in half the time. It is not everywhere, and does not
# find its way in the root of CROSS. What is measured keeps the ordinary linker.
GOLD := $(if $(CROSS),,$(if $(shell command -v ld.gold),-fuse-ld=gold))
define link
	@mkdir -p $(@D)
	@$(if $(Q),echo "  LINK $@")
	$(Q)$(CXX) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LDLIBS) $(1)
endef

$(BUILD)/synccost: $(BUILD)/obj/synccost/main.o $(COMMANDLIB) $(LIBS)
	$(call link,$(COMMAND_LIBS))
$(BUILD)/benches/%: $(BUILD)/obj/benches/%.o $(BENCHLIBS)
	$(call link)
# Tests of the primitives and of their threads are linked with what is below the report, which then
# need not be built for them.
define tests_in
$(BUILD)/tests/$(1)/%: $(BUILD)/obj/tests/$(1)/%.o $(2)
	$$(call link,$$(T_LIBS) $$(GOLD) $(3))
endef
$(foreach folder,benches harness/litmus harness/trial padding primitives,\
    $(eval $(call tests_in,$(folder),$(BENCHLIBS),)))
$(foreach folder,common fuzz harness proof report synccost,\
    $(eval $(call tests_in,$(folder),$(COMMANDLIB) $(LIBS),$(COMMAND_LIBS))))

# Where there is no Go, or it fails, a program takes its place that says so.
$(BUILD)/go-version: force
	@mkdir -p $(@D)
	@v=$$($(GO) version 2>/dev/null || echo absent); \
	    echo "$$v" | cmp -s - $@ || echo "$$v" >$@
$(GO_BENCHES): benches/go/build $(wildcard benches/go/*.go) benches/go/go.mod $(BUILD)/go-version
	@mkdir -p $(@D)
	@$(if $(Q),echo "  GO   $@")
	$(Q)GO='$(GO)' ARCH='$(ARCH)' CROSS='$(CROSS)' BUILD='$(abspath $(BUILD))' benches/go/build $@

include harness/gbench/gbench.mk

# ---- the main job ----
bench: all ## measure (profile standard, at most 10 minutes), report, charts
	$(Q)$(BUILD)/synccost run --profile standard

bench-quick: all ## the same within a minute
	$(Q)$(BUILD)/synccost run --profile quick

compare: all ## compare two reports: make compare BASE=results/A NEW=results/B
	$(Q)$(BUILD)/synccost compare "$(BASE)" "$(NEW)"

bench-ab: all ## this tree against a revision, in turn: BASE=<git revision> [FILTER=<expression>]
	$(Q)BUILD=$(BUILD) ci/bench-ab "$(BASE)" $(if $(FILTER),--filter '$(FILTER)')

publish: all ## charts, site and list of every report in results/: make publish [SITE=build/site]
	$(Q)BUILD=$(BUILD) ci/publish $(SITE)

# The cells of docs/PERFORMANCE.md: rows of ours and of libraries (ci/deps --peers) in one run.
PEERS_OUT  ?= docs/performance
# Half an hour: what has no time is said, and each row has launches enough for an interval.
PEERS_TIME ?= 30m
PEERS_LAUNCHES ?= 6
PEERS_ROWS ?= ^(mutex/[^/]*/(uncontended/crit:0ns/out:0ns/threads:1|\
contended/crit:(0ns/out:0ns|200ns/out:200ns|1000ns/out:200ns)/threads:2)$$|\
rwmutex/[^/]*/(uncontended/read:100/threads:1|mixed/read:(90|100)/threads:2)$$|\
channel/[^/]*/(uncontended|ping-pong|stream|many-to-many)/(cap:(0|1|16|1024)/)?\
(threads:[124]|goroutines:[24]/threads:2)|\
value/[^/]*/(load|mixed/read:99)/threads:2|map/[^/]*/(read|mixed/read:90)/threads:2|\
once/[^/]*/done/threads:2|cond/[^/]*/ping-pong/threads:2|\
cancel/[^/]*/(check|cancel-waited/wait:spinning)/threads:2)
empty :=
compare-peers: all ## ours beside the libraries of ci/deps --peers in one run: docs/PERFORMANCE.md
	$(Q)rm -rf $(PEERS_OUT)
	$(Q)$(BUILD)/synccost run --profile full --launches $(PEERS_LAUNCHES) \
	    --time-limit $(PEERS_TIME) --no-plot \
	    --filter '$(subst $(empty) ,,$(PEERS_ROWS))' --out $(PEERS_OUT)
	$(Q)rm -f $(PEERS_OUT)/summary.txt
	$(Q)$(BUILD)/synccost peers $(PEERS_OUT) >docs/PERFORMANCE.md.new
	$(Q)mv docs/PERFORMANCE.md.new docs/PERFORMANCE.md

submit: $(BUILD)/synccost ## check a run for the gallery and pack it: make submit REPORT=results/A/B
	$(Q)$(BUILD)/synccost submit "$(REPORT)"

# The same bodies under ThreadSanitizer, as rows beside the plain ones. Not a part of all: it builds
# the whole harness once more.
TSAN_ROWS := race mutex channel
tsan-rows: all ## rows of C built with ThreadSanitizer, for profile full (docs/GO.md)
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SANITIZE=thread \
	    $(TSAN_ROWS:%=$(BUILD)/tsan/benches/%)
	$(Q)for row in $(TSAN_ROWS); do \
	    cp $(BUILD)/tsan/benches/$$row $(BUILD)/benches/$$row-tsan || exit 1; done

# ---- tests and checks ----
E2E := $(wildcard tests/e2e/*.sh) $(if $(filter aarch64,$(ARCH)),tests/arm64/forms.sh)

test: tests ## unit, stress, disassembly and end-to-end tests
	$(Q)BUILD=$(BUILD) TEST_LANES=2 tests/run $(TESTS) $(E2E)

list-tests:
	@printf '%s\n' $(TESTS)

test-arm64: ## the tests built for arm64, under emulation of one process and of a whole machine
	$(Q)ci/arm64-test

# Sanitized tests run the code of the unit and stress tests; what only makes sense in a release
# build is left out.
test-asan: ## unit and stress tests under AddressSanitizer and UBSan
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined unit-and-stress
test-tsan: ## tests of the primitives and of the team under ThreadSanitizer
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SANITIZE=thread threaded
# Of the unit and stress tests; without those of UNITS_LEFT.
UNITS_LEFT ?=
UNITS = $(filter-out $(UNITS_LEFT:%=$(BUILD)/tests/%),$(TESTS))
unit-and-stress: $(UNITS)
	$(Q)TEST_LANES=2 tests/run $(UNITS)
THREADED := primitives/% padding/% harness/trial/team harness/litmus/cells
threaded: $(filter $(THREADED:%=$(BUILD)/tests/%),$(TESTS))
	$(Q)tests/run $^

# The programs that take their sizes and disturbances from the environment.
LONG := $(filter $(BUILD)/tests/primitives/%,\
    $(filter %/stress %/close %/random %linearizability,$(TESTS)))
long: $(LONG)
	$(Q)BUILD=$(BUILD) tests/long $(LONG)
test-long: ## faults, fuzzing, stress and linearizability at length, sanitized (up to 2 hours)
	+$(Q)bad=0; $(MAKE) --no-print-directory faults || bad=1; \
	    $(MAKE) --no-print-directory fuzz || bad=1; \
	    LONG_SECONDS=3600 $(MAKE) --no-print-directory BUILD=$(BUILD) long || bad=1; \
	    export LONG_SECONDS=900 LONG_OPERATIONS=100000; \
	    $(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SANITIZE=thread long || bad=1; \
	    $(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined long || bad=1; \
	    exit $$bad

models: ## Promela models of the primitives: full searches and planted bugs (minutes; needs spin)
	$(Q)models/run

weak: ## the primitives under C17's memory model, and whether each order is needed (minutes)
	$(Q)BUILD=$(BUILD) models/weak/run

# A sanitizer sees a fault of memory or of order in the first operations that take a path: `make
# test`, which counts what is rare, has the whole number. test-tsan and test-asan alone have it too.
CHECK_SCALE ?= 0.1
# Their time is that of gnuplot, or of a simulation.
CHECK_LEFT  ?= report/charts/bouncing report/charts/core_to_core report/charts/families \
    report/charts/late report/charts/many report/charts/text report/charts/transfers \
    report/charts/zero report/compare/blocks report/statistics/coverage synccost/run/promise
# clang's warnings do not depend on how it optimises. Nothing is compiled beside tests of threads
# (tests/run).
check: style models-short weak-short ## format, lint, models, memory orders, warnings, sanitizers
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD) tests
	+$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/clang CC=clang CXX=clang++ OPT='-O0 -g0' \
	    compiled
	+$(Q)STRESS_SCALE=$(CHECK_SCALE) $(MAKE) --no-print-directory test-tsan
	+$(Q)STRESS_SCALE=$(CHECK_SCALE) $(MAKE) --no-print-directory UNITS_LEFT='$(CHECK_LEFT)' \
	    test-asan

style: lint
	$(Q)ci/check-format
# Most searches are short: tcc compiles one faster than gcc, and they need no optimiser.
models-short:
	$(Q)MODELS_SHORT=yes MODELS_CC=tcc tests/run models/run
weak-short:
	$(Q)BUILD=$(BUILD) models/weak/run --short

format: ## lay the sources out
	$(Q)ci/check-format --write
lint: ## static checks of C and shell
	$(Q)ci/check-lint

# The stand-alone programs of the cross-check know nothing of the suite.
CROSSCHECKS := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/crosscheck/*.c))
$(BUILD)/crosscheck/%: tests/crosscheck/%.c tests/crosscheck/crosscheck.h
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $<")
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 -g $(WARN) -pthread -o $@ $<

verify: all $(CROSSCHECKS) ## set rows against stand-alone programs that measure the same
	$(Q)BUILD=$(BUILD) tests/crosscheck/run

proof-statistics: all ## what comparisons are worth here: false alarms, planted slowdowns (an hour)
	$(Q)BUILD=$(BUILD) tests/proof/statistics

PROOF_REPEATS ?= 20
proof-history: $(BUILD)/tests/proof/history ## what a history is worth: false alarms, what is found
	$(Q)$(BUILD)/tests/proof/history $(PROOF_REPEATS) $(wildcard results/*/*/report.json)

include packaging/packaging.mk
include fleet/fleet.mk tests/faults/faults.mk tests/mutation/mutation.mk

clean: ## remove what was built
	rm -rf $(BUILD)

.SECONDARY:
# What the compiler wrote is not to be remade: make would look for a program of that name.
%.d: ;
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
