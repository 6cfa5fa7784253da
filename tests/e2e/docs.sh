#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013,SC2016,SC2086  # words are wanted, and back-quotes are Markdown
# The documents say what the programs do: every field, subject, make target, command, file and link
# that they name is there, and README's sample is what the command prints.
# Runs beside others: it measures nothing.
. tests/tap.sh

pages="README.md docs/*.md harness/gbench/README.md plots/README.md results/*.md"

for key in $(sed -n 's/^METRIC(\([a-z0-9_]*\),.*/\1/p' common/metrics.def); do
    that "FIELDS.md explains $key" grep -q "\`$key\`" docs/FIELDS.md
done
for profile in quick standard full; do
    "$build/synccost" list --profile "$profile" >"$work/$profile"
    launches=$(sed -n 's/.*rows, \([0-9]*\) launches.*/\1/p' "$work/$profile")
    that "MEASURING.md has the $launches launches of $profile" \
        grep -q "^| $profile | [^|]* | $launches |" docs/MEASURING.md
done
# Names of the command, and reasons of a verdict, are those that the sources print.
sed -n '/^const char \*unsure_name/,/^}/p' report/compare/verdict.c | grep -oE '"[a-z ]+"' |
    tr -d '"' >"$work/why"
that "there are reasons to look for" [ "$(wc -l <"$work/why")" -ge 7 ]
while read -r why; do
    that "COMPARING.md explains '$why'" grep -q "^| \`$why\`" docs/COMPARING.md
done <"$work/why"

# CLAIMS.md has every claim that comes with the program, by its sources, and each measure; its
# sample is what the command prints.
python3 - >"$work/claims" <<'PY'
import json
for c in json.load(open("claims/folklore.json"))["claims"]:
    print(f"| {c['id']} | {c['source']} |")
PY
that "there are claims to look for" [ "$(wc -l <"$work/claims")" -eq 30 ]
while IFS= read -r claim; do
    that "CLAIMS.md has '$claim'" grep -qF -- "$claim" docs/CLAIMS.md
done <"$work/claims"
for measure in $(sed -n 's/^MEASURE([A-Z_]*, "\([a-z_]*\)".*/\1/p' report/claims/measures.def); do
    that "CLAIMS.md explains $measure" grep -q "^| \`\"$measure\": " docs/CLAIMS.md
done
# The samples of `claims` are lines that the command beside them prints.
for page in docs/CLAIMS.md docs/CONTRADICTIONS.md; do
    report=$(sed -n 's,^build/synccost claims \(results/[^ ]*Z\)$,\1,p' $page)
    "$synccost" claims "$report" >"$work/judged"
    sed -n '/^[CK][0-9][0-9]*   *[a-z]/,/^```/p' $page | grep -v -e '^```' -e '^$' >"$work/sample"
    that "$page has a sample" [ "$(wc -l <"$work/sample")" -ge 4 ]
    while IFS= read -r line; do
        that "claims prints '$line'" grep -qxF -- "$line" "$work/judged"
    done <"$work/sample"
done

