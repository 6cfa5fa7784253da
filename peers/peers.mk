# SPDX-License-Identifier: MIT
# Libraries of others as subjects, where they are installed: a program NAME-peers of each family and
# of each stress test, from the same source, with the subjects of peers/NAME in place of ours. A
# library is a subject of a family where peers/FAMILY/LIBRARY.h is. Our own programs are the same
# with and without them. No sanitizer sees into a library, nor into inline assembly.

# library:header that tells that it is there:Debian package
PEERS := ck:ck_spinlock.h:libck-dev nsync:nsync.h:libnsync-dev tbb:oneapi/tbb/mutex.h:libtbb-dev \
    absl:absl/synchronization/mutex.h:libabsl-dev urcu:urcu/urcu-memb.h:liburcu-dev
PEER_LIBS_ck    := -lck
PEER_LIBS_nsync := -lnsync
PEER_LIBS_tbb   := -ltbb
PEER_LIBS_absl  := -labsl_synchronization -labsl_base
PEER_LIBS_urcu  := -lurcu-memb -lurcu-bp -lurcu-qsbr -lurcu-cds
# C++ libraries stand behind functions of peers/corner, and only gcc's optimization across objects
# makes these inline again.
PEERS_OF_CXX := tbb absl
PEERS_LEFT   := $(if $(findstring clang,$(shell $(CC) --version)),$(PEERS_OF_CXX))
PEER_LTO     := $(if $(PEERS_LEFT),,-flto)

peer_name   = $(word 1,$(subst :, ,$(1)))
peer_header = $(word 2,$(subst :, ,$(1)))
hash       := \#
# The compiler knows where headers are, that of CROSS too: one question for all.
PEERS_HERE := $(if $(SANITIZE),,$(filter-out $(PEERS_LEFT),$(shell { $(foreach p,$(PEERS),\
    echo '$(hash)if __has_include(<$(call peer_header,$p)>)'; echo $(call peer_name,$p); \
    echo '$(hash)endif';) } | $(CXX) $(CPPFLAGS) -E -P -x c++ - 2>/dev/null)))
peers_of    = $(filter $(PEERS_HERE),$(notdir $(basename $(wildcard peers/$(1)/*.h))))
PEER_FAMILIES := $(foreach f,$(notdir $(wildcard peers/*)),$(if $(call peers_of,$f),$f))
PEER_BENCHES := $(PEER_FAMILIES:%=$(BUILD)/benches/%-peers)
PEER_TESTS := $(foreach f,$(PEER_FAMILIES),\
    $(patsubst %.c,$(BUILD)/%-peers,$(wildcard tests/primitives/$f/stress.c)))
PEER_LIBS := $(foreach p,$(PEERS_HERE),$(PEER_LIBS_$p))
BENCHES   += $(if $(SANITIZE),,$(BUILD)/benches/peers) $(PEER_BENCHES)
TESTS     += $(PEER_TESTS)

# Rewritten only when the set changes. Programs of a library that has gone do not stay behind.
$(BUILD)/peers-here: force
	@mkdir -p $(@D)
	@echo '$(PEERS_HERE)' | cmp -s - $@ || \
	    { rm -f $(BUILD)/benches/*-peers; echo '$(PEERS_HERE)' >$@; }

# What is missing, as a program that says so (docs/PROTOCOL.md).
$(BUILD)/benches/peers: peers/say $(BUILD)/peers-here peers/peers.mk
	@mkdir -p $(@D)
	$(Q)peers/say $@ '$(PEERS_HERE)' '$(PEERS_LEFT)' $(PEERS)

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
$(BUILD)/obj/peers/corner/%.o: CXXFLAGS += $(ALIGN) $(PEER_LTO)
$(PEER_BENCHES) $(PEER_TESTS): LDFLAGS += $(OPT) $(ALIGN) $(PEER_LTO)
$(PEER_BENCHES) $(PEER_TESTS): LDLIBS += -Wl,--as-needed $(PEER_LIBS)
