#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013,SC2016  # words are wanted, and back-quotes are Markdown
# The documents say what the programs do: every field, make target, command and file they name is there.
. tests/tap.sh

for key in $(sed -n 's/^METRIC(\([a-z0-9_]*\),.*/\1/p' common/metrics.def); do
    that "METHOD.md explains $key" grep -q "\`$key\`" docs/METHOD.md
done
for profile in quick standard full; do
    launches=$("$build/synccost" list --profile "$profile" | sed -n 's/.*rows, \([0-9]*\) launches.*/\1/p')
    that "METHOD.md has the $launches launches of $profile" grep -q "^| $profile | [^|]* | $launches |" docs/METHOD.md
done
for target in $(grep -ohE '`make [a-z0-9-]+' README.md docs/*.md | sed 's/.* //' | sort -u); do
    that "make $target exists" grep -qE "^$target:" Makefile harness/gbench/gbench.mk
done
for command in $("$synccost" --help | sed -n 's/^  \([a-z]\{2,\}\)  *.*/\1/p'); do
    that "synccost $command --help, and README names it" sh -c "'$build/synccost' $command --help && grep -q 'synccost $command' README.md"
done
for file in $(grep -ohE '`(benches|ci|docs|harness|padding|plots|primitives|report|synccost|tests)/[A-Za-z0-9_./-]+`' README.md docs/*.md | tr -d '`' | sort -u); do
    that "$file exists" test -e "$file"
done
for link in $(grep -ohE '\]\([^)#:]+\)' README.md | sed 's/^](//; s/)$//' | sort -u); do
    that "README's link $link" test -e "$link"
done
finish
