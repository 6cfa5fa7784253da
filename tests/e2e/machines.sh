#!/bin/sh
# SPDX-License-Identifier: MIT
# Three reports or more side by side: text, Markdown, JSON, chart, the site's page, bad input.
# Runs beside others: it measures nothing.
. tests/tap.sh
make_reports() { python3 tests/e2e/history_reports.py "$@"; }
compare() { run "$synccost" compare "$@"; }
says() { grep -Eq -- "$1" "$work/out"; }
for host in 0 1 2 3 4 5 6; do
    slow=0
    [ "$host" -eq 3 ] && slow=12
    make_reports "$work/host-$host" 1 launches=8 host="host$host" slug="machine-$host" slow=$slow
done
compare --no-plot "$work"/host-*/run-0
that "seven reports side by side" [ "$status" -eq 0 ]
that "each has a letter" says '^  D   machine-3, 2026-01-01, quick$'
that "a row with its cycles and multiples" says '^  step/a/b/n:0$'
that "equal machines share their ranks" says 'time +.*#1-6 .*#1-6 .*#1-6 .*#7 '
that "means by family" says '^  step, 3 rows$'
that "the one that is not like its twins is named" \
    says 'machine-3 \(D\) is 12 % slower than its 6 twins in uncontended rows'
that "and no other" sh -c "[ \"\$(grep -c 'twins in' '$work/out')\" -eq 1 ]"
that "no line is too wide" sh -c "! grep -q '.\{111\}' '$work/out'"
compare --markdown "$work"/host-*/run-0
that "the same as Markdown" says '^. .step/a/b/n:0. .'
compare --json "$work"/host-*/run-0
that "the same as JSON" python3 -c "
import json
m = json.load(open('$work/out'))
assert [x['slug'] for x in m['machines']] == [f'machine-{i}' for i in range(7)]
assert len(m['rows']) == 9 and m['twins'] == 7
for row in m['rows']:
    ranks = [c['rank'] for c in row['machines']]
    assert ranks == [[1, 6]] * 3 + [[7, 7]] + [[1, 6]] * 3, ranks
assert [o['machine'] for o in m['outliers']] == ['D'], m['outliers']"
if command -v gnuplot >/dev/null; then
    compare "$work/host-0/run-0" "$work/host-1/run-0" "$work/host-2/run-0"
    that "a chart" [ -s "$work/host-2/run-0/compare/charts/compare.svg" ]
fi
run "$synccost" html "$work"/host-[12345]/run-0 --out "$work/site"
that "the site's page has the ranks" \
    grep -q 'data-value="5">5</td>' "$work/site/compare/all.html"
that "and the one that is not like its twins" \
    grep -q '<li>machine-3 (C) is 1[12] % slower than its 4 twins' "$work/site/compare/all.html"
that "and the means" grep -q 'id="all-means"' "$work/site/compare/all.html"
compare --fail-above 5 "$work"/host-[012]/run-0
refused "--fail-above with three reports" '--fail-above: judges two reports'
compare "$work"/host-[01]/run-0 "$work/nowhere"
refused "a report that is not there" "$work/nowhere"
finish
