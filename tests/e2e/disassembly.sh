#!/bin/sh
# SPDX-License-Identifier: MIT
# Every measured loop of the release build: no indirect call or jump, and no call but of the C
# library, the kernel's door, a slow path or the end of the program.
# Runs beside others: it measures nothing.
# usage: disassembly.sh (BUILD and OBJDUMP in the environment)
set -eu
build=${BUILD:-build}
checks=0
bad=0

# offences of one program: FUNCTION INSTRUCTION, and "loops N" at the end
offences() {
    "${OBJDUMP:-objdump}" -d --no-show-raw-insn "$1" | awk '
        /^[0-9a-f]+ <.*>:$/ {
            name = $2; gsub(/[<>:]/, "", name); inside = name ~ /^measured_/
            if (inside && name !~ /\.(cold|part)/) loops++
            next
        }
        !inside { next }
        # x86 call and jmp through a register or memory; arm64 blr and br
        /[ \t](notrack )?(call|jmp)q? +\*/ || /[ \t](blr|br)[ \t]/ { print name, $0; next }
        /[ \t](call|callq|bl)[ \t]/ {
            target = $NF; gsub(/[<>]/, "", target); sub(/\+0x[0-9a-f]+$/, "", target)
            if (target ~ /@plt$/ || target ~ /_slow(\.|$)/ || target ~ /^__aarch64_/) next
            if (target == "sc_fatal") next
            # how the library of a peer waits, and how it switches
            if (target ~ /^_ZN3tbb6detail/ || target ~ /^_ZN5boost6fibers/) next
            if (target ~ /_channel_init$/) next # a fresh channel, before what is timed
            print name, $0
        }
        END { print "loops", loops + 0 }'
}

for program in "$build"/benches/*; do
    [ -x "$program" ] || continue
    family=$(basename "$program")
    case $family in go-runtime* | peers) continue ;; esac # no C, or no rows
    # A library may have one subject of a family.
    case $family in *-peers | *-fibers) least=1 ;; *) least=4 ;; esac
    found=$(offences "$program")
    loops=$(echo "$found" | sed -n 's/^loops //p')
    rest=$(echo "$found" | grep -v '^loops ' || true)
    checks=$((checks + 1))
    if [ -n "$rest" ]; then
        bad=$((bad + 1))
        echo "not ok $checks - $family: calls in measured loops"
        echo "$rest" | sed 's/^/#   /'
    elif [ "$loops" -lt "$least" ]; then
        bad=$((bad + 1))
        echo "not ok $checks - $family: only $loops measured loops found"
    else
        echo "ok $checks - $family: $loops measured loops call nothing they should have inlined"
    fi
done
# The counter of restartable sequences: eight to a turn of the loop, each with its descriptor, and
# no atomic read-modify-write outside the slow path.
atomic='[[:space:]](lock|xchg|(ld|st)(add|set|clr|eor)[a-z]*|cas[a-z]*|swp[a-z]*|(ld|st)[al]?xr)'
described='mov +%rax,%fs:0x8\(|str[[:space:]]+x16, \[x[0-9]+, #8\]'
if nm "$build/benches/counter" 2>/dev/null | grep -q ' rseq_counter_add_slow'; then
    checks=$((checks + 1))
    code=$("${OBJDUMP:-objdump}" -d --no-show-raw-insn "$build/benches/counter" |
        awk '/^[0-9a-f]+ <.*>:$/ { inside = $2 == "<measured_counter_rseq>:"; next } inside')
    sequences=$(echo "$code" | grep -cE "$described" || true)
    rest=$(echo "$code" | grep -E "$atomic|__aarch64_" || true)
    if [ "$sequences" -eq 8 ] && [ -z "$rest" ]; then
        echo "ok $checks - counter: a restartable addition has a descriptor and nothing atomic"
    else
        bad=$((bad + 1))
        echo "not ok $checks - counter: $sequences restartable additions described, atomic:"
        echo "$rest" | sed 's/^/#   /'
    fi
fi
# The passes of coherence: between the two looks at the clock one access a turn of the loop, with
# what its operation has of an order, and no other to the lines.
turns() {
    "${OBJDUMP:-objdump}" -d --no-show-raw-insn "$build/benches/coherence" |
        awk -v name="<measured_coherence_$1>:" '
            /^[0-9a-f]+ <.*>:$/ { inside = $2 == name; clocks = 0; next }
            !inside { next }
            /[ \t](rdtscp?|mrs.*cntvct_el0)/ { clocks++; next }
            /xchg +%ax,%ax/ { next } # to align the loop
            clocks == 1'
}
atomics="$atomic|[[:space:]]bl[[:space:]].*__aarch64_"
for pass in load:0 store:0 cas:1 load_cas:1 fetch_add:1 swap:1; do
    checks=$((checks + 1))
    code=$(turns "${pass%:*}")
    wanted=${pass#*:}
    found=$(echo "$code" | grep -cE "$atomics" || true)
    # an exclusive pair is two instructions
    pairs=$(echo "$code" | grep -cE '[[:space:]]st[al]?xr[[:space:]]' || true)
    fences=$(echo "$code" | grep -cE 'mfence|dsb|dmb' || true)
    fence=0
    [ "$pass" != store:0 ] || fence=1
    if [ -n "$code" ] && [ $((found - pairs)) -eq "$wanted" ] && [ "$fences" -eq "$fence" ]; then
        echo "ok $checks - coherence: ${pass%:*} is one access a turn"
    else
        bad=$((bad + 1))
        echo "not ok $checks - coherence: ${pass%:*}: $found atomics, $fences fences:"
        echo "$code" | sed 's/^/#   /'
    fi
done
[ "$checks" -gt 0 ] || { echo "not ok 1 - no family program in $build/benches"; exit 1; }
echo "1..$checks"
[ "$bad" -eq 0 ]
