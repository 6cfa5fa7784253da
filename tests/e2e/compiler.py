# SPDX-License-Identifier: MIT
# Reads what compilers made of tests/compiler (assembler text, a file TARGET.s each) and says which
# accesses to shared objects are left, in which order.
# usage: compiler.py rows TARGET FOLDER: each row of compiler.txt as "FUNCTION PROPERTY OBJECTS"
#            and what PROPERTY gives for FUNCTION_plain and for FUNCTION_right
#        compiler.py page PAGE FOLDER [--keep]: PAGE with its sources, listings and table made anew;
#            --keep leaves a listing that is of another version of its compiler
import os
import re
import sys

sys.dont_write_bytecode = True
import fastpaths  # noqa: E402

TABLE = "tests/e2e/compiler.txt"
SOURCES = "tests/compiler"
TARGETS = ("gcc-x86-64", "clang-x86-64", "gcc-arm64", "clang-arm64")
ON_ARM64 = ("acquired", "released")


def table():
    """The rows of compiler.txt: lists of its words."""
    with open(TABLE, encoding="ascii") as lines:
        rows = [line.split() for line in lines if line[:1] not in ("#", "\n")]
    return [row for row in rows if row[0] != "versions"]


def functions(folder, target):
    """The functions by name; of each its lines: (label, "") or (mnemonic, operands)."""
    found, code = {}, None
    with open(os.path.join(folder, target + ".s"), encoding="ascii") as lines:
        for line in lines:
            line = re.split(r"\s+#\s|\s*//", line.rstrip())[0]
            label = re.match(r"(\.?\w+):$", line)
            if label and not label.group(1).startswith("."):
                code = found.setdefault(label.group(1), [])
            elif label and code is not None:
                code.append((label.group(1) + ":", ""))
            elif code is not None and re.match(r"\s+[a-z]", line):
                code.append((line.split(None, 1) + [""])[:2])
    return found


def aim(rest):
    """Where an instruction jumps to, if it jumps: its last operand."""
    return re.split(r"[,\s]+", rest)[-1]


def x86_accesses(op, rest, _):
    """Loads and stores of one instruction in AT&T syntax: [(kind, object)]."""
    at = re.search(r"(?<![$\w.*])([A-Za-z_]\w*)(?:\+\d+)?\(", rest)
    if not at or op.startswith("lea"):
        return []
    stores = rest.endswith(")") and "," in rest and not re.match(r"cmp|test", op)
    if not stores:
        return [("load", at.group(1))]
    return [("store", at.group(1))] if op.startswith("mov") else \
        [("load", at.group(1)), ("store", at.group(1))]


def arm64_accesses(op, rest, held):
    """The same of arm64. held: the object whose address a register holds, kept up to date."""
    words = re.split(r",\s*", rest)
    number = re.match(r"[wx](\d+)$", words[0])
    number = number and number.group(1)
    named = re.search(r"(?::lo12:)?\b([A-Za-z_]\w*)(?:\+\d+)?\]?$", words[-1])
    if op in ("adrp", "add", "mov"):
        base = re.match(r"x(\d+)$", words[1])
        known = held.get(base.group(1)) if base else None
        held[number] = named.group(1) if op == "adrp" and named else known
        return []
    at = re.search(r"\[x(\d+)[^]]*\]", rest)
    if not at or op[:2] not in ("ld", "st"):
        if number and not re.match(r"(cmp|cmn|tst|cb|tb)", op):
            held.pop(number, None)
        return []
    what = held.get(at.group(1))
    kind = "load" if op.startswith("ld") else "store"
    for register in re.findall(r"\b[wx](\d+)", rest[:at.start()] if kind == "load" else ""):
        held.pop(register, None)
    # A pair is two accesses: another thread can come between them.
    return [(kind, what)] * (2 if re.match(r"(ld|st)n?p$", op) else 1) if what else []


def accesses(code, target):
    """All of a function: [(place, kind, object, orders)], in the order of the code."""
    found, held, at_label = [], {}, {}
    one = arm64_accesses if target.endswith("arm64") else x86_accesses
    for place, (op, rest) in enumerate(code):
        # What follows a jump or a return is reached by a jump: registers are as they were there.
        if op.endswith(":") and code[place - 1][0] in ("b", "br", "ret"):
            held = dict(at_label.get(op[:-1], {}))
        at_label.setdefault(aim(rest), dict(held))
        order = fastpaths.orders(op, rest)
        for kind, what in one(op, rest, held):
            found.append((place, kind, re.sub("_atomic$", "", what), order))
    return found


