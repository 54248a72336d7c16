"""Lessons from the command line."""

import zipfile

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.bots.cli import single_job
from talking_photo.core.model import SpokenBy, Video, Word
from tests.bot_rig import tiny_video

WORDS = (Word(text="Hallo", start=0.1, end=0.5),)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in, where a video takes no time to make."""

    def make_video(request, target, *_, **__):
        target.write_bytes(tiny_video())
        spoken_by = SpokenBy(voice="espeak", kind=None, language="de")
        facts = {"width": 96, "height": 80, "bytes": 1, "sha256": "", "seconds": 1.0}
        return Video(path=target, words=WORDS, spoken_by=spoken_by, **facts)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(single_job, "make_video", make_video)
    return tmp_path


def test_a_video_is_written_as_a_lesson_beside_it(folder, capsys):
    arguments = ["speak", "me.jpg", "Hallo", "-o", "out/me.mp4", "--title", "Gruß"]
    (folder / "out").mkdir()
    assert main([*arguments, "--export", "scorm", "--export", "html", "--export", "html"]) == 0
    paths = ["out/me.mp4", "out/me.scorm.zip", "out/me.html"]
    assert capsys.readouterr().out.splitlines() == paths
    page = (folder / paths[2]).read_text(encoding="utf-8")
    assert '<html lang="de"' in page
    assert "<title>Gruß</title>" in page
    assert "Was gesagt wird" in page
    with zipfile.ZipFile(folder / paths[1]) as package:
        assert package.read("transcript.txt").decode() == "Hallo\n"


def test_a_finished_video_is_exported_with_the_captions_beside_it(folder, capsys):
    (folder / "me.mp4").write_bytes(tiny_video())
    assert main(["export", "me.mp4", "--to", "html"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "me.html\n"
    assert "no .vtt or .srt file" in printed.err
    (folder / "me.srt").write_text("1\n00:00:00,100 --> 00:00:00,900\nBom dia\n")
    assert main(["export", "me.mp4", "--to", "html", "--language", "pt", "-o", "aula.html"]) == 0
    assert capsys.readouterr().err == ""
    page = (folder / "aula.html").read_text(encoding="utf-8")
    assert "Bom dia" in page
    assert '<html lang="pt"' in page
    assert "<title>me</title>" in page


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["me.mp4"], 2, "--to is required"),
        (["me.mp4", "--to", "h5p"], 2, "invalid choice"),
        (["me.mp4", "--to", "pptx", "--to", "html", "-o", "me.pptx"], 2, "-o names one file"),
        (["no.mp4", "--to", "pptx"], 5, "no.mp4 does not exist"),
        (["words.mp4", "--to", "pptx"], 3, "not an mp4 video"),
        (["me.mp4", "--to", "pptx", "--subtitles", "diary.vtt"], 3, "has no captions"),
        (["me.mp4", "--to", "pptx", "--subtitles", "latin.vtt"], 3, "has no captions"),
        (["me.mp4", "--to", "pptx", "-o", "no/me.pptx"], 5, "folder for the video does not exist"),
    ],
)
def test_what_cannot_be_exported_is_told(folder, arguments, code, said, capsys):
    (folder / "me.mp4").write_bytes(tiny_video())
    for name in ("words.mp4", "diary.vtt"):
        (folder / name).write_text("Just words")
    cue = "WEBVTT\n\n00:00.100 --> 00:00.900\nGruß"
    (folder / "latin.vtt").write_bytes(cue.encode("latin-1"))
    if code == 2:
        with pytest.raises(SystemExit) as ended:
            main(["export", *arguments])
        assert ended.value.code == 2
    else:
        assert main(["export", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_lesson_needs_a_background(folder, capsys):
    with pytest.raises(SystemExit):
        main(["speak", "me.jpg", "Hi", "--background", "transparent", "--export", "pptx"])
    assert "needs a video with a background" in capsys.readouterr().err
