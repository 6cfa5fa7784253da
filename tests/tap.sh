# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the shell tests share: checks in TAP, a work folder $work that goes at the end. Sourced from
# the project's root.
build=${BUILD:-build}
synccost=$build/synccost
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0
bad=0

ok() { checks=$((checks + 1)) && echo "ok $checks - $1"; }
not_ok() { # NAME: with the last lines of what the last run command wrote
    checks=$((checks + 1))
    bad=$((bad + 1))
    echo "not ok $checks - $1"
    for f in "$work/out" "$work/err" "$work/log"; do
        [ -f "$f" ] && tail -n 5 "$f" | sed 's/^/#   /'
    done
}
# with PROGRAM...: from now on $synccost has these family programs alone. A run asks each program
# for its rows, which takes more than a second of a CPU where all are there.
with() {
    mkdir -p "$work/with/benches"
    cp "$synccost" "$work/with/"
    for program; do ln -s "$(realpath "$build/benches/$program")" "$work/with/benches/"; done
    ln -s "$(pwd)/plots" "$(pwd)/site" "$work/"
    synccost=$work/with/synccost
}
# that NAME COMMAND...: the check NAME is whether the command succeeds
that() {
    name=$1
    shift
    if "$@" >"$work/log" 2>&1; then ok "$name"; else not_ok "$name"; fi
}
run() { # a command's status in $status, its output in $work/out and $work/err
    "$@" >"$work/out" 2>"$work/err"
    status=$?
}
# wait_for SECONDS COMMAND...: until the command succeeds; fails where it does not within so many
wait_for() {
    waits_until=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$waits_until" ] || return 1
        sleep 0.1
    done
}
longer_than() { [ -e "$2" ] && [ "$(wc -l <"$2")" -gt "$1" ]; } # LINES FILE
# refused NAME WORDS: the last command ended with 2 and one line that has the words and begins with
# the program's name
refused() {
    if [ "$status" -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q "^synccost: .*$2" \
        "$work/err"; then ok "$1"; else
        echo "#   status $status" >>"$work/err"
        not_ok "$1"
    fi
}
finish() { # the last line of every test
    echo "1..$checks"
    [ "$bad" -eq 0 ]
}
