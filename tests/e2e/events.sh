#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013  # words are wanted
# synccost events: what counts here and why others do not, the tables of docs/COUNTERS.md, and bad
# input.
# Runs beside others: of what it measures the figures do not matter.
. tests/tap.sh

run "$synccost" events
that "events ends with 0" [ "$status" -eq 0 ]
for metric in $(sed -n 's/^COUNTER(\([a-z0-9_]*\),.*/\1/p' common/counters.def); do
    that "it lists $metric" grep -q "^  $metric  *[a-z]" "$work/out"
    # what does not count is named once more, with the reason
    that "$metric counts, or it says why" sh -c \
        "grep -q '^  $metric  *counts' '$work/out' || [ \$(grep -cw '$metric' '$work/out') -ge 2 ]"
done
run "$synccost" events --json
that "as JSON, all of it" \
    sh -c "[ \$(grep -c '\"metric\"' '$work/out') -eq $(grep -c '^COUNTER(' common/counters.def) ]"
that "each with a status" \
    sh -c "[ \$(grep -c '\"metric\"' '$work/out') -eq \$(grep -c '\"status\"' '$work/out') ]"
that "no reason is given for what counts, and one for all else" sh -c \
    "[ \$(grep -c '\"reason\"' '$work/out') -eq \
       \$(grep '\"status\"' '$work/out' | grep -vc '\"counts\"') ]"

run "$synccost" events --counters task_clock,perf::PERF_COUNT_SW_PAGE_FAULTS
that "a libpfm4 name of its own" grep -q '^  perf_perf_count_sw_page_faults ' "$work/out"
# its tables cost milliseconds at each start of a program that has no question for them
that "no program has libpfm4 before it is asked" sh -c "
    ! objdump -p '$synccost' '$build/benches/floor' | grep 'NEEDED.*libpfm'"
mkdir "$work/spoilt"
: >"$work/spoilt/libpfm.so.4"
run env LD_LIBRARY_PATH="$work/spoilt" "$synccost" events --counters perf::CYCLES
that "one that cannot be loaded is said" \
    grep -q 'perf::CYCLES: libpfm4 cannot be loaded: .*libpfm.so.4' "$work/out"
run "$synccost" events --counters task_clock,no_such_counter
that "an unknown counter is a finding" [ "$status" -eq 1 ]
that "it is named" grep -q 'no_such_counter: libpfm4 says' "$work/out"
for list in '' ',' 'task_clock,'; do
    run "$synccost" events --counters "$list"
    refused "--counters '$list'" 'counters: '
done
for name in perf::CYCLES:u perf::CYCLES:k CYCLES:u:k perf::CYCLES.k=1; do
    run "$synccost" events --counters "task_clock,$name"
    refused "$name: where to count is no name's to say" 'counters: .*--counters-kernel'
done
for list in task_clock,task_clock perf::CYCLES,perf::cycles perf::A:B,perf::A_B; do
    run "$synccost" events --counters "$list"
    refused "$list: two of one key" 'counters: .*ask for one of them'
done
run "$synccost" events --counters TASK-CLOCK
refused "a name that would pass for a metric" 'would be taken for the metric task_clock'
many=$(seq -f 'a%g' -s, 25)
run "$synccost" events --counters "$many"
refused "25 counters" 'counters: more than 24 counters: ask for fewer'
run "$synccost" events --counters "${many%,*}"
that "24 are all named with their reason" \
    sh -c "for i in \$(seq 24); do [ \$(grep -cw \"a\$i\" '$work/out') -ge 2 ] || exit 1; done"
run "$synccost" events --model clxx
refused "an unknown processor" 'did you mean clx'

# a child that may not call perf_event_open at all, as in a container
if command -v setpriv >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] &&
    [ "$(cat /proc/sys/kernel/perf_event_paranoid)" -ge 2 ]; then
    cp "$synccost" "$work/synccost"
    chmod 755 "$work" "$work/synccost"
    run setpriv --reuid=65534 --clear-groups "$work/synccost" events
    that "without rights the fix is named" grep -q 'kernel.perf_event_paranoid=1' "$work/out"
fi

