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
run env GLIBC_TUNABLES=glibc.pthread.rseq=0 "$synccost" list --filter '^counter/'
that "a counter that cannot work here is absent, with the reason" \
    grep -qE '^counter: absent: rseq: not (known|registered) .*: use ' "$work/out"

run "$synccost" run --profile full --launches 1 --no-plot --threads 1,2 --out "$work/run" --filter \
    "$(printf '%s|' '^mutex/go/(uncontended/crit:0ns/out:0ns|contended/crit:200ns/out:1000ns)/' \
        '^atomic/(cas|load)/own-line/order:relaxed/threads:1')^channel/go/uncontended/cap:1/"
that "rows of three families are measured" [ "$status" -eq 0 ]
cat >"$work/rows.py" <<'PY'
import json, sys
rows = {b["name"]: b for b in json.load(open(sys.argv[1]))["benchmarks"]}
row = lambda start: next(b for name, b in rows.items() if name.startswith(start))
KEYS = "handoffs_per_op", "success_share", "crit_ns", "outside_ns"
own = lambda start: {k for k in KEYS if k in row(start)}
sys.exit(0 if eval(sys.argv[2]) else 1)
PY
own() { python3 "$work/rows.py" "$work/run/report.json" "$1"; }
that "a contended mutex row says its sections and its hand-offs" own \
    "own('mutex/go/contended') == {'handoffs_per_op', 'crit_ns', 'outside_ns'}"
that "the sections are as long as asked for, by the same cycle" own \
    "4 < row('mutex/go/contended')['outside_ns'] / row('mutex/go/contended')['crit_ns'] < 6"
that "empty sections have no length" own "own('mutex/go/uncontended') == {'handoffs_per_op'}"
that "an owner that is alone takes over once at most" \
    own "row('mutex/go/uncontended')['handoffs_per_op'] < 0.01"
that "a compare-and-swap row says how many succeeded" \
    own "own('atomic/cas') == {'success_share'} and row('atomic/cas')['success_share'] == 1"
that "a load row does not" own "own('atomic/load') == set()"
that "a channel row has none of these" own "own('channel/go') == set()"

run "$synccost" run --profile full --launches 1 --no-plot --threads 1,2 --out "$work/pace" \
    --filter '^atomic/fetch-add/.*/pace:100ns/(prefetch:write/)?threads'
that "rows with a pace are measured, and nothing is lost in them" [ "$status" -eq 0 ]
paced() { python3 "$work/rows.py" "$work/pace/report.json" "$1"; }
that "alone and on a shared line, with a prefetch and without" paced \
    "len(rows) == 2 * (2 if $(nproc) > 1 else 1)"
that "a paced row says its pace, which is as long as asked for" paced \
    "all(0.9 < b['pace_ns'] / float(n.split('pace:')[1].split('ns')[0]) < 1.1
         for n, b in rows.items())"
that "and no thread is faster" paced \
    "all(b['real_time'] > 0.95 * b['pace_ns'] for b in rows.values())"

if [ "$(nproc)" -ge 2 ]; then
    run "$synccost" run --profile full --launches 1 --no-plot --threads 2 --out "$work/many" \
        --filter '^mutex/(clh/contended/.*/locks:64|go/contended/.*/(shape:[a-z-]*|set:64KiB))/'
    that "rows of many locks, shapes and working sets are measured, and exclude" [ "$status" -eq 0 ]
    many() { python3 "$work/rows.py" "$work/many/report.json" "$1"; }
    that "of every kind" many "len(rows) == 1 + 3 + 1"
    that "with the sections of the plain row" many "all('crit_ns' in b and 'outside_ns' in b
        for n, b in rows.items() if 'shape:' in n)"
    that "and the long holder's time is not the row's" many \
        "all(b['jain'] == 1 for n, b in rows.items() if 'one-long' in n)"
    run "$synccost" list --profile full --filter '^mutex/'
    that "each lock waits in each way that this CPU has" \
        [ "$(grep -cE '^mutex/(ttas|ticket)/contended/.*/wait:' "$work/out")" -ge 8 ]
    that "what it has not got is absent, with the reason" \
        grep -q 'absent: .*wait:.*instructions\? of' "$work/out"
fi

once="run --profile full --launches 1 --no-plot"
own_line='^atomic/(load|store|plain-store|fetch-add)/own-line/(order:relaxed/)?threads:1'
filter="$(printf '%s|' "$own_line" \
    '^atomic/(fence/.*acquire/threads:1|fetch-add/shared.*relaxed/threads:2)')"
# shellcheck disable=SC2086
run "$synccost" $once --threads 1,2 --out "$work/floors" \
    --filter "$filter^floor/(load|store|fence|rmw)"
that "rows of atomic and their floors are measured" [ "$status" -eq 0 ]
floor() { python3 "$work/rows.py" "$work/floors/report.json" "row('$1').get('floor') == '$2'"; }
that "an atomic load is set against a load" floor atomic/load/own-line floor/load
that "an atomic store is set against a store" floor atomic/store/own-line floor/store
that "a plain one too" floor atomic/plain-store/own-line floor/store
that "a fence is set against a fence" floor atomic/fence/no-line/ floor/fence
that "an atomic addition is set against an RMW" floor atomic/fetch-add/own-line floor/rmw/own-line
for row in floor/load floor/store floor/fence floor/rmw/own-line; do
    that "$row is measured, and is set against nothing" \
        python3 "$work/rows.py" "$work/floors/report.json" \
        "row('$row')['status'] == 'ok' and 'floor' not in row('$row')"
done
if [ "$(nproc)" -ge 2 ]; then
    that "operations on a line that threads share are set against its transfer" \
        floor atomic/fetch-add/shared-line floor/line-transfer
    first=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
    # shellcheck disable=SC2086
    run taskset -c "$first" "$synccost" $once --threads 2 --out "$work/one" \
        --filter '^atomic/fetch-add/shared-line/order:relaxed/'
    that "and against a switch where they share the CPU too" \
        python3 "$work/rows.py" "$work/one/report.json" \
        "row('atomic/fetch-add/shared-line')['floor'] == 'floor/futex-switch'"
fi
finish
