#!/bin/sh
# SPDX-License-Identifier: MIT
# A host's reports over time: a planted change is found, an outlier is none, and bad input is said.
# Runs beside others: it measures nothing.
. tests/tap.sh
make_reports() { python3 tests/e2e/history_reports.py "$@"; }
history() { run "$synccost" history "$@"; }
says() { grep -Eq -- "$1" "$work/out"; }
make_reports "$work/machine" 40 steps=5 kernel=20
make_reports "$work/even" 40
history --no-plot "$work/machine"
that "a history" [ "$status" -eq 0 ]
that "of all reports below the folder" says '^some-machine: 40 reports from 2026-01-01 08:00 to'
that "looks at all rows and finds those that changed" says '^9 rows looked at: 3 changed, 0 drift'
that "each with its date and size" says '^    2026-01-11 08:00  \+[45]\.[0-9]% \[\+'
that "and the revisions around it" says 'revision rev19\.\.rev20'
that "and what else changed" says 'with kernel 6\.1\.0 -> 6\.2\.0'
that "no outlier is a change" sh -c "! grep -q '^  far/' '$work/out'"
history --no-plot "$work/even"
that "equal runs have no change" says '^9 rows looked at: 0 changed'
# the gate
history --no-plot --fail-on-change "$work/machine"
that "--fail-on-change ends with 1" [ "$status" -eq 1 ]
that "and says how many rows" grep -q '^3 rows became slower$' "$work/err"
history --no-plot --fail-on-change --since 2026-01-12 "$work/machine"
that "changes before --since do not count" [ "$status" -eq 0 ]
history --no-plot --fail-on-change "$work/even"
that "--fail-on-change ends with 0 where nothing changed" [ "$status" -eq 0 ]
history --no-plot --fail-on-change "$work/even/run-1" "$work/even/run-2"
that "--fail-on-change ends with 1 where nothing can be judged" [ "$status" -eq 1 ]
that "and says how many reports it takes" says 'rows have fewer than the 9 reports'
# copies, and other hosts
cp -r "$work/even" "$work/copy"
history --no-plot "$work/even" "$work/copy"
that "copies of reports are left out" says '40 reports .*left out: 40 copies of others'
make_reports "$work/other" 10 host=fedcba9876543210 slug=some-machine-fedcba first=40
history --no-plot "$work/even" "$work/other"
refused "reports of two hosts are refused" \
    '2 hosts: some-machine, some-machine-fedcba (fedcba9876543210): choose one with --host'
history --no-plot --host some-machine-fedcba "$work/even" "$work/other"
that "--host takes one of them" says '^some-machine-fedcba: 10 reports'
make_reports "$work/known" 5 host=fedcba9876543210 first=40
history --no-plot "$work/even" "$work/known"
that "reports without a host are of the one that has their name" says '^some-machine: 45 reports'
history --no-plot --host nobody "$work/even"
refused "a host without reports is refused" '--host nobody: no report is of this host'
# JSON, charts and page
history --json "$work/machine"
that "JSON has the changes" python3 -c "
import json, sys
h = json.load(open('$work/out'))
changed = [r for r in h['rows'] if r['changes']]
assert len(changed) == h['changed'] == 3 and h['looked_at'] == 9
for r in changed:
    assert r['name'].startswith('step/') and len(r['changes']) == 1 and len(r['series']) == 40
    c = r['changes'][0]
    assert 1.04 < c['ratio_low'] < c['ratio'] < c['ratio_high'] < 1.06, c
    assert c['revisions'] == ['rev19', 'rev20'] and c['after_reports'] == 20"
that "JSON draws nothing" [ ! -e "$work/machine/history" ]
if command -v gnuplot >/dev/null; then
    history "$work/machine"
    that "a chart of each row that changed" \
        [ "$(find "$work/machine/history/charts" -name '*.svg' | wc -l)" -eq 3 ]
fi
history --no-plot --html "$work/page" "$work/machine"
that "a page" [ "$status" -eq 0 ]
that "with the rows" grep -q 'step/a/b/n:0' "$work/page/index.html"
that "and what else changed" grep -q '<td>6.1.0</td><td>6.2.0</td>' "$work/page/index.html"
that "and a figure each" [ "$(grep -c '<figure' "$work/page/index.html")" -eq 3 ]
# bad input
mkdir "$work/empty"
history "$work/empty"
refused "a folder without reports" 'no report.json in it or below'
history "$work/nowhere"
refused "a folder that is not there" "$work/nowhere"
mkdir "$work/broken" && echo '{' >"$work/broken/report.json"
history "$work/even" "$work/broken"
refused "a report that is none" "$work/broken"
history --fail-on-change --since tomorrow "$work/even"
refused "a time that is none" "--since: 'tomorrow' is no time"
history --since 2026-01-01 "$work/even"
refused "--since alone" '--since: says nothing without --fail-on-change'
history --noise "$work/even/run-1/report.json" "$work/even"
refused "a noise file that is none" 'is no noise.json'
finish
