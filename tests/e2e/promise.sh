#!/bin/sh
# SPDX-License-Identifier: MIT
# The suite's own rows on machines that are not here: what quick and standard would measure fits
# their time, thread counts are few, and what every report needs is there.
# Runs beside others: it measures nothing.
. tests/tap.sh

# listed PROFILE: the rows that would be measured, and the seconds of each
listed() {
    "$synccost" list --profile "$1" >"$work/list"
    sed -n 's/^\([^ ]*\/[^ ]*\)  *\([0-9.]*\) s$/\1 \2/p' "$work/list"
}
seconds() { awk '{ s += $2 } END { printf "%d\n", s }' "$1"; }
check() { # PROFILE LIMIT: 85 % of the limit is for the first launches; each row's time is rounded
    listed "$1" >"$work/$1"
    that "$machine: the rows of $1 take about 85 % of $2 s at most" \
        [ "$(seconds "$work/$1")" -le "$(($2 * 86 / 100))" ]
    # shellcheck disable=SC2016  # fields of awk
    that "$machine: list says that $1 ends in time" \
        awk -v limit="$2" '/ rows, .* profile / { found = 1; gsub(/[()]/, "")
            late = $(NF - 1) > limit }
            END { exit !found || late }' "$work/list"
}
# The ninth of a lock are eight threads for each CPU.
counts() {
    "$synccost" list --profile full >"$work/full"
    sed -n 's,^\([^/]*\)/\([^/]*\)/.*/threads:\([0-9]*\)[/ ].*,\1 \2 \3,p' "$work/full" |
        sort -u >"$work/counts"
    # shellcheck disable=SC2016  # fields of awk
    awk '{ n[$1 "/" $2]++ }
        END { for (s in n) if (n[s] > (s ~ /^mutex/ ? 9 : 8)) { print s, n[s]; bad = 1 }
            exit bad || NR == 0 }' "$work/counts"
}
eight() {
    that "$machine: no subject has more than eight thread counts, but locks in full nine" counts
}
standard() { # CPUS
    check standard 570
    that "$machine: standard has the floors" sh -c \
        "grep -q '^floor/load ' '$work/standard' && grep -q '^floor/rmw' '$work/standard'"
    if [ "$1" -eq 1 ]; then
        that "$machine: list says which floors one CPU lacks" \
            grep -q '^floor: absent: line-transfer, core-to-core and futex-wake: ' "$work/list"
    else
        that "$machine: no floor is absent" sh -c "! grep -q '^floor: absent' '$work/list'"
    fi
    sed 's,/.*,,' "$work/standard" | sort -u >"$work/families"
    that "$machine: standard has every family" \
        [ "$(wc -l <"$work/families")" -ge "$([ "$1" -eq 1 ] && echo 18 || echo 22)" ]
}

export HWLOC_XMLFILE="$work/machine.xml"
reads() { # CPUS
    python3 tests/e2e/promise_machine.py "$machine" >"$HWLOC_XMLFILE"
    that "$machine: hwloc reads it" \
        [ "$("$synccost" topology --json | grep -o '"cpu":' | wc -l)" -eq "$1" ]
}
machine='0,3 5,6|9 12,13|20,21 22;31' # cores of two kinds, nodes of two sizes, holes in the numbers
reads 11
standard 11
eight
machine='0 1 2 3;16' # counts of 4 and 5
reads 5
eight
unset HWLOC_XMLFILE
for machine in 'pu:1' 'core:2 pu:1' 'package:1 l3:1 core:8 pu:2' 'package:1 l3:1 core:64 pu:1' \
    'package:2 [numa] l3:8 core:8 pu:2'; do
    export HWLOC_SYNTHETIC="$machine"
    check quick 54
    that "$machine: quick has the floors" sh -c \
        "grep -q '^floor/load ' '$work/quick' && grep -q '^floor/rmw' '$work/quick'"
    [ "$machine" = pu:1 ] || that "$machine: quick has the transfer of a line" \
        grep -q '^floor/line-transfer/.*/pair:0-1 ' "$work/quick"
    standard "$([ "$machine" = pu:1 ] && echo 1 || echo 2)"
done
eight
that "a big machine has a pair of each distance" [ "$(sed -n \
    's,^floor/line-transfer/\([^/]*\)/pair.*,\1,p' "$work/quick" | sort -u | wc -l)" -eq 4 ]
that "its matrix of all pairs, for which standard has no time, is said" \
    sh -c "! grep -q '^floor/core-to-core ' '$work/standard' &&
        grep -q '^left out [0-9].* rows' '$work/list'"
"$synccost" list --profile standard --time-limit 300m >"$work/long"
seconds=$(sed -n 's,^floor/core-to-core *\([0-9]*\).*,\1,p' "$work/long")
that "the matrix of 32,640 pairs is measured in at most five minutes" [ "${seconds:-301}" -le 300 ]
that "and no pair has a row of its own but one of each distance" \
    [ "$(grep -c '^floor/.*/pair:' "$work/long")" -eq 5 ]
finish
