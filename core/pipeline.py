"""One job from request to clip: the story of this program in one function."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.captions import captions_of
from core.clip import write_clip
from core.errors import StorageError
from core.face import find_portrait
from core.face.models import face_models
from core.intake.photo import read_photo
from core.intake.sound import read_sound
from core.intake.text import read_text
from core.layout import frame_portrait
from core.lipsync.lips import frame_count, lips
from core.model import Clip, Mood, Note, Portrait, Script, SpeakRequest, Speech, Stage
from core.performance import perform
from core.preview import write_preview
from core.progress import Progress, Report, share_of
from core.render import render_frames
from core.settings import Settings
from core.speech.voices import build_voices, manner_of, say


def make_clip(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    *,
    preview: Path | None = None,
) -> Clip:
    """Make the photo speak.

    Args:
        request: What is wished.
        target: Where the mp4 is put; its folder must exist.
        settings: The operator's.
        report: Told the stage and how much is done; raises JobCancelled to stop.
        preview: Where the contact sheet is put, if one is wished.

    Raises:
        TalkingPhotoError: What was wrong, with code and facts.
        JobCancelled: `report` said so; nothing is left behind.
    """
    words = _words(request, settings)  # first, for it costs nothing to refuse them
    photo = read_photo(_contents(request.photo), settings.photo)
    portrait = find_portrait(photo, share_of(report, Stage.PHOTO, 0.0, 0.10))
    framing = frame_portrait(portrait, request.layout, settings.render.max_side)
    speech = _spoken(words, request, settings, share_of(report, Stage.VOICE, 0.10, 0.20))
    report(Stage.LIPS, 0.20)
    mouth = lips(speech)
    performance = perform(speech, mouth, framing.portrait, seed=request.seed)
    captions, notes = captions_of(speech.words, framing) if request.captions else ((), ())
    clip = write_clip(
        render_frames(framing.portrait, performance),
        count=frame_count(speech),
        framing=framing,
        speech=speech,
        captions=captions,
        settings=settings.clip,
        target=target,
        progress=share_of(report, Stage.FRAMES, 0.22, 1.0),
    )
    if preview is not None:
        write_preview(target, framing, preview)
    return replace(clip, notes=(*speech.notes, *notes, *_passed_over(portrait)))


def warm_up() -> None:
    """Import what every job needs and load the networks, before the first job waits for it."""
    face_models()


def _words(request: SpeakRequest, settings: Settings) -> Script | Speech:
    """The checked text, or the checked recording."""
    if request.sound is None:
        return read_text(request.text or "", settings.text, request.expression)
    recording = read_sound(_contents(request.sound), settings.sound)
    return replace(recording, moods=(Mood(start=0.0, expression=request.expression),))


def _spoken(
    words: Script | Speech, request: SpeakRequest, settings: Settings, progress: Progress
) -> Speech:
    """Let a voice speak a text; a recording speaks for itself."""
    if isinstance(words, Speech):
        return words
    return say(
        words,
        wish=request.voice,
        language=request.language,
        voices=build_voices(settings.voice),
        manner=manner_of(settings.voice),
        progress=progress,
    )


def _passed_over(portrait: Portrait) -> tuple[Note, ...]:
    """Who sent a photo of several people may have meant another one than the largest."""
    count = len(portrait.faces)
    return (Note(code="several_faces", facts={"count": count}),) if count > 1 else ()


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise StorageError("file_unreadable", file=path.name) from exc
