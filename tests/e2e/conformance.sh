#!/bin/sh
# SPDX-License-Identifier: MIT
# Every row of docs/CONFORMANCE.md has a test that is there, ran in this build, and passed.
# usage: conformance.sh (BUILD in the environment)
. tests/tap.sh
table=docs/CONFORMANCE.md

# rows FILE: of the tables, "LINE|FILE|TEST" for each test of each row; without a test "LINE||"
rows() {
    awk -F '|' '
        /^\| *(section|type) / || /^\|-/ || !/^\|/ { next }
        {
            n = split($5, test, /; /)
            for (i = 1; i <= n; i++) {
                found = match(test[i], /`tests\/[a-z0-9_\/.]+`: /)
                file = substr(test[i], RSTART + 1, RLENGTH - 4)
                name = substr(test[i], RSTART + RLENGTH)
                sub(/ *$/, "", name)
                print FNR "|" (found ? file "|" name : "|")
            }
        }' "$1"
}

# Whether a log is there and none of the files is newer.
fresh() { # LOG FILE...
    [ -f "$1" ] && [ -z "$(find "$@" -newer "$1")" ]
}
# said FILE: prints the file with what the test program or script said. tests/run keeps it; where it
# does not belong to this build the test runs here.
said() {
    case $1 in
    *.c)
        program=$build/${1%.c}
        log=$program.tap
        fresh "$log" "$program" ||
            CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "$program" >"$log" 2>&1 </dev/null
        ;;
    *)
        log=$build/$1.tap
        fresh "$log" "$1" "$synccost" || {
            mkdir -p "$(dirname "$log")"
            timeout 300 "$1" >"$log" 2>&1 </dev/null
        }
        ;;
    esac
    echo "$log"
}

shown() { # FILE TEST: the test is in the file, ran, and passed
    [ -f "$1" ] && sed -n 's/^ok [0-9]* - //p' "$(said "$1")" | grep -qxF -- "$2"
}

fails() { ! "$@"; }

rows "$table" >"$work/rows"
that "there are rows" [ "$(cut -d '|' -f 1 "$work/rows" | sort -u | wc -l)" -ge 60 ]
while IFS='|' read -r line file test; do
    that "$table:$line: $test ($file)" shown "$file" "$test"
done <"$work/rows"

# The atomics are C11's, and have no folder.
for folder in primitives/*/; do
    family=$(basename "$folder")
    that "$family has a row" grep -q "tests/primitives/$family/" "$table"
done

# What the checks above rest on: rows that show nothing are found.
cat >"$work/wrong.md" <<'MD'
| section | what it says | here | shown by |
|---|---|---|---|
| Locks | nothing shows this | mutex | |
| Locks | no such file | mutex | `tests/primitives/no_such/stress.c`: go excludes and publishes |
| Locks | no such test | mutex | `tests/primitives/fatal.c`: words_and_address_are_two_lines |
MD
# shellcheck disable=SC2016 # the back-quotes are Markdown's
printf '| Locks | the second is not there | mutex | `%s`: %s; `%s`: %s |\n' \
    tests/primitives/fatal.c words_and_address_are_one_line tests/primitives/fatal.c gone \
    >>"$work/wrong.md"
rows "$work/wrong.md" >"$work/rows"
that "four rows have five tests, or should have" [ "$(wc -l <"$work/rows")" -eq 5 ]
while IFS='|' read -r line file test; do
    if [ "$test" = words_and_address_are_one_line ]; then
        that "a test that ran and passed is found" shown "$file" "$test"
    else
        that "row $line of a wrong table does not pass" fails shown "$file" "$test"
    fi
done <"$work/rows"
finish
