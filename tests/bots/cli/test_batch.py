"""Batches as people run them: real processes, stopped and started again."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.bots.cli.batch import making

ROOT = Path(making.__file__).parents[4]
WORK = "tests.bots.cli.batch_work:make_video"
PROGRAM = f"""
import sys
from talking_photo.bots.__main__ import main
from talking_photo.bots.cli.batch import making
making.WORK = "{WORK}"
making.WARM = None
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(making, "WORK", WORK)
    monkeypatch.setattr(making, "WARM", None)
    (tmp_path / "p.png").write_bytes(b"a photo")
    return tmp_path


def table(place, text, name="t.csv"):
    (place / name).write_text(text, encoding="utf-8")
    return name


def batch(*arguments, template="Hi {name}!", photo="p.png"):
    said = [] if template is None else ["--template", template]
    shown = [] if photo is None else ["--photo", photo]
    return main(["batch", "t.csv", *said, *shown, *arguments])


def report(folder="out"):
    with (Path(folder) / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_becomes_a_video_and_each_fault_is_told_with_its_row(place, capsys):
    table(
        place,
        "name,photo,expression\nAnn,,\nrefuse,,\nBob,no.png,\nCy,,bored\nZoë,,happy\nAnn,,\n",
    )
    assert batch("--name", "{name}.mp4", "-o", "out", "--captions-file", "vtt") == 3
    made = {line["row"]: line for line in report()}
    assert {row: line["file"] for row, line in made.items() if line["result"] == "made"} == {
        "2": "Ann.mp4",
        "6": "Zoë.mp4",
        "7": "Ann-2.mp4",
    }
    assert {row: line["column"] for row, line in made.items() if line["result"] == "failed"} == {
        "3": "",
        "4": "photo",
        "5": "expression",
    }
    assert (place / "out/Ann.mp4").read_text().startswith("Hi Ann! ")
    assert (place / "out/Ann.mp4").samefile(place / "out/Ann-2.mp4")  # rendered once
    assert "Hi Zoë!" in (place / "out/Zoë.vtt").read_text()
    printed = capsys.readouterr()
    assert printed.out == "out/report.csv\n"
    faults, rendering = printed.err.split("1/6")
    assert "no.png" in faults  # told before the first one is rendered
    assert "3 of 6 videos are there" in rendering


def test_a_language_or_a_voice_that_is_none_is_a_fault_of_its_row_before_anything_is_made(
    place, capsys
):
    rows = "Ann,de,\nBob,xx,\nCy,english,\nDi,pt_BR,espeak\nEd,,robo\nFay,yue,woman\n"
    table(place, f"name,language,voice\n{rows}")
    assert batch("--check") == 3
    table(place, f"name,language,voice\n{rows}")
    assert batch("-o", "out") == 3
    made = report()
    assert [(line["row"], line["column"]) for line in made if line["result"] == "failed"] == [
        ("3", "language"),
        ("4", "language"),
        ("6", "voice"),
    ]
    told = capsys.readouterr().err.partition("1/6")[0]
    assert "No voice here speaks that language" in told


def test_the_credentials_of_a_transparent_video_lie_beside_it_by_its_name(place):
    table(place, "name\nAnn\nAnn\n")
    for _ in range(2):  # the second time all is there
        assert batch("--name", "{name}", "-o", "out", "--background", "transparent") == 0
        for name in ("Ann", "Ann-2"):
            video = (place / f"out/{name}.webm").read_text()
            assert (place / f"out/{name}.c2pa").read_text() == video


def test_a_changed_table_renders_only_what_changed(place):
    table(place, "name\nAnn\nBob\n")
    assert batch("-o", "out") == 0
    before = {name: (place / "out" / name).read_text() for name in ("2.mp4", "3.mp4")}
    table(place, "name\nZoë\nAnn\n")
    assert batch("-o", "out") == 0
    assert (place / "out/3.mp4").read_text() == before["2.mp4"]
    assert (place / "out/2.mp4").read_text().startswith("Hi Zoë!")
    assert len(list((place / "out/.talking-photo-batch").glob("*.mp4"))) == 2


def test_another_photo_under_the_same_name_is_another_video(place):
    table(place, "name\nAnn\n")
    batch("-o", "out")
    first = (place / "out/2.mp4").read_text()
    (place / "p.png").write_bytes(b"another photo")
    batch("-o", "out")
    assert (place / "out/2.mp4").read_text() != first


def test_a_file_of_somebody_else_is_not_replaced(place):
    table(place, "name\nAnn\nBob\n")
    (place / "out").mkdir()
    (place / "out/2.mp4").write_text("holiday")
    assert batch("-o", "out") == 5
    assert (place / "out/2.mp4").read_text() == "holiday"
    assert (place / "out/3.mp4").exists()


@pytest.mark.parametrize(
    ("template", "photo", "said"),
    [
        ("Hi {nmae}!", "p.png", "{nmae}"),
        ("Hi {name", "p.png", "brace"),
        (None, "p.png", "no column words"),
        ("Hi {name}!", None, "no column photo"),
    ],
)
def test_what_concerns_all_rows_ends_the_command_before_anything_is_made(
    place, capsys, template, photo, said
):
    table(place, "name\nAnn\n")
    assert batch("-o", "out", template=template, photo=photo) == 3
    assert said in capsys.readouterr().err
    assert not (place / "out").exists()


def test_check_shows_the_first_rows_and_makes_nothing(place, capsys):
    table(place, "name,city\nAnn,Rome\n,Bonn\nCy,Oslo\nDi,Lima,extra\nEd,Kyiv\nFay,Nice\n")
    assert batch("--check", template="{name} of {city}") == 3
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == ["row", "2", "4", "6"]
    assert "Cy of Oslo" in printed.out
    assert "6 rows, 2 of them wrong; 4 different videos" in printed.err
    assert [line.split()[:2] for line in printed.err.splitlines()[3:5]] == [
        ["3", "name"],
        ["5", "This"],
    ]
    assert not (place / "out").exists()


def test_a_report_is_no_formula(place):
    table(place, "name\n=1+1\n")
    batch("-o", "out", "--name", "{name}")
    assert report()[0]["file"] == "'=1+1.mp4"


def _run(place, *arguments):
    command = [sys.executable, "-c", PROGRAM, "batch", "t.csv", "--template", "{name}"]
    return subprocess.Popen(
        [*command, "--photo", "p.png", "-o", "out", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TALKING_PHOTO_RENDER__SANDBOX": "false"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_was_stopped_makes_no_video_twice_and_loses_none(
    place, interruptible, ending
):
    gate = place / "gate"
    os.mkfifo(gate)
    table(place, f"name\nAnn\nBob\nwait {gate}\nCy\nAnn\n")
    with _run(place) as running:
        for line in running.stderr:  # the third row waits for the gate
            if line.startswith("2/5"):
                break
        else:
            pytest.fail("no second video")
        running.send_signal(ending)
        running.communicate(timeout=60)
    assert running.returncode == (130 if ending is signal.SIGINT else -ending)
    made = {name: (place / "out" / name).read_text() for name in ("2.mp4", "3.mp4")}
    table(place, "name\nAnn\nBob\nDi\nCy\nAnn\n")
    with _run(place) as again:
        out, _ = again.communicate(timeout=60)
    assert (again.returncode, out) == (0, "out/report.csv\n")
    assert {name: (place / "out" / name).read_text() for name in made} == made
    assert [line["file"] for line in report(place / "out")] == [f"{n}.mp4" for n in range(2, 7)]
    hidden = place / "out/.talking-photo-batch"
    assert {file.suffix for file in hidden.iterdir()} == {".mp4", ".json", ".txt", ""}


def test_a_second_batch_keeps_out_of_a_folder_in_use(place, capsys):
    gate = place / "gate"
    os.mkfifo(gate)
    table(place, f"name\nAnn\nwait {gate}\n")
    with _run(place) as running:
        for line in running.stderr:
            if line.startswith("1/2"):
                break
        assert batch("-o", "out") == 5
        assert "Another batch" in capsys.readouterr().err
        opened = os.open(gate, os.O_RDWR)  # waits for no reader
        os.write(opened, b"go\n")
        running.communicate(timeout=60)
        os.close(opened)
    assert running.returncode == 0
