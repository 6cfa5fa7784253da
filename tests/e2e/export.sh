#!/bin/sh
# SPDX-License-Identifier: MIT
# Exports read by their readers, and reports held against their schema.
# Runs beside others: of what it measures the figures do not matter.
# usage: export.sh [BUILD in the environment; COMPARE: Google Benchmark's compare.py]
. tests/tap.sh
compare=${COMPARE:-/usr/share/benchmark/compare.py}
# refuses NAME WORDS COMMAND...: the command ends with 2, nothing on stdout and one line that has
# the words
refuses() {
    words=$2
    name=$1
    shift 2
    "$@" >"$work/refused.out" 2>"$work/refused"
    that "$name: refused" [ $? -eq 2 ]
    that "$name: one line says why" sh -c \
        "[ \$(wc -l <'$work/refused') -eq 1 ] && grep -q '^synccost: .*$words' '$work/refused'"
    that "$name: nothing is written" [ ! -s "$work/refused.out" ]
}
# Debian's modules are those of Debian's own Python, whatever another one is first on the path
python=/usr/bin/python3
[ -x "$python" ] || python=python3
check() { PYTHONDONTWRITEBYTECODE=1 "$python" tests/e2e/export_check.py "$@"; }

# exported NAME REPORT: every format of it, read back
exported() {
    for format in gbench benchfmt csv bmf gha; do
        that "$format of $1 is written" \
            "$synccost" export --format "$format" --out "$work/$1.$format" "$2"
        that "$format of $1 holds what the report does" check "$format" "$work/$1.$format" "$2"
    done
}
# compared NAME A B: two gbench exports through compare.py
compared() {
    PYTHONDONTWRITEBYTECODE=1 "$python" "$compare" --no-color benchmarks "$2" "$3" \
        >"$work/compared" 2>"$work/compared.err"
    that "compare.py reads $1" [ $? -eq 0 ]
    that "and prints every row of it" check compared "$work/compared" "$2"
}

with floor atomic mutex channel
rows='^(floor/(load|rmw|line)|atomic/(load|add)|mutex/(go|mcs)/|channel/go/ping-pong)'
for seed in 1 2; do
    "$synccost" run --profile quick --launches 2 --filter "$rows" --no-plot --seed $seed \
        --out "$work/run$seed" >"$work/log" 2>&1
    that "a short run ends well" [ $? -eq 0 ]
done
fresh=$work/run1/report.json
kept=$(find results -name report.json | sort | head -n 1)

# ---- the schema ----
that "the schema has the figures of metrics.def" check metrics
that "fresh reports are valid, with no key that the schema does not describe" \
    check schema "$fresh" "$work/run2/report.json"
# shellcheck disable=SC2046
that "the reports in results/ are valid" check schema $(find results -name report.json)
that "corrupt reports are not, and keys of later versions are let pass" check corrupt "$fresh"
"$synccost" run --profile quick --launches 1 --benches "$build/tests/benches" --timeout 2 \
    --no-plot --out "$work/faulty" >"$work/log" 2>&1
that "a report with failed rows is valid" check schema "$work/faulty/report.json"

# ---- formats ----
exported fresh "$fresh"
compared "two runs" "$work/fresh.gbench" "$work/fresh.gbench"
"$synccost" export --format gbench "$work/run2" >"$work/second.gbench" 2>"$work/log"
compared "two runs of different seeds" "$work/fresh.gbench" "$work/second.gbench"
"$synccost" export --format gbench "$fresh" 2>/dev/null | cmp -s - "$work/fresh.gbench"
that "standard output has what --out has" [ $? -eq 0 ]
for format in gbench benchfmt csv; do
    that "$format of a report in results/ is written" \
        "$synccost" export --format $format --out "$work/kept.$format" "$kept"
    that "$format holds its undisturbed trials, or all where those are too few" \
        check $format "$work/kept.$format" "$kept"
done
compared "a report in results/" "$work/kept.gbench" "$work/kept.gbench"
that "a report with hostile names" check hostile "$fresh" "$work/hostile.json"
for format in gbench benchfmt csv; do
    that "$format of hostile names is written" \
        "$synccost" export --format $format --out "$work/hostile.$format" "$work/hostile.json"
    that "$format of hostile names reads back as them" \
        check $format "$work/hostile.$format" "$work/hostile.json"
done
for format in bmf gha; do
    "$synccost" export --format $format "$work/hostile.json" >"$work/hostile.$format" 2>/dev/null
    that "$format of hostile names is JSON" "$python" -m json.tool "$work/hostile.$format"
done
compared "hostile names" "$work/hostile.gbench" "$work/hostile.gbench"

# ---- an emulated machine ----
that "a report from an emulated machine" check emulated "$fresh" "$work/emulated.json"
exported emulated "$work/emulated.json"
compared "an emulated report" "$work/emulated.gbench" "$work/emulated.gbench"
for format in gbench benchfmt csv bmf gha; do
    "$synccost" export --format $format "$work/emulated.json" >/dev/null 2>"$work/notes"
    that "$format says on standard error that it is emulated" \
        grep -q '^the report comes from an emulated machine' "$work/notes"
done

# ---- what is left out ----
"$synccost" export --format csv --filter 'contended' "$fresh" >"$work/some.csv"
that "--filter leaves rows" grep -q ',mutex/go/.*contended' "$work/some.csv"
that "and takes the others away" sh -c "! grep -q ',floor/' '$work/some.csv'"
"$synccost" export --format gha --out "$work/faulty.gha" "$work/faulty" 2>"$work/notes"
that "failed rows do not stop an export" [ $? -eq 0 ]
that "they are left out" sh -c "! grep -qE 'hang|crash|miscount' '$work/faulty.gha'"
that "and counted" grep -qE '^[1-9][0-9]* rows left out' "$work/notes"
refuses "nothing but failed rows" 'no measured row' "$synccost" export --format gha \
    --filter faulty/hang "$work/faulty"

# ---- bad input ----
refuses "no format" 'format: missing' "$synccost" export "$fresh"
refuses "an unknown format" 'gbench' "$synccost" export --format xml "$fresh"
refuses "a filter that matches nothing" 'no row matches' "$synccost" export --format csv \
    --filter nosuchrow "$fresh"
refuses "no report" 'missing' "$synccost" export --format csv
head -c 3000 "$fresh" >"$work/cut.json"
refuses "a truncated report" 'cut.json' "$synccost" export --format csv "$work/cut.json"
refuses "a folder that is not there" 'cannot write' "$synccost" export --format bmf \
    --out "$work/none/x" "$fresh"
refuses "a folder in place of a file" 'cannot write' "$synccost" export --format bmf --out "$work" \
    "$fresh"
mkfifo "$work/pipe"
refuses "a pipe in place of a file" 'no plain file' "$synccost" export --format bmf \
    --out "$work/pipe" "$fresh"
that "which stays one" [ -p "$work/pipe" ]

finish
