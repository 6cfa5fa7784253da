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
for machine in 'pu:1' 'core:2 pu:1' 'package:1 l3:1 core:8 pu:2' 'package:1 l3:1 core:64 pu:1' \
    'package:2 [numa] l3:8 core:8 pu:2'; do
    export HWLOC_SYNTHETIC="$machine"
    check quick 54
    check standard 570
    that "$machine: a sweep has at most eight thread counts" [ "$("$build/benches/rwmutex" --list |
        sed -n 's/.*"threads":\([0-9]*\).*/\1/p' | sort -u | wc -l)" -le 8 ]
    for profile in quick standard; do
        that "$machine: $profile has the floors" sh -c \
            "grep -q '^floor/load ' '$work/$profile' && grep -q '^floor/rmw' '$work/$profile'"
    done
    [ "$machine" != pu:1 ] || that "$machine: list says which floors one CPU lacks" \
        grep -q '^floor: absent: line-transfer, core-to-core and futex-wake: ' "$work/list"
    [ "$machine" = pu:1 ] || that "$machine: quick has the transfer of a line" \
        grep -q '^floor/line-transfer/.*/pair:0-1 ' "$work/quick"
    sed 's,/.*,,' "$work/standard" | sort -u >"$work/families"
    that "$machine: standard has every family" \
        [ "$(wc -l <"$work/families")" -ge "$([ "$machine" = pu:1 ] && echo 18 || echo 22)" ]
done
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
