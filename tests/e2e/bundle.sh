#!/bin/sh
# SPDX-License-Identifier: MIT
# The archive for machines without a compiler: the same bytes each time, and nothing of the system
# that it runs on. packaging/bundle-try runs it in roots without anything.
# Runs beside others: it measures nothing.
. tests/tap.sh
pack() { env BUILD="$build" packaging/bundle synccost-test "$work/$1" 1700000000 "${2:-}"; }
that "packed" pack one
mkdir "$work/two"
echo earlier >"$work/two/synccost-test.tar"
ln "$work/two/synccost-test.tar" "$work/read" # as somebody has it who reads it meanwhile
that "packed once more, not compressed" pack two tar
that "an earlier archive is replaced, not written to" grep -qx earlier "$work/read"
that "and nothing else is left there" [ "$(find "$work/one" "$work/two" -type f | wc -l)" -eq 2 ]
xz -d "$work/one/synccost-test.tar.xz"
that "packed twice, the same bytes" \
    cmp "$work/one/synccost-test.tar" "$work/two/synccost-test.tar"
tar -xf "$work/one/synccost-test.tar" -C "$work"
root=$work/synccost-test
loader=$(echo "$root"/lib/ld-linux*)
for program in "$root/lib/synccost/command" "$root"/lib/synccost/programs/*; do
    "$loader" --library-path "$root/lib" --list "$program" >"$work/libraries" 2>&1
    that "${program##*/} finds every library in the archive" sh -c "
        grep -q 'libc.so.6' '$work/libraries' && ! grep -v 'linux-vdso' '$work/libraries' |
            grep -vF '$root/'"
done
that "libpfm4, which is loaded later, is there with its terms" \
    test -s "$root/lib/libpfm.so.4" -a -s "$root/licences/libpfm4"
that "no program has the path of where it was built" \
    sh -c "! grep -rlaF '$(pwd)/' '$root/lib/synccost'"
that "the terms of the C library are there" test -s "$root/licences/synccost"
(cd "$work" && env -i PATH="$PATH" "$root/synccost" list --profile full) >"$work/theirs" 2>/dev/null
"$synccost" list --profile full >"$work/ours" 2>/dev/null
# What a system may have that is for its own C library: a plugin of hwloc, and a library that is
# preloaded. The starter's shell is of the system, and may have both.
mkdir "$work/system"
cat >"$work/plugin.c" <<'C'
#include <unistd.h>
__attribute__((constructor)) static void loaded(void) { _exit(42); }
C
cat >"$work/preloaded.c" <<'C'
#include <string.h>
#include <unistd.h>
__attribute__((constructor)) static void loaded(void)
{
    char program[4096] = "";
    if (readlink("/proc/self/exe", program, sizeof program - 1) > 0 && strstr(program, "/ld-linux"))
        _exit(43);
}
C
"${CC:-cc}" -shared -fPIC -o "$work/system/hwloc_broken.so" "$work/plugin.c"
"${CC:-cc}" -shared -fPIC -o "$work/preloaded.so" "$work/preloaded.c"
foreign() { # VARIABLE=VALUE: with it, the command and a family program start
    env "$1" "$root/synccost" topology && env "$1" "$root/lib/synccost/benches/floor" --list
}
that "no plugin of the system is loaded" foreign "HWLOC_PLUGINS_PATH=$work/system"
that "nor what it preloads" foreign "LD_PRELOAD=$work/preloaded.so"
rows() { sed 's/ .*//' "$1" | grep / | sort; }
rows "$work/theirs" >"$work/theirs.rows"
rows "$work/ours" >"$work/ours.rows"
that "it lists the rows of the build that was packed" \
    sh -c "[ -s '$work/ours.rows' ] && cmp '$work/ours.rows' '$work/theirs.rows'"
finish
