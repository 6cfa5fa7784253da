#!/bin/sh
# SPDX-License-Identifier: MIT
# The command as a person uses it: a short run to report and charts, ^C and --resume, a hung row,
# one CPU, and bad input.
# usage: command.sh [BUILD in the environment]
. tests/tap.sh
short='--profile quick --launches 1'
cpus=$(nproc)
with floor mutex channel

# ---- the main job, small ----
# shellcheck disable=SC2086
run "$synccost" run $short --filter '^(floor/(rmw|load)|mutex/(ticket|go)/.*out:0ns)' \
    --out "$work/a" --seed 7
that "a short run ends well" [ "$status" -eq 0 ]
that "the report is there" [ -s "$work/a/report.json" ]
that "the summary is there and shows the ladder" \
    grep -q 'mutex/go/uncontended' "$work/a/summary.txt"
that "the ladder chart is there" [ -s "$work/a/charts/ladder.svg" ]
that "no journal is left" [ ! -e "$work/a/journal.jsonl" ]
that "the seed is in the report" grep -q '"seed": *7' "$work/a/report.json"
that "no NaN and no Infinity in the report" \
    sh -c "! grep -qiE '(nan|inf)[,}]' '$work/a/report.json'"
cp "$work/a/charts/ladder.svg" "$work/drawn.svg"
root=$(pwd)
(cd "$work/a/charts" && gnuplot -c "$root/plots/ladder.gp") >"$work/out" 2>"$work/err"
that "a chart drawn by hand is the same" cmp -s "$work/drawn.svg" "$work/a/charts/ladder.svg"
run "$synccost" summary "$work/a"
that "summary reads the report" grep -q 'mutex/go/uncontended' "$work/out"
run "$synccost" summary "$work/a" --markdown
that "the ladder as a Markdown table" grep -q '^| `mutex/go/uncontended' "$work/out"
run "$synccost" compare "$work/a" "$work/a" --out "$work/cmp"
that "a report compared with itself" [ "$status" -eq 0 ]
that "the comparison is drawn" [ -s "$work/cmp/charts/compare.svg" ]
run "$synccost" compare "$work/a" "$work/a" --json --no-plot
that "the comparison as JSON" grep -q '"rows"' "$work/out"
run "$synccost" compare "$work/a" "$work/a" --markdown
that "the comparison as Markdown" grep -q '^| verdict | row |' "$work/out"
run "$synccost" compare "$work/a" "$work/a" --no-plot --fail-above 5
that "a gate without enough launches does not pass" [ "$status" -eq 1 ]
that "and says how many rows it could not judge" \
    grep -q '^[0-9]* rows could not be judged: [0-9]* too few launches$' "$work/err"
# shellcheck disable=SC2086
run "$synccost" run $short --filter '^(floor/rmw|mutex/(ticket|go)/)' --threads 1,2 \
    --out "$work/two"
that "thread scaling is drawn without an oversubscribed point" \
    sh -c "[ $cpus -lt 2 ] || [ -s '$work/two/charts/scaling-mutex.svg' ]"
run "$synccost" compare "$work/a" "$work/two" --no-plot --fail-above 5
that "rows that the new report lacks are lost" \
    grep -q 'could not be judged: .*[0-9] without a counterpart in the new report$' "$work/err"
that "and do not pass a gate" [ "$status" -eq 1 ]
run "$synccost" list --profile quick
that "list ends with the time" \
    grep -q 'rows, .* launches each and up to .*: about [0-9]* s ([0-9]* s to [0-9]* s)$' \
    "$work/out"
run "$synccost" topology
that "topology lists the CPUs" [ "$status" -eq 0 ]
run "$synccost" doctor
that "doctor ends with 0 or 1" [ "$status" -le 1 ]

# ---- rows that fail ----
# shellcheck disable=SC2086
run "$synccost" run $short --benches "$build/tests/benches" --timeout 2 --no-plot \
    --out "$work/faulty" --launches 3
