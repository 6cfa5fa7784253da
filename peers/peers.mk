# SPDX-License-Identifier: MIT
# Libraries of others as subjects, where they are installed: a program NAME-peers of each family and
# of each stress test, from the same source, with the subjects of peers/NAME in place of ours. A
# library is a subject of a family where peers/FAMILY/LIBRARY.h is. Our own programs are the same
# with and without them. No sanitizer sees into a library, nor into inline assembly.

# library:header that tells that it is there:Debian package
PEERS := ck:ck_spinlock.h:libck-dev nsync:nsync.h:libnsync-dev tbb:oneapi/tbb/mutex.h:libtbb-dev \
    absl:absl/synchronization/mutex.h:libabsl-dev urcu:urcu/urcu-memb.h:liburcu-dev \
    fiber:boost/fiber/buffered_channel.hpp:libboost-fiber-dev
PEER_LIBS_ck    := -lck
PEER_LIBS_nsync := -lnsync
PEER_LIBS_tbb   := -ltbb
PEER_LIBS_absl  := -labsl_synchronization -labsl_base
PEER_LIBS_fiber := -lboost_fiber -lboost_context
PEER_LIBS_urcu  := -lurcu-memb -lurcu-bp -lurcu-qsbr -lurcu-cds
# C++ libraries stand behind functions of peers/corner, and only gcc's optimization across objects
# makes these inline again.
PEERS_OF_CXX := tbb absl fiber
PEERS_LEFT   := $(if $(findstring clang,$(COMPILER)),$(PEERS_OF_CXX))
PEER_LTO     := $(if $(PEERS_LEFT),,-flto)

peer_name   = $(word 1,$(subst :, ,$(1)))
peer_header = $(word 2,$(subst :, ,$(1)))
peer_package = $(word 3,$(subst :, ,$(1)))
hash       := \#
# The compiler knows where headers are, that of CROSS too: one question for all. Where a header is,
# its library need not be (those of all of Boost are one package): that is a question for each,
# unless the answer for all is yes.
PEERS_FOUND := $(if $(SANITIZE),,$(filter-out $(PEERS_LEFT),$(shell { $(foreach p,$(PEERS),\
    echo '$(hash)if __has_include(<$(call peer_header,$p)>)'; echo $(call peer_name,$p); \
    echo '$(hash)endif';) } | $(CXX) $(CPPFLAGS) -E -P -x c++ - 2>/dev/null)))
# the names, where a program can be linked with all of them
peers_linked = $(if $(1),$(shell echo 'int main() { return 0; }' | \
    $(CXX) $(LDFLAGS) -x c++ - -o /dev/null $(foreach p,$(1),$(PEER_LIBS_$p)) 2>/dev/null && \
    echo $(1)))
PEERS_HERE := $(or $(call peers_linked,$(PEERS_FOUND)),\
    $(foreach p,$(PEERS_FOUND),$(call peers_linked,$p)))
peers_of    = $(filter $(PEERS_HERE),$(notdir $(basename $(wildcard peers/$(1)/*.h))))
PEER_FAMILIES := $(foreach f,$(notdir $(wildcard peers/*)),$(if $(call peers_of,$f),$f))
PEER_BENCHES := $(PEER_FAMILIES:%=$(BUILD)/benches/%-peers)
PEER_TESTS := $(foreach f,$(PEER_FAMILIES),\
    $(patsubst %.c,$(BUILD)/%-peers,$(wildcard tests/primitives/$f/stress.c)))
PEER_LIBS := $(foreach p,$(PEERS_HERE),$(PEER_LIBS_$p))
# packages of those that are neither here nor left out
PEERS_MISSING := $(if $(SANITIZE),,$(foreach p,$(PEERS),\
    $(if $(filter $(call peer_name,$p),$(PEERS_HERE) $(PEERS_LEFT)),,$(call peer_package,$p))))
# Fibers of one thread have loops of their own, and no threads for a stress test.
PEER_FIBERS := $(if $(filter fiber,$(PEERS_HERE)),$(BUILD)/benches/channel-fibers)
BENCHES   += $(PEER_BENCHES) $(PEER_FIBERS)
TESTS     += $(PEER_TESTS)

# Rewritten only when the set changes. Programs of a library that has gone do not stay behind.
$(BUILD)/peers-here: force
	@mkdir -p $(@D)
	@echo '$(PEERS_HERE)' | cmp -s - $@ || \
	    { rm -f $(BUILD)/benches/*-peers $(BUILD)/benches/*-fibers; echo '$(PEERS_HERE)' >$@; }

# What this build has no subjects of, a line for each, for benches/peers.c. Said when it changes.
$(BUILD)/peers-absent.inc: force
	@mkdir -p $(@D)
	@{ for p in $(PEERS_MISSING); do \
	    echo "ABSENT(\"install $$p (ci/deps --peers), then make\")"; done; \
	   for p in $(if $(SANITIZE),,$(PEERS_LEFT)); do \
	    echo "ABSENT(\"build with gcc for the subjects of $$p (make CC=gcc)\")"; done; } >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else \
	    mv $@.new $@; sed -n 's/ABSENT("\(.*\)")/peers: absent: \1/p' $@; fi
$(BUILD)/obj/benches/peers.o: $(BUILD)/peers-absent.inc

# FAMILY-peers.o names the list of the family by its macro: MUTEX_LIST
define peer_compile
	@mkdir -p $(@D)
	@$(if $(Q),echo "  CC   $< of peers")
	$(Q)$(CC) $(CPPFLAGS) $(PC_CFLAGS) $(if $(findstring tests/,$<),$(T_CFLAGS)) $(CFLAGS) \
	    $(PEER_LTO) -DSYNCCOST_PEERS $(PEERS_HERE:%=-DPEERS_%=1) \
	    -D"$$(echo $(1) | tr a-z A-Z)_LIST=\"peers/$(1)/list.h\"" -MMD -MP -c -o $@ $<
endef
$(PEER_BENCHES:$(BUILD)/%=$(BUILD)/obj/%.o): $(BUILD)/obj/benches/%-peers.o: benches/%.c \
    $(BUILD)/flags $(BUILD)/peers-here
	$(call peer_compile,$*)
$(PEER_TESTS:$(BUILD)/%=$(BUILD)/obj/%.o): $(BUILD)/obj/tests/primitives/%-peers.o: \
    tests/primitives/%.c $(BUILD)/flags $(BUILD)/peers-here
	$(call peer_compile,$(*D))
# The corner of a family: peers/corner/FAMILY_LIBRARY.cc
peer_corner = $(call objs,$(foreach p,$(PEERS_HERE),$(wildcard peers/corner/$(1)_$p.cc)))
$(foreach f,$(PEER_FAMILIES),$(eval \
    $(filter %/$f-peers,$(PEER_BENCHES)) $(filter %/$f/stress-peers,$(PEER_TESTS)): \
    $(call peer_corner,$f)))
$(BUILD)/obj/peers/corner/%.o: private CXXFLAGS += $(ALIGN) $(PEER_LTO)
$(BUILD)/obj/benches/fibers/%.o: private CFLAGS += $(PEER_LTO)
$(BUILD)/benches/%-fibers: $(call objs,benches/fibers/%.c peers/corner/%_fiber.cc) $(BENCHLIBS)
	$(call link)
$(PEER_BENCHES) $(PEER_FIBERS) $(PEER_TESTS): LDFLAGS += $(OPT) $(ALIGN) $(PEER_LTO)
$(PEER_BENCHES) $(PEER_FIBERS) $(PEER_TESTS): LDLIBS += -Wl,--as-needed $(PEER_LIBS)
