"""What leaves this program by the back door.

Telemetry of libraries, secrets in variables, files opened by OpenCV.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from talking_photo.core.environment import child_environment

ROOT = Path(__file__).parents[2]
USE_THE_MODEL = """
from talking_photo.core.hearing.network import _session
print(_session().get_providers()[0])
"""


def run_python(*arguments, home, tracer=(), **variables):
    """Run Python with few variables and an empty home folder."""
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [*tracer, sys.executable, *arguments],
        env=environment | variables,
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_acoustic_model_leaves_nothing_in_the_home_folder(tmp_path):
    out = run_python("-c", USE_THE_MODEL, home=tmp_path / "home")
    assert out == "CPUExecutionProvider\n"
    assert list((tmp_path / "home").iterdir()) == []


def test_onnxruntime_alone_would_leave_something_there(tmp_path):
    """So that the test before this one could fail."""
    weights = ROOT / "core/hearing/acoustic.onnx"
    run_python(
        "-c",
        f"import onnxruntime; onnxruntime.InferenceSession({str(weights)!r})",
        home=tmp_path / "home",
    )
    if not list((tmp_path / "home").iterdir()):
        pytest.skip("this version of onnxruntime keeps no device id")


@pytest.mark.slow
def test_a_whole_video_opens_no_network_socket_and_no_file_at_home(tmp_path, drawn_png):
    """Seen by strace, for a block of sockets in Python would not see C.

    Without the sandbox, which would hide it.
    """
    strace = shutil.which("strace")
    if (
        strace is None
        or subprocess.run([strace, "-f", "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("strace is not there, or may not trace")
    home, log = tmp_path / "home", tmp_path / "log"
    (tmp_path / "face.png").write_bytes(drawn_png)
    with wave.open(str(tmp_path / "voice.wav"), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        noise = np.random.default_rng(1).normal(0, 3000, 16_000)
        syllables = np.square(np.sin(np.arange(16_000) / 16_000 * np.pi * 4))
        sound.writeframes((noise * syllables).astype(np.int16))
    run_python(
        *("-m", "talking_photo", "speak", "face.png", "--sound", "voice.wav", "-o", "out.mp4"),
        home=home,
        tracer=(
            strace,
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            log,
            "-e",
            "trace=socket,openat,mkdir",
        ),
        TALKING_PHOTO_PROVENANCE__FOLDER=str(tmp_path / "keys"),  # by default they are at home
        TALKING_PHOTO_RENDER__SANDBOX="false",
        TALKING_PHOTO_RENDER__MAX_SIDE="128",
        TALKING_PHOTO_RENDER__MEMORY_MEGABYTES="4096",
    )
    calls = log.read_text()
    assert "acoustic.onnx" in calls
    assert ".part" in calls
    assert (tmp_path / "out.mp4").exists()
    assert set(re.findall(r"socket\((\w+)", calls)) <= {"AF_UNIX"}
    assert [line for line in calls.splitlines() if f'"{home}/' in line and "O_CREAT" in line] == []
    assert list(home.rglob("*")) == []


def test_a_child_gets_a_short_list_of_variables_and_finds_the_modules():
    given = {
        "PATH": "/bin",
        "AWS_SECRET_ACCESS_KEY": "x",
        "HTTPS_PROXY": "http://u:p@h",
        "OTHER": "y",
    }
    alone = child_environment(given, network=False)
    assert not {"AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY", "OTHER"} & alone.keys()
    assert alone["PATH"] == "/bin"
    assert alone["ORT_DISABLE_TELEMETRY"] == "1"
    assert alone["PYTHONPATH"] == str(ROOT)
    assert child_environment(given, network=True)["HTTPS_PROXY"] == "http://u:p@h"


def test_the_process_with_the_tokens_cannot_be_inspected():
    code = """
import ctypes
from talking_photo.core.workers import kernel
assert kernel.forbid_inspection()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
    if sys.platform != "linux":
        pytest.skip("only Linux has it")
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.stdout == "0\n", ran.stderr


OPENING = {"imread", "imreadmulti", "imdecode", "imdecodemulti", "imreadanimation",
"imdecodeanimation", "imwrite",
           "VideoCapture", "VideoWriter", "FileStorage", "haveImageReader", "CascadeClassifier",
           "readNet"}  # fmt: skip


def test_opencv_decodes_no_file_and_no_bytes_of_strangers():
    """Its decoders are not among those that are limited and tested (see CVE-2025-53644)."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}: cv2.{node.attr}"
        for folder in ("core", "bots", "storage")
        for file in (ROOT / folder).rglob("*.py")
        if "cv2." in (code := file.read_text())
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "cv2"
        and node.attr in OPENING
    ]
    assert found == []
