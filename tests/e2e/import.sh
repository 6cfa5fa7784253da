#!/bin/sh
# SPDX-License-Identifier: MIT
# Files of other tools as reports: through every command, against the schema, and back from an
# export; bad files and bad usage end with one line.
# Runs beside others: it measures nothing.
. tests/tap.sh
files=tests/golden/imports
python=/usr/bin/python3
[ -x "$python" ] || python=python3
schema() { PYTHONDONTWRITEBYTECODE=1 "$python" tests/e2e/export_check.py schema "$@"; }

imported() { # FORMAT FILE NAME: into $work/NAME
    run "$synccost" import --format "$1" --out "$work/$3" "$files/$2"
    that "$1 is imported" [ "$status" -eq 0 ]
    that "and says where to" \
        grep -q "^$work/$3/report.json: [0-9]* rows from $files/$2\$" "$work/out"
    that "$1: the report fits its schema" schema "$work/$3/report.json"
    for command in summary 'summary --all' edges claims 'export --format csv' \
        'export --format benchfmt' 'export --format gha'; do
        # shellcheck disable=SC2086
        run "$synccost" $command "$work/$3"
        that "$1: $command takes it" [ "$status" -eq 0 ]
    done
    run "$synccost" summary "$work/$3"
    that "$1: the summary says where it comes from" grep -q "^  imported  *from $2 ($1) on 20" \
        "$work/out"
}
imported gbench gbench.json gbench
imported benchfmt benchfmt.txt benchfmt
imported core-to-core core_to_core.csv triangle
imported c2clat c2clat.txt c2clat
imported mlc mlc.txt mlc
imported concurrency-hierarchy concurrency_hierarchy.csv hierarchy

for folder in triangle c2clat hierarchy; do
    run "$synccost" plot "$work/$folder"
    that "charts of $folder are drawn" [ "$status" -eq 0 ]
done
for folder in triangle c2clat; do
    that "$folder has its map" test -s "$work/$folder/charts/core-to-core.png"
    that "and its picture says that it is an import" \
        grep -q 'Imported: another tool' "$work/$folder/charts/core-to-core.svg"
done
that "the curves of concurrency-hierarchy-bench are drawn" \
    test -s "$work/hierarchy/charts/scaling-concurrency-hierarchy.png"
that "its threads are not said to share CPUs" \
    sh -c "! grep -q 'threads &gt; CPUs' '$work/hierarchy/charts/scaling-concurrency-hierarchy.svg'"
run "$synccost" export --format gbench "$work/gbench"
that "what has a CPU time is exported to Google Benchmark" [ "$status" -eq 0 ]
run "$synccost" export --format gbench "$work/triangle"
refused "what has none" "no row has a cpu_time, which the format's readers need"
run "$synccost" claims "$work/gbench"
that "no claim is measurable" grep -q 'not measurable here' "$work/out"

# The triangle that plot writes is the one that was read.
run "$synccost" import --format core-to-core --out "$work/again" \
    "$work/triangle/charts/core-to-core.csv"
that "the triangle of a chart is imported" [ "$status" -eq 0 ]
rows() { sed -n 's/^    \({"name".*\)/\1/p' "$1/report.json"; }
rows "$work/triangle" >"$work/one"
rows "$work/again" >"$work/two"
that "with the same rows" cmp "$work/one" "$work/two"

# Never judged.
run "$synccost" compare --no-plot --fail-above 5 "$work/hierarchy" "$work/hierarchy"
that "the gate does not pass what nobody judged" [ "$status" -eq 1 ]
that "and says why" grep -q '3 rows could not be judged: 3 imported' "$work/err"
that "the comparison says so first" sh -c "head -n 1 '$work/out' | grep -q '^IMPORTED: both'"
run "$synccost" compare "$work/hierarchy" "$work/hierarchy"
that "it is drawn all the same" test -s "$work/hierarchy/compare/charts/compare.png"
that "with both sides named imports" \
    grep -q '(imported)' "$work/hierarchy/compare/charts/compare.dat"

# Several files, names, and what is already there.
run "$synccost" import --format concurrency-hierarchy --name 'My <Machine>' \
    --out "$work/named" $files/concurrency_hierarchy.csv
that "--name names the machine" grep -q '"slug": "my-machine"' "$work/named/report.json"
cp $files/core_to_core.csv "$work/Other Machine.csv"
run "$synccost" import --format core-to-core --out "$work/many" $files/core_to_core.csv \
    "$work/Other Machine.csv"
that "each of two files has a folder" \
    test -e "$work/many/core-to-core/report.json" -a -e "$work/many/other-machine/report.json"
run "$synccost" import --format core-to-core --out "$work/many" $files/core_to_core.csv \
    "$work/Other Machine.csv"
that "an import may be made anew" [ "$status" -eq 0 ]
run "$synccost" import --format core-to-core --out "$work/twice" $files/core_to_core.csv \
    $files/core_to_core.csv
refused "two files of one name" "has the name of another file"
that "and neither is written" [ ! -e "$work/twice" ]
own=$(find results -name report.json | sort | head -n 1)
mkdir "$work/own" && cp "$own" "$work/own/report.json"
run "$synccost" import --format core-to-core --out "$work/own" $files/core_to_core.csv
refused "a report that was measured" "is there and is no import"
that "and it stays as it was" cmp "$own" "$work/own/report.json"

# Own reports that went out and come back.
for format in gbench benchfmt; do
    "$synccost" export --format $format --out "$work/own.$format" "$own" 2>"$work/err"
    run "$synccost" import --format $format --out "$work/own-$format" "$work/own.$format"
    that "an own report comes back from $format" [ "$status" -eq 0 ]
    run "$synccost" compare --no-plot "$own" "$work/own-$format"
    that "and stands beside itself" [ "$status" -eq 0 ]
    that "with nothing slower or faster" grep -q ': 0 slower, 0 faster' "$work/out"
done

# Bad usage, bad files.
run "$synccost" import $files/mlc.txt
refused "without a format" "--format: missing: give one of gbench|"
run "$synccost" import --format nothing $files/mlc.txt
refused "an unknown format" "--format: bad value 'nothing'"
run "$synccost" import --format mlc
refused "without a file" "a name is missing"
run "$synccost" import --format mlc --name a $files/mlc.txt $files/mlc.txt
refused "a name for two files" "names the machine of one file"
run "$synccost" import --format mlc "$work/nothing"
refused "no file" "nothing: cannot read: "
run "$synccost" import --format mlc "$work"
refused "a folder" "is a folder"
printf ',\n1.5,\n' >"$work/good.csv"
printf ',\n1.5;\n' >"$work/bad.csv"
run "$synccost" import --format core-to-core --out "$work/none" "$work/good.csv" "$work/bad.csv"
refused "a bad line, with its number" "bad.csv:2: has 1 cells"
that "and nothing is written where one of the files is bad" [ ! -e "$work/none" ]
run "$synccost" import --format gbench --out "$work/none" "$own"
refused "a report of synccost" "is a report of synccost: use it as it is"
: >"$work/file"
run "$synccost" import --format mlc --out "$work/file/x" $files/mlc.txt
refused "a folder that cannot be" "cannot make the folder"
that "--help names the command" sh -c "'$synccost' --help | grep -q '^  import '"
that "and its options" sh -c "'$synccost' import --help | grep -q -e '--format gbench|benchfmt|'"
finish
