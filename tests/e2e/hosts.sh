#!/bin/sh
# SPDX-License-Identifier: MIT
# Where a run goes on its own: a folder of the host, and each run one of its own.
. tests/tap.sh
with floor
program=$(realpath "$synccost")
begin() { # [OPTION]...: a run of one row in a folder of its own choice below $work
    (cd "$work" && "$program" run --profile quick --launches 1 --no-plot --filter '^floor/load$' \
        "$@") >"$work/out" 2>"$work/err"
}
begin --name rack-7 &
begin --name rack-7 &
begin --name rack-7 &
wait
folders=$(find "$work/results" -name report.json | wc -l)
that "three runs that start together have three folders" [ "$folders" -eq 3 ]
that "all of the host that was named" \
    sh -c "[ \"\$(ls '$work/results')\" = \"\$(ls '$work/results' | grep -e '-rack-7\$')\" ]"
first=$(find "$work/results" -name report.json | head -n 1)
that "the report has the name" grep -q '"name": *"rack-7"' "$first"
run begin
that "a run without a name" [ "$status" -eq 0 ]
id=$(grep -hxE '[0-9a-f]{32}' /etc/machine-id /var/lib/dbus/machine-id 2>/dev/null | head -n 1)
that "no report has the id of the machine" sh -c "! grep -rq '${id:-no id}' '$work/results'"
hosts=$(grep -rlE '"host": *"[0-9a-f]{16}"' "$work/results" | wc -l)
"$program" doctor --json >"$work/doctor"
if grep -q '"host": "[0-9a-f]\{16\}"' "$work/doctor"; then wanted=4; else wanted=0; fi
that "every report has the host, where doctor has one" [ "$hosts" -eq "$wanted" ]
that "and where it has none, it says what to do" sh -c \
    "[ $wanted -eq 4 ] || grep -q 'a name: synccost run --name' '$work/doctor'"
# the thresholds of a host that were measured before its folder had eight digits
mkdir -p "$work/old/cpu-0123abcd" "$work/old/cpu-0123ab"
cp -r "$(dirname "$first")" "$work/old/cpu-0123abcd/run"
echo '{' >"$work/old/cpu-0123ab/noise.json"
run "$synccost" compare --no-plot "$work/old/cpu-0123abcd/run" "$work/old/cpu-0123abcd/run"
refused "thresholds in the folder with six digits are read" 'cpu-0123ab/noise.json: is no JSON'
for name in Rack7 'a b' -a a- a--b ../a '' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
    run "$synccost" run --name "$name"
    refused "the name '$name' is refused" '--name: bad value'
done
finish
