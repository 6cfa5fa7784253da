#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013  # words are wanted
# Family programs in other languages: the example of docs/PROTOCOL.md, and programs that lie, flood
# and hang.
# usage: foreign.sh (BUILD in the environment)
. tests/tap.sh
benches=$work/benches
mkdir "$benches"

program() { # NAME: a family program, from standard input
    { echo '#!/bin/sh' && cat; } >"$benches/$1"
    chmod 755 "$benches/$1"
}
# one ROW-MEMBERS TRIAL-LINE: a program of one row that prints this trial
one() {
    program liar <<SH
if [ "\$1" = --list ]; then echo '{"name":"liar/row"$1}'; else printf '%s\n' '$2'; fi
SH
}
measure() { # FOLDER [FILTER [OPTION]...]
    folder=$work/$1 filter=${2:-.}
    shift "$(($# > 1 ? 2 : 1))"
    run "$synccost" run --benches "$benches" --profile quick --launches 2 --no-plot \
        --out "$folder" --filter "$filter" "$@"
}
reason() { sed -n 's/.*"reason":"\([^"]*\)".*/\1/p' "$work/$1/report.json" | head -n 1; }

# ---- an honest one ----
that "the page shows the example as it is" \
    sh -c "awk '/^\`\`\`/ { n++; next } n == 1' docs/PROTOCOL.md | cmp - docs/protocol-example.sh"
that "the example has at most ten lines" [ "$(wc -l <docs/protocol-example.sh)" -le 10 ]
cp docs/protocol-example.sh "$benches/process"
cp "$build/benches/floor" "$benches/"
run "$synccost" list --benches "$benches" --filter '^process/'
that "list has its row" grep -q '^process/sh/true/threads:1' "$work/out"
measure honest '^(process/|floor/load$)'
that "it is measured" [ "$status" -eq 0 ]
that "the report has its figures" \
    grep -q '"name":"process/sh.*"real_time":[1-9].*"basis":"message".*"status":"ok"' \
    "$work/honest/report.json"
that "the summary shows it" grep -q 'process/sh/true/threads:1 .* msg' "$work/out"
measure again '^(process/|floor/load$)'
run "$synccost" compare "$work/honest" "$work/again" --no-plot
that "compare has it" grep -q 'process/sh/true' "$work/out"
run "$synccost" export --format csv "$work/honest"
that "export has it" grep -q ',process/sh/true/threads:1,ok,message,1,1,' "$work/out"
for format in benchfmt bmf gha; do
    run "$synccost" export --format "$format" "$work/honest"
    that "export --format $format has it" grep -qi 'process/' "$work/out"
done
run "$synccost" export --format gbench "$work/honest"
that "Google Benchmark's form, which wants a CPU time, leaves it out with a word" \
    grep -q '1 row left out' "$work/err"
run "$synccost" plot "$work/honest"
that "plot draws it" [ "$status" -eq 0 ]
that "it is in the charts of its family" [ -e "$work/honest/charts/ladder.dat" ]

# ---- remarks ----
program remarks <<'SH'
[ "$1" = --list ] && echo '{"about":"Ada 2022"}' && echo '{"name":"remarks/row"}' && exit
echo '{"iterations":5,"real_time":5}'
SH
program missing <<'SH'
echo '{"absent":"install \u001b[31mgnat"}'
echo '{"about":"Ada 2022"}'
echo '{"absent":"and a manual"}'
SH
run "$synccost" list --benches "$benches"
that "list says what is absent, and is not steered by it" \
    grep -qx 'missing: absent: install  \[31mgnat' "$work/out"
that "in a line for each thing" grep -qx 'missing: absent: and a manual' "$work/out"
measure remarks '^remarks/'
that "the report says what a program says of itself" \
    sh -c "tr -d ' \n' <'$work/remarks/report.json' |
        grep -q '\"programs\":{\"remarks\":{\"about\":\"Ada2022\"}}'"
run "$synccost" summary "$work/remarks"
that "the summary says it too" grep -q '^  program *remarks: Ada 2022$' "$work/out"
measure without '^process/'
that "but not of a program of which nothing was measured" \
    sh -c "! grep -q Ada '$work/without/report.json'"
rm "$benches/remarks" "$benches/missing"

