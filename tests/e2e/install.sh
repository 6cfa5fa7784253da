#!/bin/sh
# SPDX-License-Identifier: MIT
# make install into an empty folder: the command works from there, a C program builds against
# harness/gbench by pkg-config alone, and make uninstall leaves nothing behind and takes nothing
# else away.
# Runs beside others: it measures nothing.
. tests/tap.sh
that "make install" make -s BUILD="$build" PREFIX="$work/root" install
that "the installed command finds its benches" "$work/root/bin/synccost" list --profile quick
that "and its scripts" sh -c "cd '$work' && root/bin/synccost run --profile quick --launches 1 \
    --filter '^floor/(load|store|rmw)' --out run"
that "the claims are there as an example" test -s "$work/root/share/synccost/claims/folklore.json"
that "the installed command judges its own" sh -c "cd '$work' && root/bin/synccost claims run |
    grep -q '^30 claims: '"
that "and those of a file" sh -c "cd '$work' && root/bin/synccost claims run --refuted-only \
    --claims root/share/synccost/claims/folklore.json | grep -q '^30 claims: '"
that "the chart is there" test -s "$work/run/charts/ladder.svg"
for command in $("$synccost" --help | sed -n 's/^  \([a-z]\{2,\}\)  *.*/\1/p'); do
    that "the manual has a page of $command" \
        test -s "$work/root/share/man/man1/synccost-$command.1"
done
that "it makes pages from its templates" sh -c "cd '$work' && root/bin/synccost html run --out site"
for file in site/site.css site/site.js plots/ladder.gp; do
    that "the site has $file" cmp "$file" "$work/site/${file#site/}"
done
that "and the page of the report" sh -c "test -s '$work'/site/m/*/index.html"

cat >"$work/user.c" <<'C'
#include <gbench.h>

static void count(struct gbench_state *state, void *arg)
{
    volatile long *x = arg;
    while (gbench_keep_running_batch(state, 1000))
        for (int i = 0; i < 1000; i++)
            ++*x;
}

int main(int argc, char **argv)
{
    long x = 0;
    gbench_init(&argc, argv);
    gbench_min_time(gbench_register("count", count, &x), 0.01);
    return gbench_run(GBENCH_REPORT_CONSOLE, NULL) == 1 ? 0 : 1;
}
C
flags() { PKG_CONFIG_PATH="$work/root/lib/pkgconfig" pkg-config "$@" gbench; }
# shellcheck disable=SC2046
that "a C program builds with pkg-config alone" \
    gcc -o "$work/user" "$work/user.c" $(flags --cflags) $(flags --libs)
that "and measures" "$work/user"
that "make uninstall" make -s BUILD="$build" PREFIX="$work/root" uninstall
that "leaves nothing" [ ! -e "$work/root" ]

# ---- DESTDIR: a tree that is no root yet ----
staged() { # TARGET [VARIABLE=VALUE]...
    make -s BUILD="$build" DESTDIR="$work/a stage" PREFIX=/opt/synccost-test "$@"
}
tree() { (cd "$work/a stage" && find . | sort); }
mkdir -p "$work/a stage/opt/synccost-test/share/man/man1"
echo other >"$work/a stage/opt/synccost-test/share/man/man1/other.1"
tree >"$work/before"
that "make install with DESTDIR" staged install
tree >"$work/first"
that "puts the command there" test -x "$work/a stage/opt/synccost-test/bin/synccost"
that "and nothing at PREFIX itself" [ ! -e /opt/synccost-test ]
that "no file says where it was put together" \
    sh -c "! grep -rlI 'a stage' '$work/a stage' | grep ."
that "the files are for everyone to read" \
    sh -c "! find '$work/a stage' ! -perm -o=r -print | grep ."
echo stale >"$work/a stage/opt/synccost-test/bin/stale"
echo 'f /opt/synccost-test/bin/stale' >>"$work/a stage/opt/synccost-test/share/synccost/manifest"
that "make install again" staged install
tree >"$work/second"
that "takes away what the earlier installation had more" cmp "$work/first" "$work/second"
that "make uninstall with DESTDIR" staged uninstall
tree >"$work/after"
that "leaves what was there before, and nothing else" cmp "$work/before" "$work/after"
run staged uninstall
that "a second one ends with 2" [ "$status" -eq 2 ]
that "and says why" grep -q '^install: .*share/synccost/manifest: not there' "$work/err"
that "gbench alone" staged install-gbench
that "has its header" test -s "$work/a stage/opt/synccost-test/include/gbench.h"
that "and not the command" [ ! -e "$work/a stage/opt/synccost-test/bin" ]
that "goes alone" staged uninstall-gbench
tree >"$work/after"
that "and leaves nothing" cmp "$work/before" "$work/after"

# ---- what is refused ----
for prefix in relative '/with space' /with:colon; do
    run make -s BUILD="$build" DESTDIR="$work/none" PREFIX="$prefix" install
    that "PREFIX '$prefix' is refused" grep -q '^install: .*absolute folders' "$work/err"
    that "and nothing is put" [ ! -e "$work/none" ]
done
mkdir -p "$work/trap/share/synccost"
echo keep >"$work/keep"
for line in "f /share/../../keep" "f keep" "x /keep"; do
    echo "$line" >"$work/trap/share/synccost/manifest"
    run env DESTDIR="$work/trap" packaging/install remove /share/synccost/manifest
    that "a manifest with '$line' is refused" [ "$status" -eq 2 ]
done
that "and takes nothing away" test -s "$work/keep"
finish
