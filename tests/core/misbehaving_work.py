"""Work for a render child that goes wrong in every way there is; found there by name."""

import ctypes
import json
import os
import resource
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Note, Stage, Video

_CLIP = Video(path=Path(), width=16, height=16, seconds=1.0, bytes=4, sha256="0" * 64)


def warm_up():
    """Leave a mark that the work can see."""
    os.environ["WARM"] = "yes"


def break_the_start():
    raise OSError("the models are gone")


def behave(request, target, settings, report, *, preview=None):
    """What real work does: report, write, return."""
    report(Stage.PHOTO, 0.1)
    report(Stage.FRAMES, 0.9)
    target.write_bytes(b"clip")
    if preview is not None:
        preview.write_bytes(b"sheet")
    return replace(_CLIP, path=target)


def see_several_people(request, target, settings, report, *, preview=None):
    """A clip whose note says whom it was asked to film, unless somebody was chosen."""
    clip = behave(request, target, settings, report, preview=preview)
    if request.options.face is not None:
        return replace(clip, notes=(Note(code="filmed", facts={"face": request.options.face}),))
    return replace(clip, notes=(Note(code="several_faces", facts={"count": 2, "number": 1}),))


def tell_about_itself(request, target, settings, report, *, preview=None):
    """A clip whose note says what the child found around it."""
    from multiprocessing import parent_process

    import cv2

    facts = {
        "pid": os.getpid(),
        "parent": parent_process().pid,
        "own_group": os.getpgid(0) == os.getpid(),
        "variables": json.dumps(sorted(os.environ)),
        "openblas": os.environ["OPENBLAS_NUM_THREADS"],
        "opencv_threads": cv2.getNumThreads(),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "niceness": os.nice(0),
        "temporary": tempfile.gettempdir(),
        "ignores_interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "warm": os.environ.get("WARM", "no"),
    }
    target.write_bytes(b"clip")
    os.write(2, b"a library that chatters")
    os.write(1, b"on both streams")
    return replace(_CLIP, path=target, notes=(Note(code="found", facts=facts),))


def segfault(request, target, settings, report, *, preview=None):
    target.write_bytes(b"half")
    ctypes.string_at(0)


def loop_in_python(request, target, settings, report, *, preview=None):
    report(Stage.FRAMES, 0.5)
    while True:
        pass


def loop_in_c(request, target, settings, report, *, preview=None):
    """Hold the interpreter's lock in C, so that no handler written in Python ever runs."""
    report(Stage.FRAMES, 0.5)
    ctypes.PyDLL(None).pause()


def devour_memory(request, target, settings, report, *, preview=None):
    pieces = []
    while True:
        pieces.append(bytearray(16 * 1024 * 1024))


def die_as_if_killed(request, target, settings, report, *, preview=None):
    os.kill(os.getpid(), signal.SIGKILL)


def wait_to_be_killed(request, target, settings, report, *, preview=None):
    """Tell the process id and hang, with half a video; once the photo is gone, behave."""
    if not request.photo.exists():
        assert list(target.parent.iterdir()) == []
        return behave(request, target, settings, report, preview=preview)
    request.photo.write_text(str(os.getpid()))
    target.write_bytes(b"half a video")
    return loop_in_c(request, target, settings, report, preview=preview)


class StubbornError(Exception):
    """Cannot be unpickled: its constructor wants more than its message."""

    def __init__(self, message, *, more):
        super().__init__(message)


def raise_something(request, target, settings, report, *, preview=None):
    raise StubbornError(f"cannot say {request.text}", more=1)


def refuse(request, target, settings, report, *, preview=None):
    raise RequestError("face_too_small", width=84.0, needed=120)


def start_an_encoder_and_hang(request, target, settings, report, *, preview=None):
    """As ffmpeg: a process below the child, and a half written file."""
    target.write_bytes(b"half")
    encoder = subprocess.Popen(["sleep", "600"])
    Path(request.photo).write_text(f"{os.getpid()} {encoder.pid} {target.parent}")
    report(Stage.FRAMES, 0.5)
    loop_in_c(request, target, settings, report)


def wait_for_a_file(request, target, settings, report, *, preview=None):
    """A neighbour that finishes only after the test has let it.

    Opening a fifo blocks until then.
    """
    report(Stage.FRAMES, 0.5)
    Path(request.photo).read_bytes()
    return behave(request, target, settings, report)


def as_the_photo_says(request, target, settings, report, *, preview=None):
    """One pool, many kinds of work: the text names it."""
    return globals()[request.text](request, target, settings, report, preview=preview)
