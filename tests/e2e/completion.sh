#!/bin/sh
# SPDX-License-Identifier: MIT
# Completion: what the program offers at a cursor, and what bash, zsh and fish make of it at a
# terminal.
. tests/tap.sh
program=$(realpath "$synccost")
scripts=$(realpath packaging/completion)
shells=$(realpath tests/e2e/completion_shells.py)

# offers NAME WORDS WORD...: after the words, up to the cursor, just these candidates are offered
offers() {
    name=$1 wanted=$2
    shift 2
    (cd "$work/place" && "$program" --complete "$@") >"$work/out" 2>"$work/err"
    found=$(sed 's/	.*//' "$work/out" | tr '\n' ' ')
    echo "# wanted: $wanted found: $found" >>"$work/err"
    if [ "$found" = "$wanted${wanted:+ }" ]; then ok "$name"; else not_ok "$name"; fi
}
mkdir -p "$work/place/results/m1/t1" "$work/place/results/m1/t 2" "$work/place/elsewhere/x"
for folder in 'results/m1/t1' 'results/m1/t 2' 'elsewhere/x'; do
    echo '{}' >"$work/place/$folder/report.json"
done
mkdir "$work/place/results/m1/unfinished" "$work/place/results/m1/bad
name"
echo '{}' >"$work/place/results/m1/bad
name/report.json"

"$program" --complete '' | sed 's/	.*//' >"$work/commands"
"$program" --help | sed -n 's/^  \([a-z]\{2,\}\)  *.*/\1/p' >"$work/wanted"
that "every command is offered" cmp "$work/wanted" "$work/commands"
that "with what it does" sh -c "'$program' --complete lis |
    grep -qx 'list	list the rows that would run here, and the time they take'"
while read -r command; do
    "$program" "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' >"$work/options"
    "$program" --complete "$command" - | sed 's/	.*//' >"$work/found"
    that "every option of $command is offered" cmp "$work/options" "$work/found"
done <"$work/wanted"
offers "a command" compare comp
offers "options of the program" '--help --version' -
offers "profiles" 'quick standard full' run --profile ''
offers "a profile in one word" --profile=standard run --profile=s
offers "formats" 'benchfmt bmf' export --format b
offers "folders" :folders run --out ''
offers "a file or a folder, by the command" :files export --out ''
offers "nothing for a number" '' run --seed ''
reports='results/m1/t 2 results/m1/t1'
offers "reports of results/" "$reports :files" summary ''
offers "reports that begin so" "results/m1/t1 :files" summary results/m1/t1
offers "reports elsewhere" 'elsewhere/x :files' summary els
offers "a pattern in a name is a name" ':files' summary 'el[s]'
offers "reports for the second operand" "$reports :files" compare results/m1/t1 ''
offers "none for a second where one is all" '' summary a results
offers "reports for all that compare takes" "$reports :files" compare a b results
offers "an option's value is no operand" "$reports :files" compare --out x a ''
offers "any number where the command takes any" "$reports :files" plot a b c ''
offers "options between operands" --markdown compare a --mar
offers "no option after --" ':files' summary -- --a
offers "commands for help" 'events edges export' help e
offers "the options of a command without operands" \
    "$("$program" --complete topology - | sed 's/	.*//' | tr '\n' ' ' | sed 's/ $//')" topology ''
offers "nothing for an unknown command" '' nosuch ''
offers "nothing without a word" ''

for shell in bash zsh fish; do
    if ! command -v $shell >/dev/null 2>&1; then
        echo "not ok - completion in $shell # SKIP $shell is not installed"
        continue
    fi
    (cd "$work/place" && python3 "$shells" $shell "$scripts" "$program") >"$work/out" 2>"$work/err"
    while read -r line; do
        case $line in
        ok*) ok "$shell: ${line#ok }" ;;
        *) echo "$line" >"$work/log" && not_ok "$shell: $line" ;;
        esac
    done <"$work/out"
    that "$shell was asked" grep -q '^ok' "$work/out"
done
finish
