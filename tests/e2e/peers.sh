#!/bin/sh
# SPDX-License-Identifier: MIT
# Libraries of others: those that are missing are named, with the package to install; those that are
# there have rows in profile full only, beside ours.
# Runs beside others: it measures nothing.
. tests/tap.sh
program=$work/benches/peers
mkdir "$work/benches"
cp "$build/benches/floor" "$work/benches/"
sed -n '/^PEERS :=/,/[^\\]$/p' peers/peers.mk | grep -o 'lib[a-z0-9-]*-dev' \
    >"$work/packages"
that "there are packages of libraries" [ "$(wc -l <"$work/packages")" -ge 2 ]

# build_with HERE LEFT: the program of a build that has those libraries, and one that needs gcc
build_with() {
    run make -s BUILD="$work" PEERS_HERE="$1" PEERS_LEFT="$2" "$work/peers-absent.inc"
    cp "$work/out" "$work/said"
    # shellcheck disable=SC2046
    c++ -x c -std=gnu17 -I. -I"$work" -c -o "$work/peers.o" benches/peers.c &&
        c++ -pthread -o "$program" "$work/peers.o" "$build"/libharness.a "$build"/libgbench.a \
            "$build"/libprimitives.a "$build"/libcommon.a \
            $(pkg-config --libs hwloc jansson gsl benchmark) -ldl -lm
}
names=$(sed -n '/^PEERS :=/,/[^\\]$/p' peers/peers.mk | grep -oE '[a-z]+:[a-z_/-]*\.h' |
    cut -d: -f1 | paste -sd ' ')
that "the program is built where all are missing" build_with '' ''
run "$synccost" list --benches "$work/benches"
that "list says for each what to install" sh -c "while read -r p; do grep -qx \
    \"peers: absent: install \$p (ci/deps --peers), then make\" '$work/out' || exit 1
    done <'$work/packages'"
that "so does the build" sh -c "grep '^peers: absent: ' '$work/out' | cmp - '$work/said'"
run "$program" --row mutex/nsync-mu/uncontended/crit:0ns/out:0ns/threads:1
that "there is nothing to measure" [ "$status" -eq 2 ]
that "the program is built where none is missing" build_with "$names" ''
that "then the build says nothing" [ ! -s "$work/said" ]
run "$program" --list
that "and nothing is listed" sh -c "[ $status -eq 0 ] && [ ! -s '$work/out' ]"
that "the program is built where one needs another compiler" build_with "${names#* }" "${names%% *}"
run "$synccost" list --benches "$work/benches"
that "that is said, and nothing else" sh -c "grep '^peers: absent: ' '$work/out' |
    cmp - '$work/said' && [ \"\$(cat '$work/said')\" = \
    'peers: absent: build with gcc for the subjects of ${names%% *} (make CC=gcc)' ]"
run cat "$build/peers-absent.inc"
"$build/benches/peers" --list >"$work/own"
that "this build's program says what this build lacks" \
    [ "$(wc -l <"$work/own")" -eq "$(wc -l <"$work/out")" ]

that "each is one of ci/deps --peers" \
    sh -c "while read -r p; do grep -q \"|\$p|\" ci/deps || exit 1; done <'$work/packages'"
run "$synccost" list --profile standard
that "no row of them is in profile standard" sh -c \
    "! grep -E '^[a-z]*/(ck|nsync|tbb|absl|fiber|urcu)-' '$work/out'"
run make -n BUILD="$build" "$build/benches/floor-peers"
that "a family without peers has no program of them" \
    grep -q 'No rule to make target .*floor-peers' "$work/err"
run make -n BUILD="$work" PEERS_FOUND='' "$work/benches/mutex-peers"
that "nor has any family where no library is" \
    grep -q 'No rule to make target .*mutex-peers' "$work/err"
fibers=$build/benches/channel-fibers
if [ -x "$fibers" ]; then
    for row in $("$fibers" --list | sed 's/{"name":"\([^"]*\)".*/\1/'); do
        that "$row passes each value on, in order" "$fibers" --row "$row" --trials 1 --redo 0 \
            --warmup-ms 1 --window-ms 2
    done
    run "$fibers" --list
    that "fibers have rows of one thread, of all capacities" \
        [ "$(grep -c '^{"name":"channel/fiber-[a-z]*/[a-z-]*/cap:[0-9]*/threads:1"' \
            "$work/out")" -eq 8 ]
    run "$fibers" --list --threads 2
    that "and none of two" [ "$status$(wc -l <"$work/out")" = 00 ]
fi
if [ -x "$build/benches/mutex-peers" ]; then
    run "$synccost" list --profile full \
        --filter '^mutex/(ck-mcs|mcs)/uncontended/crit:0ns/out:0ns/threads:1'
    that "their rows are named as ours" \
        [ "$(sed -n 's|^mutex/[a-z-]*mcs/\([^ ]*\) .*|\1|p' "$work/out" | sort -u | wc -l)" -eq 1 ]
fi
finish
