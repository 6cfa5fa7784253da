#!/bin/sh
# SPDX-License-Identifier: MIT
# The atomic family's loops hold the instructions they are named for: exclusive pairs, LSE, and
# LSE's forms that return nothing.
# usage: forms.sh (BUILD and OBJDUMP in the environment)
. tests/tap.sh
# has PROGRAM LOOP MNEMONIC COUNT: the loop holds the instruction so often
has() {
    "${OBJDUMP:-objdump}" -d --no-show-raw-insn "$build/benches/$1" >"$work/dump"
    found=$(awk -v name="<measured_atomic_$2>:" -v wanted="$3" '
        /^[0-9a-f]+ </ { inside = $2 == name }
        inside && $2 == wanted { n++ }
        END { print n + 0 }' "$work/dump")
    that "$1: $2 holds $4 $3, and $found were found" [ "$found" -eq "$4" ]
}
# eight operations to a turn of the loop
has atomic-llsc fetch_add_seq_cst ldaxr 8
has atomic-llsc fetch_add_seq_cst stlxr 8
has atomic-llsc fetch_add_seq_cst bl 0
has atomic-llsc add_relaxed ldxr 8
has atomic-llsc cas_seq_cst casal 0
has atomic-llsc exchange_acquire ldaxr 8
has atomic-lse fetch_add_relaxed ldadd 8
has atomic-lse fetch_add_seq_cst ldaddal 8
has atomic-lse fetch_or_release ldsetl 8
has atomic-lse exchange_acq_rel swpal 8
has atomic-lse cas_seq_cst casal 8
has atomic-lse add_relaxed stadd 8
has atomic-lse or_relaxed stset 8
has atomic-lse add_seq_cst ldaddal 8
has atomic-lse fetch_add_seq_cst ldaxr 0
# one to a turn, with a pace before it
has atomic-lse paced_add stadd 1
has atomic-lse paced_add prfm 0
has atomic-lse fetched_add stadd 1
has atomic-lse fetched_add prfm 1
has atomic-lse fetched_fetch_add ldadd 1
has atomic-llsc fetched_add ldxr 1
has atomic-llsc fetched_add prfm 1
finish
