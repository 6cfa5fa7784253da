# SPDX-License-Identifier: MIT
"""The programs of a build that have a mutant in them, for tests/mutation/mutate."""
import concurrent.futures
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import time

SLOW = 6  # seconds: a test that takes longer is not asked, and a sanitized one not above four times
MOST = 12  # tests that are asked
SCRIPT_SECONDS = 150  # a script that takes longer has seen the mutant


def settings(build, sanitize):
    text = subprocess.run(["make", "-s", f"BUILD={build}", f"SANITIZE={sanitize}",
                           "mutation-settings"], check=True, capture_output=True, text=True).stdout
    return {key: shlex.split(value) for key, value in
            (line.split("=", 1) for line in text.splitlines() if "=" in line)}


def limit(few_bytes):
    """What a mutant may take. A sanitizer reserves more, and has a limit of its own."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
    if few_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def passes(command, seconds, few_bytes, **environment):
    """Whether it ends well and in time; nothing that it started is left."""
    environment = {**os.environ, "ASAN_OPTIONS": "hard_rss_limit_mb=2000",
                   "UBSAN_OPTIONS": "halt_on_error=1", **environment}
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, preexec_fn=lambda: limit(few_bytes),
                             start_new_session=True, env=environment)
    try:
        return child.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


def symbols(path):
    text = subprocess.run(["nm", "-g", "--defined-only", "-P", path], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[0] for line in text.splitlines() if line}


class Build:
    """A build, its tests, and which of them see a mutant that is compiled like it."""

    def __init__(self, build, sanitize, known):
        self.build, self.work, self.sanitize = build, build + "/mutation", sanitize
        self.set, self.known = settings(build, sanitize), known
        self.slow = SLOW * (4 if sanitize else 1)
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work + "/changed")
        self.sources, self.users = {}, {}  # of an object, by its name below obj/; of a header
        self.read_rules()
        self.tests = [test[len(build) + 1:] for test in self.set["tests"]]
        self.symbols = {}  # of objects and programs, by their paths
        self.originals = {}  # (object, mutated source) -> the object's bytes without a mutant
        self.changed = {}  # object -> the path of its mutant

    def read_rules(self):
        for top, _, names in os.walk(self.build + "/obj"):
            for path in (f"{top}/{name}" for name in names if name.endswith(".d")):
                with open(path) as f:
                    rule = f.read().replace("\\\n", " ").split("\n", 1)[0]
                target, sources = rule.split(":", 1)
                if not os.path.exists(sources.split()[0]):
                    continue  # of an earlier tree
                name = target.strip()[len(self.build) + 5:-2]
                self.sources[name] = sources.split()[0]
                for header in re.findall(r"\S+\.h\b", sources):
                    self.users.setdefault(header, set()).add(name)

    def of(self, path):
        if path not in self.symbols:
            self.symbols[path] = symbols(path)
        return self.symbols[path]

    def defines(self, name):
        return self.of(f"{self.build}/obj/{name}.o")

    def program(self, name):
        return f"{self.build}/" + ("synccost" if name == "synccost/main" else name)

    def objects(self, source):
        """Of a library, that are made of the source. An example and a header of another machine
        are in none."""
        names = self.users.get(source, ()) if source.endswith(".h") else {source[:-2]}
        return {name for name in names if name in self.sources and name != "synccost/main" and
                not name.startswith(("benches/", "peers/", "tests/"))}

    def compile(self, names, source, text):
        """name -> its object's bytes, None where it does not compile, with that text as source."""
        overlay = self.work + "/overlay"
        shutil.rmtree(overlay, ignore_errors=True)
        os.makedirs(f"{overlay}/{os.path.dirname(source)}")
        with open(f"{overlay}/{source}", "w") as f:
            f.write(text)

        def one(name):
            path = self.sources[name]
            command, *flags = self.set["compile_cc" if path.endswith(".cc") else "compile"]
            out = f"{self.work}/changed/{name.replace('/', '-')}.o"
            done = subprocess.run([command, "-I" + overlay, *flags, "-Wno-error", "-w", "-c",
                                   "-o", out, f"{overlay}/{source}" if path == source else path],
                                  capture_output=True)
            if done.returncode:
                return name, None
            with open(out, "rb") as f:
                return name, f.read()

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(pool.map(one, names))

    def make(self, mutant, programs):
        """Compiles it, as in the programs. Whether there is such a mutant, which changes one of
        these objects and is C."""
        names = self.objects(mutant.source)
        names |= set(programs) & self.users.get(mutant.source, set())
        new = [name for name in names if (name, mutant.source) not in self.originals]
        for name, made in self.compile(new, mutant.source, "\n".join(mutant.lines)).items():
            self.originals[name, mutant.source] = made
        made = self.compile(names, mutant.source, mutant.text())
        self.changed = {name: f"{self.work}/changed/{name.replace('/', '-')}.o" for name in names
                        if made[name] != self.originals[name, mutant.source]}
        return bool(self.changed) and None not in made.values()

    def link(self, name, out):
        """The program, with each object of it that the mutant changes."""
        has = self.of(self.program(name))
        objects = [path for changed, path in self.changed.items()
                   if changed == name or self.is_in(changed, has)]
        if name not in self.changed:
            objects.append(f"{self.build}/obj/{name}.o")
        return subprocess.run([*self.set["link"], "-o", out, *objects, *self.set["archives"],
                               *self.set["libraries"]], capture_output=True).returncode == 0

    def is_in(self, name, has):
        """Whether a program with these symbols has that object of a library."""
        defined = set() if name.startswith(("benches/", "tests/")) else self.defines(name)
        return bool(defined) and defined <= has

    def passes(self, command, seconds, **environment):
        return passes(command, seconds, not self.sanitize, **environment)

    def seconds(self, name):
        """Of a test's run without a mutant; many where it fails."""
        test = f"{self.build}/{name}"
        key = f"{test} {os.stat(test).st_mtime}"
        if key not in self.known["seconds"]:
            began = time.time()
            passed = self.passes([test], 2 * self.slow)
            self.known["seconds"][key] = time.time() - began if passed else 99
        return self.known["seconds"][key]

    def nearest(self, source):
        """Names of tests that have code of it, the nearest first."""
        name = f"tests/{source[:-2]}"
        objects, users = self.objects(source), self.users.get(source, ())
        has = [test for test in self.tests
               if test in users or any(self.is_in(one, self.of(self.program(test)))
                                       for one in objects)]
        has = [test for test in has if self.seconds(test) < self.slow]
        has.sort(key=lambda test: (not test.startswith(name), test not in users,
                                   not test.startswith(os.path.dirname(name) + "/"),
                                   self.seconds(test)))
        return has[:MOST]

    def killer(self, mutant, names):
        """The test of these that sees the mutant that was made; None where none does."""
        last = self.known["killer"].get(mutant.name)
        program = self.work + "/test"
        for name in sorted(names, key=lambda name: f"{self.build}/{name}" != last):
            if (self.seconds(name) < self.slow and self.link(name, program) and
                    not self.passes([program], 10 + 4 * self.seconds(name))):
                self.known["killer"][mutant.name] = f"{self.build}/{name}"
                return f"{self.build}/{name}"
        return None

    def show_built(self):
        """Links in self.work to everything in self.build."""
        shutil.rmtree(self.work + "/benches", ignore_errors=True)
        os.mkdir(self.work + "/benches")
        for name in [*os.listdir(self.build),
                     *("benches/" + name for name in os.listdir(self.build + "/benches"))]:
            path = f"{self.work}/{name}"
            if name in ("mutation", "benches"):
                continue
            if os.path.lexists(path):
                os.remove(path)
            os.symlink(os.path.abspath(f"{self.build}/{name}"), path)

    def script_fails(self, script, programs):
        """In a folder that has links to all that was built, but those programs are the mutant's."""
        self.show_built()
        for name in programs:
            path = f"{self.work}/" + self.program(name)[len(self.build) + 1:]
            os.remove(path)
            if not self.link(name, path):
                return False
        return not self.passes([script], SCRIPT_SECONDS, BUILD=self.work)
