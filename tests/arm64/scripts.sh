#!/bin/sh
# SPDX-License-Identifier: MIT
# What the arm64 scripts make of failures, with a package manager and tools that only play them:
# nothing is fetched or installed.
# usage: scripts.sh
. tests/tap.sh
plays=$work/plays bare=$work/bare tree=$work/tree
mkdir "$plays" "$bare"
play() { # NAME: standard input as a program of that name
    { echo '#!/bin/sh' && cat; } >"$plays/$1"
    chmod 755 "$plays/$1"
}
said() { grep -q "$1" "$work/out" "$work/err"; }
# this system without compilers and emulators for arm64
# shellcheck disable=SC2046  # the path's folders are words
find -L $(echo "$PATH" | tr ':' ' ') -maxdepth 1 -type f ! -name 'aarch64-*' ! -name 'qemu-*' \
    -exec ln -sf -t "$bare" {} + 2>/dev/null
play sudo <<'SH'
exec "$@"
SH

# ---- the libraries ----
mkdir -p "$work/package/boot"
: >"$work/package/boot/vmlinuz-1"
tar -cf "$work/package.tar" -C "$work/package" ./boot
play aarch64-linux-gnu-gcc <<'SH'
echo 12
SH
play apt-cache <<'SH'
echo '  Depends: linux-image-1-cloud-arm64'
SH
play apt-get <<'SH'
case "$*" in
indextargets*) echo 'Debian|http://archive.invalid/|stable|main' ;;
*install*) : >"$ROOT/apt/archives/one.deb" ;;
esac
SH
play dpkg-deb <<'SH'
cat "$PACKAGE"
exit "$DPKG_STATUS"
SH
sysroot() { # STATUS: of dpkg-deb
    run env PATH="$plays:$PATH" PACKAGE="$work/package.tar" DPKG_STATUS="$1" ROOT="$work/root$1" \
        ci/arm64-sysroot "$work/root$1"
}
sysroot 0
that "packages that can be unpacked make a root" [ "$status" -eq 0 ]
that "which is complete" test -s "$work/root0/complete"
that "and has the kernel" test -e "$work/root0/boot/vmlinuz-1"
sysroot 2
that "one that is broken at its end does not" [ "$status" -eq 2 ]
that "the package is named" said 'cannot unpack .*one.deb'
that "the root is not complete" [ ! -e "$work/root2/complete" ]

# ---- ci/deps ----
rm "$plays/aarch64-linux-gnu-gcc"
deps() { run env PATH="$plays:$bare" ci/deps --arm64; }
play apt-get <<'SH'
echo 'E: Unable to locate package'
exit 100
SH
deps
that "packages that are not to be had end with 3" [ "$status" -eq 3 ]
that "and apt-get's reason" said 'Unable to locate package'
play apt-get <<'SH'
case "$*" in *install\ -y*) exit 100 ;; esac
SH
deps
that "so do packages that cannot be installed" [ "$status" -eq 3 ]
play apt-get <<'SH'
exit 0
SH
deps
that "an installation that leaves something missing ends with 2" [ "$status" -eq 2 ]
that "and says what" said 'GCC for aarch64-linux-gnu'
play clang <<'SH'
echo "${1#*=}"
SH
run env PATH="$plays:$bare" ci/deps --fuzz
that "a clang without libFuzzer is not enough for --fuzz" said 'libFuzzer'
play clang <<'SH'
echo /dev/null
SH
run env PATH="$plays:$bare" ci/deps --fuzz
that "one with it is" sh -c "! grep -q libFuzzer '$work/out' '$work/err'"
run ci/deps --no-such-option
that "so does a wrong option" [ "$status" -eq 2 ]

# ---- ci/arm64-test ----
mkdir -p "$tree/ci" "$tree/tests/e2e" "$tree/tests/arm64" "$tree/build/arm64/tests/report"
cp ci/arm64-test "$tree/ci/"
cp tests/run tests/sum "$tree/tests/"
program() { # PATH LINE: below the tree, a script of one line
    printf '#!/bin/sh\n%s\n' "$2" >"$tree/$1"
    chmod 755 "$tree/$1"
}
tested() { run env -u ARM64_SHORT PATH="$1" ARM64_TIMEOUT="$2" "$tree/ci/arm64-test"; }
program ci/deps 'exit 3'
tested "$plays:$bare" 600
that "without a compiler to be had the tests are skipped" [ "$status" -eq 0 ]
that "and counted as skipped" \
    sh -c "tail -n 1 '$work/out' | grep -qx '0 passed, 0 failed, 1 skipped'"
for tool in aarch64-linux-gnu-gcc aarch64-linux-gnu-g++ qemu-system-aarch64; do
    play "$tool" </dev/null
done
tested "$plays:$bare" 600
that "also without one emulator" said 'not tested on arm64: qemu-aarch64 cannot'
play qemu-aarch64 <<'SH'
shift 2
exec "$@"
SH
tested "$plays:$bare" 600
that "with all of them it is a failure" [ "$status" -eq 1 ]
program ci/deps 'exit 2'
tested "$plays:$bare" 600
that "so is any other failure of ci/deps" [ "$status" -eq 1 ]
program ci/deps 'exit 0'
play make <<'SH'
exit 2
SH
tested "$plays:$bare" 600
that "so is a build that fails" [ "$status" -eq 1 ]
play make <<'SH'
exec sleep 30
SH
tested "$plays:$bare" 1
that "and one that takes too long" [ "$status" -eq 1 ]
that "with the limit named" said 'not done within 1 s'
play make <<'SH'
case "$*" in *list-tests*) find build/arm64/tests/report -type f ! -name '*.tap' | sort ;; esac
SH
test_program() { # NAME LINE: a test that make names, built as a script of one line
    program "build/arm64/tests/report/$1" "$2"
}
for name in tests/e2e/disassembly.sh tests/e2e/fastpaths.sh tests/arm64/one.sh \
    tests/arm64/machine.sh; do
    program "$name" 'echo ok 1'
done
test_program one 'echo ok 1'
test_program two 'echo ok 1'
test_program zero 'echo ok 1' # comes last
tested "$plays:$bare" 600
that "when all pass it ends with 0" [ "$status" -eq 0 ]
that "and the count of all" sh -c "tail -n 1 '$work/out' | grep -qx '7 passed, 0 failed, 0 skipped'"
program tests/arm64/one.sh 'echo not ok 1'
tested "$plays:$bare" 600
that "when one fails, with 1" [ "$status" -eq 1 ]
that "and the count of that" \
    sh -c "tail -n 1 '$work/out' | grep -qx '6 passed, 1 failed, 0 skipped'"
program tests/arm64/one.sh 'echo ok 1'
test_program one 'exec sleep 30'
test_program two 'exec sleep 30'
tested "$plays:$bare" 5
that "a test that hangs is cut at the deadline" [ "$status" -eq 1 ]
that "its line says after how many seconds" \
    said ' build/arm64/tests/report/one  *0 ok  *[1-9] s .* CPU s, 1 FAILED$'
that "what comes after it has failed for want of time" said 'no time is left'
that "and the limit is named" said 'not done within 5 s'
finish
