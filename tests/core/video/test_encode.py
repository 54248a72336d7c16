from __future__ import annotations

import itertools
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from talking_photo.core.errors import JobCancelled, RenderError, StorageError
from talking_photo.core.model import FPS, Background, Layout, Speech, UInt8, Video
from talking_photo.core.progress import Progress, no_progress
from talking_photo.core.settings import VideoSettings
from talking_photo.core.video.budget import Budget, plan_budget
from talking_photo.core.video.captions import Caption
from talking_photo.core.video.encode import write_video
from talking_photo.core.video.layout import Framing, frame_portraits
from talking_photo.core.video.yuv import Overlay, Yuv
from tests.core.drawn_portrait import portrait_of

PLAIN = VideoSettings(visible_label=False)


def framing_of(
    width: int = 128, height: int = 96, layout: Layout = Layout.ORIGINAL, max_side: int = 128
) -> Framing:
    face = (width / 2, height / 2, 0.6 * height)
    return frame_portraits([portrait_of(width, height, face=face)], layout, max_side)


def tone(seconds: float, sample_rate: int = 22_050) -> Speech:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return Speech(
        samples=(0.4 * np.sin(2 * np.pi * 440 * times)).astype(np.float32), sample_rate=sample_rate
    )


def flat(framing: Framing, colour: tuple[int, int, int]) -> UInt8:
    return np.full(framing.portraits[0].pixels.shape, colour, np.uint8)


def noisy(framing: Framing) -> Iterator[UInt8]:
    rng = np.random.default_rng(5)
    while True:
        yield rng.integers(0, 256, framing.portraits[0].pixels.shape, dtype=np.uint8)


def write(
    target: Path,
    *,
    frames: Iterator[UInt8] | None = None,
    framing: Framing | None = None,
    count: int = 30,
    speech: Speech | None = None,
    captions: tuple[Caption, ...] = (),
    settings: VideoSettings = PLAIN,
    progress: Progress = no_progress,
    budget: Budget | None = None,
) -> Video:
    framing = framing or framing_of()
    return write_video(
        frames or itertools.repeat(framing.portraits[0].pixels),
        count=count,
        framing=framing,
        speech=speech or tone(1.0),
        captions=captions,
        settings=settings,
        target=target,
        progress=progress,
        budget=budget,
    )


def decoded(path: Path) -> list[UInt8]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_the_video_is_what_every_player_takes(tmp_path: Path) -> None:
    video = write(tmp_path / "video.mp4", count=30)
    with av.open(video.path) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.pix_fmt) == ("h264", "yuv420p")
        assert (picture.average_rate, picture.frames) == (FPS, 30)
        assert (picture.width, picture.height) == (video.width, video.height) == (128, 96)
        assert (sound.codec_context.name, sound.sample_rate) == ("aac", 48_000)
        context = picture.codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        assert context.color_range == 1
    assert video.seconds == 30 / FPS
    assert video.bytes == video.path.stat().st_size
    assert len(video.sha256) == 64


def test_the_index_stands_before_the_frames(tmp_path: Path) -> None:
    content = write(tmp_path / "video.mp4").path.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("seconds", [0.3, 2.0, 5.0])
@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 48_000])
def test_the_sound_is_exactly_as_long_as_the_picture(
    tmp_path: Path, seconds: float, sample_rate: int
) -> None:
    video = write(tmp_path / "video.mp4", count=53, speech=tone(seconds, sample_rate))
    with av.open(video.path) as container:
        durations = [stream.duration * stream.time_base for stream in container.streams]
        assert durations == [Fraction(53, FPS)] * 2
    with av.open(video.path) as container:
        recognised = sum(frame.samples for frame in container.decode(audio=0))
    # AAC comes in blocks of 1024 samples; the file says how many of the last are meant.
    assert 0 <= recognised - 53 * 48_000 // FPS < 1024
    assert len(decoded(video.path)) == 53


