#!/bin/sh
# SPDX-License-Identifier: MIT
# Each primitive's header opens with an example of its use that compiles without a warning and runs
# to its end.
# Runs beside others: it measures nothing.
# usage: examples.sh (BUILD and CC in the environment)
. tests/tap.sh
cc=${CC:-cc}
flags='-std=c17 -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -I. -pthread'

# The code of the comment that follows the head of a header: its lines are indented by five places.
example() {
    awk '/^\/\// { next } !inside && !/^\/\*$/ { exit } { inside = 1 } /^ \*\/$/ { exit }
        /^ \*     / { print substr($0, 8) }' "$1"
}
# compiles HEADER: the example as the body of main in a program that includes HEADER and whatever
# the example itself includes. The program is $work/program.
compiles() {
    example "$1" >"$work/example"
    {
        echo "#include \"$1\""
        grep '^#include' "$work/example"
        echo 'int main(void) {'
        grep -v '^#include' "$work/example"
        echo 'return 0; }'
    } >"$work/program.c"
    # shellcheck disable=SC2086 # flags are words
    "$cc" $flags -o "$work/program" "$work/program.c" "$work"/padding/*.o
}
about_five_lines() {
    lines=$(example "$1" | grep -vc '^#include')
    [ "$lines" -ge 3 ] && [ "$lines" -le 9 ]
}
uses_its_header() { # HEADER: the example calls a verb that is named after the header
    example "$1" | grep -q "$(basename "$1" .h)[a-z_]*("
}
fails() { ! "$@"; }

mkdir "$work/padding"
for source in padding/*.c; do
    # shellcheck disable=SC2086 # flags are words
    "$cc" $flags -c -o "$work/padding/$(basename "$source" .c).o" "$source"
done
subjects=$(grep -lE '^[A-Z0-9]+_SUBJECT\(' primitives/*/*.h)
that "there are subjects" [ "$(echo "$subjects" | wc -l)" -ge 20 ]
for header in $subjects primitives/sema.h primitives/futex.h primitives/relax.h \
    primitives/domains.h primitives/epoch.h primitives/everywhere.h padding/*.h; do
    that "$header opens with an example of 3 to 9 lines" about_five_lines "$header"
    that "of its own verbs" uses_its_header "$header"
    that "which compiles" compiles "$header"
    that "and runs to its end" timeout 20 "$work/program"
    rm -f "$work/program"
done

# What the checks above rest on: an example that is absent or wrong is found.
wrong=$work/ticket.h
sed '/^\/\*$/,/^ \*\/$/d' primitives/mutex/ticket.h >"$wrong"
that "a header without an example is found" fails about_five_lines "$wrong"
sed 's/^ \*     ticket_mutex_acquire/&_soon/' primitives/mutex/ticket.h >"$wrong"
that "so is an example that calls what the header has not" fails compiles "$wrong"
sed 's/^ \*     .*ticket_/ *     int unused; \/\//' primitives/mutex/ticket.h >"$wrong"
that "so is one that calls no verb of the header" fails uses_its_header "$wrong"
finish