that "failed rows are a finding" [ "$status" -eq 1 ]
that "the hung row is named, with its time-out" \
    grep -q 'faulty/hang: no end after 2.0 s: killed' "$work/err"
that "it costs its time-out once" [ "$(grep -c 'faulty/hang: no end' "$work/err")" -eq 1 ]
that "the crashed row is named" grep -q 'faulty/crash: .*signal 11' "$work/err"
that "the miscounting row is named" grep -q 'faulty/miscount: counted' "$work/err"
that "the fine row is measured all the same" \
    grep -q '"name":"faulty/fine".*"status":"ok"' "$work/faulty/report.json"
that "the report marks the hung row" \
    grep -q '"name":"faulty/hang".*"status":"timeout"' "$work/faulty/report.json"

# ---- a trial whose CPUs moved ----
line_is_timed() { grep -q '"line_ns":[1-9]' "$work/out"; }
# moves ROW: runs it; whether its line was timed. On a busy host a line may not come back in time
# (harness/trial/line.h), and nobody knows then whether the CPUs have moved.
moves() {
    run "$build/tests/benches/faulty" --row "faulty/$1/threads:2" --trials 1 --redo 2
    line_is_timed
}
stays_disturbed() { # by what is seen of its line, or by what else there is to do
    shift='"line_shift":[1-9][0-9]\{3\}.*'
    line_is_timed || shift=
    grep -q "\"disturbed\":1.*$shift\"redone\":2" "$work/out"
}
if [ "$cpus" -gt 1 ]; then
    wait_for 60 moves moved
    that "a trial whose CPUs moved is done again" grep -q '"redone":[12]' "$work/out"
    wait_for 60 moves moving
    that "one whose CPUs always move stays disturbed" stays_disturbed
fi

# ---- ^C and --resume ----
"$synccost" run --profile quick --filter '^floor/(load|store|rmw|relax)' --launches 6 \
    --out "$work/cut" --seed 3 >"$work/out" 2>"$work/err" &
pid=$!
wait_for 30 longer_than 10 "$work/cut/journal.jsonl"
kill -INT $pid
wait $pid
status=$?
that "an interrupted run says so" [ "$status" -eq 1 ]
that "and how to go on" grep -q 'run --resume' "$work/err"
that "what was measured is in the report" grep -q '"status":"incomplete"' "$work/cut/report.json"
that "no time is spent on charts" [ ! -e "$work/cut/charts" ]
for option in --out=x --profile=standard --time-limit=30m --filter=x --threads=1 --seed=3 \
    --launches=6 --name=x --memory=local --pages=4k --counters=x --spin-oversubscribed; do
    run "$synccost" run --resume "$work/cut" "$option"
    refused "resume does not go with $option" "does not go with ${option%=*}:"
done
run "$synccost" run --resume "$work/cut" --no-plot
that "resume finishes it" [ "$status" -eq 0 ]
that "without measuring again" grep -q 'of the unfinished run are kept' "$work/err"
that "with every launch" grep -q '"name":"floor/load".*"launches":6' "$work/cut/report.json"
"$synccost" run --profile quick --filter '^channel/(go|futex)/ping-pong' --no-plot \
    --time-limit 20s --out "$work/extra" >"$work/out" 2>"$work/err" &
pid=$!
wait_for 30 longer_than 40 "$work/extra/journal.jsonl"
kill -INT $pid
wait $pid
run "$synccost" run --resume "$work/extra"
that "a run cut in an extra round is resumed" [ "$status" -eq 0 ]
that "without charts, as it was begun" [ ! -e "$work/extra/charts" ]
# A disturbed launch is measured, though "launches" may not count it; the command's own work is a
# part of the limit.
that "until every row has its goal, or the most launches, or the time is over" python3 -c "
import json, sys
report = json.load(open('$work/extra/report.json'))
over = report['context']['synccost']['run']['measured_s'] > 15
rows = report['benchmarks']
last = any(39 in r['samples']['launch'] for r in rows)
sys.exit(not (over or last or all(r['goal_reached'] for r in rows)))"
run "$synccost" run --resume "$work/cut"
refused "a finished run is not resumed" 'no unfinished run'

