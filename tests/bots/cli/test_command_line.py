"""The command line as people meet it.

Sentences, exit codes, files, and what an interrupt leaves.
"""

import io
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talking_photo import __version__
from talking_photo.bots.__main__ import _checked, _parser, main
from talking_photo.bots.cli import single_job, terminal
from talking_photo.bots.cli.options import read_options
from talking_photo.core.demo import demo_portrait
from talking_photo.core.request import RenderOptions
from talking_photo.core.video import contact_sheet
from tests.core.placed_face import FACE, POINTS, moved

ROOT = Path(terminal.__file__).parents[3]


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch, request):
    """An empty folder to work in, and an address for the google voice where nobody answers.

    Videos are small, and the portrait of the demo is drawn once.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALKING_PHOTO_VOICE__GOOGLE_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TALKING_PHOTO_RENDER__MAX_SIDE", "128")
    monkeypatch.setattr(single_job, "demo_portrait", lambda: request.getfixturevalue("drawn_png"))
    return tmp_path


@pytest.fixture
def portrait(workplace, drawn_png):
    photo = workplace / "portrait.png"
    photo.write_bytes(drawn_png)
    return photo


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["speak"],
        ["speak", "a.png"],
        ["speak", "a.png", "words", "-o", "a.avi"],
        ["speak", "a.png", "words", "--expression", "bored"],
        ["speak", "a.png", "words", "--strength", "151"],
        ["speak", "a.png", "words", "--strength", "-5"],
        ["speak", "a.png", "words", "--strength", "half"],
        ["speak", "a.png", "words", "--motion", "wild"],
        ["speak", "a.png", "words", "--face", "0"],
        ["speak", "a.png", "words", "--face", "left"],
        ["faces"],
        ["faces", "a.png", "-o", "a.mp4"],
        ["speak", "a.png", "words", "--format", "oval"],
        ["speak", "a.png", "words", "--pitch", "3"],
        ["speak", "a.png", "words", "--pace", "fast"],
        ["speak", "a.png", "words", "--seed", "-1"],
        ["speak", "a.png", "words", "--background", "blue"],
        ["speak", "a.png", "words", "-o", "a.mp4", "--background", "transparent"],
        ["speak", "a.png", "words", "-o", "a.webm", "--background", "green"],
        ["sheet", ".", "words", "-o", "sheets"],
        ["sheet", "nowhere", "words", "-o", "sheets"],
    ],
)
def test_a_command_that_is_not_understood_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: talking-photo" in capsys.readouterr().err


def test_every_option_of_a_video_is_an_argument_of_speak_and_of_sheet(workplace):
    (workplace / "photos").mkdir()
    (workplace / "photos" / "a.png").write_bytes(b"")
    given = {
        "--expression": "happy",
        "--strength": "50%",
        "--motion": "130",
        "--format": "square",
        "--background": "green",
        "--voice": "espeak",
        "--pitch": "1.2",
        "--pace": "0.9",
        "--language": "de",
        "--face": "2",
        "--seed": "7",
        "--caption-style": "highlight",
    }
    typed = [part for pair in given.items() for part in pair]
    for command in (["speak", "a.png", "Hi"], ["sheet", "photos", "Hi", "-o", "sheets"]):
        chosen = _checked(_parser(), _parser().parse_args([*command, *typed]))
        assert chosen.options == RenderOptions(
            expression="happy",
            strength=0.5,
            motion=1.3,
            layout="square",
            background="green",
            captions=True,
            caption_style="highlight",
            voice="espeak",
            pitch=1.2,
            pace=0.9,
            language="de",
            face=2,
            seed=7,
        )


def test_the_version_is_reported(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"talking-photo {__version__}\n"


def test_a_contact_sheet_without_moviepy_says_how_to_add_it_before_anything_is_made(
    portrait, monkeypatch, capsys
):
    monkeypatch.setattr(contact_sheet.importlib.util, "find_spec", lambda _name: None)
    assert main(["speak", str(portrait), "Hi.", "--preview", "sheet.png"]) == 4
    assert "pip install --no-deps moviepy==2.2.1" in capsys.readouterr().err


def test_an_opencv_that_lacks_system_libraries_is_named_with_its_cure(monkeypatch, capsys):
    monkeypatch.setattr(single_job, "demo_portrait", demo_portrait)
    monkeypatch.delitem(sys.modules, "talking_photo.core.demo.portrait", raising=False)
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert main(["demo"]) == 4
    assert "apt install libgl1" in capsys.readouterr().err


def test_help_and_readme_tell_the_same_exit_codes(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = re.findall(r"^  (\d+) ", capsys.readouterr().out, re.MULTILINE)
    readme = (ROOT / "README.md").read_text()
    assert printed == re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)
    assert printed == ["0", "1", "2", "3", "4", "5", "130", "141"]


def test_a_setting_that_does_not_exist_ends_with_5(monkeypatch, capsys):
    monkeypatch.setenv("TALKING_PHOTO_RENDER__COLOUR", "1")
    assert main(["voices"]) == 5
    assert capsys.readouterr().err.startswith("There is no setting called render.colour.")


def test_settings_are_taken_from_the_working_folder_or_from_the_named_file(workplace, capsys):
    (workplace / "config.toml").write_text("[render]\nhere = 1\n")
    (workplace / "other.toml").write_text("[render]\nthere = 1\n")
    assert main(["voices"]) == 5
    assert "render.here" in capsys.readouterr().err
    assert main(["voices", "--config", "other.toml"]) == 5
    assert "render.there" in capsys.readouterr().err


def test_voices_tells_which_work_and_why_others_do_not(capsys):
    assert main(["voices"]) == 0
    table = capsys.readouterr().out
    assert re.search(r"^English +hibari +woman +works +Apache-2.0 *$", table, re.MULTILINE)
    assert re.search(r"^\d+ languages +espeak +man +works", table, re.MULTILINE)
    assert re.search(r"google +woman +its service", table)


def test_a_reader_that_has_read_enough_is_no_fault():
    for_reading, for_writing = os.pipe()
    os.close(for_reading)
    command = [sys.executable, "-m", "talking_photo", "voices"]
    done = subprocess.run(
        command, cwd=ROOT, stdout=for_writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(for_writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_words_may_stand_beside_a_recording(workplace, capsys):
    assert main(["speak", "nobody.png", "Hello", "--sound", "nothing.ogg"]) == 5
    assert capsys.readouterr().err.splitlines()[-1].startswith("nothing.ogg does not exist")


def test_a_photo_that_is_not_there_is_reported_and_leaves_nothing(workplace, capsys):
    assert main(["speak", "nobody.png", "Hello", "-o", "out.mp4"]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1].startswith("nobody.png does not exist")
    assert list(workplace.iterdir()) == []


def test_a_file_that_is_no_photo_ends_with_3_and_a_sentence_without_traceback(workplace, capsys):
    (workplace / "letter.jpg").write_text("Dear all")
    assert main(["speak", "letter.jpg", "Hello"]) == 3
    printed = capsys.readouterr().err
    assert printed.splitlines()[-1].startswith("I can’t read this as a picture")
    assert "Traceback" not in printed


def test_words_come_from_the_standard_input_too(portrait, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("a" * 5000))
    assert main(["speak", "portrait.png", "-"]) == 3
    assert "has 5,000 characters" in capsys.readouterr().err


def test_the_faces_of_a_photo_are_numbered_and_reported(portrait, workplace, capsys):
    assert main(["faces", "portrait.png"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "portrait-faces.png\n"
    assert re.search(r"^Face 1: \d+ pixels wide, \d+% sure\.$", printed.err, re.MULTILINE)
    assert (workplace / "portrait-faces.png").read_bytes()[:4] == b"\x89PNG"


def test_a_number_that_no_face_has_ends_with_3_and_both_numbers(portrait, workplace, capsys):
    assert main(["speak", "portrait.png", "Hi.", "--face", "7"]) == 3
    assert "There is no face number 7: I see 1 face," in capsys.readouterr().err
    assert list(workplace.iterdir()) == [portrait]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"face": None, "strength": 1.0}),
        (["--face", "2", "--strength", "50"], {"face": 2, "strength": 0.5}),
        (["--face", "ALL", "--strength", "150%"], {"face": "all", "strength": 1.5}),
        (["--strength", "0"], {"face": None, "strength": 0.0}),
        (["--motion", "Lively"], {"motion": 1.5}),
        (["--motion", "0%"], {"motion": 0.0}),
    ],
)
def test_face_and_strength_are_read_as_people_write_them(arguments, expected):
    options = read_options(_parser().parse_args(["speak", "a.png", "Hi.", *arguments]))
    assert {name: getattr(options, name) for name in expected} == expected


def test_points_come_from_a_file(workplace, capsys):
    (workplace / "mug.json").write_text(json.dumps(POINTS))
    speak = ["speak", "a.png", "Hi.", "--points"]
    chosen = _checked(_parser(), _parser().parse_args([*speak, "mug.json"]))
    assert chosen.options.points == FACE
    for name, contents, told in (
        ("none.json", None, "not a readable JSON file"),
        ("broken.json", "{", "not a readable JSON file"),
        ("wrong.json", json.dumps(moved(chin=[0.5, 0.1])), "“chin”"),
        ("outside.json", json.dumps(moved(chin=[2, 0.1])), "points.chin"),
    ):
        if contents is not None:
            (workplace / name).write_text(contents)
        with pytest.raises(SystemExit, match="2"):
            main([*speak, name])
        assert told in capsys.readouterr().err


@pytest.mark.slow
def test_a_folder_becomes_a_sheet_of_each_photo_and_an_index_of_all(workplace, drawn_png, capsys):
    photos = workplace / "photos"
    photos.mkdir()
    (photos / "her.png").write_bytes(drawn_png)
    (photos / "letter.jpg").write_text("Dear all")
    assert main(["sheet", "photos", "Hi.", "-o", "sheets"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "sheets/index.png\n"
    assert printed.err.splitlines() == [
        "1/2 her.png: sheets/her.png.png",
        "2/2 letter.jpg: I can’t read this as a picture (it looks like: text). "
        "Send a JPEG, PNG, WebP, AVIF or HEIC file.",
    ]
    made = sorted(path.name for path in (workplace / "sheets").iterdir())
    assert made == ["her.png.png", "index.png"]


@pytest.mark.slow
def test_a_transparent_video_is_named_webm(portrait, workplace, capsys):
    assert main(["speak", "portrait.png", "Hi.", "--background", "transparent"]) == 0
    assert capsys.readouterr().out == "portrait.webm\n"
    assert (workplace / "portrait.webm").read_bytes()[:4] == b"\x1a\x45\xdf\xa3"  # EBML
    assert (workplace / "portrait.c2pa").exists()  # its credentials


def test_a_voice_service_that_is_down_ends_with_4_when_no_other_voice_is_left(
    portrait, monkeypatch, capsys
):
    monkeypatch.setenv("TALKING_PHOTO_VOICE__ORDER", "google")
    assert main(["speak", "portrait.png", "Hello"]) == 4
    assert "I can’t reach the voice google" in capsys.readouterr().err


def test_a_fault_of_ours_is_a_sentence_with_exit_code_1(monkeypatch, capsys):
    def break_down(*_arguments, **_more):
        raise KeyError("a bug")

    monkeypatch.setattr(single_job, "make_video", break_down)
    assert main(["speak", "me.png", "Hello"]) == 1
    printed = capsys.readouterr()
    assert "This is a bug" in printed.err
    assert "Traceback" not in printed.err


def test_a_name_that_is_taken_gets_a_number(workplace):
    assert terminal._free_name("me") == Path("me.mp4")
    (workplace / "me.mp4").touch()
    (workplace / "me-2.mp4").touch()
    assert terminal._free_name("me") == Path("me-3.mp4")


@pytest.mark.slow
def test_the_demo_makes_a_video_and_prints_nothing_but_its_path(workplace, capfd):
    assert main(["demo", "-o", "chosen.mp4"]) == 0
    printed = capfd.readouterr()
    assert printed.out == "chosen.mp4\n"
    assert "Rendering the video 100%" in printed.err
    assert [path.name for path in workplace.iterdir()] == ["chosen.mp4"]
    assert (workplace / "chosen.mp4").read_bytes()[4:8] == b"ftyp"


@pytest.mark.slow
def test_the_doctor_finds_all_well_and_times_a_real_video(workplace, capsys):
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^ok  mediapipe +0\.10\.21$", printed, re.MULTILINE)
    assert re.search(r"^ok  voice espeak +works$", printed, re.MULTILINE)
    assert re.search(r"^ok  self-test +\d.*rendering the video \d", printed, re.MULTILINE)
    assert list(workplace.iterdir()) == []


def test_the_doctor_says_what_is_broken_and_what_helps(monkeypatch, capsys):
    monkeypatch.setenv("TALKING_PHOTO_VOICE__ORDER", "google")
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "!!  voices" in printed
    assert "    -> I can’t reach the voice google" in printed


@pytest.mark.deadline
@pytest.mark.parametrize(
    ("how", "when"), [(signal.SIGTERM, "Getting ready"), (signal.SIGINT, "Rendering the video")]
)
def test_an_interrupt_stops_everything_within_a_second(portrait, interruptible, how, when):
    words = "This takes a while, and then it goes on and on. " * 6
    process = subprocess.Popen(
        [sys.executable, "-m", "talking_photo", "speak", "portrait.png", words, "-o", "out.mp4"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    with process:
        for line in process.stderr:
            if line.startswith(when):
                break
        children = [os.pidfd_open(child) for child in descendants(process.pid)]
        asked = time.monotonic()
        process.send_signal(how)
        said, complained = process.communicate(timeout=10)
        for child in children:
            assert select.select([child], [], [], 10)[0]
            os.close(child)
        assert time.monotonic() - asked < 1.0
    assert process.returncode == 130
    assert said == ""
    assert complained.splitlines()[-1] == "Stopped."
    assert "Traceback" not in complained
    assert children
    assert list(portrait.parent.iterdir()) == [portrait]


def descendants(pid):
    """Process ids below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found


