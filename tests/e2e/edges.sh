#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016  # back-quotes are Markdown
# The edge table: every row that it is made of can be measured here, its page says what it says, and
# the command prints it.
. tests/tap.sh
# words MEMBER: that member of each edge, a line each, texts of several lines put together
cat >"$work/members.py" <<'PY'
import re, sys
table = open("common/edges.def").read()
for body in re.findall(r"^EDGE\((.*?)\)$", table, re.S | re.M):
    found = re.search(r"\.%s = ((?:\"[^\"]*\"\s*)+)" % sys.argv[1], body)
    if found:
        print("".join(re.findall(r'"([^"]*)"', found.group(1))))
PY
words() { python3 "$work/members.py" "$1"; }

"$synccost" list --profile full | sed 's/ .*//' >"$work/rows"
is_listed() { grep -qE "^$1(/|\$)" "$work/rows"; }
any_is_listed() { # LIST: one of its entries
    for entry in $(echo "$1" | tr , ' '); do
        is_listed "$entry" && return
    done
    return 1
}
for list in $(words cost; words asleep; words litmus; words wrong | tr , '\n' | sort -u); do
    that "a row of $list can be measured" any_is_listed "$list"
done
if [ "$(nproc)" -ge 2 ]; then
    # whatever else takes part in this machine now
    "$synccost" list --profile standard --time-limit 100h | sed 's/ .*//' >"$work/rows"
    for list in $(words cost; words asleep; words litmus; words wrong | tr , '\n' | sort -u); do
        that "${list%%,*} is in the profile standard" is_listed "${list%%,*}"
    done
fi

# Of the litmus rows of an edge each forbids what the table calls stale; those of its wrong ways
# allow it.
cat >"$work/litmus.py" <<'PY'
import json, re, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
table = open("common/edges.def").read()
stale = dict(re.findall(r'^#define (EDGE_\w+) "([^"]*)"', table, re.M))
def fits(start, outcome, allowed):
    meant = [r for r in rows if re.match(re.escape(start) + "(/|$)", r["name"])]
    return meant and all({"name": outcome, "allowed": allowed}.items() <= o.items()
                         for r in meant for o in r["outcomes"] if o["name"] == outcome) and \
        all(outcome in [o["name"] for o in r["outcomes"]] for r in meant)
bad = 0
for body in re.findall(r"^EDGE\((.*?)\)$", table, re.S | re.M):
    outcome = stale[re.search(r"\.stale = (\w+)", body).group(1)]
    rowsof = re.search(r'\.litmus = "([^"]*)"', body).group(1)
    wrong = re.search(r'\.wrong = "([^"]*)"', body).group(1).split(",")
    for start, allowed in [(rowsof, False)] + [(w, True) for w in wrong]:
        if not fits(start, outcome, allowed):
            print("%s: %s" % (start, outcome))
            bad = 1
sys.exit(bad)
PY
"$build/benches/litmus" --list >"$work/litmus"
that "litmus rows forbid what an edge forbids, and allow it of the wrong ways" \
    python3 "$work/litmus.py" "$work/litmus"

words title >"$work/titles"
that "there are edges" [ "$(wc -l <"$work/titles")" -ge 20 ]
for member in title rule litmus; do
    words "$member" >"$work/texts"
    while IFS= read -r text; do
        that "EDGES.md has '$text'" grep -qF -- "$text" docs/EDGES.md
    done <"$work/texts"
done
words cost | sed 's/,.*//' >"$work/texts"
while IFS= read -r text; do
    that "EDGES.md prices by $text" grep -qF -- "| \`$text\` |" docs/EDGES.md
done <"$work/texts"
sed -n '/^## The Go memory model/,/^## The comments/p' docs/CONFORMANCE.md >"$work/sections"
words section | sort -u >"$work/texts"
while IFS= read -r text; do
    that "$text is a section of the model in CONFORMANCE.md" grep -q "^| $text |" "$work/sections"
done <"$work/texts"

with floor once
run "$synccost" run --profile full --launches 2 --no-plot --threads 1,2 --out "$work/a" \
    --filter '^(floor/(load|rmw)|once/go/done/threads:1$)'
that "a price is measured" [ "$status" -eq 0 ]
that "the run's summary names it" grep -q 'once/go/done/threads:1$' "$work/a/summary.txt"
that "and names the edges it knows nothing of" \
    grep -q 'neither tried nor priced' "$work/a/summary.txt"
run "$synccost" edges "$work/a"
that "the table is printed" [ "$status" -eq 0 ]
while IFS= read -r title; do
    that "it has '$title'" grep -qF -- "  $title " "$work/out"
done <"$work/titles"
that "the price is in it" grep -q 'f returns → Do returns .* ns .* op ' "$work/out"
that "what was not tried says why" grep -q '^  \[1\] ' "$work/out"
run "$synccost" edges "$work/a" --markdown
that "it is printed as Markdown" [ "$status" -eq 0 ]
that "with a line for each edge" \
    [ "$(grep -c '^| ' "$work/out")" -eq $(($(wc -l <"$work/titles") + 1)) ]
run "$synccost" edges "$work/a" --json
that "and as JSON" python3 -c 'import json, sys
edges = {e["edge"]: e for e in json.load(open(sys.argv[1]))["edges"]}
once, cond = edges["once"], edges["cond"]
sys.exit(not (once["cost"]["row"] == "once/go/done/threads:1" and once["verdict"] == "untested"
              and once["cost"]["of_floor"] > 0 and "why" in cond["cost"]))' "$work/out"
run "$synccost" edges
that "a report must be named" [ "$status" -eq 2 ]
run "$synccost" edges "$work/nothing"
that "and be there" [ "$status" -eq 2 ]

# A family program that breaks an edge: the finding is the exit status.
mkdir "$work/benches"
cat >"$work/benches/litmus" <<'SH'
#!/bin/sh
case $1 in
--list) echo '{"name":"litmus/mp/mutex/threads:2","kind":"guarantee","threads":2,' \
    '"outcomes":[{"name":"r1=1 r2=0","allowed":false}]}' && exit ;;
esac
echo '{"iterations":1000000,"outcomes":{"r1=1 r2=0":2}}'
SH
chmod +x "$work/benches/litmus"
run "$synccost" run --launches 1 --no-plot --benches "$work/benches" --out "$work/b"
that "a broken guarantee fails the run" [ "$status" -eq 1 ]
run "$synccost" edges "$work/b"
that "a broken edge is a finding" [ "$status" -eq 1 ]
that "and is called so" grep -q 'unlock → lock  *2 / 1.00M  *BROKEN' "$work/out"
that "on standard error too" grep -q '1 edge is broken' "$work/err"
finish
