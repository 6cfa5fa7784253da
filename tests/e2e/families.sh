#!/bin/sh
# SPDX-License-Identifier: MIT
# What the family programs state of their rows: names, figures of their own, and floors.
. tests/tap.sh
run "$synccost" list --profile full
that "there are rows of every family" \
    [ "$(sed -n 's|^\([a-z-]*\)/.*|\1|p' "$work/out" | sort -u | wc -l)" -ge 6 ]
that "no row's name has an underscore" sh -c "! sed 's/ .*//' '$work/out' | grep _"
that "a pair of CPUs is called a pair" sh -c "! grep -E '^[^ ]*/cpus:[^ /]*[^0-9 /]' '$work/out'"
[ "$(nproc)" -lt 2 ] || that "rows of pairs of CPUs are there" \
    grep -q '^floor/line-transfer/[a-z0-9-]*/pair:[0-9]*-[0-9]* ' "$work/out"
with counter mutex
run env GLIBC_TUNABLES=glibc.pthread.rseq=0 "$synccost" list --filter '^counter/'
that "a counter that cannot work here is absent, with the reason" \
    grep -qE '^counter: absent: rseq: not (known|registered) .*: use ' "$work/out"

# What a family program says of its rows, and of short trials of them: {"name": …} by name.
cat >"$work/rows.py" <<'PY'
import json, subprocess, sys
SHORT = ["--trials", "1", "--warmup-ms", "2", "--window-ms", "10"]
programs, words, told = sys.argv[1:]
KEYS = "handoffs_per_op", "success_share", "crit_ns", "outside_ns"
def lines(family, *more):
    said = subprocess.run([f"{programs}/{family}", *more], stdout=subprocess.PIPE, check=True,
                          text=True)
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith('{"')]
def listed(start):
    return [row for row in lines(start.split("/")[0], "--list", "--threads", "1,2")
            if row.get("name", "").startswith(start)]
class Trials(dict):
    def __missing__(self, name):
        said = [trial for trial in lines(name.split("/")[0], "--row", name, *SHORT)
                if "real_time" in trial]
        assert len(said) == 1 and "error" not in said[0], said
        self[name] = said[0]
        return said[0]
trial = Trials()
own = lambda name: {key for key in KEYS if key in trial[name]}
exec(told)
sys.exit(0 if eval(words) else 1)
PY
rows() { python3 "$work/rows.py" "$build/benches" "$1" "${2:-}"; }
contended=mutex/go/contended/crit:200ns/out:1000ns/threads:2
alone=mutex/go/uncontended/crit:0ns/out:0ns/threads:1
that "empty sections have no length" rows "own('$alone') == {'handoffs_per_op'}"
that "an owner that is alone takes over once at most" \
    rows "trial['$alone']['handoffs_per_op'] < 0.01"
that "a compare-and-swap row says how many succeeded" rows \
    "own(row) == {'success_share'} and trial[row]['success_share'] == 1" \
    "row = 'atomic/cas/own-line/order:relaxed/threads:1'"
that "a load row does not" rows "own('atomic/load/own-line/order:relaxed/threads:1') == set()"
that "a channel row has none of these" rows "own('channel/go/uncontended/cap:1/threads:1') == set()"

# Each row with a pace is measured, and nothing is lost in it.
paced='^atomic/fetch-add/.*/pace:100ns/(prefetch:write/)?threads:[12]$'
cat >"$work/paced" <<PY
import re
paced = [row["name"] for row in listed("atomic/") if re.search("$paced", row["name"])]
PY
paced() { rows "$1" "$(cat "$work/paced")"; }
that "alone and on a shared line, with a prefetch and without" paced \
    "len(paced) == 2 * (2 if $(nproc) > 1 else 1)"
that "a paced row says its pace, which is as long as asked for, and no thread is faster" paced \
    "all(0.9 < trial[name]['pace_ns'] / 100 < 1.1 and
         trial[name]['real_time'] > 0.95 * trial[name]['pace_ns'] for name in paced)"

if [ "$(nproc)" -ge 2 ]; then
    that "a contended mutex row says its sections and its hand-offs" rows \
        "own('$contended') == {'handoffs_per_op', 'crit_ns', 'outside_ns'}"
    that "the sections are as long as asked for, by the same cycle" rows \
        "4 < trial['$contended']['outside_ns'] / trial['$contended']['crit_ns'] < 6"
    cat >"$work/many" <<'PY'
import re
many = [row["name"] for row in listed("mutex/") if row["threads"] == 2 and re.search(
    "^mutex/(clh/contended/.*/locks:64|go/contended/.*/(shape:[a-z-]*|set:64KiB))/", row["name"])]
PY
    many() { rows "$1" "$(cat "$work/many")"; }
    that "rows of many locks, shapes and working sets, of every kind" many "len(many) == 1 + 3 + 1"
    that "with the sections of the plain row, and they exclude" many \
        "all(trial[name] and ('shape:' not in name or
             ('crit_ns' in trial[name] and 'outside_ns' in trial[name])) for name in many)"
    that "and the long holder's time is not the row's" many \
        "all(trial[name]['jain'] == 1 for name in many if 'one-long' in name)"
    run "$synccost" list --profile full --filter '^mutex/'
    that "each lock waits in each way that this CPU has" \
        [ "$(grep -cE '^mutex/(ttas|ticket)/contended/.*/wait:' "$work/out")" -ge 8 ]
    that "what it has not got is absent, with the reason" \
        grep -q 'absent: .*wait:.*instructions\? of' "$work/out"
fi

floor() { rows "[row.get('floor') for row in listed('$1')] == ['$2']"; }
own_line=own-line/order:relaxed/threads:1
that "an atomic load is set against a load" floor atomic/load/$own_line floor/load
that "an atomic store is set against a store" floor atomic/store/$own_line floor/store
that "a plain one too" floor atomic/plain-store/own-line/threads:1 floor/store
that "a fence is set against a fence" floor atomic/fence/no-line/order:acquire/threads:1 floor/fence
that "an atomic addition is set against an RMW" floor atomic/fetch-add/$own_line floor/rmw/own-line
for row in floor/load floor/store floor/fence floor/rmw/own-line; do
    that "$row is measured, and is set against nothing" \
        rows "'floor' not in listed('$row')[0] and trial['$row']['real_time'] > 0"
done
shared=atomic/fetch-add/shared-line/order:relaxed/threads:2
if [ "$(nproc)" -ge 2 ]; then
    that "operations on a line that threads share are set against its transfer" \
        floor $shared floor/line-transfer
    first=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
    that "and against a switch where they share the CPU too" \
        taskset -c "$first" python3 "$work/rows.py" "$build/benches" \
        "[row.get('floor') for row in listed('$shared')] == ['floor/futex-switch']" ""
fi
finish
