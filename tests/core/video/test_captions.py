from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.errors import RenderError
from talking_photo.core.model import CaptionStyle, Layout, Word
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.captions import Caption, caption_overlays, make_captions
from talking_photo.core.video.label import draw_label, label_text
from talking_photo.core.video.layout import Framing, frame_portraits
from talking_photo.core.video.text_rendering import missing_script, render_text
from talking_photo.core.video.yuv import Overlay
from tests.core.drawn_portrait import portrait_of

STORY = (
    "Hello there! I was only a photograph, hanging quietly on this wall; and now, as you can "
    "hear, I speak. Is it not wonderful? Yes. No. Perhaps."
)


def spoken(
    text: str, *, each: float = 0.35, pauses: dict[int, float] | None = None
) -> tuple[Word, ...]:
    """Every word takes `each` seconds; before those named there is a pause."""
    words, time = [], 0.2
    for index, word in enumerate(text.split()):
        time += (pauses or {}).get(index, 0.0)
        words.append(Word(text=word, start=time, end=time + each))
        time += each
    return tuple(words)


def framing_of(
    width: int, height: int, *, face: tuple[float, float, float] | None = None
) -> Framing:
    face = face or (width / 2, height * 0.35, height * 0.4)
    return frame_portraits([portrait_of(width, height, face=face)], Layout.ORIGINAL, 1280)


def rows_of(text: str, framing: Framing) -> list[tuple[str, ...]]:
    captions, _ = make_captions(spoken(text), framing)
    return [caption.rows for caption in captions]


def area(overlay: Overlay) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    height, width = overlay.keep.y.shape
    return overlay.left, overlay.top, overlay.left + width, overlay.top + height


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (512, 512)])
@pytest.mark.parametrize("each", [0.1, 0.35, 1.4])
def test_all_words_are_shown_in_order_in_short_rows(size: tuple[int, int], each: float) -> None:
    captions, notes = make_captions(spoken(STORY, each=each), framing_of(*size))
    assert notes == ()
    assert " ".join(row for caption in captions for row in caption.rows) == STORY
    assert max(len(caption.rows) for caption in captions) <= 2
    assert max(len(row) for caption in captions for row in caption.rows) <= 42
    for caption, following in pairwise(captions):
        assert caption.end <= following.start
        assert caption.end - caption.start <= 6


def test_each_caption_is_there_when_its_words_are_heard() -> None:
    words = spoken(STORY)
    captions, _ = make_captions(words, framing_of(720, 720))
    recognised = iter(words)
    for caption in captions:
        for _ in " ".join(caption.rows).split():
            word = next(recognised)
            assert caption.start <= word.start
            assert word.end <= caption.end


def test_a_sentence_starts_a_caption_of_its_own() -> None:
    captions, _ = make_captions(spoken(STORY, each=0.6), framing_of(1280, 720))
    starts = [caption.rows[0].split()[0] for caption in captions]
    assert {"Hello", "I", "Is"} <= set(starts)


def test_a_pause_starts_a_new_caption_and_clears_the_old_one() -> None:
    captions, _ = make_captions(
        spoken("one two three four", pauses={2: 3.0}), framing_of(1280, 720)
    )
    assert [caption.rows for caption in captions] == [("one two",), ("three four",)]
    assert captions[0].end < captions[1].start - 1


def test_nothing_flashes() -> None:
    captions, _ = make_captions(spoken("Oh. No. Stop. Wait. Go.", each=0.2), framing_of(1280, 720))
    assert min(caption.end - caption.start for caption in captions) >= 0.8
    single, _ = make_captions(spoken("Oh.", each=0.1), framing_of(1280, 720))
    assert single[0].end - single[0].start >= 1.0


def test_words_without_spaces_are_broken_at_their_marks_and_set_tight() -> None:
    text = "你好！我以前只是挂在墙上的一张照片，现在我会说话了，是不是很奇妙呢？我很高兴认识你。"
    rows = [row for caption in rows_of(text, framing_of(720, 720)) for row in caption]
    assert "".join(rows) == text
    assert len(rows) > 2
    assert any(row.endswith("，") for row in rows)


