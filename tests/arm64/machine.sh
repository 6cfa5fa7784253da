#!/bin/sh
# SPDX-License-Identifier: MIT
# The quick profile on an emulated arm64 machine of two CPUs, each with a NUMA node, booted from our
# own build: every row's guarantee holds, and the report owns up to the emulator. Memory lies where
# it shall: what it costs there means nothing.
# usage: machine.sh (BUILD, and TEST_UNDER, the emulator of one process, in the environment)
. tests/tap.sh
. tests/arm64/rows
guest=$work/guest
report=$guest/run/report.json
findings=$guest/events.json

# SW_INCR counts writes to a register that no program here writes
cat >"$work/script" <<'SH'
synccost doctor >/out/doctor.txt
synccost events --json --counters cycles,instructions,l1d_refills,SW_INCR >/out/events.json
echo $? >/out/events.status
synccost run --profile quick --launches 1 --counters cycles,instructions,SW_INCR --no-plot \
    --seed 7 --out /out/run >/out/run.log 2>&1
echo $? >/out/run.status
# Each program lists its rows, which takes the emulator a second.
mkdir /tmp/few && cp /build/benches/floor /build/benches/coherence /tmp/few/
once='run --profile full --launches 1 --no-plot --benches /tmp/few'
for memory in local remote node:0 node:1; do
    synccost $once --memory $memory --filter '^floor/rmw/own-line' --out /out/$memory
done >/out/memory.log 2>&1
# A row of 16 pages in a row and more: each must lie on the node whose turn it is.
synccost $once --memory interleave --filter '^coherence/load/.*/state:modified/pair' \
    --out /out/interleave >>/out/memory.log 2>&1
synccost $once --filter '^coherence/load/.*/state:modified/' \
    --out /out/coherence >>/out/memory.log 2>&1
synccost $once --memory node:7 --filter '^floor/rmw' --out /out/seven 2>/out/seven.txt
echo $? >/out/seven.status
exit "$(cat /out/run.status)"
SH
that "the machine boots, runs the script and gives its files back" \
    env BUILD="$build" ci/arm64-machine --nodes "$work/script" "$guest"
that "the run ends well" grep -qx 0 "$guest/status"
that "doctor says that the CPU is emulated" \
    grep -q '^warning: the CPU is emulated (qemu-tcg)' "$guest/doctor.txt"
that "the report is marked emulated" grep -q '"emulated": *true' "$report"
that "and names the emulator" grep -q '"virtualization": *"qemu-tcg"' "$report"
that "the CPU is the one asked for" grep -q '"microarchitecture": *"neoverse-n1"' "$report"
that "it has two CPUs, both usable" grep -q '"usable_cpus": *2' "$report"
for memory in local remote interleave node:0 node:1; do
    that "with --memory $memory all pages are where they shall be" \
        grep -q '"home_share": *1\.0' "$guest/$memory/report.json"
    that "and the report says which memory it was" \
        grep -q "\"memory\": *\"$memory\"" "$guest/$memory/report.json"
done
that "a node that is not there is refused" grep -qx 2 "$guest/seven.status"
that "in one line" \
    [ "$(grep -c '^synccost: --memory node:7: no node 7 ' "$guest/seven.txt")" -eq 1 ]
far='state:[a-z]*/home:owner/pair:0-1".*"home_share":1\.0.*"status":"ok"'
that "lines whose home is the owner's node lie there" \
    [ "$(grep -cE "\"name\":\"coherence/load/.*/$far" "$guest/coherence/report.json")" -eq 1 ]
