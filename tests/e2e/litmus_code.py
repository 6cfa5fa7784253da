# SPDX-License-Identifier: MIT
"""The accesses of the litmus loops in a disassembly, against the programs of shapes.def.

usage: litmus_code.py x86_64|aarch64 <DISASSEMBLY
Each loop must hold the accesses of its part in the order of the program, of the kind that its way
asks for, and nothing between them that touches memory or jumps.
"""
import re
import sys

WAYS = ["plain", "relaxed", "acq_rel", "seq_cst", "fence_acq_rel", "fence_seq_cst"]


def programs():
    """{(identifier, part): [op, ...]}, op being S, L, A or F."""
    text = re.sub(r"//.*", "", open("harness/litmus/shapes.def", encoding="utf-8").read())
    found = {}
    for shape in re.findall(r"SHAPE\((.*)\)\n", text):
        fields = re.split(r",\s*(?![^()]*\))", shape)
        for part, steps in enumerate(fields[2:6]):
            ops = re.findall(r"\b([SLAF])\b", re.sub(r"\([^()]*\)", "", steps))
            if ops:
                found[fields[0], part] = ops
    return found


def wanted(arch, way, ops):
    """The kinds of instructions that the part needs."""
    x86 = arch == "x86_64"
    kinds = []
    for op in ops:
        if op == "F":
            if way == "fence_seq_cst" or (way == "fence_acq_rel" and not x86):
                kinds.append("fence")
        elif op == "A" and way == "plain":
            kinds += ["load", "store"]
        elif op == "A":
            kinds.append("add")
        elif op == "S":
            strong = way == "seq_cst" or (way == "acq_rel" and not x86)
            kinds.append("strong store" if strong else "store")
        else:
            strong = not x86 and way in ("seq_cst", "acq_rel")
            kinds.append("strong load" if strong else "load")
    return kinds


X86 = [
    ("fence", r"mfence|lock or[lq] +\$0x0,.*\(%rsp\)"),
    ("strong store", r"xchg +%(e..|r\d+d),\(%r\w+\)$"),
    ("add", r"lock (xadd|add|inc)\w* .*\(%r\w+\)$"),
    ("store", r"movl? +(\$0x\w+|%(e..|r\d+d)),\(%r\w+\)$"),
    ("load", r"mov +\(%r\w+\),%(e..|r\d+d)$"),
]
ARM = [
    ("fence", r"dmb\s+ish(ld)?$"),
    ("strong store", r"stlr\s+w\d+, \[x\d+\]$"),
    ("strong load", r"(ldar|ldapr)\s+w\d+, \[x\d+\]$"),
    ("add", r"(ldadd\w*\s+w\d+, w\d+, \[x\d+\]|stxr\s.*|stlxr\s.*|bl\s.*__aarch64_ldadd.*)$"),
    ("store", r"str\s+w(\d+|zr), \[x\d+\]$"),
    ("load", r"ldr\s+w\d+, \[x\d+\]$"),
]


def kind_of(arch, instruction):
    """The kind of access; None where it is none; "other" where it must not stand between two."""
    for kind, pattern in X86 if arch == "x86_64" else ARM:
        if re.fullmatch(pattern, instruction):
            return kind
    touches = "(" in instruction or "[" in instruction
    if arch == "x86_64":
        jumps = re.match(r"(j|call|ret)", instruction)
        touches = touches and not instruction.startswith(("lea", "nop", "data16", "cs "))
    else:
        # the loop of a load-exclusive and store-exclusive is one addition
        jumps = re.match(r"(b|ret|tb|cbz)", instruction) and not instruction.startswith("bic")
        touches = touches and not instruction.startswith(("ldxr", "ldaxr"))
    return "other" if touches or jumps else None


def loops(lines):
    """{function: [instruction, ...]}"""
    found, name = {}, None
    for line in lines:
        head = re.match(r"[0-9a-f]+ <(\w+)>:", line)
        body = re.match(r" *[0-9a-f]+:\t(.*)", line)
        if head:
            name = head[1]
            found[name] = []
        elif body and name:
            text = re.split(r"\s+(#|//|<)", body[1].strip())[0]
            call = re.search(r"<(\w+)", line)
            found[name].append(re.sub(r"\s+", " ", text) + (" " + call[1] if call else ""))
    return found


def fault(arch, way, ops, instructions):
    """What is wrong with a loop; None where nothing is."""
    kinds = [kind_of(arch, i) for i in instructions]
    need = wanted(arch, way, ops)
    for start in range(len(kinds)):
        seen, at = [], start
        while at < len(kinds) and len(seen) < len(need):
            exclusive = arch == "aarch64" and seen[-1:] == ["add"] and kinds[at] == "other" \
                and re.match(r"cbnz", instructions[at])
            if kinds[at] == "other" and not exclusive:
                break
            if kinds[at] and kinds[at] != "other":
                seen.append(kinds[at])
            at += 1
        if seen == need:
            return None
    return f"wants {need} and has {[k for k in kinds if k]}"


def main():
    arch = sys.argv[1]
    found = loops(sys.stdin)
    checked = bad = 0
    for (shape, part), ops in programs().items():
        for way in WAYS:
            name = f"measured_litmus_{shape}_{part}_{way}"
            why = fault(arch, way, ops, found[name]) if name in found else "is not there"
            checked += 1
            if why:
                bad += 1
                print(f"{name}: {why}")
    print(f"{checked} loops")
    return bad or checked < 100


sys.exit(1 if main() else 0)