def test_a_word_longer_than_a_row_is_hyphenated() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
    rows = [row for caption in rows_of(word, framing_of(400, 400)) for row in caption]
    assert len(rows) > 1
    assert all(row.endswith("-") for row in rows[:-1])
    assert "".join(rows).replace("-", "") == word


def test_no_words_give_no_captions() -> None:
    assert make_captions((), framing_of(720, 720)) == ((), ())
    assert caption_overlays((), framing_of(720, 720)) == ()


def test_a_script_without_a_font_gives_a_note_and_no_boxes() -> None:
    captions, [note] = make_captions(spoken("hello བཀྲ་ཤིས་"), framing_of(720, 720))
    assert captions == ()
    assert (note.code, note.facts) == ("captions_unavailable", {"script": "tibetan"})


@pytest.mark.parametrize(
    "text",
    ["Größe naïve Việt", "Привет Ελλάδα", "שלום", "مرحبا", "你好", "こんにちはー", "안녕하세요",
     "नमस्ते", "বাংলা", "தமிழ்", "ไทย", "ქართული", "Հայերեն", "አማርኛ", "ខ្មែរ", "ମୟୂର", "42 % — ☺"],
)  # fmt: skip
def test_each_script_has_a_font_and_draws_what_no_missing_glyph_looks_like(text: str) -> None:
    assert missing_script(text) is None
    [drawn, boxes] = render_text(
        [[text], ["".join(" " if c == " " else "\U000ffffd" for c in text)]], em=40, width=900
    )
    assert drawn.alpha.max() == 255
    assert drawn.grey.max() > 200
    assert drawn.alpha.shape != boxes.alpha.shape or (drawn.alpha != boxes.alpha).mean() > 0.02


def test_hebrew_runs_from_the_right() -> None:
    # A row of a thin and then a wide letter: the thin one is drawn on the right.
    [thin_first, thin_last] = render_text([["ווווווש"], ["שוווווו"]], em=60, width=900)
    inked = [half.alpha.astype(float).sum(0) for half in (thin_first, thin_last)]
    left = [columns[: len(columns) // 4].sum() / columns.sum() for columns in inked]
    assert left[0] > left[1]


def test_arabic_letters_are_joined() -> None:
    joined, apart = render_text([["ببببب"], ["ب ب ب ب ب"]], em=60, width=900)
    gaps = [
        int((rendered.alpha > 200).any(0).size - (rendered.alpha > 200).any(0).sum())
        for rendered in (joined, apart)
    ]
    assert gaps[0] < gaps[1]
    assert joined.alpha.shape[1] < 0.8 * apart.alpha.shape[1]


def test_words_cannot_give_orders_to_the_drawing() -> None:
    plain, orders, lines = render_text(
        [["(b1)big(fs200)"], [r"{b1}big{fs200}"], [r"a\Nb", "c\nd"]], em=30, width=900
    )
    assert np.array_equal(plain.alpha, orders.alpha)
    assert len(lines.alpha) < 3 * 30 * 1.4


def test_a_row_that_is_too_wide_is_drawn_smaller_and_not_cut() -> None:
    [wide] = render_text([["W" * 20]], em=60, width=300)
    assert wide.alpha.shape[1] == 300
    assert wide.alpha[:, :3].max() > 0
    assert wide.alpha[:, -3:].max() > 0


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (512, 512), (240, 320)])
@pytest.mark.parametrize("share", [0.2, 0.45, 0.7, 0.85, 0.98])
@pytest.mark.parametrize("middle", [0.35, 0.5, 0.6])
def test_captions_never_cover_mouth_or_eyes(
    size: tuple[int, int], share: float, middle: float
) -> None:
    width, height = size
    framing = framing_of(width, height, face=(width / 2, height * middle, height * share))
    captions = (Caption(start=0, end=1, rows=("How much wood would a", "woodchuck chuck today")),)
    [overlay] = caption_overlays(captions, framing)
    left, top, right, bottom = area(overlay)
    assert 0 <= left < right <= framing.width
    assert 0 <= top < bottom <= framing.height
    points = framing.landmarks[0, :, 1]
    lips = slice(points[0], points[17])
    eyes = points[[33, 133, 362, 263]].mean()
    assert top > lips.stop or bottom < eyes


