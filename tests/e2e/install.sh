#!/bin/sh
# SPDX-License-Identifier: MIT
# make install into an empty folder: the command works from there, and a C program builds against
# harness/gbench by pkg-config alone.
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
finish
