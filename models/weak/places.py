# SPDX-License-Identifier: MIT
# The memory orders of a header: where they stand, and the header's text with one of them weaker.
import re

WEAKER = {
    "load": {"seq_cst": ["acquire"], "acquire": ["relaxed"], "consume": ["relaxed"]},
    "store": {"seq_cst": ["release"], "release": ["relaxed"]},
    "modify": {
        "seq_cst": ["acq_rel"],
        "acq_rel": ["acquire", "release"],
        "acquire": ["relaxed"],
        "release": ["relaxed"],
    },
}
WEAKER["fence"] = WEAKER["modify"]
# The system call that is a fence in all threads.
WEAKER["call"] = {"MEMBARRIER_CMD_PRIVATE_EXPEDITED": ["no call"]}
# An exchange whose result nobody uses has its full fence on every machine, whatever its order.
NO_FENCE = "no fence"


class Place:
    """One memory order in a header: where it stands, and what it would be one step weaker."""

    def __init__(self, header, function, call, order, kind, at, call_at):
        self.header, self.function, self.call = header, function, call
        self.order, self.kind, self.at, self.call_at = order, kind, at, call_at
        self.number = 1  # among those of the same name

    def name(self):
        number = f" #{self.number}" if self.number > 1 else ""
        return f"`{self.header}` `{self.function}`: `{self.call}`{number}"


def code_of(text):
    """The text with its comments as blanks, so that every place stays where it is."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S)


def call_around(code, at):
    """(start of its name, name, text of the arguments so far) of the call that at stands in."""
    depth, i = 0, at
    while depth >= 0:
        i -= 1
        depth += (code[i] == ")") - (code[i] == "(")
    name = re.search(r"\w+$", code[:i]).group()
    return i - len(name), name, code[i + 1 : at]


def places_of(header):
    code = code_of(open(header).read())
    found, names = [], {}
    for token in re.finditer(r"\bmemory_order_(\w+)|\b(MEMBARRIER_CMD_\w+)", code):
        order = token.group(1) or token.group(2)
        start, call, before = call_around(code, token.start())
        heads = re.findall(r"^[A-Za-z][^\n;#]*?\b(\w+)\(", code[: token.start()], re.M)
        function = heads[-1] if heads else "?"
        verb = call.removeprefix("atomic_").removesuffix("_explicit")
        kind = verb if verb in ("load", "store") else "modify"
        kind = "fence" if "fence" in verb.lower() else kind
        target = re.sub(r"\s+", " ", before.split(",")[0]).strip().removeprefix("&")
        shown = f"{verb}({target})" if kind != "fence" else verb
        if verb == "syscall":
            kind = "call"
        if verb.startswith("compare_exchange"):
            failure = "memory_order_" in before
            shown += " failure" if failure else " success"
            kind = "load" if failure else "modify"
        # A signal fence is for the compiler alone.
        if order not in WEAKER[kind] or verb == "signal_fence":
            continue
        place = Place(header, function, shown, order, kind, token.start(), start)
        names[place.name()] = place.number = names.get(place.name(), 0) + 1
        found.append(place)
    return found


def weakened(place, order):
    """The header's text with that one order."""
    text = open(place.header).read()
    if order in ("no call", NO_FENCE):
        end = text.index(";", place.call_at)
        call = text[place.call_at : end]
        if order == NO_FENCE:
            call = call.replace("atomic_exchange", "atomic_store").replace(place.order, "release")
        else:
            call = re.sub(r"^\w+\([^()]*\)", "0", call)
        return text[: place.call_at] + call + text[end:]
    text = text[: place.at] + text[place.at :].replace(place.order, order, 1)
    if place.call.endswith("success"):
        # C17 forbids a failure order that is stronger: the checker takes it all the same.
        rest = text[place.call_at :]
        orders = re.findall(r"memory_order_(\w+)", rest)[:2]
        if orders[1] != "relaxed" and orders[0] in ("relaxed", "release"):
            rest = re.sub(r"^\w+", "weak_compare_exchange", rest, 1)
            text = text[: place.call_at] + rest
    return text