# ---- names in no encoding ----
latin=$work/$(printf 'latin-\351')
mkdir "$latin"
printf '#!/bin/sh\n' >"$latin/$(printf 'pr\351')"
cat >>"$latin/$(printf 'pr\351')" <<'SH'
[ "$1" = --list ] && echo '{"about":"Ada 2022"}' && echo '{"name":"remarks/row"}' && exit
echo '{"iterations":5,"real_time":5}'
SH
chmod 755 "$latin/$(printf 'pr\351')"
run "$synccost" run --benches "$latin" --out "$work/encoding"
refused "a folder whose name is in no encoding" '--benches: bad value .*UTF-8'
command=$(realpath "$synccost")
(cd "$latin" && run "$command" run --benches . --launches 2 --no-plot --out ../encoding &&
    exit "$status")
that "but it is measured from within" [ $? -eq 0 ]
that "the program has a name in the report" \
    sh -c "tr -d ' \n' <'$work/encoding/report.json' | grep -q '\"programs\":{\"pr?\":{\"about\"'"

# ---- what programs are told ----
program told <<'SH'
[ "$1" = --list ] && echo "{\"absent\":\"CPUs $SYNCCOST_CPUS, threads $SYNCCOST_STEPS\"}"
SH
run env HWLOC_SYNTHETIC='package:1 l3:1 core:6 pu:2' "$synccost" list --benches "$benches"
that "a program is told the CPUs and the thread counts of the machine" grep -qx \
    'told: absent: CPUs 0,2,4,6,8,10,1,3,5,7,9,11, threads 1,2,4:2,6:1,12' "$work/out"
rm "$benches/told"

# ---- a guarantee ----
program litmus <<'SH'
if [ "$1" = --list ]; then
    outcomes='[{"name":"r1=1","allowed":true},{"name":"r1=0","allowed":false}]'
    echo "{\"name\":\"litmus/kept\",\"kind\":\"guarantee\",\"outcomes\":$outcomes}"
    echo "{\"name\":\"litmus/broken\",\"kind\":\"guarantee\",\"outcomes\":$outcomes}"
else
    [ "$2" = litmus/kept ]
    echo "{\"iterations\":1000,\"outcomes\":{\"r1=1\":990,\"r1=0\":$?}}"
fi
SH
measure kept '^litmus/kept'
that "a guarantee without a time is no failure" [ "$status" -eq 0 ]
that "the summary bounds what was not seen" \
    grep -q 'forbidden  *0  r1=0  (rate below 0.0015, 95 %)' "$work/out"
measure broken '^litmus/'
that "a forbidden outcome is a finding" [ "$status" -eq 1 ]
that "its counts are kept" \
    grep -q '"name":"litmus/broken".*"name":"r1=0","allowed":false,"count":2' \
    "$work/broken/report.json"
run "$synccost" compare "$work/kept" "$work/broken" --no-plot
that "compare gives no ratio of guarantees" grep -q 'no time' "$work/out"
rm "$benches/litmus" "$benches/process"

