#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of reports: every picture it shows is there, and what a report says stays text.
# usage: page.sh (BUILD in the environment)
. tests/tap.sh
page() { BUILD=$build ci/workflow-page "$@"; }
refuses() { # WORDS COMMAND...: ends with 2 and one line that has the words
    words=$1
    shift
    "$@" >"$work/out" 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q "$words" "$work/err"
}
pictures_are_there() {
    grep -o 'src="[^"]*"' "$work/page/index.html" | sed 's/^src="//; s/"$//' >"$work/pictures"
    [ -s "$work/pictures" ] && while read -r picture; do
        [ -s "$work/page/$picture" ] || exit 1
    done <"$work/pictures"
}

"$synccost" run --profile quick --launches 2 --no-plot --out "$work/one" \
    --filter '^(floor/(load|rmw)|mutex/(go|ticket)/uncontended)' >"$work/log" 2>&1
mkdir "$work/two"
# the second comes from an emulated machine, and means no good
sed -e '/^ *"emulated": true,$/d' \
    -e 's/^\( *\)"model": "[^"]*"/\1"emulated": true,\n\1"model": "<script>alert(1)<\/script>"/' \
    "$work/one/report.json" >"$work/two/report.json"
that "the changed report is changed" grep -q '<script>' "$work/two/report.json"
that "the page is made" page "$work/page" "$work/one" "$work/two"
that "its pictures are there" pictures_are_there
for folder in report-1/charts/ladder report-2/charts/ladder compare-2/; do
    that "pictures of $folder" grep -q "$folder" "$work/pictures"
done
that "what the report says is shown" grep -q '&lt;script&gt;' "$work/page/index.html"
that "and stays text" sh -c "! grep -q '<script' '$work/page/index.html'"
# section TITLE: the page from there to the next title
section() {
    awk -v title="<h2>$1" '/<h2>/ { on = index($0, title) == 1 } on' "$work/page/index.html"
}
says() { section "$1" | grep -q "$2"; }
that "the comparison with an emulated machine says so" \
    says 'report 1 against report 2' '^EMULATED: one report comes from'
that "and judges no row" sh -c "! grep -qE '^  (slower|faster|~) ' '$work/page/compare-2.txt'"
that "the emulated report's summary says so" says 'report 2:' 'Emulated: these figures'
that "its charts and the comparison's carry the banner" \
    sh -c "cd '$work/page' && ls report-2/charts/*.svg compare-2/charts/*.svg &&
        ! grep -L 'Emulated machine' report-2/charts/*.svg compare-2/charts/*.svg | grep ."
that "the samples can be had" cmp -s "$work/one/report.json" "$work/page/report-1/report.json"
that "a folder that is there is refused" refuses 'new folder' page "$work/page" "$work/one"
that "a folder without a report is refused" refuses 'no report.json' page "$work/other" "$work"
that "and nothing is made" test ! -e "$work/other"
finish
