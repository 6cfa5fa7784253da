# SPDX-License-Identifier: MIT
# Presses Tab in a real shell at a terminal and reads the line that it makes.
# usage: completion_shells.py bash|zsh|fish FOLDER-OF-SCRIPTS PROGRAM    in a folder with
# results/m1/t1, results/m1/t 2, elsewhere/x (reports) and results/m1/unfinished
import os
import pty
import re
import select
import shlex
import sys
import tempfile
import time

shell, scripts, program = sys.argv[1:]
home = tempfile.mkdtemp()
line = home + "/line"
# A command that completes as the program does, and writes down how it was called.
with open(home + "/synccost", "w") as f:
    f.write(f"""#!/bin/sh
[ "$1" != --complete ] || exec {shlex.quote(program)} "$@"
printf '<%s>' synccost "$@" >{line}.new
mv {line}.new {line}
""")
os.chmod(home + "/synccost", 0o755)

ARGUMENTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUP = {
    "bash": """PS1='> '; bind 'set enable-bracketed-paste off'
. {scripts}/synccost.bash""",
    "zsh": """PS1='> '; fpath=({scripts} $fpath); unsetopt zle_bracketed_paste 2>/dev/null
autoload -U compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''""",
    "fish": """function fish_prompt; echo -n '> '; end
source {scripts}/synccost.fish""",
}

# what is typed before Tab, and the line that it must make
CASES = [
    ("a command", "synccost topo", "synccost topology"),
    ("an option", "synccost run --prof", "synccost run --profile"),
    ("a profile", "synccost run --profile q", "synccost run --profile quick"),
    ("a profile behind =", "synccost run --profile=qu", "synccost run --profile=quick"),
    ("a format", "synccost export --format lit", "synccost export --format litmus7"),
    ("a report", "synccost summary els", "synccost summary elsewhere/x"),
    ("a report behind an option", "synccost summary --all els",
     "synccost summary --all elsewhere/x"),
    ("a report with a space", "synccost compare results/m1/t1 results/m1/t\\ ",
     "synccost compare results/m1/t1 results/m1/t\\ 2"),
    ("a folder", "synccost run --out results/m1/unf", "synccost run --out results/m1/unfinished"),
    ("a file", "synccost claims --claims a-f", "synccost claims --claims a-file.json"),
    ("a command of help", "synccost help exp", "synccost help export"),
]

open("a-file.json", "w").close()
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(HOME=home, PATH=home + ":" + os.environ["PATH"], TERM="dumb",
                      XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, LC_ALL="C.UTF-8")
    os.environ.pop("PS1", None)
    os.execvp(ARGUMENTS[shell][0], ARGUMENTS[shell])


def read(until, seconds):
    """What the shell writes until the pattern is there, or the time is over."""
    text, end = "", time.monotonic() + seconds
    while not re.search(until, text) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                text += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    return text


def send(text):
    os.write(terminal, text.encode())


send(SETUP[shell].format(scripts=shlex.quote(scripts)) + "\necho rea''dy\n")
read("ready", 20)
for name, typed, wanted in CASES:
    if os.path.exists(line):
        os.remove(line)
    send(typed + "\t\n")
    end = time.monotonic() + 5
    while not os.path.exists(line) and time.monotonic() < end:
        read("$^", 0.05)
    found = open(line).read() if os.path.exists(line) else ""
    want = "".join(f"<{word}>" for word in shlex.split(wanted))
    good = found.replace("/>", ">") == want
    print("ok" if good else "not ok", name, "" if good else f"found {found} wanted {want}")
send("exit\n")