# With this seed the row that hangs comes first. What a launch takes is tried with the other one.
"$synccost" run --profile quick --benches "$build/tests/benches" --filter 'faulty/(fine|hang)' \
    --launches 3 --timeout 3 --seed 1 --out "$work/hang" >"$work/out" 2>"$work/err" &
pid=$!
wait_for 30 longer_than 1 "$work/hang/journal.jsonl"
kill -INT $pid
wait $pid
run "$synccost" run --resume "$work/hang" --no-plot
that "a resumed run has its own time-out" \
    grep -q 'faulty/hang: no end after 3.0 s: killed' "$work/err"

# ---- a limit of time ----
# cut_within SECONDS: whether it was cut before its time was over
cut_within() {
    begun=$(date +%s)
    "$synccost" run --profile standard --time-limit "$1s" --no-plot --out "$work/short" \
        >"$work/out" 2>"$work/err" &
    pid=$!
    wait_for "$1" longer_than 10 "$work/short/journal.jsonl"
    kill -INT $pid
    wait $pid
    [ -e "$work/short/journal.jsonl" ]
}
limit=10
until cut_within $limit || [ $limit -gt 50 ]; do # a busy host is given more of it
    rm -r "$work/short"
    limit=$((limit * 2))
done
that "a short time leaves rows out, and the report says so" \
    grep -q '"left_out": *{' "$work/short/report.json"
grep -o '"run_name":"[^"]*"' "$work/short/report.json" >"$work/before"
run "$synccost" run --resume "$work/short" --no-plot
that "resume finishes it within the time" \
    sh -c "[ $status -eq 0 ] && [ $(($(date +%s) - begun)) -le $((4 * limit)) ]"
grep -o '"run_name":"[^"]*"' "$work/short/report.json" >"$work/after"
that "with the rows that were chosen at first" \
    sh -c "[ -s '$work/before' ] && cmp -s '$work/before' '$work/after'"
that "and the summary says what was left out" \
    grep -qE '^  left out +[0-9]+ rows for lack of time' "$work/short/summary.txt"
run "$synccost" list --profile standard --time-limit 10s
that "list says what there is no time for" \
    grep -qE '^left out [0-9]+ rows for lack of time .*; --time-limit gives more time$' "$work/out"
"$synccost" run --profile full --filter '^floor/load$' --no-plot --out "$work/long" \
    >"$work/out" 2>"$work/err" &
pid=$!
wait_for 30 longer_than 3 "$work/long/journal.jsonl"
kill -INT $pid
wait $pid
that "a run without a limit says its time first, and how to go on" sh -c \
    "head -1 '$work/err' | grep -qE 'no limit .*: 1 rows take about .* --resume .*/long goes on'"

# ---- one CPU ----
first=$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')
# shellcheck disable=SC2086
run taskset -c "$first" "$synccost" run $short --filter '^(mutex/(go|pthread|ticket)|floor/futex)' \
    --out "$work/one" --no-plot
that "a run on one CPU ends well" [ "$status" -eq 0 ]
grep -o '"name":"mutex/[^"]*/contended[^"]*' "$work/one/report.json" >"$work/contended"
that "its contended rows say that their threads shared it" \
    sh -c "[ -s '$work/contended' ] && ! grep -qv '/cpus:1\$' '$work/contended'"
that "spin-only locks are not run there" \
    sh -c "! grep -q 'mutex/ticket/contended' '$work/one/report.json'"
that "and the report warns" grep -q '"one-cpu"' "$work/one/report.json"

# ---- bad input ----
run "$synccost" run --treads 2
refused "an unknown option" 'did you mean --threads'
run "$synccost" rum
refused "an unknown command" 'did you mean run'
for n in 0 -1 99999999999 2x ''; do
    run "$synccost" run --threads "$n"
    refused "--threads '$n'" 'threads'
