#!/bin/sh
# SPDX-License-Identifier: MIT
# The patterns: each has several ways, its rows of the shorter profiles are few, every way runs and
# keeps its guarantee, and a chart shows the ways beside each other.
. tests/tap.sh

# shellcheck disable=SC2046 # words are wanted
with $(cd "$build/benches" && echo pattern-*)
rows() { # PROFILE: the rows of all patterns
    "$synccost" list --profile "$1" --filter '^pattern-' | sed -n 's/^\(pattern-[^ ]*\) .*/\1/p'
}
at_most() { # MOST FILE FAMILY
    [ "$(grep -c "^$3/" "$work/$2")" -le "$1" ]
}
ways() { # FAMILY
    sed -n "s|^$1/\([^/]*\)/.*|\1|p" "$work/full" | sort -u
}
runs() { # ROW: a short trial, in which nothing is wrong
    "$build/benches/${1%%/*}" --row "$1" --trials 1 --redo 0 --warmup-ms 1 --window-ms 2 \
        >"$work/trial" && grep -q '"real_time":' "$work/trial" &&
        ! grep -q '"error' "$work/trial"
}

for profile in quick standard full; do
    rows "$profile" >"$work/$profile"
done
for bench in benches/pattern-*.c; do
    family=$(basename "$bench" .c)
    that "$family has four ways and more" [ "$(ways "$family" | wc -l)" -ge 4 ]
    that "$family has a row or two in the profile quick" grep -q "^$family/" "$work/quick"
    that "and no more" at_most 2 quick "$family"
    that "$family has at most eight more in the profile standard" at_most 10 standard "$family"
    that "PATTERNS.md explains $family" grep -q "^## $family: " docs/PATTERNS.md
    for way in $(ways "$family"); do
        that "PATTERNS.md has the way $way of it" \
            sh -c "sed -n '/^## $family: /,/^## /p' docs/PATTERNS.md | grep -q '\`$way\`'"
    done
done
# one share of reads stands for all
grep -v -e '/read:[59]0/' -e '/read:99\.9*/' "$work/full" >"$work/once"
while read -r row; do
    that "$row keeps its guarantee" runs "$row"
done <"$work/once"

run "$synccost" run --profile standard --launches 1 --threads 1,2 --out "$work/run" \
    --filter '^pattern-counter/'
that "the rows of a pattern are measured" [ "$status" -eq 0 ]
for way in $(ways pattern-counter); do
    that "its chart shows $way" grep -q "^$way" "$work/run/charts/scaling-pattern-counter.dat"
done
finish
