# SPDX-License-Identifier: MIT
# Counts what orders memory on the fast path of functions: the way through the code, from entry to
# return, on which no function whose name ends in _slow is called.
# usage: fastpaths.py FUNCTION... <DISASSEMBLY (objdump -dr --no-show-raw-insn)
# A line for each: "FUNCTION RMWS ACQUIRES RELEASES FENCES" of the way with the fewest of them, and
# where another has more, "to" and the same four of that with the most; or "FUNCTION absent", or
# "FUNCTION slow" where every way calls one.
import re
import sys

RMW = r"(cas|swp|ld(?:add|set|clr|eor|smax|smin|umax|umin)|st(?:add|set|clr|eor))(a?)(l?)[bh]?$"
OUTLINE = re.compile(r"<__aarch64_(?:cas|swp|ldadd|ldset|ldclr|ldeor)\d+_(\w+)")
JUMP = re.compile(r"j[a-z]+$|b$|b\.|cbn?z|tbn?z")
FENCE = re.compile(r"(mfence|lfence|sfence|dmb|dsb|isb)$")


def read(lines):
    """The functions by name; of each: address -> (mnemonic, operands), in order."""
    functions, code, at = {}, None, None
    for line in lines:
        head = re.match(r"[0-9a-f]+ <(.*)>:", line)
        if head:
            code = functions.setdefault(head.group(1), {})
            continue
        # A relocation names what the instruction before it calls or takes.
        moved = re.match(r"\s+[0-9a-f]+: R_\S+\s+([^-+\s]+)", line)
        if moved and at in (code or ()):
            code[at] = (code[at][0], code[at][1].split("<")[0] + "<" + moved.group(1) + ">")
            continue
        found = re.match(r" *([0-9a-f]+):\t(\S+)\s*(.*)", line)
        if found and code is not None:
            at = int(found.group(1), 16)
            code[at] = (found.group(2), found.group(3))
    return functions


def orders(op, rest):
    """RMWs, acquires, releases and fences of one instruction."""
    if FENCE.match(op):
        return 0, 0, 0, 1
    # x86-64, where every access acquires or releases; an exchange with memory locks by itself
    if op == "lock" or (re.match(r"xchg[bwlq]?$", op) and re.search(r"\(|:", rest)):
        return 1, 0, 0, 0
    # arm64: one instruction, a function of the compiler, or a pair of exclusive accesses
    rmw = re.match(RMW, op)
    if rmw:
        return 1, bool(rmw.group(2)), bool(rmw.group(3)), 0
    outline = OUTLINE.search(rest)
    if outline:
        order = outline.group(1).split("_")
        return 1, "acq" in order or "sync" in order, "rel" in order or "sync" in order, 0
    if re.match(r"stl?x[rp][bh]?$", op):
        return 1, 0, op.startswith("stl"), 0
    if re.match(r"(ldax[rp]|ldar|ldapu?r)[bh]?$", op):
        return 0, 1, 0, 0
    if re.match(r"stlu?r[bh]?$", op):
        return 0, 0, 1, 0
    return 0, 0, 0, 0


def ways(code, at, seen, sums, ends):
    """Adds the sums of every way from at to a return to ends."""
    after = dict(zip(list(code), list(code)[1:]))
    while at in code and at not in seen:
        seen = seen | {at}
        op, rest = code[at]
        sums = tuple(a + b for a, b in zip(sums, orders(op, rest)))
        target = re.search(r"\b([0-9a-f]+) <", rest)
        target = int(target.group(1), 16) if target else None
        if op in ("ret", "retq"):
            ends.append(sums)
            return
        calls = op in ("call", "callq", "bl")
        if (calls or JUMP.match(op)) and re.search(r"_slow(\.|>|\+|$)", rest):
            return
        if calls:
            at = after.get(at)
        elif op in ("jmp", "jmpq", "b"):
            if target not in code:
                return
            at = target
        elif JUMP.match(op):
            ways(code, target, seen, sums, ends)
            at = after.get(at)
        else:
            at = after.get(at)


def main():
    functions = read(sys.stdin)
    for name in sys.argv[1:]:
        code = functions.get(name)
        if not code:
            print(name, "absent")
            continue
        ends = []
        ways(code, next(iter(code)), frozenset(), (0, 0, 0, 0), ends)
        if not ends:
            print(name, "slow")
        elif min(ends) == max(ends):
            print(name, *min(ends))
        else:
            print(name, *min(ends), "to", *max(ends))


if __name__ == "__main__":
    main()
