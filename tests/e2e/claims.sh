#!/bin/sh
# SPDX-License-Identifier: MIT
# synccost claims as a person and as CI use it: the folklore on a report, a file of one's own as a
# gate, and files that are wrong.
# Runs beside others: it measures nothing.
# usage: claims.sh (BUILD in the environment)
. tests/tap.sh
report=$(find results -name '*Z' | sort | tail -n 1)

# claims_file NAME MEMBERS...: a file of one claim for each MEMBERS
claims_file() {
    file=$work/$1.json
    shift
    {
        printf '{"claims": ['
        n=0
        for members; do
            [ "$n" -eq 0 ] || printf ',\n'
            n=$((n + 1))
            printf '{"id": "ours-%d", "claim": "Ours is good.", %s}' "$n" "$members"
        done
        printf ']}\n'
    } >"$file"
}
# gate NAME STATUS FILE [OPTION]...: judges the file's claims
gate() {
    name=$1 wanted=$2 file=$work/$3.json
    shift 3
    run "$synccost" claims --claims "$file" "$@" "$report"
    that "$name" [ "$status" -eq "$wanted" ]
}

# ---- what comes with the program ----
run "$synccost" claims "$report"
that "the folklore is no gate" [ "$status" -eq 0 ]
judged=$(grep -cE '^[CK][0-9]+ +(holds|refuted|undecided|not measurable)' "$work/out")
that "each of its claims has a verdict" [ "$judged" -eq 30 ]
that "the first line says what is judged" sh -c "head -n 1 '$work/out' | grep -q '^synccost: .*Z\$'"
run "$synccost" claims --json "$report"
that "the same as JSON" python3 - "$work/out" <<'PY'
import json, sys
o = json.load(open(sys.argv[1]))
assert sum(o["verdicts"].values()) == len(o["claims"]) == 30
for claim in o["claims"]:
    assert claim["findings"], claim["id"]
    for f in claim["findings"]:
        assert f["verdict"] != "not-measurable" or f["why"], claim["id"]
PY
that "they trust the harness from the strength on that the summary asks for" python3 -c '
import json, re
control = json.load(open("claims/folklore.json"))["control"]
expected = re.search(r"OUTCOMES_EXPECTED = (\d+)", open("report/model/outcomes.h").read())
assert control["from"] * int(expected.group(1)) == 1'
run "$synccost" summary "$report"
that "summary has them in short" grep -qE '^  C1 +(holds|refuted|undecided) ' "$work/out"

# ---- a gate of one's own ----
lock=mutex/go/uncontended/crit:0ns/out:0ns/threads:1
below='"ratio": ["'$lock'", "floor/rmw/own-line"], "to":'
claims_file good "$below 30"
claims_file bad "$below 30" "$below 1.01"
claims_file gone '"value": "mutex/missing/threads:1", "to": 3'
claims_file away '"value": "'$lock'", "to": 1, "arch": ["arm64"]' \
    '"value": "'$lock'", "to": 1000000, "arch": ["x86-64"]'
gate "a claim that holds passes" 0 good
that "and nothing is said on standard error" [ ! -s "$work/err" ]
gate "a refuted claim does not" 1 bad
that "and is counted" grep -qx '1 claim is refuted' "$work/err"
gate "nor does what is not measurable" 1 gone
that "and is counted" grep -qx '1 claim is not measurable here, in part at least' "$work/err"
gate "unless only what is refuted counts" 0 gone --refuted-only
gate "which a refuted claim still does" 1 bad --refuted-only
gate "another architecture's claim is no reason to fail" 0 away
gate "the status is the same with JSON" 1 bad --json
"$synccost" claims --claims "$work/bad.json" --json "$report" 2>/dev/null |
    sed -n 's/^ *"value": \([0-9.]*\),*$/\1/p' | tail -n 1 >"$work/value"
read -r value <"$work/value"
claims_file straddles "$below $value"
gate "nor does a claim on whose bound the interval lies" 1 straddles
that "and it is counted" grep -qx '1 claim is undecided' "$work/err"
gate "unless only what is refuted counts, again" 0 straddles --refuted-only

# ---- bad usage and bad files ----
echo '{"claims": [{"id": "a",' >"$work/cut.json"
claims_file misspelt '"value": "'$lock'", "too": 3'
run "$synccost" claims --claims "$work/cut.json" "$report"
refused "a broken file is refused with its place" 'cut.json: line [0-9]*, column [0-9]*: '
run "$synccost" claims --claims "$work/misspelt.json" "$report"
refused "a misspelt member too" "misspelt.json: claim 'ours-1': too: is not known here"
run "$synccost" claims --claims "$work/none.json" "$report"
refused "a file that is not there" 'none.json: cannot read'
run "$synccost" claims "$work/none"
refused "a report that is not there" 'none: cannot read'
run "$synccost" claims --refuted-only "$report"
refused "an option that makes no sense alone" 'refuted-only: goes with --claims FILE only'
run "$synccost" claims
refused "no report" 'claims: a name is missing'
finish