def test_a_click_is_heard_when_it_is_seen(tmp_path: Path) -> None:
    framing = framing_of()
    samples = np.zeros(44_100, np.float32)
    samples[22_050:22_150] = 0.9
    speech = Speech(samples=samples, sample_rate=22_050)
    frames = (flat(framing, (250, 250, 250) if at == 25 else (5, 5, 5)) for at in range(50))
    path = write(
        tmp_path / "video.mp4", frames=frames, framing=framing, count=50, speech=speech
    ).path
    bright = int(np.argmax([frame.mean() for frame in decoded(path)]))
    with av.open(path) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert bright == 25
    assert np.argmax(np.abs(sound)) / 48_000 == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    "colour",
    [(255, 255, 255), (0, 0, 0), (128, 128, 128), (224, 172, 138), (200, 30, 40), (20, 60, 190)],
)
def test_colours_come_back_as_they_went_in(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    framing = framing_of()
    frames = itertools.repeat(flat(framing, colour))
    path = write(tmp_path / "video.mp4", frames=frames, framing=framing, count=3).path
    assert np.abs(decoded(path)[1].astype(int) - colour).max() <= 2


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    framing = framing_of()
    captions = (Caption(start=0.1, end=0.9, rows=("Hello there",)),)
    one, two = (
        write(
            tmp_path / name,
            frames=noisy(framing),
            framing=framing,
            captions=captions,
            settings=VideoSettings(),
        )
        for name in ("one.mp4", "another name.mp4")
    )
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.sha256 == two.sha256


def write_movement(target: Path) -> None:
    """Write a video at a width that is no multiple of 128: x264 has odd macroblocks there."""
    framing = framing_of(416, 512, max_side=512)
    picture = np.random.default_rng(5).integers(0, 256, (70, 60, 3), dtype=np.uint8)
    large = np.kron(picture, np.ones((8, 8, 1), np.uint8))
    frames = (large[index : index + 512, index : index + 416] for index in range(24))
    write(target, frames=frames, framing=framing, count=24)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc fills what it gives")
def test_what_the_memory_held_before_changes_nothing(tmp_path: Path) -> None:
    files = []
    for byte in ("85", "165"):
        target = tmp_path / f"{byte}.mp4"
        call = f"from {__name__} import *; write_movement(Path({str(target)!r}))"
        environment = os.environ | {"MALLOC_PERTURB_": byte}
        subprocess.run([sys.executable, "-c", call], check=True, env=environment, timeout=120)
        files.append(target.read_bytes())
    assert files[0] == files[1]


def test_bars_keep_their_place_and_their_colour(tmp_path: Path) -> None:
    framing = framing_of(120, 300, Layout.LANDSCAPE, 320)
    assert framing.backdrop is not None
    white = itertools.repeat(flat(framing, (255, 255, 255)))
    path = write(tmp_path / "video.mp4", frames=white, framing=framing, count=3).path
    seen = decoded(path)[1].astype(int)
    inner = seen[8:-8, framing.left + 8 : framing.left + framing.portraits[0].pixels.shape[1] - 8]
    assert inner.min() >= 250
    bar = (slice(None), slice(0, framing.left - 8))
    assert np.abs(seen[bar] - framing.backdrop[bar]).mean() < 2


def test_captions_appear_and_go_at_their_times(tmp_path: Path) -> None:
    framing = framing_of(320, 240, max_side=320)
    frames = itertools.repeat(flat(framing, (120, 120, 120)))
    captions = (Caption(start=0.4, end=0.8, rows=("Hello",)),)
    path = write(
        tmp_path / "video.mp4", frames=frames, framing=framing, captions=captions, count=30
    ).path
    lit = [index for index, frame in enumerate(decoded(path)) if frame.max() > 200]
    assert lit == list(range(10, 20))


def test_a_video_that_would_be_too_large_is_made_coarser_until_it_fits(tmp_path: Path) -> None:
    free = write(tmp_path / "a.mp4", frames=noisy(framing_of()), count=75)
    most = free.bytes // 16
    video = write(
        tmp_path / "b.mp4", frames=noisy(framing_of()), count=75, budget=plan_budget(most, 3.0)
    )
    assert 0.5 * most < video.bytes <= most
    assert len(decoded(video.path)) == 75


def test_a_large_limit_asks_no_more_of_the_player(tmp_path: Path) -> None:
    levels = []
    for name, most in (("a", None), ("b", 50_000_000)):
        video = write(tmp_path / f"{name}.mp4", budget=plan_budget(most, 1.2))
        with av.open(video.path) as container:
            levels.append(container.streams.video[0].codec_context.extradata[3])
    assert levels[1] <= levels[0]


def test_a_video_that_fits_anyway_is_as_good_as_without_a_budget(tmp_path: Path) -> None:
    free = write(tmp_path / "a.mp4")
    video = write(tmp_path / "b.mp4", budget=plan_budget(10_000_000, free.seconds))
    assert decoded(video.path)[-1] == pytest.approx(decoded(free.path)[-1], abs=2)


def test_the_label_is_seen_unless_it_is_turned_off(tmp_path: Path) -> None:
    framing = framing_of(320, 240, max_side=320)

    def marks(name: str, settings: VideoSettings) -> int:
        frames = itertools.repeat(flat(framing, (120, 120, 120)))
        path = write(
            tmp_path / name, frames=frames, framing=framing, count=2, settings=settings
        ).path
        return int((decoded(path)[1].max(2) > 200).sum())

    assert marks("with.mp4", VideoSettings()) > 10
    assert marks("without.mp4", PLAIN) == 0


def test_progress_tells_each_frame_and_ends_at_one(tmp_path: Path) -> None:
    reports: list[float] = []
    write(tmp_path / "video.mp4", count=20, progress=reports.append)
    assert len(reports) == 20
    assert reports == sorted(reports)
    assert reports[-1] == 1.0


def cancelling(done: float) -> None:
    if done > 0.5:
        raise JobCancelled


def few_frames(framing: Framing) -> Iterator[UInt8]:
    yield from itertools.repeat(framing.portraits[0].pixels, 7)


def broken_frames(framing: Framing) -> Iterator[UInt8]:
    yield framing.portraits[0].pixels
    raise ZeroDivisionError


def small_frames(framing: Framing) -> Iterator[UInt8]:
    yield framing.portraits[0].pixels[:-2]


@pytest.mark.parametrize(
    ("frames", "progress", "error"),
    [
        (noisy, cancelling, JobCancelled),
        (few_frames, no_progress, RenderError),
        (small_frames, no_progress, RenderError),
        (broken_frames, no_progress, ZeroDivisionError),
    ],
)
def test_whatever_goes_wrong_leaves_no_file_and_nothing_open(
    tmp_path: Path,
    frames: Callable[[Framing], Iterator[UInt8]],
    progress: Progress,
    error: type[Exception],
) -> None:
    framing = framing_of()
    (tmp_path / "video.mp4").write_bytes(b"an older video")
    with pytest.raises(error):
        write(tmp_path / "video.mp4", frames=frames(framing), framing=framing, progress=progress)
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]
    assert (tmp_path / "video.mp4").read_bytes() == b"an older video"
    links = [Path(f"/proc/self/fd/{number}") for number in range(256)]
    opened = [str(link.readlink()) for link in links if link.is_symlink()]
    assert not [path for path in opened if path.startswith(str(tmp_path))]


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        write(tmp_path / "nowhere" / "video.mp4")
    assert caught.value.code == "output_folder_missing"


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(StorageError) as caught:
        write(tmp_path / "folder" / "video.mp4")
    assert caught.value.code == "output_folder_missing"


