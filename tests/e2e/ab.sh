#!/bin/sh
# SPDX-License-Identifier: MIT
# Two builds in turn: blocks, reports and comparison; a planted build says so; a row of one build
# only; ^C; bad input.
. tests/tap.sh
with floor mutex
base=$work/with
mkdir -p "$work/other/benches"
cp "$synccost" "$work/other/"
cp "$build/benches/floor" "$work/other/benches/"
cat >"$work/other/benches/remarks" <<'SH'
#!/bin/sh
[ "$1" = --list ] && echo '{"about":"Ada 2022"}' && echo '{"name":"remarks/row"}'
SH
chmod 755 "$work/other/benches/remarks"
# json REPORT CONDITION: what Python says of the report, its context and its rows
json() {
    python3 -c "
import json, os, sys
report = json.load(open(sys.argv[1]))
s = report['context']['synccost']
rows = {b['name']: b for b in report['benchmarks']}
sys.exit(0 if ($2) else 1)" "$1"
}

run "$synccost" ab --base "$base" --new "$work/other" \
    --filter '^floor/(load|store)$|^mutex/null/unc|^remarks/' --launches 6 --seed 5 \
    --out "$work/ab" --no-plot
that "two builds in turn" [ "$status" -eq 0 ]
that "the comparison is printed" grep -q 'floor/load' "$work/out"
for side in base new; do
    that "six launches of $side, two a block" json "$work/ab/$side/report.json" \
        "sorted(set(rows['floor/load']['samples']['launch'])) == [0,1,2,3,4,5]"
    that "$side says that it was interleaved" json "$work/ab/$side/report.json" \
        "s['run']['interleaved']['side'] == '$side' and s['run']['interleaved']['per_block'] == 2"
done
ids() { cat "$@" | grep -oh '"id": *"[0-9a-f-]*"' | sort -u | wc -l; }
that "both carry the same id" \
    [ "$(ids "$work"/ab/base/report.json "$work"/ab/new/report.json)" -eq 1 ]
says=$("$synccost" --version --json)
that "and what each build says of itself" json "$work/ab/new/report.json" \
    "s['build']['compiler'] == json.loads('''$says''')['compiler']"
that "a row of one build only is named, unmeasured" json "$work/ab/base/report.json" \
    "rows['mutex/null/uncontended/crit:0ns/out:0ns/threads:1']['status'] == 'skipped'"

that "what a program says of itself is in the report of its build" \
    json "$work/ab/new/report.json" "s['programs'] == {'remarks': {'about': 'Ada 2022'}}"
that "and not in the other" json "$work/ab/base/report.json" "'programs' not in s"

run "$synccost" ab --base "$base" --new "$base" --benches x --out "$work/none"
refused "an option of another command" 'unknown option'
run "$synccost" ab --base "$base" --out "$work/none"
refused "no second build" '--new: is missing'
run "$synccost" ab --base "$base" --new "$work/nothing" --out "$work/none"
refused "a build that is not there" '--new: .*nothing/benches'
run "$synccost" ab --base "$base" --new "$work/other" --filter '^mutex/' --out "$work/none"
refused "no row in common" 'has no row\|no row matches'
that "makes no folder" [ ! -e "$work/none" ]
run "$synccost" ab --base "$base" --new "$work/other" --filter '^floor/load$' --launches 2 \
    --out "$work/ab"
refused "a folder that holds a report" 'holds a report'

run "$synccost" ab --base "$base" --new "$work/other" --filter '^floor/load$' --launches 1 \
    --seed 5 --out "$work/again" --no-plot
that "the same seed on another day is another comparison" \
    [ "$(ids "$work"/ab/base/report.json "$work"/again/new/report.json)" -eq 2 ]
that "one launch is a whole block" \
    json "$work/again/new/report.json" "len(rows['floor/load']['samples']['launch']) == 2"
mkdir -p "$work/old/benches"
cp "$build/benches/floor" "$work/old/benches/"
run "$synccost" ab --base "$work/old" --new "$base" --filter '^floor/load$' --out "$work/none"
refused "a build that does not say what it is" 'does not say how it was built'
run "$synccost" ab --base "$base" --new "$work/other" --filter '^floor/(load|store)$' \
    --budget 1.5 --out "$work/timed" --no-plot
that "a budget of time ends it" [ "$status" -eq 0 ]
# Two rows of one time each; of the second, all is disturbed.
cat >"$work/other/benches/remarks" <<'SH'
#!/bin/sh
if [ "$1" = --list ]; then
    echo '{"name":"remarks/quiet/threads:1"}'
    echo '{"name":"remarks/loud/threads:1"}'
else
    case "$*" in *loud*) loud=1 ;; *) loud=0 ;; esac
    echo "{\"iterations\":1000,\"real_time\":5.$(($$ % 10000 + 10000)),\"disturbed\":$loud}"
fi
SH
mkdir -p "$work/twin/benches"
cp "$work/other/synccost" "$work/twin/"
cp "$work/other/benches/remarks" "$work/twin/benches/"
run "$synccost" ab --base "$work/other" --new "$work/twin" --filter '^remarks/quiet' --budget 300 \
    --seed 5 --out "$work/enough" --no-plot
that "it ends where every ratio is known" [ "$status" -eq 0 ]
that "with as many blocks as a verdict needs that one may oppose" \
    json "$work/enough/base/report.json" \
    "len(rows['remarks/quiet/threads:1']['samples']['launch']) == 24"
run "$synccost" ab --base "$work/other" --new "$work/twin" --filter '^remarks/' --budget 4 \
    --seed 5 --out "$work/loud" --no-plot
launches="set(rows['remarks/loud/threads:1']['samples']['launch'])"
that "a disturbed row is given the time that is left" \
    json "$work/loud/base/report.json" "len($launches) > 9"
that "but no launches that would make no block" \
    json "$work/loud/base/report.json" "all(launch % 2 == 0 for launch in $launches)"

"$synccost" ab --base "$base" --new "$work/other" --filter '^floor/' --budget 20 \
    --out "$work/cut" --no-plot >"$work/out" 2>"$work/err" &
pid=$!
tenths() { [ "$(grep -c 'left at most' "$work/err")" -ge "$1" ]; } # so many have been told
wait_for 60 tenths 2
kill -INT $pid
wait $pid
status=$?
that "an interrupted one says so" grep -q 'interrupted' "$work/err"
that "and keeps what was measured" json "$work/cut/new/report.json" \
    "any(b.get('samples', {}).get('launch') for b in rows.values()) and not s['run']['complete']"
finish
