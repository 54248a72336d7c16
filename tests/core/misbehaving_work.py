"""Work for a render child that goes wrong in every way there is; found there by name."""

import ctypes
import errno
import json
import os
import resource
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Note, Stage, Video

_VIDEO = Video(path=Path(), width=16, height=16, seconds=1.0, bytes=4, sha256="0" * 64)


def warm_up():
    """Leave a mark that the work can see."""
    os.environ["WARM"] = "yes"


def break_the_start():
    raise OSError("the models are gone")


def behave(request, target, settings, report, companion=None):
    """What real work does: report, write, return."""
    report(Stage.PHOTO, 0.1)
    report(Stage.FRAMES, 0.9)
    target.write_bytes(b"video")
    if companion is not None:
        companion.write_bytes(b"sheet")
    return replace(_VIDEO, path=target)


def sign_beside(request, target, settings, report, companion=None):
    """A video whose credentials lie beside it."""
    target.with_suffix(".c2pa").write_bytes(b"credentials")
    return behave(request, target, settings, report, companion)


def see_several_people(request, target, settings, report, companion=None):
    """A video whose note says whom it was asked to video, unless somebody was chosen."""
    video = behave(request, target, settings, report, companion)
    if request.options.face is not None:
        return replace(video, notes=(Note(code="rendered", facts={"face": request.options.face}),))
    return replace(video, notes=(Note(code="several_faces", facts={"count": 2, "number": 1}),))


def list_own_voices(request, target, settings, report, companion=None):
    """A video whose note names the voices that the asker made."""
    video = behave(request, target, settings, report, companion)
    names = ", ".join(voice.name for voice in request.own_voices)
    return replace(video, notes=(Note(code="rendered", facts={"voices": names}),))


def tell_about_itself(request, target, settings, report, companion=None):
    """A video whose note says what the child found around it."""
    import cv2

    facts = {
        "pid": os.getpid(),
        "parent": os.getppid(),
        "own_group": os.getpgid(0) == os.getpid(),
        "variables": json.dumps(sorted(os.environ)),
        "openblas": os.environ["OPENBLAS_NUM_THREADS"],
        "opencv_threads": cv2.getNumThreads(),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[1],
        "memory_while_reading": resource.getrlimit(resource.RLIMIT_AS)[0],
        "cpu_while_reading": resource.getrlimit(resource.RLIMIT_CPU)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "niceness": os.nice(0),
        "temporary": tempfile.gettempdir(),
        "ignores_interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "warm": os.environ.get("WARM", "no"),
    }
    report(Stage.PHOTO, 0.1)
    facts["memory_while_rendering"] = resource.getrlimit(resource.RLIMIT_AS)[0]
    facts["cpu_while_rendering"] = resource.getrlimit(resource.RLIMIT_CPU)[0]
    target.write_bytes(b"video")
    os.write(2, b"a library that chatters")
    os.write(1, b"on both streams")
    return replace(_VIDEO, path=target, notes=(Note(code="found", facts=facts),))


def try_to_get_out(request, target, settings, report, companion=None):
    """A video whose note holds the errno of each way out; 0 for one that was open.

    The text is a secret file's name.
    """
    report(Stage.PHOTO, 0.1)
    libc = ctypes.CDLL(None, use_errno=True)
    secret, parent = Path(request.text), os.getppid()
    ways = {
        "read a foreign file": secret.read_bytes,
        "write a foreign file": lambda: secret.write_bytes(b"gone"),
        "make a foreign file": secret.with_name("new").touch,
        "link to a foreign file": lambda: target.symlink_to(secret),
        "TCP socket": lambda: socket.socket(socket.AF_INET),
        "UNIX socket": lambda: socket.socket(socket.AF_UNIX),
        "netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "io_uring": lambda: _call(libc, 425, 1, ctypes.create_string_buffer(120)),
        "variables of the parent": Path(f"/proc/{parent}/environ").read_bytes,
        "memory of the parent": Path(f"/proc/{parent}/mem").open,
        # PTRACE_SEIZE, which does not stop it
        "trace the parent": lambda: _raise_errno(libc.ptrace(0x4206, parent, 0, 0)),
        "signal the parent": lambda: os.kill(parent, 0),
        "leave the group": os.setsid,
        "run its own file": lambda: _run_own(target.with_name("program")),
    }
    facts = {}
    for name, way in ways.items():
        try:
            way()
        except OSError as exc:
            facts[name] = errno.errorcode[exc.errno]
        else:
            facts[name] = "open"
    target.unlink(missing_ok=True)
    target.write_bytes(b"video")
    return replace(_VIDEO, path=target, notes=(Note(code="ways", facts=facts),))


