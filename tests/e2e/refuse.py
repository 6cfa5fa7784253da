# SPDX-License-Identifier: MIT
"""Runs a command to which the kernel refuses some system calls, as a container's seccomp filter
does. usage: refuse.py CALL[,CALL...] COMMAND..."""
import ctypes
import os
import platform
import struct
import sys

NUMBERS = {
    "x86_64": {"mbind": 237, "move_pages": 279},
    "aarch64": {"mbind": 235, "move_pages": 239},
}
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2
LOAD_NUMBER, IF_EQUAL, RETURN, ALLOW, REFUSE = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050001  # EPERM


def main():
    calls = [NUMBERS[platform.machine()][name] for name in sys.argv[1].split(",")]
    steps = [(LOAD_NUMBER, 0, 0, 0)]
    steps += [(IF_EQUAL, len(calls) - i, 0, call) for i, call in enumerate(calls)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *s) for s in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, MODE_FILTER, program, 0, 0
    ):
        sys.exit(f"refuse.py: no seccomp filter here: {os.strerror(ctypes.get_errno())}")
    os.execvp(sys.argv[2], sys.argv[2:])


main()
