#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/run with several lanes: every test runs and is counted once, in its place and with its
# priority.
# Runs beside others: it measures nothing.
. tests/tap.sh
runner=$(pwd)/tests/run
tree=$work/tree
mkdir -p "$tree/e2e" "$tree/build/tests/report" "$tree/build/tests/primitives"
# test_that NAME [LINE]...: a test of one check, which notes its niceness and does these lines
# shellcheck disable=SC2016 # the tests' own
test_that() {
    {
        printf '#!/bin/sh\n%s\n' "${2:-}"
        printf 'echo "begins %s $(nice)" >>notes\n%s\n' "$1" "${3:-}"
        printf 'echo ok 1 - it runs\necho "ends %s" >>notes\n' "$1"
    } >"$tree/$1"
    chmod 755 "$tree/$1"
}
test_that build/tests/report/single
test_that build/tests/report/another '' 'sleep 0.5'
test_that build/tests/primitives/threads
test_that e2e/beside.sh '# Runs beside others: it measures nothing.'
test_that e2e/strained.sh '# Runs with the programs of threads.'
test_that e2e/alone.sh
lanes() { # what is run, in lanes
    rm -f "$tree/notes"
    # shellcheck disable=SC2016 # the inner shell's own
    run env TEST_LANES=2 BUILD=kept sh -c 'cd "$0" && exec "$@"' "$tree" "$runner" "$@"
}
niceness() { sed -n "s,^begins $1 ,,p" "$tree/notes"; }
counts() { tail -n 1 "$work/out" | grep -qx "$1"; }
same_priority() { [ "$(niceness "$1")" -eq "$(nice)" ]; }
lower_priority() { [ "$(niceness "$1")" -gt "$(nice)" ]; }
all='e2e/alone.sh e2e/beside.sh build/tests/report/single build/tests/primitives/threads
    e2e/strained.sh build/tests/report/another'
# shellcheck disable=SC2086 # words are wanted
lanes $all
that "all pass" [ "$status" -eq 0 ]
that "each is counted" counts '6 passed, 0 failed, 0 skipped'
that "each has run once" [ "$(grep -c begins "$tree/notes")" -eq 6 ]
for test in build/tests/primitives/threads e2e/strained.sh e2e/alone.sh; do
    that "$test has the ordinary priority" same_priority "$test"
done
if [ "$(nice)" -lt 19 ]; then
    for test in build/tests/report/single build/tests/report/another e2e/beside.sh; do
        that "$test has a lower one" lower_priority "$test"
    done
fi
that "a script of no kind runs last and alone" \
    [ "$(tail -n 2 "$tree/notes" | sed 's, e2e/alone.sh.*,,' | paste -sd ' ')" = 'begins ends' ]
that "what a test has said is kept" grep -qx 'ok 1 - it runs' "$tree/build/tests/report/single.tap"
that "also of a script" grep -qx 'ok 1 - it runs' "$tree/kept/e2e/beside.sh.tap"
for test in build/tests/report/single build/tests/primitives/threads e2e/alone.sh; do
    test_that "$test" '' 'exit 3'
    # shellcheck disable=SC2086
    lanes $all
    that "a failure of $test is one" [ "$status" -eq 1 ]
    that "and is counted" counts '5 passed, 1 failed, 0 skipped'
    that "with its line" grep -qE "^  $test +0 ok +[0-9]+ s, 1 FAILED$" "$work/out"
    test_that "$test"
done
# shellcheck disable=SC2016
test_that build/tests/report/single '' 'kill -9 $PPID'
# shellcheck disable=SC2086
lanes $all
that "a count that is missing is a failure" [ "$status" -eq 1 ]
finish
