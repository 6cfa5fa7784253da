#!/bin/sh
# SPDX-License-Identifier: MIT
# On a machine where every instruction takes one nanosecond, a row's time per operation is the number of instructions in its loop.
# usage: counted.sh (BUILD and OBJDUMP in the environment)
. tests/tap.sh
report=$work/out/run/report.json

# row | program | loop | operations to a turn
rows='
floor/empty-loop|floor|floor_empty|8
floor/dependent-add|floor|floor_dependent_add|8
atomic/plain_add/own-line/threads:1|atomic|atomic_plain_add_relaxed|8
atomic/plain_load/own-line/threads:1|atomic|atomic_plain_load_relaxed|8
atomic/fetch_add/own-line/order:seq_cst/isa:lse/threads:1|atomic-lse|atomic_fetch_add_seq_cst|8
atomic/exchange/own-line/order:seq_cst/isa:lse/threads:1|atomic-lse|atomic_exchange_seq_cst|8
atomic/add/own-line/order:relaxed/isa:lse/threads:1|atomic-lse|atomic_add_relaxed|8
mutex/null/uncontended/crit:0ns/out:0ns/threads:1|mutex|mutex_null|1
'

# instructions PROGRAM LOOP: executed in one turn of the loop, walked from its head to the branch back. Forward branches are taken:
# the null mutex is always its own thread's, and it has no chains to run.
instructions() {
    "${OBJDUMP:-objdump}" -d --no-show-raw-insn "$build/benches/$1" | awk -v name="<measured_$2>:" '
        /^[0-9a-f]+ </ { inside = $2 == name; next }
        inside && $2 != "" { at = $1; sub(/:$/, "", at); op[at] = $2; line[++n] = at; target[at] = $2 ~ /^cb/ ? $4 : $3 }
        END {
            for (i = 1; i <= n; i++) next_of[line[i]] = line[i + 1]; # addresses have one length here: text order is number order
            for (i = 1; i <= n; i++)
                if (op[line[i]] == "b.ne" && target[line[i]] < line[i] && (head == "" || target[line[i]] < head)) head = target[line[i]]
            for (at = head; at != "" && count < 1000; ) {
                count++
                if (op[at] ~ /^(b$|b\.|cb)/) { if (target[at] == head) break; at = target[at] } else at = next_of[at]
            }
            print count + 0
        }'
}
# value_of ROW FIELD
value_of() {
    awk -v name="\"name\":\"$1\"" -v key="\"$2\":" 'index($0, name) && (at = index($0, key)) {
        rest = substr($0, at + length(key)); sub(/[,}].*/, "", rest); print rest; exit }' "$report"
}
# Reading the clock and adapting the batch come on top, about one part in two hundred.
agrees() { # FOUND INSTRUCTIONS OPERATIONS EXCESS: between so many, and EXCESS times as many
    awk -v found="$1" -v wanted="$2" -v operations="$3" -v excess="$4" 'BEGIN { w = wanted / operations; exit !(w > 0 && found >= w * 0.999 && found <= w * excess) }'
}

filter=$(echo "$rows" | sed -n 's/|.*//p' | paste -sd '|')
# Does this version's run count instructions, too?
counters=
grep -q '^OPTION(counters,.*CMD_RUN' synccost/options.def && counters='--counters instructions'
cat >"$work/script" <<SH
if synccost events --help >/dev/null 2>&1; then synccost events >/out/events.txt; fi
synccost run $counters --profile standard --launches 1 --threads 1 --no-plot --seed 7 --filter '^($filter)\$' --out /out/run >/out/run.log 2>&1
SH
that "the machine boots, runs the script and gives its files back" env BUILD="$build" ci/arm64-machine --icount "$work/script" "$work/out"
that "the run ends well" grep -qx 0 "$work/out/status"
echo "$rows" | sed '/^$/d' >"$work/rows"
while IFS='|' read -r row program loop operations; do
    time=$(value_of "$row" real_time)
    wanted=$(instructions "$program" "$loop")
    that "$row: $wanted instructions for $operations operations, $time ns each" agrees "${time:-0}" "$wanted" "$operations" 1.02
    [ -n "$counters" ] || continue
    counted=$(value_of "$row" pmu.instructions_per_op)
    that "$row: the PMU counts $counted each" agrees "${counted:-0}" "$wanted" "$operations" 1.01
done <"$work/rows"
if [ -e "$work/out/events.txt" ]; then
    that "the emulated PMU counts instructions" grep -qE '^ *instructions .*counts' "$work/out/events.txt"
    that "and cycles" grep -qE '^ *cycles .*counts' "$work/out/events.txt"
fi
finish
