# SPDX-License-Identifier: MIT
# Builds and runs the programs of the weak-memory check.
import os
import re
import shutil
import subprocess
import sys

from programs import PROGRAMS, SMALLER

BUILD = os.path.join(os.environ.get("BUILD", "build"), "weak")
# Not CC: clang puts no call at a write to a field of a stack object, as gcc does.
RUNS = 20000  # of each scenario, but where the driver says fewer
CC, CXX = ["gcc"], ["g++"]


def headers():
    for folder, _, files in sorted(list(os.walk("primitives")) + list(os.walk("padding"))):
        yield from (os.path.join(folder, f) for f in sorted(files) if f.endswith(".h"))


def smaller(header, text):
    """The text with small numbers, so that few steps meet what is rare."""
    old, new = SMALLER.get(header, ("", ""))
    if old not in text:
        sys.exit(f"models/weak: {header} has no {old}")
    return text.replace(old, new) if old else text


def adapted(header, text):
    """The same for the checker, whose threads are no threads of the system: what is thread-local
    becomes an array."""
    text = re.sub(r"_Thread_local ([\w ]+ )(\w+)([^;=\n]*);",
                  r"\1\2_of[WEAK_THREADS]\3;\n#define \2 \2_of[weak_self()]", text)
    return smaller(header, text)


def write_copies(folder, texts):
    """Makes folder anew, with these texts and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for header, text in texts.items():
        copy = os.path.join(folder, header)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        with open(copy, "w") as out:
            out.write(text)


def shell(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"models/weak: {' '.join(command)}\n{done.stdout}{done.stderr}")


def fresh(target, sources):
    return os.path.exists(target) and all(
        os.path.getmtime(target) > os.path.getmtime(s) for s in sources
    )


def build_checker(pool):
    """The objects that every program is linked with."""
    os.makedirs(BUILD, exist_ok=True)
    parts = ("main.cc", "memory.cc", "spans.cc", "kernel.cc", "hooks.c")
    known = [os.path.join("models/weak", f) for f in os.listdir("models/weak")]
    sources = [f for f in known if f.endswith((".h", ".cc", "hooks.c"))]

    def compile_part(part):
        target = f"{BUILD}/{part}.o"
        if not fresh(target, sources):
            # Relacy is older than these warnings.
            flags = CXX + ["-std=c++17", "-w"] if part.endswith(".cc") else CC + ["-std=c17"]
            shell(flags + ["-O2", "-g", "-D_GNU_SOURCE", "-I.", "-c", "-o", target,
                           f"models/weak/{part}"])
        return target
    return list(pool.map(compile_part, parts))


def build_program(program, target, objects, overlay=None):
    source, *flags = PROGRAMS[program]
    common = ["-std=c17", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-Werror",
              "-fsanitize=thread", *flags]
    common += [f"-I{overlay}"] if overlay else []
    if source == "closing.c":
        shell(CC + common + ["-I.", "-pthread", "-o", target, f"models/weak/{source}"])
        return
    # Not __SANITIZE_THREAD__: the headers must not do anything for ThreadSanitizer's sake.
    shell(CC + common + [f"-I{BUILD}/adapted", "-I.", "-U__SANITIZE_THREAD__", "-Wno-tsan",
                         "-DSC_RELAX=weak", "-include", "models/weak/prelude.h", "-c", "-o",
                         target + ".o", f"models/weak/{source}"])
    shell(CXX + ["-no-pie", "-o", target, target + ".o", *objects])


def run_program(program, target, runs, *options):
    """(what it found wrongly, or None; all that it printed)"""
    options = () if PROGRAMS[program][0] == "closing.c" else ("--runs", str(runs), *options)
    done = subprocess.run([target, *options], capture_output=True, text=True, timeout=200)
    text = done.stdout + done.stderr
    if done.returncode == 0:
        return None, text
    if "WARNING: ThreadSanitizer: data race" in text:
        return "data race, by ThreadSanitizer", text
    for line in text.splitlines():
        found = re.search(r": ([a-z ]+) after [0-9]+ runs", line)
        if found and found.group(1) != "nothing":
            return found.group(1), text
    sys.exit(f"models/weak: {target} ended with {done.returncode}\n{text}")