def in_loops(code):
    """The places within a loop: from a label to a jump back to it."""
    labels = {op[:-1]: place for place, (op, _) in enumerate(code) if op.endswith(":")}
    inside = set()
    for place, (_, rest) in enumerate(code):
        target = labels.get(aim(rest))
        if target is not None and target < place:
            inside.update(range(target, place + 1))
    return inside


def value(code, target, name, objects):
    """What the property gives: the objects of its accesses, in order."""
    if not code:
        return "absent"
    inside = in_loops(code)
    chosen = {
        "looped": lambda place, kind, order: kind == "load" and place in inside,
        "loaded": lambda place, kind, order: kind == "load",
        "stored": lambda place, kind, order: kind == "store",
        "acquired": lambda place, kind, order: kind == "load" and order[1],
        "released": lambda place, kind, order: kind == "store" and order[2],
    }[name]
    return ",".join(what for place, kind, what, order in accesses(code, target)
                    if what in objects.split(",") and chosen(place, kind, order)) or "-"


def rows(target, folder):
    made = functions(folder, target)
    for function, name, objects, *_ in table():
        if name in ON_ARM64 and not target.endswith("arm64"):
            continue
        print(function, name, objects,
              *(value(made.get(function + form), target, name, objects)
                for form in ("_plain", "_right")))


def source(name):
    """The text of a function of tests/compiler."""
    for file in sorted(os.listdir(SOURCES)):
        with open(os.path.join(SOURCES, file), encoding="ascii") as text:
            found = re.search(r"^(?:static )?[a-z ]+\b" + name + r"\([^;{]*\)\s*"
                              r"(\{ .*\}$|\{\n(?s:.*?)^\})", text.read(), re.M)
        if found:
            return found.group(0).split("\n")
    sys.exit(f"compiler.py: no function {name} in {SOURCES}")


def listing(folder, target, name):
    """A function's code under a line that names the compiler; None where it is not there."""
    if not os.path.exists(os.path.join(folder, target + ".s")):
        return None
    with open(os.path.join(folder, target + ".version"), encoding="ascii") as text:
        compiler, machine = target.split("-", 1)
        head = f"{name}: {compiler} {text.read().strip()} for {machine}"
    code = functions(folder, target)[name]
    aims = {aim(rest) for _, rest in code}
    return [head] + [op if op.endswith(":") else f"    {op:<8}{rest}".rstrip().expandtabs(4)
                     for op, rest in code if not op.endswith(":") or op[:-1] in aims]


def shown():
    """The table of which compiler shows what."""
    with open(TABLE, encoding="ascii") as lines:
        versions = next(line.split()[1:] for line in lines if line.startswith("versions "))
    named = {version.split("-")[0]: version.replace("-", " ") for version in versions}
    heads = [named[target.split("-")[0]] + ", " + target.split("-", 1)[1] for target in TARGETS]
    lines = ["| function | accesses | plain | right | " + " | ".join(heads) + " |",
             "|---" * (4 + len(TARGETS)) + "|"]
    for function, name, objects, plain, right, *by in table():
        cells = ["-" if name in ON_ARM64 and not target.endswith("arm64") else
                 "shown" if target in by else "not shown" for target in TARGETS]
        plain, right = ("none" if what == "-" else f"`{what.replace(',', ' ')}`"
                        for what in (plain, right))
        lines.append(f"| `{function}` | {name} | {plain} | {right} | " + " | ".join(cells) + " |")
    return lines


def page(path, folder, keep):
    """Prints the page; how many of its listings are of these compilers goes to stderr."""
    with open(path, encoding="utf-8") as text:
        lines = text.read().split("\n")
    made, compared, listings = [], 0, 0
    while lines:
        made.append(lines.pop(0))
        mark = re.match(r"<!-- (source|code|shown)((?: [\w-]+)*) -->$", made[-1])
        if not mark:
            continue
        what, names = mark.group(1), mark.group(2).split()
        end = lines.index("```", 1) + 1 if what != "shown" else lines.index("")
        old, lines = lines[:end], lines[end:]
        if what == "shown":
            new = shown()
        elif what == "source":
            new = ["```c"] + [line for name in names for line in source(name) + [""]][:-1] + ["```"]
        else:
            code = listing(folder, names[1], names[0])
            new = ["```", *code, "```"] if code else old
            if keep and new[1] != old[1]:
                new = old
            elif code:
                compared += 1
            listings += 1
        made += new
    sys.stdout.write("\n".join(made))
    print(compared, listings, file=sys.stderr)


if sys.argv[1] == "rows":
    rows(*sys.argv[2:4])
else:
    page(*sys.argv[2:4], sys.argv[4:] == ["--keep"])
