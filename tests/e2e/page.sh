#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of reports: every picture it shows is there, and what a report says stays text.
# usage: page.sh (BUILD in the environment)
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0
bad=0
that() { # NAME COMMAND...
    name=$1
    shift
    checks=$((checks + 1))
    if "$@" >"$work/log" 2>&1; then echo "ok $checks - $name"; else
        bad=$((bad + 1))
        echo "not ok $checks - $name"
        tail -n 5 "$work/log" | sed 's/^/#   /'
    fi
}
page() { BUILD=$build ci/workflow-page "$@"; }
refused() { # WORDS COMMAND...: ends with 2 and one line that has the words
    words=$1
    shift
    "$@" >"$work/out" 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q "$words" "$work/err"
}
pictures_are_there() {
    grep -o 'src="[^"]*"' "$work/page/index.html" | sed 's/^src="//; s/"$//' >"$work/pictures"
    [ -s "$work/pictures" ] && while read -r picture; do [ -s "$work/page/$picture" ] || exit 1; done <"$work/pictures"
}

"$build/synccost" run --profile quick --launches 2 --filter '^(floor/(load|rmw)|mutex/(go|ticket)/uncontended)' --no-plot --out "$work/one" >"$work/log" 2>&1
mkdir "$work/two"
sed 's/"model": "[^"]*"/"model": "<script>alert(1)<\/script>"/' "$work/one/report.json" >"$work/two/report.json"
that "the changed report is changed" grep -q '<script>' "$work/two/report.json"
that "the page is made" page "$work/page" "$work/one" "$work/two"
that "its pictures are there" pictures_are_there
that "the charts of both, and of the comparison" sh -c "grep -q report-1/charts/ladder '$work/pictures' && grep -q report-2/charts/ladder '$work/pictures' && grep -q compare-2/ '$work/pictures'"
that "what the report says is shown" grep -q '&lt;script&gt;' "$work/page/index.html"
that "and stays text" sh -c "! grep -q '<script' '$work/page/index.html'"
that "the samples can be had" cmp -s "$work/one/report.json" "$work/page/report-1/report.json"
that "a folder that is there is refused" refused 'new folder' page "$work/page" "$work/one"
that "a folder without a report is refused" refused 'no report.json' page "$work/other" "$work"
that "and nothing is made" test ! -e "$work/other"
echo "1..$checks"
[ "$bad" -eq 0 ]