# README's list of a family: from its bullet to the next one.
listed() { # FAMILY: its subjects, one a line
    awk -v head="* \`$1\`" '
        /^(\* |$)/ { inside = 0 }
        index($0, head) == 1 { inside = 1; $0 = substr($0, length(head) + 1) }
        inside { gsub(/[^`]*`/, "&\n"); print }' README.md | sed -n 's/^\([a-z0-9-]*\)`.*/\1/p'
}
for bench in benches/*.c; do
    family=$(basename "$bench" .c)
    [ "$family" != peers ] || continue # no rows
    that "README has a list of the subjects of $family" grep -q "^\* \`$family\`" README.md
done
subjects() { # FAMILY/SUBJECT of every row here, and of every header of a list
    sed -n 's,^\([a-z-]*/[a-zA-Z0-9_-]*\)[/: ].*,\1,p' "$work/full"
    for list in primitives/*/list.h; do
        family=$(basename "$(dirname "$list")")
        sed -n "s,^#include \"primitives/\($family/[a-z0-9_]*\)\.h\",\1,p" "$list"
    done
}
# Go's own runtime is a subject of many families, and is listed once. So are those of libraries that
# are installed (peers/), in a section of their own.
own='/go-runtime(-[a-z]*)?$|/(absl|ck|fiber|nsync|tbb|urcu)-[a-z-]*$'
for subject in $(subjects | grep -oE "$own" | cut -c 2- | sort -u); do
    that "README lists $subject" grep -qE "\`([a-z]*/)?$subject\`" README.md
done
for subject in $(subjects | tr _ - | grep -vE "$own|^litmus/go-race" | sort -u); do
    listed "${subject%%/*}" >"$work/listed"
    that "README lists $subject" grep -qx "${subject#*/}" "$work/listed"
done

# Lines of rows in README's sample, against what the command prints; spaces count once.
plain() { sed 's/  */ /g; s/ $//'; }
report=$(sed -n 's/.*`build\/synccost summary \([^`]*\)`.*/\1/p' README.md | head -n 1)
"$synccost" summary "$report" | plain >"$work/summary"
sed -n '/^  row  /,/^```/p' README.md | grep -v -e '^```' -e '…' | plain >"$work/sample"
that "README has a sample" [ "$(wc -l <"$work/sample")" -ge 10 ]
while IFS= read -r line; do
    that "the command prints '$line'" grep -qxF -- "$line" "$work/summary"
done <"$work/sample"

# README's table is what the command beside it prints: the rows of the ladder's chart.
table=$(sed -n 's/^build\/synccost summary --markdown //p' README.md)
"$synccost" summary --markdown "$table" | grep '^|' >"$work/table"
grep '^| row |' -A 100 README.md | sed '/^$/q' | grep '^|' >"$work/shown"
that "README has the whole table of summary --markdown" cmp "$work/table" "$work/shown"
# And its table of edges, where it shows one.
table=$(sed -n 's/^build\/synccost edges --markdown //p' README.md)
if [ -n "$table" ]; then
    "$synccost" edges --markdown "$table" >"$work/table"
    sed -n '/^| edge | rule/,/^<!-- edges end/p' README.md | sed '$d' >"$work/shown"
    that "README has the whole table of edges --markdown" cmp "$work/table" "$work/shown"
fi

# The page of peers is what the command in it prints.
table=$(sed -n 's/^build\/synccost peers //p' docs/PERFORMANCE.md)
"$synccost" peers "$table" >"$work/table"
that "PERFORMANCE.md is what peers prints" cmp "$work/table" docs/PERFORMANCE.md

for target in $(grep -ohE '`make [a-z0-9-]+' $pages | sed 's/.* //' | sort -u); do
    that "make $target exists" grep -qE "^$target:" Makefile ./*/*.mk ./*/*/*.mk
done
for command in $("$synccost" --help | sed -n 's/^  \([a-z]\{2,\}\)  *.*/\1/p'); do
    that "synccost $command --help" "$synccost" "$command" --help
    that "README names synccost $command" grep -q "synccost $command" README.md
done
for option in $(grep -ohE '`[^`]*--[a-z-]+[^`]*`' README.md docs/COMPARING.md docs/MEASURING.md |
    grep -oE -e '--[a-z-]+' | sort -u); do
    that "a command has $option" grep -q "\"${option#--}\"" synccost/cli/options.def
done
folders='benches|ci|claims|common|docs|harness|models|packaging|padding|peers|plots|primitives'
folders="$folders|report|site|synccost|tests"
for file in $(grep -ohE "\`($folders)/[A-Za-z0-9_./-]+\`" $pages | tr -d '`' | sort -u); do
    that "$file exists" test -e "$file"
done

slugs() { # FILE: the anchors of its headings
    sed -n 's/^##* //p' "$1" | tr '[:upper:] ' '[:lower:]-' | tr -cd 'a-z0-9_\n-'
}
for page in $pages; do
    for link in $(grep -ohE '\]\([^):]+\)' "$page" | sed 's/^](//; s/)$//' | sort -u); do
        file=${link%%#*}
        [ -n "$file" ] && file=$(dirname "$page")/$file || file=$page
        that "$page's link $link" test -e "$file"
        case $link in *'#'*)
            slugs "$file" >"$work/slugs"
            that "and the heading of $link" grep -qx "${link#*#}" "$work/slugs"
            ;;
        esac
    done
done
finish