@pytest.mark.parametrize("middle", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_in_an_upright_video_captions_leave_the_buttons_of_apps_and_the_mouth_free(
    share: float, middle: float
) -> None:
    framing = framing_of(720, 1280, face=(360, 1280 * middle, 720 * share))
    captions, _ = make_captions(spoken(STORY), framing)
    points = framing.landmarks[0, :, 1]
    for overlay in caption_overlays(captions, framing):
        left, top, right, bottom = area(overlay)
        assert left >= 0.11 * framing.width
        assert right <= 0.89 * framing.width
        assert bottom <= 0.82 * framing.height
        assert bottom <= points[0] + 1 or top > points[17]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("I was only a photograph on this wall", 1),
        ("नमस्ते दुनिया मैं एक", 1),
        ("مرحبا أنا صورة تتكلم", -1),
        ("你好！我是照片，我会说话", 1),
    ],
)
def test_the_word_that_is_said_is_yellow_and_only_that_one(text: str, step: int) -> None:
    framing = framing_of(1280, 720)
    plain, _ = make_captions(spoken(text), framing)
    parts, _ = make_captions(spoken(text), framing, CaptionStyle.HIGHLIGHT)
    assert (parts[0].start, parts[-1].end) == (plain[0].start, plain[-1].end)
    assert all(one.end == two.start for one, two in pairwise(parts))
    assert len({part.rows for part in parts}) == len(plain) == 1
    middles = []
    for overlay in caption_overlays(parts, framing):
        white = np.rint((255.0 - overlay.keep.u) * 128 / 255)
        yellow = overlay.add.u < white - 30
        assert 0 < yellow.mean() < 0.5
        middles.append(np.flatnonzero(yellow.any(0)).mean())
    assert all((two - one) * step > 0 for one, two in pairwise(middles))
    assert len(middles) == sum(len(row) for row in plain[0].words)


def test_captions_stand_at_one_height_and_beside_the_label() -> None:
    framing = framing_of(512, 512)
    rows = [("One row",), ("The widest rows that", "anybody can think of"), ("Another",)]
    overlays = caption_overlays([Caption(start=0, end=1, rows=row) for row in rows], framing)
    assert max(abs(area(one)[3] - area(two)[3]) for one, two in pairwise(overlays)) <= 14
    settings = VideoSettings(label_corner="bottom_right")
    label = draw_label(framing, settings, captions=overlays)
    assert label is not None
    assert not any(overlap(area(label), area(overlay)) for overlay in overlays)


@pytest.mark.parametrize("corner", ["top_left", "top_right", "bottom_left", "bottom_right"])
def test_the_label_stands_in_its_corner(corner: str) -> None:
    framing = framing_of(800, 600, face=(400, 300, 300))
    label = draw_label(framing, VideoSettings.model_validate({"label_corner": corner}))
    assert label is not None
    left, top, right, bottom = area(label)
    assert ("left" in corner) == (right < 400)
    assert ("top" in corner) == (bottom < 300)
    edges = min(left, 800 - right), min(top, 600 - bottom)
    assert all(0 < edge < 30 for edge in edges)


def height_of(label: Overlay | None) -> int:
    """Height of the letters, in pixels."""
    assert label is not None
    return int((label.add.y > 180).any(1).sum())


