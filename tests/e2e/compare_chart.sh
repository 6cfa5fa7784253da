#!/bin/sh
# SPDX-License-Identifier: MIT
# The chart of a comparison says what its text says: a filled dot is a verdict of faster or slower.
# Runs beside others: it measures nothing.
# usage: compare_chart.sh [BUILD in the environment]
. tests/tap.sh
ticket=mutex/ticket/uncontended/crit:0ns/out:0ns/threads:1
go=mutex/go/uncontended/crit:0ns/out:0ns/threads:1

machine=results/intel-xeon-cascadelake-2c-kvm
mkdir "$work/machine"
cp -r "$machine/noise.json" "$machine"/2* "$work/machine"
# shellcheck disable=SC2046
set -- $(ls -d "$work"/machine/2*)
base=$1 next=$2
# told NAME DIR: the rows that the chart there fills are those of a verdict among the rows it shows
told() {
    awk -F '\t' 'NF == 12 && $9 == 1 { print $12 }' "$2/charts/compare.dat" | sort >"$work/filled"
    awk -F '\t' 'NF == 12 { print $12 }' "$2/charts/compare.dat" >"$work/shown"
    awk '$1 == "faster" || $1 == "slower" { print $2 }' "$work/out" |
        grep -Fx -f "$work/shown" | sort >"$work/verdicts"
    that "$1" cmp "$work/filled" "$work/verdicts"
}

# apart FILE: the intervals of several rows leave 1 out
apart() { awk -F '\t' 'NF == 12 && ($7 > 1 || $8 < 1) { n++ } END { exit n < 2 }' "$1"; }

run "$synccost" compare "$base" "$next" --out "$work/alike"
that "two runs of one build have no verdict" grep -q ' 0 slower, 0 faster, ' "$work/out"
told "and no filled dot" "$work/alike"
that "though intervals alone would leave 1 out" apart "$work/alike/charts/compare.dat"
that "the noise threshold is drawn" grep -q 'noise threshold' "$work/alike/charts/compare.svg"

sed -i -e "s|$ticket|TICKET|g; s|$go|$ticket|g; s|TICKET|$go|g" "$next/report.json"
run "$synccost" compare "$base" "$next" --out "$work/swapped"
that "two rows that changed places differ" [ "$(grep -cE '^  (faster|slower) ' "$work/out")" -ge 2 ]
told "and have filled dots" "$work/swapped"
that "both of them" sh -c "grep -qx '$go' '$work/filled' && grep -qx '$ticket' '$work/filled'"
finish