that "every access by the state of the line is measured" \
    [ "$(grep -cE '"name":"coherence/.*"status":"ok"' "$guest/coherence/report.json")" -eq 2 ]
that "two threads pinned to CPU 0 and 1 exchange a line" \
    grep -q '"name":"floor/line-transfer/[a-z0-9-]*/pair:0-1".*"status":"ok"' "$report"
that "every row is measured" \
    sh -c "! grep -o '\"name\":.*\"status\":\"[a-z]*\"' '$report' | grep -v '\"status\":\"ok\"'"
for program in "$build"/benches/*; do
    # a script takes the place of what cannot be built here
    grep -q "$(printf '^\177ELF')" "$program" || continue
    # shellcheck disable=SC2086
    ${TEST_UNDER:-} "$program" --list | grep -q '"tier":"quick"' || continue
    family=$(basename "$program" | sed -E 's/-(llsc|lse)$//')
    that "$family has rows" grep -q "\"name\":\"$family/.*\"status\":\"ok\"" "$report"
done
for isa in llsc lse; do
    row=atomic/fetch-add/own-line/order:seq-cst/isa:$isa/threads:1
    that "the atomic family has rows of its own for $isa" \
        grep -q "\"name\":\"$row\".*\"status\":\"ok\"" "$report"
done
for relax in yield isb wfe; do
    that "$relax has a floor row" \
        grep -q "\"name\":\"floor/relax:$relax\".*\"status\":\"ok\"" "$report"
done
that "the report says what the compiler makes of an atomic" \
    grep -q '"atomics": *"outline"' "$report"
that "that the CPU has LSE" grep -q '"lse": *true' "$report"
that "and the cache line the CPU tells" grep -q '"smallest_line": *64' "$report"

# ---- counters ----
that "the PMU is the emulated core's, by libpfm4's name" found cycles event arm_n1::CPU_CYCLES
that "its table is the one of that core" grep -q '"processor": "n1"' "$findings"
that "cycles count" found cycles status counts
# QEMU counts instructions in counted.sh's machine only, and has no caches
for metric in instructions l1d_refills sw_incr; do
    that "$metric is accepted, stays at 0 and is said to read zero" \
        found "$metric" status 'reads zero'
done
that "libpfm4 knows the core without being told" found sw_incr event arm_n1::SW_INCR
that "a counter that does not count is a finding" grep -qx 1 "$guest/events.status"
that "every row has its cycles" each_has pmu.cycles_per_op
that "no row has a figure of what reads zero" \
    sh -c "! grep -E '\"pmu\.(instructions|sw_incr)_per_op\"' '$report'"
that "the report warns of it" \
    grep -q '2 of 3 counters do not count here, instructions the first' "$report"

# ---- what is made of the report ----
printf '#!/bin/sh\nexec %s %s "$@"\n' "${TEST_UNDER:-}" "$synccost" >"$work/here"
chmod 755 "$work/here"
here=$work/here
kept=$(find results -name report.json | sort | head -n 1)
every_chart_warns() { # FOLDER
    set -- "$1"/*.svg
    [ -e "$1" ] && ! grep -L 'Emulated machine' "$@" | grep .
}
that "the summary says that the figures mean nothing" \
    grep -q 'Emulated: these figures' "$guest/run/summary.txt"
that "so does the one made here" \
    sh -c "'$here' summary '$guest/run' | grep -q 'Emulated: these figures'"
that "its charts can be drawn here" "$here" plot "$guest/run"
that "and every one carries the banner" every_chart_warns "$guest/run/charts"

run "$here" compare "$kept" "$guest/run" --out "$work/compared"
that "this machine against the emulated one: compared" [ "$status" -eq 0 ]
that "the banner comes first" \
    sh -c "head -n 1 '$work/out' | grep -q '^EMULATED: one report comes from'"
that "rows are unsure" grep -q '^  unsure ' "$work/out"
that "and none is judged" sh -c "! grep -E '^  (slower|faster|~) ' '$work/out'"
that "every chart of the two carries the banner" every_chart_warns "$work/compared/charts"
run "$here" compare --markdown "$kept" "$guest/run"
that "as Markdown: the banner" grep -q 'EMULATED: one report comes from' "$work/out"
that "rows are unsure (emulated)" grep -q '^| unsure (emulated) |' "$work/out"
that "and no row is anything else" \
    sh -c "! grep -E '^\| (\\\\~|slower|faster|unsure \([^e]).* \|' '$work/out'"
run "$here" compare --json "$kept" "$guest/run"
that "as JSON: every verdict is unsure, for that reason" sh -c \
    "n=\$(grep -c '\"verdict\":' '$work/out') && [ \$n -gt 0 ] &&
        [ \$n -eq \$(grep -A 1 '\"verdict\": \"unsure\"' '$work/out' |
            grep -c '\"why\": \"emulated\"') ]"
run "$here" compare --no-plot --fail-above 5 "$kept" "$guest/run"
that "a gate does not let it pass" [ "$status" -eq 1 ]
that "and says why" grep -qE 'could not be judged:.* [1-9][0-9]* emulated' "$work/err"

while IFS='|' read -r format mark; do
    run "$here" export --format "$format" "$guest/run"
    that "its $format says that it is emulated" grep -q "$mark" "$work/out"
done <<'FORMATS'
gbench|"synccost_emulated": "true"
benchfmt|^emulated: true$
csv|^[^,]*,true,floor/
bmf|^ "emulated/floor/
gha|"name": "emulated/floor/
FORMATS
finish
