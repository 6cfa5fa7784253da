#!/bin/sh
# SPDX-License-Identifier: MIT
# What gcc and clang make of plain accesses to shared data, and of the atomic ones beside them, at
# -O2 on x86-64 and on arm64 (tests/compiler, tests/e2e/compiler.txt). The right forms must be right
# with every compiler. The plain forms must be as the table says with the versions it names.
# Runs beside others: it measures nothing.
# usage: compiler.sh           the test
#        compiler.sh --page    writes the sources, listings and table of docs/COMPILER.md anew
. tests/tap.sh
table=tests/e2e/compiler.txt
page=docs/COMPILER.md
targets='gcc-x86-64 clang-x86-64 gcc-arm64 clang-arm64'

fails() { ! "$@"; }
analysis() { python3 tests/e2e/compiler.py "$@"; }
rows() { analysis rows "$1" "$work" >"$work/rows"; } # TARGET
gcc_for() { # MACHINE: the gcc that compiles for it, native or not
    case $(gcc -dumpmachine 2>/dev/null) in
    "$1"*) echo gcc ;;
    *) echo "$1-linux-gnu-gcc" ;;
    esac
}
compiler() { # TARGET: its compiler and the flags of the machine
    case $1 in
    gcc-x86-64) echo "$(gcc_for x86_64) -fcf-protection=none" ;;
    clang-x86-64) echo "clang --target=x86_64-linux-gnu -fcf-protection=none" ;;
    gcc-arm64) echo "$(gcc_for aarch64) -mbranch-protection=none" ;;
    clang-arm64) echo "clang --target=aarch64-linux-gnu -mbranch-protection=none" ;;
    esac
}
# compiled TARGET SOURCES: TARGET.s in $work. Freestanding: clang needs no library of the machine.
# What a distribution adds by default (position independence, guards of the stack) is left out.
compiled() {
    : >"$work/$1.s"
    for source in "$2"/*.c; do
        # shellcheck disable=SC2046
        $(compiler "$1") -std=c17 -O2 -Wall -Wextra -Werror -ffreestanding -fno-pic \
            -fno-stack-protector -fno-asynchronous-unwind-tables -S -o - "$source" \
            >>"$work/$1.s" || return 1
    done
    # shellcheck disable=SC2046
    set -- "$1" $(compiler "$1")
    case $1 in
    gcc*) "$2" -dumpfullversion ;;
    *) "$2" -dumpversion ;;
    esac >"$work/$1.version"
}
there() { # TARGET: its compiler is installed
    # shellcheck disable=SC2046
    set -- $(compiler "$1")
    command -v "$1" >/dev/null
}
known() { # TARGET: the table is of this version of its compiler
    grep -qE "^versions .*\b${1%%-*}-$(sed 's/\..*//' "$work/$1.version")( |$)" "$table"
}
# What the table says of a plain form: "shown", or "intact" where the compiler leaves it as written.
expected() { # TARGET FUNCTION PROPERTY
    if ! known "$1"; then
        echo unknown
    elif grep -qE "^$2 $3 .* $1( |$)" "$table"; then
        echo shown
    else
        echo intact
    fi
}
agree() { [ "$1" = unknown ] || [ "$1" = "$2" ]; }
# judge TARGET: the rows of the table against the code
judge() {
    that "$1: the code can be read" rows "$1"
    while read -r function property objects plain right; do
        # shellcheck disable=SC2046
        set -- "$1" $(grep "^$function $property $objects " "$table" | cut -d ' ' -f 4-5)
        what="$1: $function: $property $objects"
        that "$what, right form: wanted $3, found $right" [ "$right" = "$3" ]
        seen=neither
        [ "$plain" != "$3" ] || seen=intact
        [ "$plain" != "$2" ] || seen=shown
        found="found $plain"
        [ $seen != intact ] || found="not shown by this compiler"
        wanted=$(expected "$1" "$function" "$property")
        that "$what, plain form: $found" agree "$wanted" "$seen"
    done <"$work/rows"
}

if [ "${1:-}" = --page ]; then
    for target in $targets; do
        if there "$target"; then compiled "$target" tests/compiler || exit; fi
    done
    analysis page "$page" "$work" >"$work/page" 2>"$work/counts" && cp "$work/page" "$page"
    exit
fi

for target in $targets; do
    if ! there "$target"; then
        checks=$((checks + 1))
        echo "not ok $checks - $target # SKIP no $(compiler "$target" | sed 's/ .*//') here"
        continue
    fi
    that "$target compiles every source" compiled "$target" tests/compiler
    judge "$target"
done
analysis page "$page" "$work" --keep >"$work/page" 2>"$work/counts"
that "$page has these sources, listings and this table" diff "$page" "$work/page"
read -r compared listings <"$work/counts"
echo "# $compared of $listings listings are of these compilers' versions"

# What the checks above rest on: a plain form in the place of the right one is found, and an order
# that is missing.
mkdir "$work/swapped" "$work/relaxed"
for source in tests/compiler/*.c; do
    sed 's/_plain/_was/; s/_right/_plain/; s/_was/_right/' "$source" \
        >"$work/swapped/${source##*/}"
    sed 's/memory_order_\(acquire\|release\)/memory_order_relaxed/' "$source" \
        >"$work/relaxed/${source##*/}"
done
gives() { analysis rows "$1" "$work" | grep -qx "$2"; } # TARGET ROW
target=clang-arm64
there $target || target=gcc-arm64
if there $target; then
    that "swapped forms compile" compiled $target "$work/swapped"
    analysis rows $target "$work" | sort >"$work/rows"
    sed -n "s/^\([a-z]* [a-z]* [a-z,]* [^ ]* [^ ]*\) .*\b$target\b.*/\1/p" "$table" |
        awk '{ print $1, $2, $3, $5, $4 }' | sort >"$work/wrong"
    # a version that the table does not know may do less, but no plain access orders
    known $target || sed -i -E '/^[a-z]* (acquired|released) /!d' "$work/wrong"
    that "there are rows to find" [ "$(wc -l <"$work/wrong")" -ge 5 ]
    that "each plain form in the place of a right one is found" \
        sh -c "[ -z \"\$(comm -23 '$work/wrong' '$work/rows')\" ]"
    that "relaxed forms compile" compiled $target "$work/relaxed"
    that "an acquire that is missing is found" gives $target 'wait acquired ready - -'
    that "so is a release" gives $target 'get released made - -'
    that "a function that is not there is absent" fails gives $target '.*absent.*'
    sed -i 's/^get_right:/gone:/' "$work/$target.s"
    that "and one that is gone is" gives $target 'get released made - absent'
fi
finish