def _call(libc, number, *values):
    _raise_errno(libc.syscall(number, *values))


def _raise_errno(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "")


def _run_own(program):
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    subprocess.run([program], check=True)


def decode_without_end(request, target, settings, report, companion=None):
    """As a decoder given a bomb: it computes in C and reports nothing."""
    resource.setrlimit(resource.RLIMIT_CPU, (1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    while True:
        bytes(10**8).count(b"x")


def decode_into_all_memory(request, target, settings, report, companion=None):
    """As a decoder given another bomb: much memory before anything is reported."""
    bytearray(2**30)


def lead_elsewhere(request, target, settings, report, companion=None):
    """Return a link to a secret of the parent, as a child that was taken over would.

    The text is its name.
    """
    report(Stage.PHOTO, 0.1)
    target.symlink_to(request.text)
    return replace(_VIDEO, path=target)


def return_something_else(request, target, settings, report, companion=None):
    """A value that no job of ours has."""
    report(Stage.PHOTO, 0.1)
    return replace(_VIDEO, path=target, width="wide")


def segfault(request, target, settings, report, companion=None):
    target.write_bytes(b"half")
    ctypes.string_at(0)


def loop_in_python(request, target, settings, report, companion=None):
    report(Stage.FRAMES, 0.5)
    while True:
        pass


def loop_in_c(request, target, settings, report, companion=None):
    """Hold the interpreter's lock in C, so that no handler written in Python ever runs."""
    report(Stage.FRAMES, 0.5)
    ctypes.PyDLL(None).pause()


def devour_memory(request, target, settings, report, companion=None):
    report(Stage.FRAMES, 0.5)
    pieces = []
    while True:
        pieces.append(bytearray(16 * 1024 * 1024))


def die_as_if_killed(request, target, settings, report, companion=None):
    os.kill(os.getpid(), signal.SIGKILL)


def wait_to_be_killed(request, target, settings, report, companion=None):
    """Tell the process id and hang, with half a video; for another photo, behave."""
    if request.photo.read_bytes() != b"hang":
        assert [entry.name for entry in target.parent.iterdir()] == ["photo"]
        return behave(request, target, settings, report, companion)
    target.write_bytes(b"half a video")
    return loop_in_c(request, target, settings, report, companion)


class StubbornError(Exception):
    """Cannot be unpickled: its constructor wants more than its message."""

    def __init__(self, message, *, more):
        super().__init__(message)


def raise_something(request, target, settings, report, companion=None):
    raise StubbornError(f"cannot say {request.text}", more=1)


def lack_a_library(request, target, settings, report, companion=None):
    raise ImportError("libGL.so.1: cannot open shared object file")


def refuse(request, target, settings, report, companion=None):
    raise RequestError("face_too_small", width=84.0, needed=120)


def start_an_encoder_and_hang(request, target, settings, report, companion=None):
    """As ffmpeg: a process below the child, and a half written file."""
    target.write_bytes(b"half")
    encoder = subprocess.Popen(["sleep", "600"])
    target.with_name("pids").write_text(f"{os.getpid()} {encoder.pid}")
    report(Stage.FRAMES, 0.5)
    loop_in_c(request, target, settings, report)


def wait_for_a_file(request, target, settings, report, companion=None):
    """A neighbour that finishes only after the test has let it: by a file `go` in its folder."""
    report(Stage.FRAMES, 0.5)
    while not target.with_name("go").exists():
        time.sleep(0.005)
    return behave(request, target, settings, report)


def take_long(request, target, settings, report, companion=None):
    """Longer than the limit of a short video, but never without progress for so long."""
    for step in range(12):
        time.sleep(0.25)
        report(Stage.FRAMES, step / 12)
    return behave(request, target, settings, report)


def never_end(request, target, settings, report, companion=None):
    while True:
        time.sleep(0.05)
        report(Stage.FRAMES, 0.5)


def as_the_photo_says(request, target, settings, report, companion=None):
    """One pool, many kinds of work: the text names it."""
    return globals()[request.text](request, target, settings, report, companion)
