#!/bin/sh
# SPDX-License-Identifier: MIT
# One build against itself: noise thresholds beside the runs, used by compare; too few runs; ^C; a
# spoilt file.
. tests/tap.sh
with floor
run "$synccost" aa --runs 3 --profile quick --filter '^floor/(load|store)$' --launches 9 \
    --out "$work/aa"
that "three runs of one build" [ "$status" -eq 0 ]
that "their noise is told" grep -q 'Noise of 3 runs' "$work/out"
that "and kept" [ -s "$work/aa/noise.json" ]
that "with every run" [ -s "$work/aa/run-3/report.json" ]
run "$synccost" compare "$work/aa/run-1" "$work/aa/run-3" --no-plot
that "compare finds it" sh -c "! grep -q 'Noise thresholds are assumed' '$work/out'"
run "$synccost" compare "$work/aa/run-1" "$work/aa/run-3" --no-plot --noise "$work/nothing.json"
refused "a noise file that is not there" 'nothing.json'
echo '{' >"$work/spoilt.json"
run "$synccost" compare "$work/aa/run-1" "$work/aa/run-3" --no-plot --noise "$work/spoilt.json"
refused "a spoilt noise file" 'spoilt.json'
run "$synccost" aa --runs 2 --out "$work/few"
refused "too few runs" 'too few'
"$synccost" aa --runs 3 --profile quick --filter '^floor/' --launches 30 --out "$work/cut" \
    >"$work/out" 2>"$work/err" &
pid=$!
wait_for 30 longer_than 4 "$work/cut/run-1/journal.jsonl"
kill -INT $pid
wait $pid
that "an interrupted one says so" grep -q 'interrupted' "$work/err"
finish