@pytest.mark.parametrize("kind", ["pipe", "endless", "folder"])
@pytest.mark.parametrize("role", ["photo", "recording"])
def test_what_is_no_ordinary_file_is_refused_at_once(portrait, kind, role, capsys):
    odd = {"pipe": Path("pipe"), "endless": Path("/dev/zero"), "folder": Path("/")}[kind]
    if kind == "pipe":
        os.mkfifo(odd)
    inputs = [str(odd), "Hi."] if role == "photo" else [str(portrait), "--sound", str(odd)]
    assert main(["speak", *inputs, "-o", "out.mp4"]) == 5
    assert "is not a regular file" in capsys.readouterr().err
    assert not Path("out.mp4").exists()


def test_a_full_disk_is_reported_as_that(portrait):
    """No file can grow above half of the photo's size, which ends writing as a full disk does."""
    chat_client = portrait.stat().st_size // 2
    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "talking_photo",
            "speak",
            "portrait.png",
            "Hi there.",
            "-o",
            "o.mp4",
        ],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (chat_client, chat_client)),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, "disk is full" in said.stderr) == (5, True), said.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["portrait.png"]


def test_words_are_said_as_the_dictionary_has_them(workplace, capsys):
    (workplace / "config.toml").write_text('[dictionary]\n"Siobhán" = "shi-VAWN"\n')
    assert main(["dictionary"]) == 0
    assert capsys.readouterr().out.split()[-3:] == ["Siobhán", "shi-VAWN", "ʃɪˈvɔːn"]
    assert main(["dictionary", "Nguyen=/wɪn/", "gif=jif"]) == 0
    assert capsys.readouterr().out.split()[-6:] == [
        "Nguyen",
        "/wɪn/",
        "wɪn",
        "gif",
        "jif",
        "ˈdʒɪf",
    ]
    assert main(["dictionary", "Nguyen=/Win/"]) == 3
    assert "“W” is no sign" in capsys.readouterr().err


def test_a_dictionary_can_be_heard(workplace):
    assert main(["dictionary", "gif=jif", "--voice", "espeak", "-o", "gif.ogg"]) == 0
    assert (workplace / "gif.ogg").read_bytes().startswith(b"OggS")


@pytest.mark.parametrize("entry", ["Siobhán", "=x", "7=seven", "Ann=/B/"])
def test_a_wrong_pronunciation_is_wrong_usage(entry):
    with pytest.raises(SystemExit) as ended:
        _checked(_parser(), _parser().parse_args(["speak", "a.png", "words", "--say", entry]))
    assert ended.value.code == 2


def test_pronunciations_are_options():
    given = ["speak", "a.png", "words", "--say", "Siobhán=shi-VAWN", "--say", "Nguyen=/wɪn/"]
    chosen = _checked(_parser(), _parser().parse_args(given))
    assert chosen.options.dictionary == {"Siobhán": "shi-VAWN", "Nguyen": "/wɪn/"}
