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
# the id of the machine, where it has one
id=$(grep -xE '[0-9a-f]{32}' /etc/machine-id /var/lib/dbus/machine-id 2>/dev/null |
    head -n 1 | sed 's/.*://')
hosts=$(grep -rlE '"host": *"[0-9a-f]{16}"' "$work/results" | wc -l)
if [ -n "$id" ]; then wanted=4; else wanted=0; fi
that "every report has the host, if the machine has an id" [ "$hosts" -eq "$wanted" ]
that "and none has the id" sh -c "! grep -rq '${id:-no id}' '$work/results'"
for name in Rack7 'a b' -a a- a--b ../a '' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
    run "$synccost" run --name "$name"
    refused "the name '$name' is refused" '--name: bad value'
done
finish