done
run "$synccost" run --filter nosuchrow --out "$work/none"
refused "a filter that matches nothing" 'no row matches'
that "makes no folder" [ ! -e "$work/none" ]
run "$synccost" run --profile quick --filter 'crit:1000ns'
refused "a filter that matches only a larger profile" 'larger profile'
run "$synccost" run --filter '('
refused "a filter that is no expression" 'regular expression'
run "$synccost" plot "$work/nothing"
refused "a report that is not there" 'nothing'
head -c 2000 "$work/a/report.json" >"$work/cut.json"
for command in plot summary; do
    run "$synccost" $command "$work/cut.json"
    refused "$command of a truncated report" 'cut.json'
done
run "$synccost" compare "$work/a" "$work/cut.json"
refused "compare with a truncated report" 'cut.json'
echo '{' >"$work/noise.json"
run "$synccost" compare "$work/a" "$work/a" --no-plot
refused "broken noise thresholds beside a report" 'noise.json: is no JSON'
rm "$work/noise.json"
run "$synccost" compare "$work/a" "$work/a" --noise "$work/a/report.json"
refused "noise thresholds that are none" 'is no noise.json'
run "$synccost" compare "$work/a" "$work/a" --json --markdown
refused "two formats at once" 'one of the two'
echo '{}' >"$work/empty.json"
run "$synccost" summary "$work/empty.json"
refused "a report of the wrong form" 'empty.json'
run "$synccost" run --out "$work/a"
refused "a folder that holds a report" 'holds a report'
: >"$work/file"
run "$synccost" run --profile quick --filter floor/load --out "$work/file/x"
refused "an output folder that cannot be made" 'file/x'
run "$synccost" run --resume "$work/nothing"
refused "resume of nothing" 'no unfinished run'
run "$synccost" run --benches "$work"
refused "a folder without benches" 'no family program'
run "$synccost" summary
refused "a missing operand" 'missing'
# shellcheck disable=SC2086
run "$synccost" run $short --filter '^floor/load$' --out "$work/small" --no-plot
mkdir "$work/nothing-on-path"
run env PATH="$work/nothing-on-path" "$synccost" plot "$work/small"
refused "no gnuplot" 'gnuplot'
that "the report is untouched" [ -s "$work/small/report.json" ]

# a gnuplot that fails at one chart of several
mkdir "$work/failing"
cat >"$work/failing/gnuplot" <<END
#!/bin/sh
case \$* in
*/ladder.gp*) echo '"ladder.gp" line 41: undefined value' >&2 && exit 1 ;;
esac
exec $(command -v gnuplot) "\$@"
END
chmod +x "$work/failing/gnuplot"
run env PATH="$work/failing:$PATH" "$synccost" plot "$work/a"
that "one chart that fails ends with 1" [ "$status" -eq 1 ]
that "and does not lose the others" [ -s "$work/a/charts/scaling-mutex.svg" ]
that "its own picture is not an old one" [ ! -e "$work/a/charts/ladder.svg" ]
that "the last line says which, why, and what to do" sh -c \
    "tail -n 1 '$work/err' | grep -q '1 of .*(ladder.gp: line 41: undefined value.*synccost plot'"

# a full disk: files may grow to 20 KiB only
(
    ulimit -f 40
    exec "$synccost" run --profile quick --filter '^floor/(load|store|rmw)' --launches 10 \
        --no-plot --out "$work/full"
) >"$work/out" 2>"$work/err"
status=$?
that "a full disk ends with 2" [ "$status" -eq 2 ]
that "says so" grep -q 'cannot write' "$work/err"
that "keeps what was measured" [ "$(wc -l <"$work/full/journal.jsonl")" -gt 3 ]
run "$synccost" run --resume "$work/full" --no-plot
that "and goes on from there when there is room" [ "$status" -eq 0 ]

that "list names the two-thread rows where there are two CPUs" \
    sh -c "[ $cpus -lt 2 ] || '$synccost' list --profile quick | grep -q 'threads:2 '"
finish
