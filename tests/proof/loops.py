#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the measured loops of two builds: the same instructions, in the same order.

usage: loops.py OLD NEW    two folders of family programs (build/benches)

Addresses and padding are left out, since both move when other code does. Ends with 1 where a loop
of OLD differs or is gone.
"""
import glob
import os
import re
import subprocess
import sys


def instruction(text):
    """The text of an instruction without what depends on where it stands; empty for padding."""
    text = re.sub(r"#.*", "", text)
    text = re.sub(r"\b[0-9a-f]+ <[^>]*\+0x[0-9a-f]+>", "HERE", text)
    text = re.sub(r"\b[0-9a-f]+ <", "<", text)
    text = re.sub(r"-?0x[0-9a-f]+\(%rip\)", "STATIC", text)
    text = " ".join(text.split())
    return "" if re.search(r"\bnop|^xchg %ax,%ax$|^data16", text) else text


def loops(folder):
    found = {}
    for program in sorted(glob.glob(f"{folder}/*")):
        if not os.path.isfile(program) or not os.access(program, os.X_OK):
            continue
        listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", program], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout
        loop = None
        for line in listing.splitlines():
            head = re.match(r"[0-9a-f]+ <(.*)>:$", line)
            if head:
                name = head[1]
                loop = None
                if name.startswith("measured_"):
                    loop = found[os.path.basename(program), name] = []
            elif loop is not None and "\t" in line:
                text = instruction(line.split("\t", 1)[1])
                loop += [text] if text else []
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit("loops.py: two folders of family programs are wanted: loops.py OLD NEW")
    old, new = loops(sys.argv[1]), loops(sys.argv[2])
    changed = [key for key in old if old[key] != new.get(key)]
    for program, name in changed:
        print(f"{program}: {name} differs")
    added = len([key for key in new if key not in old])
    print(f"{len(old)} measured loops: {len(old) - len(changed)} the same, {len(changed)} differ; "
          f"{added} new")
    sys.exit(1 if changed or not old else 0)


if __name__ == "__main__":
    main()