# ---- lists that lie ----
lists() { # NAME WORDS: what the program lists, from standard input, is refused with these words
    { echo "cat <<'LIST'" && cat && echo LIST; } | program liar
    run "$synccost" run --benches "$benches" --no-plot --out "$work/none"
    refused "$1" "$2"
    that "and nothing is measured" [ ! -e "$work/none" ]
}
lists "a row listed twice" 'liar/a: listed by liar and by liar' <<'LIST'
{"name":"liar/a"}
{"name":"liar/a"}
LIST
lists "another program's row" 'floor/load: listed by floor and by liar' <<'LIST'
{"name":"floor/load"}
LIST
lists "no JSON" 'benches/liar: line 1 of its list is no JSON object' <<'LIST'
liar/a	quick	1	1
LIST
lists "a list in a list" 'liar: line 1 .* no JSON object' <<'LIST'
[{"name":"liar/a"}]
LIST
lists "a line without a name" 'line 2 .* has no name' <<'LIST'
{"name":"liar/a"}
{"kind":"time"}
LIST
lists "a forbidden character" 'forbidden character' <<'LIST'
{"name":"liar/`id`"}
LIST
lists "an unknown kind" 'unknown kind' <<'LIST'
{"name":"liar/a","kind":"opinion"}
LIST
lists "an unknown tier" 'unknown tier' <<'LIST'
{"name":"liar/a","tier":"huge"}
LIST
lists "no thread at all" 'threads or cpus' <<'LIST'
{"name":"liar/a","threads":0}
LIST
lists "too many threads" 'threads or cpus' <<'LIST'
{"name":"liar/a","threads":1e9}
LIST
lists "an unknown basis" 'unknown basis' <<'LIST'
{"name":"liar/a","basis":"feeling"}
LIST
lists "a remark with a row" 'has no name' <<'LIST'
{"about":"Ada 2022","tier":"full"}
LIST
lists "a remark that is no text" 'has no name' <<'LIST'
{"absent":5}
LIST
lists "a guarantee of nothing" 'list of 1 to 256 outcomes' <<'LIST'
{"name":"liar/a","kind":"guarantee"}
LIST
rm "$benches/liar"
program flood <<'SH'
exec yes '{"name":"flood/row"}'
SH
began=$(date +%s)
run "$synccost" list --benches "$benches"
refused "an endless list" 'flood: lists more than 16 MiB'
that "is found soon" [ $(($(date +%s) - began)) -lt 15 ]
program flood <<'SH'
seq -f '{"name":"flood/%.0f"}' 100001
SH
run "$synccost" list --benches "$benches"
refused "a list of too many rows" 'flood: lists more than 100000 rows: '
program flood <<'SH'
seq -f '{"name":"flood/%.0f"}' 60000
SH
program more <<'SH'
seq -f '{"name":"more/%.0f"}' 60000
SH
run "$synccost" list --benches "$benches"
refused "two lists of too many rows" \
    'more: lists more than 100000 rows, with those of the programs before it'
rm "$benches/flood" "$benches/more"
program hang <<'SH'
trap '' TERM INT
sleep 300 &
wait
sleep 300
SH
"$synccost" list --benches "$benches" >"$work/out" 2>"$work/err" &
pid=$!
wait_for 20 pgrep -f "$benches/han[g]" >"$work/hangs"
began=$(date +%s)
kill -TERM $pid
wait $pid
that "a signal ends the wait for a list" [ $(($(date +%s) - began)) -le 5 ]
that "and what hung is gone" sh -c "! pgrep -f '$benches/han[g]'"
rm "$benches/hang"
# the first signal lets a run write what was measured
mkdir "$work/many"
{ echo '#!/bin/sh' && echo "seq -f '{\"name\":\"many/%.0f\"}' 99999"; } >"$work/many/many"
chmod 755 "$work/many/many"
"$synccost" run --benches "$work/many" --time-limit 100h --no-plot --out "$work/signals" \
    >"$work/out" 2>"$work/err" &
pid=$!
wait_for 60 longer_than 3 "$work/signals/journal.jsonl"
kill -TERM $pid
sleep 0.3
began=$(date +%s)
kill -TERM $pid
wait $pid
that "a second signal ends the run at once" [ $? -eq 143 ]
that "within a second" [ $(($(date +%s) - began)) -le 2 ]
that "and what was measured is kept" longer_than 3 "$work/signals/journal.jsonl"
rm -r "$work/signals" "$work/many"

