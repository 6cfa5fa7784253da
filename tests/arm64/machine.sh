#!/bin/sh
# SPDX-License-Identifier: MIT
# The quick profile on an emulated two-CPU arm64 machine, booted from our own build: every row's guarantee holds, and the report owns up to the emulator.
# usage: machine.sh (BUILD, and TEST_UNDER, the emulator of one process, in the environment)
. tests/tap.sh
report=$work/out/run/report.json

cat >"$work/script" <<'SH'
synccost doctor >/out/doctor.txt
synccost run --profile quick --launches 1 --no-plot --seed 7 --out /out/run >/out/run.log 2>&1
SH
that "the machine boots, runs the script and gives its files back" env BUILD="$build" ci/arm64-machine "$work/script" "$work/out"
that "the run ends well" grep -qx 0 "$work/out/status"
that "doctor says that the CPU is emulated" grep -q '^warning: the CPU is emulated (qemu-tcg)' "$work/out/doctor.txt"
that "the report is marked emulated" grep -q '"emulated": *true' "$report"
that "and names the emulator" grep -q '"virtualization": *"qemu-tcg"' "$report"
that "the CPU is the one asked for" grep -q '"microarchitecture": *"neoverse-n1"' "$report"
that "it has two CPUs, both usable" grep -q '"usable_cpus": *2' "$report"
that "two threads pinned to CPU 0 and 1 exchange a line" grep -q '"name":"floor/line-transfer/[a-z0-9-]*/cpus:0-1".*"status":"ok"' "$report"
that "every row is measured" sh -c "! grep -o '\"name\":.*\"status\":\"[a-z]*\"' '$report' | grep -v '\"status\":\"ok\"'"
for program in "$build"/benches/*; do
    [ -x "$program" ] || continue
    family=$(basename "$program" | sed 's/-.*//')
    that "$family has rows" grep -q "\"name\":\"$family/.*\"status\":\"ok\"" "$report"
done
for isa in llsc lse; do
    that "the atomic family has rows of its own for $isa" grep -q "\"name\":\"atomic/fetch_add/own-line/order:seq_cst/isa:$isa/threads:1\".*\"status\":\"ok\"" "$report"
done
for relax in yield isb wfe; do
    that "$relax has a floor row" grep -q "\"name\":\"floor/relax:$relax\".*\"status\":\"ok\"" "$report"
done
that "the report says what the compiler makes of an atomic" grep -q '"atomics": *"outline"' "$report"
that "that the CPU has LSE" grep -q '"lse": *true' "$report"
that "and the cache line the CPU tells" grep -q '"smallest_line": *64' "$report"
that "the summary says that the figures mean nothing" grep -q 'Emulated' "$work/out/run/summary.txt"
# shellcheck disable=SC2086  # the emulator's command has words
that "its charts can be drawn here" ${TEST_UNDER:-} "$synccost" plot "$work/out/run"
that "and every one carries the banner" sh -c "! grep -L 'Emulated machine' '$work'/out/run/charts/*.svg | grep ."
finish