@pytest.mark.parametrize("scale", [1, 3])
def test_the_label_grows_with_the_video(scale: int) -> None:
    framing = framing_of(300 * scale, 400 * scale)
    label = draw_label(framing, VideoSettings(label="I"))
    assert height_of(label) == pytest.approx(0.03 * framing.width, abs=2)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
def test_the_label_can_be_read_in_a_chat_that_shows_240_pixels(size: tuple[int, int]) -> None:
    label = draw_label(framing_of(*size), VideoSettings(label="AI"))
    assert height_of(label) * 240 / size[0] > 6.5


@pytest.mark.parametrize("language", ["en", "de", "ru", "ar", "hi", "ja", "zz", None])
def test_the_label_is_in_the_language_of_the_video(language: str | None) -> None:
    text = label_text(VideoSettings(), language)
    assert text.startswith("AI · ")
    assert missing_script(text) is None
    assert (text == "AI · video") == (language in {"en", "zz", None})
    assert label_text(VideoSettings(), "pt-br") == "AI · vídeo"
    assert label_text(VideoSettings(label="Robot"), language) == "Robot"


def test_the_label_leaves_a_face_for_the_farthest_corner() -> None:
    framing = framing_of(800, 600, face=(680, 450, 300))
    label = draw_label(framing, VideoSettings(label_corner="bottom_right"))
    assert label is not None
    assert area(label)[2] < 400
    assert area(label)[3] < 300


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_the_label_can_be_read_on_any_ground(shade: int) -> None:
    label = draw_label(framing_of(720, 720), VideoSettings())
    assert label is not None
    ground = 16 + shade * 219 / 255
    drawn = ground * label.keep.y / 255.0 + label.add.y
    assert np.ptp(drawn) > 120


def test_only_its_own_setting_turns_the_label_off() -> None:
    framing = framing_of(720, 720)
    assert draw_label(framing, VideoSettings(label="  ")) is not None
    assert draw_label(framing, VideoSettings(visible_label=False)) is None


@pytest.mark.parametrize("corner", ["top_right", "bottom_right"])
def test_where_no_corner_is_free_the_label_covers_a_face_but_no_mouth_and_no_caption(
    corner: str,
) -> None:
    framing = framing_of(400, 400, face=(200, 180, 420))
    captions, _ = make_captions(spoken(STORY), framing)
    overlays = caption_overlays(captions, framing)
    settings = VideoSettings.model_validate({"label_corner": corner})
    label = draw_label(framing, settings, captions=overlays)
    assert label is not None
    mouth = framing.landmarks[0, [61, 291, 0, 17], :2]
    boxes = [(*mouth.min(0), *mouth.max(0)), *map(area, overlays)]
    assert not any(overlap(area(label), box) for box in boxes)


def test_an_ffmpeg_that_cannot_draw_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/bin/false")
    with pytest.raises(RenderError) as caught:
        render_text([["Hello"]], em=20, width=200)
    assert caught.value.code == "lettering_failed"


@pytest.mark.parametrize("face", [(400, 330, 250), (400, 400, 520)])
def test_in_a_round_note_all_writing_lies_in_the_circle_and_off_the_mouth(
    face: tuple[float, float, float],
) -> None:
    framing = frame_portraits([portrait_of(800, 800, face=face)], Layout.ROUND, 1280)
    captions, _ = make_captions(spoken(STORY), framing)
    overlays = caption_overlays(captions, framing)
    label = draw_label(framing, VideoSettings(), captions=overlays)
    assert label is not None
    written = [area(overlay) for overlay in overlays]
    mouth = framing.landmarks[0, [61, 291, 0, 17], :2]
    for left, top, right, bottom in [*written, area(label)]:
        corners = np.array([(x, y) for x in (left, right) for y in (top, bottom)])
        radii = np.linalg.norm(corners - framing.width / 2, axis=1) / (framing.width / 2)
        assert radii.max() < 0.98
        inside = (mouth > (left, top)).all(1) & (mouth < (right, bottom)).all(1)
        assert not inside.any()
    assert not any(overlap(area(label), box) for box in written)
