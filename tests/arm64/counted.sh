#!/bin/sh
# SPDX-License-Identifier: MIT
# On a machine where every instruction takes one nanosecond, a row's time, its instructions and its
# cycles per operation are the number of instructions in its loop; and rows of two pinned threads
# have instructions and cycles.
# usage: counted.sh (BUILD and OBJDUMP in the environment)
. tests/tap.sh
. tests/arm64/rows
guest=$work/guest
report=$guest/run/report.json
findings=$guest/events.json

# row | program | loop | operations to a turn
rows='
floor/empty-loop|floor|floor_empty|8
floor/dependent-add|floor|floor_dependent_add|8
atomic/plain-add/own-line/threads:1|atomic|atomic_plain_add_relaxed|8
atomic/plain-load/own-line/threads:1|atomic|atomic_plain_load_relaxed|8
atomic/fetch-add/own-line/order:seq-cst/isa:lse/threads:1|atomic-lse|atomic_fetch_add_seq_cst|8
atomic/exchange/own-line/order:seq-cst/isa:lse/threads:1|atomic-lse|atomic_exchange_seq_cst|8
atomic/add/own-line/order:relaxed/isa:lse/threads:1|atomic-lse|atomic_add_relaxed|8
mutex/null/uncontended/crit:0ns/out:0ns/threads:1|mutex|mutex_null|1
'

# instructions PROGRAM LOOP: executed in one turn of the loop, walked from its head to the branch
# back. Forward branches are taken: the null mutex is always its own thread's, and it has no chains
# to run.
instructions() {
    "${OBJDUMP:-objdump}" -d --no-show-raw-insn "$build/benches/$1" | awk -v name="<measured_$2>:" '
        /^[0-9a-f]+ </ { inside = $2 == name; next }
        inside && $2 != "" {
            at = $1
            sub(/:$/, "", at)
            op[at] = $2
            line[++n] = at
            target[at] = $2 ~ /^cb/ ? $4 : $3
        }
        END {
            # addresses have one length here: text order is number order
            for (i = 1; i <= n; i++) next_of[line[i]] = line[i + 1]
            for (i = 1; i <= n; i++)
                if (op[line[i]] == "b.ne" && target[line[i]] < line[i] &&
                    (head == "" || target[line[i]] < head)) head = target[line[i]]
            for (at = head; at != "" && count < 1000; ) {
                count++
                if (op[at] !~ /^(b$|b\.|cb)/) { at = next_of[at]; continue }
                if (target[at] == head) break
                at = target[at]
            }
            print count + 0
        }'
}
# Reading the clock and adapting the batch come on top, about one part in two hundred.
agrees() { # FOUND INSTRUCTIONS OPERATIONS EXCESS: between so many, and EXCESS times as many
    awk -v found="$1" -v wanted="$2" -v operations="$3" -v excess="$4" 'BEGIN {
        w = wanted / operations
        exit !(w > 0 && found >= w * 0.999 && found <= w * excess)
    }'
}

filter=$(echo "$rows" | sed -n 's/|.*//p' | paste -sd '|')
two_threads='floor/line-transfer/.*/pair:0-1|atomic/fetch-add/shared-line/.*|counter/shared/.*'
two_threads="$two_threads|mutex/(ticket|mcs|go)/contended/.*|rwmutex/go/mixed/read:100/.*"
cat >"$work/script" <<SH
synccost events --json --counters cycles,instructions >/out/events.json || exit
counted() {
    synccost run --counters cycles,instructions --launches 1 --no-plot --seed 7 "\$@"
}
counted --profile quick --threads 2 --filter '^($two_threads)\$' --out /out/quick \
    >/out/quick.log 2>&1 || exit
counted --profile standard --threads 1 --filter '^($filter)\$' --out /out/run >/out/run.log 2>&1
SH
that "the machine boots, runs the script and gives its files back" \
    env BUILD="$build" ci/arm64-machine --icount "$work/script" "$guest"
that "the runs end well" grep -qx 0 "$guest/status"
for metric in cycles instructions; do
    that "the emulated PMU counts $metric" found "$metric" status counts
done
echo "$rows" | sed '/^$/d' >"$work/rows"
while IFS='|' read -r row program loop operations; do
    wanted=$(instructions "$program" "$loop")
    for figure in "real_time 1.02" "pmu.cycles_per_op 1.01" "pmu.instructions_per_op 1.01"; do
        value=$(value_of "$row" "${figure% *}")
        that "$row: $wanted instructions for $operations operations, ${figure% *} ${value:-none}" \
            agrees "${value:-0}" "$wanted" "$operations" "${figure#* }"
    done
done <"$work/rows"

report=$guest/quick/report.json
that "two threads pinned to CPU 0 and 1 exchange a line" \
    grep -q '"name":"floor/line-transfer/[a-z0-9-]*/pair:0-1".*"status":"ok"' "$report"
for family in atomic counter mutex rwmutex; do
    that "two threads of $family measure" \
        grep -q "\"name\":\"$family/.*/threads:2\".*\"status\":\"ok\"" "$report"
done
for figure in pmu.cycles_per_op pmu.instructions_per_op; do
    that "each of these rows has $figure" each_has "$figure"
done
finish
