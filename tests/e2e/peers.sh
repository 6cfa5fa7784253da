#!/bin/sh
# SPDX-License-Identifier: MIT
# Libraries of others: those that are missing are named, with the package to install; those that are
# there have rows in profile full only, beside ours.
# Runs beside others: it measures nothing.
. tests/tap.sh
standin=$work/benches/peers
mkdir "$work/benches"
run peers/say "$standin" ck '' ck:ck.h:libck-dev nsync:nsync.h:libnsync-dev
that "what is missing is said while building" \
    grep -qx 'peers: absent: install libnsync-dev (ci/deps --peers), then make' "$work/out"
cp "$build/benches/floor" "$work/benches/"
run "$synccost" list --benches "$work/benches"
that "list says it" \
    grep -qx 'peers: absent: install libnsync-dev (ci/deps --peers), then make' "$work/out"
run "$standin" --row mutex/nsync-mu/uncontended/crit:0ns/out:0ns/threads:1
that "there is nothing to measure" [ "$status" -eq 1 ]
run peers/say "$standin" 'ck nsync' '' ck:ck.h:libck-dev nsync:nsync.h:libnsync-dev
that "where nothing is missing, nothing is said" [ ! -s "$work/out" ]
run "$standin" --list
that "and nothing is listed" sh -c "[ $status -eq 0 ] && [ ! -s '$work/out' ]"
run peers/say "$standin" ck nsync ck:ck.h:libck-dev nsync:nsync.h:libnsync-dev
that "what another compiler is needed for is said" \
    grep -qx 'peers: absent: build with gcc for those of nsync (make CC=gcc)' "$work/out"

sed -n '/^PEERS :=/,/[^\\]$/p' peers/peers.mk | grep -o 'lib[a-z0-9-]*-dev' \
    >"$work/packages"
that "there are packages of libraries" [ "$(wc -l <"$work/packages")" -ge 2 ]
that "each is one of ci/deps --peers" \
    sh -c "while read -r p; do grep -q \"|\$p|\" ci/deps || exit 1; done <'$work/packages'"
run "$synccost" list --profile standard
that "no row of them is in profile standard" sh -c \
    "! grep -E '^[a-z]*/(ck|nsync|tbb|absl|fiber|urcu)-' '$work/out'"
run make -n BUILD="$build" "$build/benches/floor-peers"
that "a family without peers has no program of them" \
    grep -q 'No rule to make target .*floor-peers' "$work/err"
if [ -x "$build/benches/mutex-peers" ]; then
    run "$synccost" list --profile full \
        --filter '^mutex/(ck-mcs|mcs)/uncontended/crit:0ns/out:0ns/threads:1'
    that "their rows are named as ours" \
        [ "$(sed -n 's|^mutex/[a-z-]*mcs/\([^ ]*\) .*|\1|p' "$work/out" | sort -u | wc -l)" -eq 1 ]
fi
finish
