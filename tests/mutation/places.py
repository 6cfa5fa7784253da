# SPDX-License-Identifier: MIT
"""Where a source can be changed, and how: the mutants of tests/mutation/mutate."""
import os
import re

SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||",
         "||": "&&", "+": "-", "-": "+", "*": "/", "/": "*", "+=": "-=", "-=": "+="}
OPERATOR = re.compile(r" (<=|>=|==|!=|&&|\|\||\+=|-=|[<>+*/-]) ")
CONSTANT = re.compile(r"(?<![\w.\"'%])(\d+\.?\d*(?:e-?\d+)?)(?![\w.\"'])")
DROPPED = re.compile(r"^(\s+)(?!return\b|break\b|continue\b|goto\b|static\b|const\b|extern\b)"
                     r"((?:\*?\w[\w.>\[\]-]*\s*[-+*/|&^]?=(?!=) ?|[a-z_]\w*\()[^{}]*;)$")
INLINE = ("static inline ", "SC_INLINE ")


def no_comments(text):
    """(number, line) of what is neither comment nor has a string."""
    comment = False
    for number, line in enumerate(text.split("\n")):
        opens = "/*" in line
        if not (comment or opens or '"' in line):
            yield number, line.split("//")[0].rstrip()
        if opens or comment:
            comment = "*/" not in line[line.rfind("/*") + 2 if opens else 0:]


def source_lines(text):
    """(number, line) of what is code: no directive, and of what stands outside of functions only
    constants."""
    for number, line in no_comments(text):
        if line.startswith((" ", "enum {", "static const ")):
            yield number, line


def header_lines(text):
    """The same of a header, whose structures are none: bodies of inline functions, and values that
    an enumeration or a macro names."""
    within = None
    for number, line in no_comments(text):
        if line.startswith("#define "):
            yield number, line
        elif line.startswith(INLINE):
            within = "function"
        elif line.startswith("enum "):
            within = "enum"
            if "=" in line:
                yield number, line
        elif line and not line.startswith((" ", "#", "{")):
            within = None
        elif within == "function" or (within == "enum" and "=" in line):
            yield number, line


def other_constant(text):
    if text.isdigit():
        return str(int(text) + 1)
    return repr(float(text) * 1.5 or 1.5)


def places(lines):
    """Every mutant of the lines: (line number, what it becomes, the operator)."""
    for number, line in lines:
        for match in OPERATOR.finditer(line):
            yield number, (line[:match.start(1)] + SWAPS[match[1]] + line[match.end(1):],
                           "comparison" if match[1][0] in "<>=!" else
                           "logic" if match[1][0] in "&|" else "arithmetic")
        for match in CONSTANT.finditer(line):
            yield number, (line[:match.start(1)] + other_constant(match[1]) + line[match.end(1):],
                           "constant")
        match = DROPPED.match(line)
        if match:
            yield number, (match[1] + ";", "dropped")


class Mutant:
    def __init__(self, source, lines, number, line, kind):
        self.source, self.number, self.line, self.kind = source, number, line, kind
        self.lines = lines
        self.was = lines[number]
        self.key = (source, self.was.split("//")[0].strip(), line.strip())
        self.name = " | ".join(self.key)

    def text(self):
        return "\n".join([*self.lines[:self.number], self.line, *self.lines[self.number + 1:]])


def mutants(folders):
    """All of them, in the order of files and lines."""
    for folder in folders:
        for top, below, names in os.walk(folder):
            below.sort()
            for source in (f"{top}/{name}" for name in sorted(names) if name[-2:] in (".c", ".h")):
                with open(source) as f:
                    text = f.read()
                lines = text.split("\n")
                code = header_lines(text) if source.endswith(".h") else source_lines(text)
                for number, (line, kind) in places(code):
                    yield Mutant(source, lines, number, line, kind)
