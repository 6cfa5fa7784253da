#!/bin/sh
# SPDX-License-Identifier: MIT
# The family coherence: its rows and what is missing here, a short run, its table, and the report.
. tests/tap.sh
cpus=$(nproc)
run "$build/benches/coherence" --list
that "the program lists its rows" [ "$status" -eq 0 ]
cp "$work/out" "$work/rows"
first=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
run taskset -c "$first" "$build/benches/coherence" --list
that "one CPU has none" sh -c "! grep '\"name\"' '$work/out'"
that "and it is said why" \
    grep -q '"absent":"the line.s owner needs a CPU of its own: use ' "$work/out"
# on MACHINE: the rows of a machine that is not here
on() { HWLOC_SYNTHETIC="$1" "$build/benches/coherence" --list >"$work/there"; }
on 'core:2 pu:2'
that "two cores have no third one for a line that two others share" \
    sh -c "! grep '/same-l3/state:shared/' '$work/there' &&
        grep '\"absent\":\"shared.*: same-l3: .* a third CPU on a core of its own' '$work/there'"
that "but it can be shared by another core beside two threads of one" \
    grep -q '"coherence/load/smt/state:shared/pair:0-1"' "$work/there"
on 'core:3 pu:2'
that "three cores have it" grep -q '"coherence/load/same-l3/state:shared/pair:0-2"' "$work/there"
that "and standard has the hit, against which memory is set" grep -q \
    '"coherence/load/same-l3/state:shared-own/pair:0-2".*"tier":"standard"' "$work/there"
on 'package:1 l3:1 numa:2 core:2 pu:1'
that "two nodes of one L3 have lines of either home" \
    grep -q '"coherence/load/cross-numa/state:modified/home:owner/pair:0-2"' "$work/there"
that "and nothing says otherwise" sh -c "! grep '\"absent\":\"home:owner' '$work/there'"
on 'package:1 l3:1 numa:1 core:2 pu:1'
that "one node has none" grep -q '"absent":"home:owner: .* all of one NUMA node' "$work/there"
on 'numa:2 package:2 core:1 pu:1'
that "nor have pairs that are each of one node" \
    grep -q '"absent":"home:owner: the CPUs are of 2 NUMA nodes' "$work/there"
has() { grep -q "\"name\":\"coherence/[a-z-]*/[a-z0-9-]*/state:$1/" "$work/rows"; }
absent() { grep -q "\"absent\":\"$1: " "$work/rows"; }
if [ "$cpus" -ge 2 ]; then
    for state in modified exclusive shared-own invalid; do
        that "a line can be $state" has "$state"
    done
    for operation in load store cas load-cas fetch-add swap; do
        that "there are rows of $operation" grep -q "\"coherence/$operation/" "$work/rows"
    done
    # Of the pairs of the nearest distance any third core is no nearer.
    if [ "$("$synccost" topology --json | sed -n 's/.*"usable_cores": *\([0-9]*\).*/\1/p')" -ge 3 ]
    then
        that "a line can be shared by two others" has shared
    else
        that "two cores say why no line can be shared by two others" absent "shared[a-z ]*"
    fi
    if grep -qE '^vendor_id.*(AuthenticAMD|HygonGenuine)' /proc/cpuinfo; then
        that "a line can be owned here" has 'owned[a-z-]*'
    else
        that "why no line can be owned here" absent owned
        that "and none is" sh -c "! grep -q 'state:owned' '$work/rows'"
    fi
    nodes='HWLOC_SYNTHETIC=numa:2 core:1 pu:1' # in hwloc's words
    run env "$nodes" "$build/benches/coherence" --list
    that "on two nodes lines have their home on either" \
        grep -q '"coherence/load/cross-numa/state:modified/home:owner/pair:0-1"' "$work/out"
    run env "$nodes" HWLOC_THISSYSTEM=1 python3 tests/e2e/refuse.py mbind \
        "$build/benches/coherence" --list
    that "but not where memory cannot be bound" \
        sh -c "grep -q '/state:modified/pair:0-1' '$work/out' &&
            ! grep '\"name\".*/home:owner/' '$work/out'"
    why='home:owner: cross-numa: memory cannot be bound to a node (Operation not permitted)'
    that "and it is said why" grep -q "\"absent\":\"$why" "$work/out"
    with coherence
    run "$synccost" run --launches 2 --no-plot --out "$work/run" --filter \
        '^coherence/(load|cas|store)/[^/]*/state:(modified|invalid|shared-own)/'
    that "rows of three states are measured, and every line holds what it should" \
        [ "$status" -eq 0 ]
    cat >"$work/rows.py" <<'PY'
import json, sys
rows = {b["name"]: b for b in json.load(open(sys.argv[1]))["benchmarks"]}
states = {n.split("state:")[1].split("/")[0] for n in rows}
ok = {"modified", "invalid"} <= states and all(
    b["status"] == "ok" and b["real_time"] > 0 and b["iterations"] % 256 == 0
    and b["threads"] == 2 and "floor" not in b
    for b in rows.values())
sys.exit(0 if ok else 1)
PY
    that "each row counts whole passes, and is set against nothing" \
        python3 "$work/rows.py" "$work/run/report.json"
    that "the summary has their table" \
        grep -qE '^    modified +[0-9.]+ [nµ]s +[0-9.]+ [nµ]s +[0-9.]+ [nµ]s$' \
        "$work/run/summary.txt"
    that "and what a state means" grep -q '^  invalid: no cache has it' "$work/run/summary.txt"
    run "$synccost" summary "$work/run"
    that "the report can be read again" cmp "$work/out" "$work/run/summary.txt"
fi
finish
