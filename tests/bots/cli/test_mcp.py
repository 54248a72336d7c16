"""`talking-photo mcp`, with the protocol's own client, over the pipes of a real process."""

import sys
from pathlib import Path

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.core.demo import demo_portrait

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

ROOT = Path(__file__).parents[3]


def server(folder):
    from mcp.client.stdio import StdioServerParameters

    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "talking_photo", "mcp"],
        env={"PYTHONPATH": str(ROOT), "TALKING_PHOTO_RENDER__MAX_SIDE": "128"},
        cwd=folder,
    )


@pytest.mark.slow
async def test_an_assistant_makes_a_photo_speak_and_is_told_what_is_wrong(tmp_path):
    (tmp_path / "me.png").write_bytes(demo_portrait())
    reports = []

    async def note(progress, total, message):
        reports.append((progress, total, message))

    async with mcp.Client(server(tmp_path)) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == {
            "make_photo_speak",
            "list_voices",
        }
        listed = await client.call_tool("list_voices")
        voices = {voice["name"] for voice in listed.structured_content["result"]}
        assert "espeak" in voices
        asked = {"photo": "me.png", "words": "Hi.", "options": {"voice": "espeak"}}
        made = await client.call_tool("make_photo_speak", asked, progress_callback=note)
        assert not made.is_error, made.content
        video = Path(made.structured_content["video"])
        assert video == tmp_path / "me.mp4"
        assert video.read_bytes()[4:8] == b"ftyp"
        assert 0 < made.structured_content["seconds"] < 5
        assert reports[-1][:2] == (100, 100)
        assert "Rendering the video" in {message for _, _, message in reports}
        for wrong, said in (
            ({"photo": "none.png", "words": "Hi."}, "none.png"),
            ({**asked, "options": {"colour": "red"}}, "There is no option colour. There are: "),
            ({**asked, "options": {"strength": 9}}, "strength"),
        ):
            refused = await client.call_tool("make_photo_speak", wrong)
            assert refused.is_error
            assert said in refused.content[0].text
    assert {path.name for path in tmp_path.iterdir()} == {"me.mp4", "me.png"}


def test_without_the_extra_the_command_says_how_to_add_it(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert main(["mcp"]) == 5
    assert "[mcp]" in capsys.readouterr().err