def test_a_folder_in_place_of_the_file_is_reported_and_kept(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").mkdir()
    with pytest.raises(StorageError) as caught:
        write(tmp_path / "video.mp4", count=2)
    assert caught.value.code == "output_not_writable"
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


def test_a_folder_that_is_not_ours_is_reported() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            # Root may write everywhere; nobody may not.
            os.seteuid(65_534)
        try:
            with pytest.raises(StorageError) as caught:
                write(folder / "video.mp4")
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)
    assert caught.value.code == "output_not_writable"


def fill_the_disk(folder: Path, limit: int) -> tuple[str, list[str]]:
    """Runs in a child: the limit would hit the whole test run."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    framing = framing_of()
    try:
        write(folder / "video.mp4", frames=noisy(framing), framing=framing, count=40)
    except StorageError as exc:
        return exc.code, [path.name for path in folder.iterdir()]
    return "written", []


# At the first bytes, in the middle, and when the index is moved to the front.
@pytest.mark.parametrize("share", [0.0, 0.4, 0.999])
def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path: Path, share: float) -> None:
    framing = framing_of()
    whole = write(tmp_path / "whole.mp4", frames=noisy(framing), framing=framing, count=40).bytes
    folder = tmp_path / "full"
    folder.mkdir()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        outcome = pool.apply(fill_the_disk, (folder, int(whole * share)))
    assert outcome == ("disk_full", [])


def test_what_the_encoder_refuses_is_our_fault(tmp_path: Path) -> None:
    framing = framing_of()
    impossible = replace(framing, width=40_000, height=40_000)
    with pytest.raises(RenderError) as caught:
        write(tmp_path / "video.mp4", framing=impossible, count=1)
    assert caught.value.code == "encoder_failed"
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """Each frame is let go of as soon as the encoder has it.

    Those that are drawn ahead, and one in each thread, are all that live.
    """
    import weakref

    framing = framing_of()
    alive: list[weakref.ref[UInt8]] = []
    most = 0

    def frames() -> Iterator[UInt8]:
        nonlocal most
        for _ in range(100):
            frame = framing.portraits[0].pixels.copy()
            alive.append(weakref.ref(frame))
            yield frame
            del frame
            most = max(most, sum(ref() is not None for ref in alive))

    write(tmp_path / "video.mp4", frames=frames(), framing=framing, count=100)
    assert most <= 6


def test_conversion_follows_bt709() -> None:
    """Values of ITU-R BT.709-6, table 4 and 3.4.

    White, black, and red's luma of 0.2126 * 219 + 16.
    """
    for colour, expected in (
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ):
        planes = Yuv.of(np.full((4, 4, 3), colour, np.uint8))
        assert [int(plane[0, 0]) for plane in planes] == list(expected)


def people(framing: Framing) -> UInt8:
    """A red square on nothing: RGBA, as shown in the middle of the picture."""
    height, width, _ = framing.pixels.shape
    frame = np.zeros((height, width, 4), np.uint8)
    frame[..., :3] = (200, 40, 40)
    frame[height // 4 : height // 2, width // 4 : width // 2, 3] = 255
    return frame


def write_transparent(target: Path, framing: Framing, **more: Any) -> Video:
    return write_video(
        itertools.repeat(people(framing)),
        count=12,
        framing=framing,
        speech=tone(0.5),
        target=target,
        progress=no_progress,
        transparent=True,
        **{"captions": (), "settings": PLAIN} | more,
    )


def decoded_with_alpha(path: Path) -> list[UInt8]:
    """What a browser sees: only libvpx decodes the alpha of a WebM."""
    codec = av.CodecContext.create("libvpx-vp9", "r")
    with av.open(path) as container:
        packets = list(container.demux(video=0))
        return [
            frame.to_ndarray(format="rgba")
            for packet in packets
            if packet.size
            for frame in codec.decode(packet)
        ]


def test_a_transparent_video_is_a_webm_that_browsers_take(tmp_path: Path) -> None:
    video = write_transparent(tmp_path / "video.webm", framing_of())
    with av.open(video.path) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert "webm" in container.format.name
        assert (picture.codec_context.name, picture.metadata["alpha_mode"]) == ("vp9", "1")
        assert (picture.average_rate, sound.codec_context.name) == (FPS, "opus")
        assert float(container.duration) / 1e6 == pytest.approx(12 / FPS, abs=0.05)


def test_a_transparent_video_shows_the_people_and_nothing_else(tmp_path: Path) -> None:
    framing = framing_of()
    frames = decoded_with_alpha(write_transparent(tmp_path / "video.webm", framing).path)
    assert len(frames) == 12
    wanted = people(framing)
    for frame in frames:
        assert np.abs(frame[..., 3].astype(int) - wanted[..., 3]).mean() < 2
        middle = frame[28:44, 36:60]
        assert middle[..., 3].min() > 250
        assert np.abs(middle[..., :3].astype(int) - (200, 40, 40)).max() < 12


def test_beside_a_picture_that_does_not_fill_the_canvas_there_is_nothing(tmp_path: Path) -> None:
    framing = frame_portraits(
        [portrait_of(120, 160, face=(60, 80, 110))], Layout.LANDSCAPE, 256, Background.TRANSPARENT
    )
    assert framing.left > 0
    frame = decoded_with_alpha(write_transparent(tmp_path / "video.webm", framing).path)[5]
    assert frame[:, : framing.left - 2, 3].max() < 5


def test_writing_over_nothing_can_be_seen(tmp_path: Path) -> None:
    framing = framing_of(512, 384, max_side=512)
    said = (Caption(start=0.0, end=1.0, rows=("Hello there",)),)
    video = write_transparent(tmp_path / "video.webm", framing, captions=said)
    frame = decoded_with_alpha(video.path)[6].astype(int)
    written = frame[framing.height // 2 + 10 :]
    there = written[written[..., 3] > 240]
    assert len(there) > 300
    grey = np.ptp(there[:, :3], axis=1)  # the hidden red must not shine through
    assert np.percentile(grey, 90) < 40
    assert there[:, :3].mean(1).max() > 230


def test_the_same_transparent_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_transparent(tmp_path / f"{n}.webm", framing_of()) for n in "ab")
    assert first.sha256 == second.sha256


def test_frames_without_alpha_make_no_transparent_video(tmp_path: Path) -> None:
    framing = framing_of()
    with pytest.raises(RenderError) as caught:
        write_video(
            itertools.repeat(framing.pixels),
            count=2,
            framing=framing,
            speech=tone(0.2),
            captions=(),
            settings=PLAIN,
            target=tmp_path / "video.webm",
            progress=no_progress,
            transparent=True,
        )
    assert caught.value.code == "frame_shape"


def test_writing_over_a_solid_picture_is_the_same_with_alpha() -> None:
    rng = np.random.default_rng(2)
    grey, alpha = (np.minimum(*rng.integers(0, 256, (2, 10, 20))) for _ in range(2))
    overlay = Overlay.of(
        grey=np.minimum(grey, alpha).astype(np.uint8), alpha=alpha.astype(np.uint8), left=4, top=6
    )
    rgb = rng.integers(0, 256, (32, 40, 3), dtype=np.uint8)
    plain, over = Yuv.of(rgb), Yuv.of(rgb)
    plain.blend(overlay)
    solid = np.full((32, 40), 255, np.uint8)
    over.blend_over_nothing(overlay, solid)
    assert (solid == 255).all()
    for one, other in zip(plain, over, strict=True):
        assert np.abs(one.astype(int) - other).max() <= 1


@pytest.mark.parametrize("strength", [64, 128, 255])
def test_writing_over_nothing_has_its_own_colour_and_strength(strength: int) -> None:
    plane = np.full((8, 12), strength, np.uint8)
    overlay = Overlay.of(grey=plane, alpha=plane, left=2, top=4)  # white, premultiplied
    under = Yuv.of(np.full((20, 24, 3), (200, 40, 40), np.uint8))
    alpha = np.zeros((20, 24), np.uint8)
    under.blend_over_nothing(overlay, alpha)
    assert (alpha[4:12, 2:14] == strength).all()
    assert alpha.sum() == strength * 8 * 12
    for half, white, shown in zip((1, 2, 2), (235, 128, 128), under, strict=True):
        area = shown[4 // half : 12 // half, 2 // half : 14 // half].astype(int)
        assert np.abs(area - white).max() <= 2
