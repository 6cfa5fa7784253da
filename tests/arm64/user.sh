#!/bin/sh
# SPDX-License-Identifier: MIT
# One process emulated on a foreign machine: it knows, and a family program measures there.
# usage: user.sh (BUILD and TEST_UNDER, the emulator's command, in the environment)
. tests/tap.sh
under=${TEST_UNDER:?the emulator of one process}
# shellcheck disable=SC2086
$under "$synccost" doctor --json >"$work/doctor" 2>"$work/err"
that "doctor ends with a finding" [ $? -eq 1 ]
that "it is emulated" grep -q '"emulated": *true' "$work/doctor"
that "by an emulator of one process" grep -q '"virtualization": *"qemu-user"' "$work/doctor"
that "on arm64" grep -q '"arch": *"aarch64"' "$work/doctor"
for row in atomic/fetch-add/own-line/order:seq-cst/threads:1 \
    mutex/go/uncontended/crit:0ns/out:0ns/threads:1; do
    # of several trials: the emulator can lose its CPU while the clock is looked at
    # shellcheck disable=SC2086
    run $under "$build/benches/${row%%/*}" --row "$row" --trials 4 --warmup-ms 2 --window-ms 20
    that "$row is measured" [ "$status" -eq 0 ]
    that "as a line of JSON" grep -q '^{"trial":[0-3],.*"real_time":' "$work/out"
done
finish
