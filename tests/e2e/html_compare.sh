#!/bin/sh
# SPDX-License-Identifier: MIT
# The pages about several reports: who is compared with whom, what is said of them, the gallery.
# usage: html_compare.sh (BUILD in the environment)
# Runs beside others: it measures nothing.
. tests/tap.sh
golden=tests/golden/site
check() { python3 tests/e2e/html_check.py "$@"; }
# text PAGE ID: the words of the element of that id, a line for each row
text() { check text "$1" "$2" | sed 's/ #/\n#/g' | fold -s -w 98 | sed 's/ *$//'; }
machine() { # NAME KEY=VALUE...: a report of that machine in $work/NAME
    name=$1
    shift
    mkdir -p "$work/$name"
    python3 tests/e2e/html_machine.py "$golden/report.json" "$work/$name/report.json" \
        "slug=$name" "$@"
}
# site DIR REPORT...: without pictures, which take seconds each
site() {
    out=$1
    shift
    run env PATH="$work" "$synccost" html "$@" --out "$out"
    [ "$status" -eq 0 ]
}
same() { # FILE: $work/FILE is the golden one
    [ "${UPDATE_GOLDEN:-}" != 1 ] || cp "$work/$1" "$golden/$1"
    diff "$golden/$1" "$work/$1"
}
pages() { find "$1/compare" -name '*-against-*.html' | wc -l; } # DIR
lacks() { ! grep -q "$@"; }

machine x86-2c date=2026-11-21T10:00:00Z
machine arm-2c arch=aarch64 date=2026-11-22T10:00:00Z factor=1.5
machine tcg-2c arch=riscv64 date=2026-11-23T10:00:00Z factor=40 emulated=1
machine far-2c date=2026-11-24T10:00:00Z family=far

# ---- ARM against x86, with pictures ----
run "$synccost" html "$work/x86-2c" "$work/arm-2c" --out "$work/two"
that "a site of two architectures is made" [ "$status" -eq 0 ]
that "its pages are whole, and links lead to what is there" check check "$work/two"
pair=$(find "$work/two/compare" -name 'x86-2c-*-against-arm-2c-*.html')
that "ARM stands against x86" [ -s "$pair" ]
text "$pair" verdicts >"$work/verdicts.txt"
that "with the golden verdicts (UPDATE_GOLDEN=1 writes them anew)" same verdicts.txt
text "$pair" machines >"$work/differences.txt"
that "and what differs between the machines" same differences.txt
that "the picture of the comparison is there" [ -s "${pair%.html}/compare.svg" ]
that "and shown" grep -q '<img src=".*/compare.svg"' "$pair"
text "$work/two/compare/all.html" all-rows >"$work/machines.txt"
that "all machines have the golden table" same machines.txt
that "each row has a chart" [ "$(find "$work/two/compare/all" -name '*.svg' | wc -l)" -eq \
    "$(grep -c 'id="row-' "$work/two/compare/all.html")" ]
text "$work/two/index.html" reports >"$work/cards.txt"
that "the gallery has the golden cards" same cards.txt
that "with a thumbnail each" [ "$(grep -c 'class="thumbnail"' "$work/two/index.html")" -eq 2 ]

# what the page says is what the command says
repeat=$(sed -n 's/.*<code class="command">\(.*\)<.code> in the folder.*/\1/p' "$pair")
that "the page has the command that says the same" [ -n "$repeat" ]
bin=$(realpath "$build")
# shellcheck disable=SC2086
(cd "$work/two" && PATH=$bin:$PATH && $repeat) >"$work/said"
grep -E '^  (slower|faster|unsure|~) ' "$work/said" | awk '{ print $2, $1 }' | sort >"$work/text"
sed -n -e 's/^<th scope="row"><a href="#row-[^>]*>\(.*\)<.a><.th>$/\1/p' \
    -e 's/^<td class="verdict [a-z]*">\([a-z~]*\).*/\1/p' "$pair" | paste -d ' ' - - | sort \
    >"$work/page"
that "verdict by verdict" cmp "$work/text" "$work/page"
that "of which there are some" [ "$(grep -c ' slower$' "$work/page")" -ge 4 ]

# ---- an emulated machine, and one without a common row ----
that "a site of three architectures is made" site "$work/three" "$work/x86-2c" "$work/arm-2c" \
    "$work/tcg-2c" "$work/far-2c"
that "its pages are whole" check check "$work/three"
that "it has a page for each two architectures, and for the first against each" \
    [ "$(pages "$work/three")" -eq 4 ]
tcg=$(find "$work/three/compare" -name 'arm-2c-*-against-tcg-2c-*.html')
that "an emulated machine is said to be one" grep -q '<p class="banner">EMULATED: ' "$tcg"
that "and is not judged" lacks 'class="verdict \(faster\|slower\|alike\)"' "$tcg"
that "on its card too" sh -c "
    [ \$(grep -c '<span class=\"label\">emulated (' '$work/three/index.html') -eq 1 ]"
far=$(find "$work/three/compare" -name 'x86-2c-*-against-far-2c-*.html')
that "reports without a common row say so" grep -q '<p>No row of one is in the other' "$far"
that "without gnuplot the page says so in place of the picture" \
    grep -q '<p class="lost">The chart was not drawn: gnuplot not found' "$tcg"
that "and so does the command" grep -q 'some charts are missing: gnuplot not found' "$work/err"

# ---- one report, two of one machine, twenty ----
that "one report is a gallery" site "$work/one" "$work/x86-2c"
that "of whole pages" check check "$work/one"
that "without comparisons" lacks compare "$work/one/index.html"
that "nor pages of them" [ ! -e "$work/one/compare" ]
machine again arch=x86_64 date=2026-11-25T10:00:00Z
sed -i 's/"again"/"x86-2c"/g' "$work/again/report.json"
that "two reports of one machine make a site" site "$work/runs" "$work/x86-2c" "$work/again"
that "of whole pages" check check "$work/runs"
that "they are known as one machine" grep -q 'Same machine, by its fingerprint' \
    "$work"/runs/compare/x86-2c-*-against-x86-2c-*.html
set -- # the reports
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
    machine "m$i" "arch=$([ $((${i#0} % 2)) -eq 0 ] && echo aarch64 || echo x86_64)" \
        "factor=1.${i#0}"
    set -- "$@" "$work/m$i"
done
that "twenty reports make a site" site "$work/twenty" "$@"
that "of whole pages" check check "$work/twenty"
that "with one page for each but the first" [ "$(pages "$work/twenty")" -eq 19 ]
columns=$(sed -n '/id="all-rows"/,/<\/table>/p' "$work/twenty/compare/all.html" |
    grep -c '<th scope="col"[^>]* data-machine=')
that "a column each" [ "$columns" -eq 20 ]
that "and a card each" [ "$(grep -c '<li class="card">' "$work/twenty/index.html")" -eq 20 ]

# ---- a report that means no good ----
check hostile "$golden/report.json" "$work/hostile.json"
mkdir "$work/bad"
python3 tests/e2e/html_machine.py "$work/hostile.json" "$work/bad/report.json"
that "a hostile report stands beside another" site "$work/hostile" "$work/x86-2c" "$work/bad"
that "and its pages run nothing" check check "$work/hostile"
that "the comparison is there" [ "$(pages "$work/hostile")" -eq 1 ]
finish
