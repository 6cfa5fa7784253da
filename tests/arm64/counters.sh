#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of the counters, and of where memory lies, on an emulated machine: its PMU counts, and
# its kernel binds memory to nodes. None is skipped there.
# usage: counters.sh (BUILD in the environment)
. tests/tap.sh
guest=$work/guest
programs='counters/counters counters/probe frame/home machine/memory trial/team_counts'

cat >"$work/script" <<'SH'
for test in /build/tests/*; do
    CMOCKA_MESSAGE_OUTPUT=TAP "$test" >"/out/${test##*/}.tap" 2>&1
done
SH
# shellcheck disable=SC2046,SC2059,SC2086
that "the machine boots, runs the tests and gives what they say back" \
    env BUILD="$build" ci/arm64-machine "$work/script" "$guest" \
    $(printf "$build/tests/harness/%s\n" $programs)
for program in $programs; do
    said=$guest/${program##*/}.tap
    planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$said")
    that "$program runs all its ${planned:-(unknown)} tests" \
        [ "$(grep -cE '^(not )?ok ' "$said")" -eq "${planned:-0}" ]
    sed -nE 's/^((not )?ok) [0-9]+ (- |# )?(.*)/\1|\4/p' "$said" >"$work/tests"
    while IFS='|' read -r verdict name; do
        that "$program: $name" [ "$verdict" = ok ]
    done <"$work/tests"
done
finish