# ---- trials that lie: the row fails, the others go on ----
# floor's rows would be launched seven times in each run
rm "$benches/floor"
program good <<'SH'
[ "$1" = --list ] && echo '{"name":"good/row"}' && exit
echo '{"iterations":5,"real_time":5}'
SH
lies() { # NAME WORDS TRIAL [ROW-MEMBERS]
    one "${4:-}" "$3"
    rm -rf "$work/lie"
    measure lie '^(liar|good)/'
    that "$1 fails its row" [ "$status" -eq 1 ]
    that "with the reason" grep -q "\"name\":\"liar/row\".*\"reason\":\"[^\"]*\($2\)" \
        "$work/lie/report.json"
    that "and the others go on" grep -q '"name":"good/row".*"status":"ok"' "$work/lie/report.json"
}
lies "no JSON" 'no JSON object' 'real_time 5'
lies "no number" 'no JSON object' '{"iterations":5,"real_time":NaN}'
lies "an infinite time" 'no JSON object\|no number' '{"iterations":5,"real_time":1e999}'
lies "a negative time" 'real_time' '{"iterations":5,"real_time":-1}'
lies "a huge time" 'real_time' '{"iterations":5,"real_time":1e200}'
lies "time as text" 'real_time' '{"iterations":5,"real_time":"5"}'
lies "no time" 'no real_time' '{"iterations":5}'
lies "no operation" 'no iterations' '{"iterations":0,"real_time":5}'
lies "half an operation" 'no iterations' '{"iterations":0.5,"real_time":5}'
lies "a trial out of range" 'out of its range' '{"trial":-1,"iterations":5,"real_time":5}'
lies "a negative counter" 'pmu.x_per_op' '{"iterations":5,"real_time":5,"pmu.x_per_op":-5}'
lies "nothing at all" 'no trial' ''
lies "an error of its own" 'no such device' '{"error":"no such device"}'
lies "an outcome that it does not list" 'does not list' '{"iterations":5,"outcomes":{"b":1}}' \
    ',"kind":"guarantee","outcomes":[{"name":"a","allowed":true}]'
lies "more outcomes than trials" 'more outcomes' '{"iterations":5,"outcomes":{"a":6}}' \
    ',"kind":"guarantee","outcomes":[{"name":"a","allowed":true}]'
program liar <<'SH'
[ "$1" = --list ] && echo '{"name":"liar/row"}' && exit
echo '{"trial":3,"iterations":5,"real_time":5}'
echo '{"trial":3,"iterations":5,"real_time":5}'
SH
measure twice
that "two trials of one number fail the row" \
    grep -q 'two trials have one number' "$work/twice/report.json"
program liar <<'SH'
[ "$1" = --list ] && echo '{"name":"liar/row"}' && exit
printf 'bell\007 \033[2J \377\n' >&2
exit 1
SH
measure rude
that "a complaint in no encoding is a failed row" [ "$(reason rude)" = 'bell   [2J ?' ]
that "and steers no terminal" sh -c "! LC_ALL=C tr -d '\\n\\t -~' <'$work/err' | grep -q ."
program liar <<'SH'
[ "$1" = --list ] && echo '{"name":"liar/row"}' && exit
exec yes '{"iterations":5,"real_time":5}'
SH
measure flooded
that "endless trials fail the row" \
    grep -q '"reason":"the program \(wrote more than 64 MiB\|printed more\)' \
    "$work/flooded/report.json"
program liar <<'SH'
[ "$1" = --list ] && echo '{"name":"liar/row"}' && exit
yes complaint | head -n 1000000 >&2
echo '{"iterations":5,"real_time":5}'
SH
measure complaints '^liar/'
that "endless complaints are dropped" [ "$status" -eq 0 ]
program liar <<'SH'
[ "$1" = --list ] && echo '{"name":"liar/row"}' && exit
trap '' TERM INT
sleep 300 &
sleep 300
SH
rm -rf "$work/hung"
measure hung '^(liar|good)/' --timeout 2
that "a row that hangs times out" \
    grep -q '"name":"liar/row".*"status":"timeout"' "$work/hung/report.json"
that "and leaves nothing behind" sh -c "! pgrep -f '$benches/lia[r]'"
that "the others were measured" \
    grep -q '"name":"good/row".*"status":"ok"' "$work/hung/report.json"

# ---- the page and the list ----
for option in $(sed -n 's/^PROTOCOL_OPTION([a-z_]*, "\([a-z-]*\)".*/\1/p' common/protocol.def); do
    that "the page explains --$option" grep -qE "^[|] .--${option}( [A-Z]+)?. [|]" docs/PROTOCOL.md
done
for variable in $(sed -n 's/^#define PROTOCOL_[A-Z]* *"\(SYNCCOST_[A-Z]*\)"$/\1/p' \
    common/protocol.h); do
    that "the page explains $variable" grep -q "^| \`$variable\` |" docs/PROTOCOL.md
done
for key in $(sed -n 's/^PROTOCOL_\(ROW\|TRIAL\)(\([a-z]*\),.*/\2/p' common/protocol.def); do
    that "the page explains $key" grep -q "^| \`$key\` |" docs/PROTOCOL.md
done
finish
