#!/bin/sh
# SPDX-License-Identifier: MIT
# The compiled fast paths of the Go primitives order what fastpaths.txt says and no more: on x86-64
# and, where a compiler for it is there, on arm64 in its three forms of a read-modify-write.
# Runs beside others: it measures nothing.
# usage: fastpaths.sh (CC in the environment)
. tests/tap.sh
table=tests/e2e/fastpaths.txt
cc=${CC:-cc}
arm=aarch64-linux-gnu-gcc
arm_dump=aarch64-linux-gnu-objdump
grep -v '^#' "$table" >"$work/wanted"

fails() { ! "$@"; }

# compiled SOURCE COMPILER OBJDUMP FLAG...: adds the code of a source to $work/code
compiled() {
    source=$1
    compiler=$2
    dump=$3
    shift 3
    "$compiler" -std=c17 -D_GNU_SOURCE -I. -O2 "$@" -c -o "$work/verbs.o" "$source" &&
        "$dump" -dr --no-show-raw-insn "$work/verbs.o" >>"$work/code"
}
# verbs FAMILY: a source in which each verb of its subjects is a function
verbs() {
    echo "#include \"primitives/$1/subjects.h\""
    echo "const struct $1_subject *table(void);"
    echo "const struct $1_subject *table(void) { return $1_subjects; }"
}
families=$(sed 's/_.*//' "$work/wanted" | sort -u)
for family in $families; do verbs "$family" >"$work/$family.c"; done
all_compiled() { # COMPILER OBJDUMP FLAG...
    : >"$work/code"
    for family in $families; do compiled "$work/$family.c" "$@" || return 1; done
}

# judge TARGET: each row of the table against $work/code. On x86-64 every access acquires or
# releases, so only read-modify-writes and fences are counted. An exclusive pair can be left in its
# middle, which looks like a way of its own: there only the way with the most counts.
judge() {
    # shellcheck disable=SC2046
    python3 tests/e2e/fastpaths.py $(sed 's/ .*//' "$work/wanted") <"$work/code" >"$work/found"
    sed 's/ to / 0&/; s/$/ 0/' "$work/wanted" >"$work/all"
    case $1 in
    x86-64) sed -i 's/ \([0-9]*\) [0-9]* [0-9]* \([0-9]*\)/ \1 \2/g' "$work/all" "$work/found" ;;
    *-mno-outline-atomics) sed -i 's/ .* to / /' "$work/all" "$work/found" ;;
    esac
    paste -d '|' "$work/all" "$work/found" >"$work/rows"
    while IFS='|' read -r wanted found; do
        that "$1: wanted $wanted, found $found" [ "$wanted" = "$found" ]
    done <"$work/rows"
}

case $("$cc" -dumpmachine) in
x86_64*)
    that "every family compiles for x86-64" all_compiled "$cc" objdump
    judge x86-64
    ;;
aarch64*)
    arm=$cc
    arm_dump=objdump
    ;;
esac
if command -v "$arm" >/dev/null && command -v "$arm_dump" >/dev/null; then
    for form in '-march=armv8-a -mno-outline-atomics' '-march=armv8-a -moutline-atomics' \
        '-march=armv8.1-a'; do
        # shellcheck disable=SC2086
        that "every family compiles for arm64 $form" all_compiled "$arm" "$arm_dump" $form
        judge "arm64 $form"
    done
    that "LSE is taken where it may be" fails grep -qE '[[:space:]]stl?xr[[:space:]]' "$work/code"
fi

# What the checks above rest on: too much of anything is found.
cat >"$work/wrong.c" <<'C'
#include <stdatomic.h>
__attribute__((noinline)) static void exchange_slow(_Atomic unsigned *word)
{
    atomic_exchange(word, 2);
}
unsigned fenced(_Atomic unsigned *word);
unsigned doubled(_Atomic unsigned *word);
void rare(_Atomic unsigned *word);
void choosy(_Atomic unsigned *word);
unsigned fenced(_Atomic unsigned *word)
{
    atomic_thread_fence(memory_order_seq_cst);
    return atomic_load_explicit(word, memory_order_relaxed);
}
unsigned doubled(_Atomic unsigned *word)
{
    return atomic_fetch_add(word, 1) + atomic_fetch_add_explicit(word, 2, memory_order_relaxed);
}
void rare(_Atomic unsigned *word)
{
    if (atomic_load_explicit(word, memory_order_relaxed)) {
        exchange_slow(word);
        atomic_exchange(word, 0);
    }
}
void choosy(_Atomic unsigned *word)
{
    if (atomic_load_explicit(word, memory_order_relaxed))
        atomic_fetch_add_explicit(word, 5, memory_order_relaxed);
}
C
count() { # FUNCTION: what fastpaths.py says of it
    python3 tests/e2e/fastpaths.py "$1" <"$work/code" | sed 's/^[a-z]* //'
}
: >"$work/code"
that "wrong code compiles" compiled "$work/wrong.c" "$cc" objdump
that "a fence is found, or what stands for one" fails [ "$(count fenced)" = "0 0 0 0" ]
that "so is a second read-modify-write" [ "$(count doubled | sed 's/ .*//')" = 2 ]
that "what comes with a slow path is not counted" [ "$(count rare)" = "0 0 0 0" ]
that "a way that takes more than another is found" \
    [ "$(count choosy | sed 's/\([0-9]\) . . ./\1/g')" = "0 to 1" ]
that "a function that is not there is absent" [ "$(count gone)" = absent ]
if command -v "$arm" >/dev/null && command -v "$arm_dump" >/dev/null; then
    : >"$work/code"
    that "wrong code compiles for arm64" compiled "$work/wrong.c" "$arm" "$arm_dump"
    that "its fence is found" [ "$(count fenced)" = "0 0 0 1" ]
    that "one order too many is found" [ "$(count doubled)" = "2 1 1 0" ]
fi
finish
