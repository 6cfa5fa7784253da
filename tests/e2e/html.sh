#!/bin/sh
# SPDX-License-Identifier: MIT
# The site: pages are whole, links lead somewhere, figures are those of the summary, and whatever a
# report says stays text.
# usage: html.sh (BUILD in the environment)
# Runs beside others: it measures nothing.
. tests/tap.sh
golden=tests/golden/site
report=$golden/report.json
check() { python3 tests/e2e/html_check.py "$@"; }
# site DIR REPORT...: a site without pictures, which take seconds each
site() {
    out=$1
    shift
    run env PATH="$work" "$synccost" html "$@" --out "$out"
    [ "$status" -eq 0 ]
}
page() { echo "$1"/m/*/index.html; } # DIR: of a site of one report

# ---- one report, with its charts ----
run "$synccost" html "$report" --out "$work/one"
that "the site is made" [ "$status" -eq 0 ]
that "its pages are whole, and links lead to what is there" check check "$work/one"
that "the page has the name of machine and date" \
    test -e "$work/one/m/fixture-2c-2026-11-28t17-24-27z/index.html"
that "the report is there, byte for byte" cmp "$report" "$work"/one/m/*/report.json
for anchor in warnings machine guarantees ladder latency family-mutex family-litmus family-gadget \
    core-to-core counters claims environment downloads; do
    that "there is #$anchor" grep -q "<section id=\"$anchor\">" "$(page "$work/one")"
done
for chart in ladder core-to-core transfers latency; do
    that "the page shows the chart $chart" grep -q "<img src=\"charts/$chart.svg\"" \
        "$(page "$work/one")"
done
that "the page keeps the room of each picture" [ "$(grep -c '^ width="[0-9]*" height="[0-9]*"' \
    "$(page "$work/one")")" -eq "$(grep -c '<img' "$(page "$work/one")")" ]
charts=$(grep -c '<figure' "$(page "$work/one")")
that "there are charts" [ "$charts" -ge 4 ]
that "every chart has a table" [ "$charts" -eq \
    "$(grep -c '^<a href="#table-.*>as a table</a>' "$(page "$work/one")")" ]
"$synccost" summary --markdown "$report" |
    sed -n 's/^| .\([^\x60]*\)\x60[^|]*| \([^|]*\) | .*/\1|\2/p' >"$work/figures"
that "there are figures to look for" [ "$(wc -l <"$work/figures")" -ge 8 ]
while IFS='|' read -r row figure; do
    that "the page has $figure of $row" sh -c "
        grep -A 9 '<a href=\"#row-.*\">$row</a>' '$(page "$work/one")' | grep -q '>$figure</td>'"
done <"$work/figures"
that "each row has the command that repeats it" [ \
    "$(grep -c '<code class="command">synccost run' "$(page "$work/one")")" -ge 12 ]
sed -n 's/.*<code class="command">\(.*\)<.code>.*/\1/p' "$(page "$work/one")" |
    sed -n "s/&#39;/'/g; s/.*size:2/&/p" | head -n 1 >"$work/command"
once_more="synccost run --profile standard --seed 82486642806347"
that "it names exactly that row" grep -qxF \
    "$once_more --filter '^gadget/spinner/contended/size:2\\.5/threads:2\$'" "$work/command"
that "a row that was not measured says why" \
    grep -q 'skipped: needs a CPU for each thread' "$(page "$work/one")"
that "a counter of one report alone has its column" \
    grep -q '>pmu.my_event_per_op ' "$(page "$work/one")"

# The golden page, but for sections whose text belongs to tables of the program.
sed -e '/<section id="guarantees">/,/<\/section>/d' -e '/<section id="claims">/,/<\/section>/d' \
    "$(page "$work/one")" >"$work/page.html"
[ "${UPDATE_GOLDEN:-}" != 1 ] || cp "$work/page.html" "$golden/page.html"
that "the page is the golden one (UPDATE_GOLDEN=1 writes it anew)" \
    diff "$golden/page.html" "$work/page.html"

# ---- several reports ----
that "two reports with one name and one more make a site" site "$work/three" "$report" "$report" \
    results/*/*/report.json
that "its pages are whole" check check "$work/three"
that "each report has its page" [ "$(find "$work/three/m" -name index.html | wc -l)" -eq \
    $((2 + $(find results -name report.json | wc -l))) ]
that "the second of one name is told apart" \
    test -e "$work/three/m/fixture-2c-2026-11-28t17-24-27z-2/index.html"
that "a missing gnuplot is told" grep -q 'some charts are missing: gnuplot not found' "$work/err"
that "and the page says so in place of pictures" \
    grep -q 'The chart was not drawn: gnuplot not found' \
    "$work/three/m/fixture-2c-2026-11-28t17-24-27z/index.html"
for page in "$work"/three/m/*/index.html; do
    that "${page#"$work"/three/m/} weighs below 2 MB" [ "$(wc -c <"$page")" -lt 2000000 ]
done
that "one page has at least 300 rows" sh -c "
    for page in '$work'/three/m/*/index.html; do
        [ \$(grep -c ' id=\"row-' \"\$page\") -ge 300 ] && exit 0
    done; exit 1"

that "a site is made anew in its folder" site "$work/three" "$report"
that "pages of reports that are gone are gone" [ "$(find "$work/three/m" -name index.html |
    wc -l)" -eq 1 ]

# ---- the folder of an earlier site, in which somebody has put files ----
mkdir -p "$work/three/notes" "$work/three/compare" "$work/outside"
for mine in index.txt m/mine.txt compare/mine.txt plots/mine.gp notes/mine.txt; do
    echo mine >"$work/three/$mine"
done
echo mine >"$work/outside/index.html"
ln -s ../../outside "$work/three/m/link"
printf '%s\n' ../outside/index.html m/link/index.html gone.css >>"$work/three/.synccost-site"
echo stale >"$work/three/gone.css"
gone=$(cd "$work/three" && echo m/*/index.html)
that "a site of another report is made in it" site "$work/three" results/*/*/report.json
that "the page of the earlier one is gone, with its folder" \
    [ ! -e "$work/three/$(dirname "$gone")" ]
that "and so is a file that only the earlier one had" [ ! -e "$work/three/gone.css" ]
for mine in index.txt m/mine.txt compare/mine.txt plots/mine.gp notes/mine.txt; do
    that "$mine is left alone" grep -qx mine "$work/three/$mine"
done
that "nothing outside of it is touched" grep -qx mine "$work/outside/index.html"
that "and the list has none of them" sh -c "! grep mine '$work/three/.synccost-site'"
that "but every page" [ "$(grep -c '^m/.*/index.html$' "$work/three/.synccost-site")" -eq \
    "$(find results -name report.json | wc -l)" ]
mv "$work/three/.synccost-site" "$work/three/list"
ln -s list "$work/three/.synccost-site"
run "$synccost" html "$report" --out "$work/three"
refused "a list that is a link" 'holds something else'

# ---- a host over time ----
over_time() { # FOLDER REPORTS SLUG
    python3 tests/e2e/history_reports.py "$work/$1" "$2" "$3" steps=5 first=12 kernel=20
}
over_time often 16 slug=often
over_time seldom 8 slug=seldom
that "reports of two hosts make a site" site "$work/time" "$work"/often/* "$work"/seldom/*
that "which is whole" check check "$work/time"
that "the host of 16 reports has its history" \
    [ "$(cd "$work/time" && echo history/*)" = history/often ]
that "with what changed" grep -q '<td>2026-01-11 08:00</td>' "$work/time/history/often/index.html"
that "and a link to each report" [ "$(grep -c '<li><a href="../../m/often-.*/index.html">' \
    "$work/time/history/often/index.html")" -eq 16 ]
that "every page of its reports leads there, and no other" [ "$(cd "$work/time" &&
    grep -l '"../../history/often/index.html"' m/*/index.html | grep -c m/often-)" -eq 16 ]
that "the gallery leads there, and says what changed" \
    grep -q '<a href="history/often/index.html">often: 16 reports .*: 9 rows looked at: 3 changed' \
    "$work/time/index.html"
site "$work/time" "$work"/seldom/*
that "without reports enough there is no history" \
    sh -c "! [ -e '$work/time/history' ] && ! grep -r 'history/' '$work/time' --include='*.html'"

# ---- a large machine ----
python3 - "$work/large.csv" "$report" "$work/many" <<'PY'
import copy, json, os, random, sys
random.seed(1)
with open(sys.argv[1], "w") as f:
    for a in range(256):
        f.write(",".join("%.3f" % random.gauss(50 + 60 * (a // 64 != b // 64), 2) if b < a else ""
                         for b in range(256)) + "\n")
report = json.load(open(sys.argv[2]))
prefix = "gadget/spinner/contended"
spinner = [row for row in report["benchmarks"] if row["name"].startswith(prefix)]
for k in range(3000):
    for row in spinner:
        more = copy.deepcopy(row)
        for key in ("name", "run_name"):
            more[key] = more[key].replace("size:", "turn:%d/size:" % k)
        report["benchmarks"].insert(0, more)
os.mkdir(sys.argv[3])
json.dump(report, open(sys.argv[3] + "/report.json", "w"))
PY
run "$synccost" import --format core-to-core "$work/large.csv" --out "$work/large"
that "the pairs of 256 CPUs are a report" [ "$status" -eq 0 ]
that "and a site, beside a report of thousands of rows" site "$work/far" "$work/large" "$work/many"
that "which is whole" check check "$work/far"
for page in "$work"/far/m/*/index.html "$work"/far/compare/*.html; do
    that "${page#"$work"/far/} weighs below 2 MB" [ "$(wc -c <"$page")" -lt 2000000 ]
done
large=$(grep -l 'class="reaches"' "$work"/far/m/*/index.html)
that "it says how many rows it has" grep -q '1000 of 32640 rows are shown' "$large"
that "it has a line for each CPU" [ "$(grep -A 9999 'class="reaches"' "$large" |
    grep -c '^<tr><th scope="row">')" -ge 256 ]
many=$(find "$work/far/m" -name index.html ! -path "$large")
that "a large family leaves room for the others" [ "$(grep -c '^ *<tr id="row-floor' "$many")" -eq \
    "$(grep -c '"run_name": "floor/' "$report")" ]

# ---- a list in Markdown ----
mkdir -p "$work/list/a|b"
cp "$report" "$work/list/a|b/"
run env PATH="$work" "$synccost" html "$work/list/a|b" --out "$work/listed" --list "$work/list/x.md"
floors='0.348 ns | 2.59 ns | 58.3 ns | - | -'
that "the list has the floors, and its links end where they should" grep -qxF \
    "| - | [a\\|b](a%7Cb/summary.txt) | $floors | [ladder](a%7Cb/charts/ladder.png) |" \
    "$work/list/x.md"
that "and what limits its figures" sh -c \
    "grep -A 9 -F '* -, a\\|b:' '$work/list/x.md' | grep -qxF '  KVM guest;'"
that "of facts without a limit it says nothing" sh -c "! grep -q 'CPUs, ' '$work/list/x.md'"

# ---- unusual reports ----
python3 - "$report" "$work/guarantees.json" "$work/nothing.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
rows = report["benchmarks"]
report["benchmarks"] = [row for row in rows if row["kind"] == "guarantee"]
json.dump(report, open(sys.argv[2], "w"))
report["benchmarks"] = []
report["context"]["synccost"] = {"schema": 1}
del report["context"]["date"]
json.dump(report, open(sys.argv[3], "w"))
PY
for kind in guarantees nothing; do
    that "a report of $kind makes a site" site "$work/$kind" "$work/$kind.json"
    that "which is whole" check check "$work/$kind"
done
that "guarantees are counted" grep -q '<strong>counted</strong>' "$(page "$work/guarantees")"

# ---- hostile reports ----
check hostile "$report" "$work/hostile.json"
mkdir "$work/hostile"
program=$(realpath "$synccost")
(cd "$work/hostile" && "$program" html ../hostile.json --out site) >"$work/out" 2>"$work/err"
that "a report that means no good makes a site" test -e "$work/hostile/site/index.html"
that "it holds nothing but text" check check "$work/hostile/site"
that "its pages lie in the site" [ "$(find "$work" -name index.html -path '*hostile*' |
    grep -cv "^$work/hostile/site/")" -eq 0 ]
that "nothing was run" [ -z "$(find "$work/hostile" -name run)" ]
check text "$(page "$work/hostile/site")" warnings >"$work/warnings"
that "what it says is shown" grep -q '</td><script>alert(1)</script>' "$work/warnings"
that "characters that hide are written out" grep -q '&lt;U+202E&gt;' "$(page "$work/hostile/site")"
that "a megabyte of text is cut" [ "$(wc -c <"$(page "$work/hostile/site")")" -lt 500000 ]
that "no command has what is no list of threads" sh -c "
    ! grep -q 'command\">[^<]*touch' '$(page "$work/hostile/site")'"

# Templates put values into text and quoted attributes alone.
that "no template has a value in the name of a tag or attribute, or without quotes" sh -c "
    ! grep -nE '</?[{]{2}|=[{]{2}| [{]{2}[A-Z_]+[}]{2}=' site/*.html"

# ---- bad input ----
run "$synccost" html "$report"
refused "no folder" '--out: missing'
run "$synccost" html "$work/absent" --out "$work/new"
refused "no report" 'cannot read'
that "nothing was made" [ ! -e "$work/new" ]
echo '{' >"$work/broken.json"
run "$synccost" html "$report" "$work/broken.json" --out "$work/new"
refused "no JSON" 'broken.json: ends in the middle'
that "still nothing" [ ! -e "$work/new" ]
sed 's/Fixture 2000/\xff\xfe/' "$report" >"$work/bytes.json"
run "$synccost" html "$work/bytes.json" --out "$work/new"
refused "no UTF-8" 'has bytes that are no UTF-8'
mkdir "$work/full"
echo mine >"$work/full/index.html"
run "$synccost" html "$report" --out "$work/full"
refused "a folder of something else" 'holds something else'
that "it is left alone" grep -qx mine "$work/full/index.html"
run "$synccost" html "$report" --out "$work/no/such/parent"
refused "a folder without a parent" 'cannot make the folder'
finish
