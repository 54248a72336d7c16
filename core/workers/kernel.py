"""Landlock, seccomp and prctl of Linux, through the C library.

Every call answers whether the kernel did it.

There is no maintained wheel for either: libseccomp's Python module is built by distributions only,
and the `landlock` package has not left its development releases. Both interfaces are a stable part
of the kernel (`linux/landlock.h`, `linux/seccomp.h`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Landlock's system calls; the same numbers on every architecture."""
_GET_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_VERSION = (1 << 13) - 1
"""All rights to files that the first version of Landlock knows (Linux 5.13)."""
_ADDED = ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV))
_NETWORK = (1 << 0) | (1 << 1)
"""TCP: bind and connect; since version 4."""
_SCOPES = (1 << 0) | (1 << 1)
"""Abstract UNIX sockets and signals of processes outside; since version 6."""

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WORK = (
    _READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE
    | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
)  # fmt: skip
"""No symbolic links, sockets or devices: whoever takes the result away must not be led elsewhere.
Nothing is executed there."""
_ONLY_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
"""The rights that a rule on a single file may name."""

_SET_MODE_FILTER = 1
_ALL_THREADS, _NO_SPECULATION_PENALTY = 1, 4
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000
"""On x86-64, numbers from here on are another way to make the same calls."""
_EPERM = 1

_CALLS = {
    "x86_64": (0xC000003E, 317, {
        "socket": 41, "connect": 42, "ptrace": 101, "setpgid": 109, "setsid": 112, "pivot_root": 155, "chroot": 161,
        "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169,
        "init_module": 175, "delete_module": 176, "quotactl": 179, "clock_settime": 227, "kexec_load": 246, "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313, "kexec_file_load": 320,
        "bpf": 321, "userfaultfd": 323,
    }),
    "aarch64": (0xC00000B7, 277, {
        "umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "quotactl": 60, "acct": 89, "unshare": 97,
        "kexec_load": 104, "init_module": 105, "delete_module": 106, "clock_settime": 112, "ptrace": 117, "reboot": 142,
        "setpgid": 154, "setsid": 157, "settimeofday": 170, "socket": 198, "connect": 203, "add_key": 217,
        "request_key": 218, "keyctl": 219, "swapon": 224, "swapoff": 225, "perf_event_open": 241, "open_by_handle_at": 265,
        "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "finit_module": 273, "bpf": 280,
        "userfaultfd": 282, "kexec_file_load": 294,
    }),
}  # fmt: skip
"""For each machine: its name in an audit record, the number of seccomp(2), and the calls that are
refused."""
_CALLS_OF_ALL = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "pidfd_getfd": 438, "mount_setattr": 442,
}  # fmt: skip
"""Newer calls have one number everywhere. io_uring makes sockets and opens files without any other
call."""
_NETWORK_CALLS = {"socket", "connect"}


def die_with_parent() -> None:
    """Let the kernel end this process with the thread that started it."""
    import signal

    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def forbid_inspection() -> bool:
    """Close `/proc/<this process>/environ` and `mem` to other processes of the same user."""
    return _prctl(_PR_SET_DUMPABLE, 0)


def restrict_files(
    *,
    read: Iterable[Path],
    listed: Iterable[Path],
    work: Iterable[Path],
    write: Iterable[Path],
    network: bool,
) -> int:
    """Leave this process and what it starts nothing but these files, by Landlock.

    Args:
        read: Folders and files to read and execute; what does not exist is left out.
        listed: Folders whose names may be listed.
        work: Folders in which files may be made, read, changed and removed.
        write: Single files that may be written to, such as `/dev/null`.
        network: Whether TCP stays open.

    Returns:
        The version of Landlock that is at work, 0 for none.
    """
    if sys.platform != "linux":
        return 0
    version = _syscall(_CREATE_RULESET, None, 0, _GET_VERSION)
    if version < 1:
        return 0
    rights = _FIRST_VERSION
    for since, right in _ADDED:
        rights |= right if version >= since else 0
    attributes = struct.pack(
        "=QQQ",
        rights,
        _NETWORK if version >= 4 and not network else 0,
        _SCOPES if version >= 6 else 0,
    )
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _syscall(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return 0
    try:
        for paths, allowed in (
            (read, _READ),
            (listed, _READ_DIR),
            (work, _WORK),
            (write, _WRITE_FILE | _READ_FILE),
        ):
            for path in paths:
                _allow(ruleset, path, allowed & rights)
        done = _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)
    return version if done else 0


def restrict_calls(*, network: bool) -> bool:
    """Refuse the system calls that rendering never needs, by seccomp.

    Sockets, other processes, the kernel's own set-up.

    Args:
        network: Whether sockets stay allowed.

    Returns:
        Whether the filter is at work.
    """
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    audit, seccomp, calls = _CALLS[platform.machine()]
    refused = {**calls, **_CALLS_OF_ALL}
    numbers = sorted(
        number for name, number in refused.items() if not (network and name in _NETWORK_CALLS)
    )
    program = _filter(audit, numbers)
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("@HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    flags = _ALL_THREADS | _NO_SPECULATION_PENALTY
    return (
        _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _syscall(seccomp, _SET_MODE_FILTER, flags, header) == 0
    )


def _filter(audit: int, numbers: list[int]) -> bytes:
    """Return the BPF program.

    Other architectures are killed, the numbers get EPERM, the rest passes.
    """

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    tests = [_X32, *numbers]
    steps = [
        step(_LOAD, 4),  # seccomp_data.arch
        step(_EQUAL, audit, yes=1),
        step(_RETURN, _KILL),
        step(_LOAD, 0),  # seccomp_data.nr
    ]
    for index, number in enumerate(tests):
        to_refusal = len(tests) - index  # over the remaining tests and the return that allows
        steps.append(step(_AT_LEAST if number == _X32 else _EQUAL, number, yes=to_refusal))
    steps += [step(_RETURN, _ALLOW), step(_RETURN, _ERRNO | _EPERM)]
    return b"".join(steps)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(descriptor):  # noqa: PTH112 - pathlib knows no descriptors
                rights &= _ONLY_FILES
            _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
        finally:
            os.close(descriptor)


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    return ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3) == 0


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel; -1 for any error."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    typed = [
        ctypes.c_long(value) if isinstance(value, int) else ctypes.c_char_p(value)
        for value in arguments
    ]
    return libc.syscall(ctypes.c_long(number), *typed)
