# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion of synccost in bash. The program itself says what could stand at the cursor.

_synccost() {
    local words=() word line prefix joined='' at
    # bash breaks words at = and : too, and the program does not.
    for ((at = 1; at <= COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        if [[ ${#words[@]} -gt 0 && ($word =~ ^[=:]+$ || -n $joined) ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        joined=
        [[ $word =~ ^[=:]+$ ]] && joined=yes
    done
    # What bash will not put in again.
    prefix=${words[-1]%"$2"}
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :files) compopt -o default ;;
        :folders) compopt -o dirnames ;;
        *)
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$prefix"}")
            [[ -d $line ]] && compopt -o filenames
            ;;
        esac
    done < <("${1/#\~\//$HOME/}" --complete "${words[@]}" 2>/dev/null)
}
complete -F _synccost synccost
