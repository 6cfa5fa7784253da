#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/run with several lanes: every test runs and is counted once, some two at a time, and beside
# the others none.
# Runs beside others: it measures nothing.
. tests/tap.sh
runner=$(pwd)/tests/run
tree=$work/tree
mkdir -p "$tree/e2e" "$tree/build/tests/report" "$tree/build/tests/primitives"
# test_that NAME [LINE]...: a test of one check, which notes when it runs and does these lines
# shellcheck disable=SC2016 # the tests' own
test_that() {
    {
        printf '#!/bin/sh\n%s\n' "${2:-}"
        printf 'echo "begins %s" >>notes\n%s\n' "$1" "${3:-}"
        printf 'echo ok 1 - it runs\necho "ends %s" >>notes\n' "$1"
    } >"$tree/$1"
    chmod 755 "$tree/$1"
}
# meets OTHER: lines that wait for the other's begin, for 20 seconds
meets() {
    echo "n=0; until grep -q 'begins $1' notes || [ \$((n += 1)) -gt 200 ]; do sleep 0.1; done"
}
test_that build/tests/report/single '' "$(meets e2e/beside.sh)"
test_that build/tests/primitives/threads '' 'sleep 0.3'
test_that build/tests/primitives/more '' 'sleep 0.3'
test_that e2e/beside.sh '# Runs beside others: it measures nothing.' \
    "$(meets build/tests/report/single)"
test_that e2e/alone.sh
lanes() { # what is run, in lanes
    rm -f "$tree/notes"
    # shellcheck disable=SC2016 # the inner shell's own
    run env TEST_LANES=2 BUILD=kept sh -c 'cd "$0" && exec "$@"' "$tree" "$runner" "$@"
}
counts() { tail -n 1 "$work/out" | grep -qx "$1"; }
all='e2e/alone.sh e2e/beside.sh build/tests/primitives/threads build/tests/report/single
    build/tests/primitives/more'
# shellcheck disable=SC2086 # words are wanted
lanes $all
that "all pass" [ "$status" -eq 0 ]
that "each is counted" counts '5 passed, 0 failed, 0 skipped'
that "each has run once" [ "$(grep -c begins "$tree/notes")" -eq 5 ]
that "two run beside each other" sh -c "head -n 2 '$tree/notes' | grep -c begins | grep -qx 2"
alone() { # TEST...: nothing begins or ends between the beginning and the end of each, in this order
    awk -v wanted="$*" '
        /begins/ { name = $2; next }
        $2 == name { said = said (said ? " " : "") name }
        END { exit index(said " ", wanted " ") != length(said) - length(wanted) + 1 }' "$tree/notes"
}
that "then programs of threads with nothing beside them, and last the scripts" alone \
    build/tests/primitives/threads build/tests/primitives/more e2e/alone.sh
that "what a test has said is kept" grep -qx 'ok 1 - it runs' "$tree/build/tests/report/single.tap"
that "also of a script" grep -qx 'ok 1 - it runs' "$tree/kept/e2e/beside.sh.tap"
for test in build/tests/report/single build/tests/primitives/threads e2e/alone.sh; do
    test_that "$test" '' 'exit 3'
    # shellcheck disable=SC2086
    lanes $all
    that "a failure of $test is one" [ "$status" -eq 1 ]
    that "and is counted" counts '4 passed, 1 failed, 0 skipped'
    that "with its line" grep -qE "^  $test +0 ok +[0-9]+ s +[0-9]+ CPU s, 1 FAILED$" "$work/out"
    test_that "$test"
done
test_that e2e/beside.sh '# Runs beside others: it sleeps.
# Takes up to 1 s.' 'sleep 9'
# shellcheck disable=SC2086
lanes $all
that "a script that takes longer than it says has failed" counts '4 passed, 1 failed, 0 skipped'
test_that e2e/beside.sh '# Runs beside others: it measures nothing.'
# shellcheck disable=SC2016
test_that build/tests/report/single '' 'kill -9 $PPID'
# shellcheck disable=SC2086
lanes $all
that "a count that is missing is a failure" [ "$status" -eq 1 ]
finish
