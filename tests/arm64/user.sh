#!/bin/sh
# SPDX-License-Identifier: MIT
# One process emulated on a foreign machine: it knows, and a family program measures there.
# usage: user.sh (BUILD and TEST_UNDER, the emulator's command, in the environment)
build=${BUILD:-build/arm64}
under=${TEST_UNDER:?the emulator of one process}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0
bad=0
that() { # NAME COMMAND...
    name=$1
    shift
    checks=$((checks + 1))
    if "$@" >"$work/log" 2>&1; then echo "ok $checks - $name"; else
        bad=$((bad + 1))
        echo "not ok $checks - $name"
        tail -n 5 "$work/log" | sed 's/^/#   /'
    fi
}
# shellcheck disable=SC2086
$under "$build/synccost" doctor --json >"$work/doctor" 2>"$work/err"
that "doctor ends with a finding" [ $? -eq 1 ]
that "it is emulated" grep -q '"emulated": *true' "$work/doctor"
that "by an emulator of one process" grep -q '"virtualization": *"qemu-user"' "$work/doctor"
that "on arm64" grep -q '"arch": *"aarch64"' "$work/doctor"
for row in atomic/fetch_add/own-line/order:seq_cst/threads:1 mutex/go/uncontended/crit:0ns/out:0ns/threads:1; do
    # shellcheck disable=SC2086
    that "$row is measured" $under "$build/benches/${row%%/*}" --row "$row" --out "$work/row" --trials 1 --warmup-ms 2 --window-ms 5
    that "as a report" grep -q '"real_time"' "$work/row"
done
echo "1..$checks"
[ "$bad" -eq 0 ]
