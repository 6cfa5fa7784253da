#!/bin/sh
# SPDX-License-Identifier: MIT
# Each memory order and each compiler barrier of a primitive has its reason at its line.
# Runs beside others: it measures nothing.
. tests/tap.sh

# prints each line that names an order or a barrier and has no comment within five lines above it.
# A comment serves one statement of the function that it stands in.
cat >"$work/bare.awk" <<'AWK'
FNR == 1 || /^{/ { reason = -9 }
/^ *\/\*/ || /^ +\*[ \/]/ { reason = FNR; served = 0; next }
!/memory_order_|__asm__/ { if (served) reason = -9; next }
FNR - reason > 5 { print FILENAME ":" FNR ": " $0; bad = 1 }
{ served = 1 }
/;$/ { reason = -9 }
END { exit bad }
AWK
orders() { grep -hE 'memory_order_|__asm__' primitives/*.h primitives/*/*.h padding/*.h; }
that "there are orders to judge" [ "$(orders | wc -l)" -ge 60 ]
for header in primitives/*.h primitives/*/*.h padding/*.h; do
    grep -qE 'memory_order_|__asm__' "$header" || continue
    that "$header gives the reason of every order" awk -f "$work/bare.awk" "$header"
done

# What the checks above rest on: each of these orders without the comment above it.
grep -v 'Relaxed: the holder' primitives/mutex/ticket.h >"$work/bare.h"
run awk -f "$work/bare.awk" "$work/bare.h"
that "an order without a reason is found" grep -q 'load_explicit(&m->serving' "$work/out"
grep -v 'Acquire: else the crit' primitives/mutex/ticket.h >"$work/bare.h"
run awk -f "$work/bare.awk" "$work/bare.h"
that "so is one after a statement that has its own" \
    grep -q 'serving.*acquire) != mine)$' "$work/out"
finish