# ---- the tables in the document ----
for model in $(sed -n 's/^MODEL(\([a-z0-9]*\),.*/\1/p' harness/counters/events/models.def); do
    awk -v m="### $model:" '/^##/ {on = index($0, m) == 1} on' docs/COUNTERS.md | sed '/^$/d' \
        >"$work/documented"
    that "COUNTERS.md has $model" test -s "$work/documented"
    run "$synccost" events --model "$model"
    if grep -q 'was built without its PMU' "$work/err"; then
        refused "$model belongs to another architecture" 'ask on a machine of that architecture'
    else
        sed '/^$/d' "$work/out" >"$work/printed"
        that "COUNTERS.md is current for $model" diff "$work/documented" "$work/printed"
    fi
done
# ---- counters in a run ----
with floor
short='--profile quick --launches 2 --no-plot --filter ^floor/rmw/own-line$'
# shellcheck disable=SC2086
run "$synccost" run $short --counters task_clock,page_faults,perf::PERF_COUNT_SW_CPU_CLOCK \
    --out "$work/counted"
that "a run with counters ends well" [ "$status" -eq 0 ]
if "$synccost" events --counters task_clock >/dev/null; then
    that "its trials carry them" \
        grep -q '"pmu.task_clock_per_op":\[[0-9]' "$work/counted/report.json"
    that "also one of its own name" \
        grep -q '"pmu.perf_perf_count_sw_cpu_clock_per_op":\[[0-9]' "$work/counted/report.json"
fi
that "the report lists them" \
    grep -q '"event": "perf::PERF_COUNT_SW_PAGE_FAULTS"' "$work/counted/report.json"
# more names than a report has metrics of its own: what counts is in every trial
clocks=perf::PERF_COUNT_SW_CPU_CLOCK,PERF_COUNT_SW_CPU_CLOCK,perf::CPU-CLOCK,CPU-CLOCK
clocks=$clocks,perf::PERF_COUNT_SW_TASK_CLOCK,PERF_COUNT_SW_TASK_CLOCK,perf::TASK-CLOCK
faults=perf::PERF_COUNT_SW_PAGE_FAULTS,PERF_COUNT_SW_PAGE_FAULTS,perf::PAGE-FAULTS,perf::FAULTS
faults=$faults,FAULTS,perf::PERF_COUNT_SW_PAGE_FAULTS_MIN,PERF_COUNT_SW_PAGE_FAULTS_MIN
# shellcheck disable=SC2086
run "$synccost" run $short --counters "$clocks,$faults" --out "$work/many"
that "a run with 14 names of its own" [ "$status" -eq 0 ]
if "$synccost" events --counters task_clock >/dev/null; then
    that "most of them count here" \
        [ "$(grep -c '"status": "counts"' "$work/many/report.json")" -gt 12 ]
fi
that "what counts is in the samples, all of it" \
    sh -c "[ \$(grep -c '\"status\": \"counts\"' '$work/many/report.json') \
    -eq \$(grep -o '\"pmu[.][a-z0-9_]*_per_op\":\[' '$work/many/report.json' | sort -u | wc -l) ]"
# shellcheck disable=SC2086
run "$synccost" run $short --out "$work/plain"
that "without --counters there are none" sh -c "! grep -q 'pmu\.' '$work/plain/report.json'"
run "$synccost" run --counters task_clock,no_such_counter --out "$work/none"
refused "a run with an unknown counter" 'no_such_counter: libpfm4 says'
that "measures nothing" [ ! -e "$work/none/report.json" ]
run "$synccost" run --counters task_clock,perf::CYCLES:k --out "$work/none"
refused "a run with a name that says where to count" 'counters: .*--counters-kernel'
run "$synccost" run --counters "$many" --out "$work/none"
refused "a run with 25 counters" 'more than 24'

# ---- one row without end, for perf ----
row=floor/rmw/own-line
"$synccost" run --row $row --forever >"$work/out" 2>"$work/err" &
pid=$!
is_floor() { [ "$(cat /proc/$pid/comm)" = floor ]; }
wait_for 20 is_floor
that "the family program takes the command's place" [ "$(cat /proc/$pid/comm)" = floor ]
that "it runs one row" sh -c "tr '\\0' ' ' </proc/$pid/cmdline | grep -q -- '--row $row '"
sleep 1
that "it does not end by itself" kill -INT $pid
wait $pid
that "^C ends it" [ $? -eq 130 ]
that "it says which process to look at" grep -q "$row: runs until ^C, as process $pid" "$work/err"
run "$synccost" run --row floor/nothing --forever
refused "an unknown row" 'no row is named floor/nothing'
run "$synccost" run --row $row
refused "--row alone" 'go together'
run "$synccost" run --forever
refused "--forever alone" 'go together'
finish
