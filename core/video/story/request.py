"""From a story to the requests of its scenes, and from their videos to the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.intake.files import read_input
from talking_photo.core.intake.photo import check_kind, read_photo
from talking_photo.core.intake.story import (
    Story,
    StoryRequest,
    StoryScene,
    Transition,
    card_seconds,
)
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import FPS, Note, SpeechSource, Stage, UInt8, Video
from talking_photo.core.progress import Report, share_of
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.video.story.compose import (
    FADE_FRAMES,
    Card,
    FaceScene,
    Part,
    Scenery,
    compose_story,
)
from talking_photo.core.video.story.pictures import check_letters
from talking_photo.core.video.tags import Tags

_LEAD_IN_SECONDS, _TAIL_SECONDS = 0.15, 0.35
"""Silence that a spoken text has anyway."""
_LEAST_SIDE = 960
"""Pixels of the longer side of a story, so that title cards are sharp."""
_ASPECTS = {"square": 1.0, "portrait": 9 / 16, "landscape": 16 / 9, "round": 1.0}


def scene_requests(story: Story) -> Mapping[int, SpeakRequest]:
    """Return what is rendered, by the number of the scene; cards are not among them."""
    fades = fades_of(story)
    return {
        number: _request(scene, scene.photo, fades, number)
        for number, scene in enumerate(story.scenes)
        if not scene.card and scene.photo
    }


def check_story(story: Story, settings: Settings) -> None:
    """Check all that can be checked before anything is rendered; decodes nothing.

    Raises:
        TalkingPhotoError: A file or some words cannot be used; what concerns a scene names it.
    """
    for number, scene in enumerate(story.scenes):
        try:
            check_letters(scene.card)
            for picture in filter(None, (scene.photo, scene.background)):
                check_kind(read_input(picture, settings.photo.max_bytes, "photo"))
            if scene.sound is not None:
                read_input(scene.sound, settings.sound.max_bytes, "sound")
            elif scene.words is not None:
                known = {**settings.dictionary, **scene.options.dictionary}
                read_text(scene.words, settings.text, scene.options.expression, dictionary=known)
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **exc.facts, **story.place(number)) from exc
    if story.music is not None:
        read_input(story.music, settings.sound.max_bytes, "sound")
    if story.logo is not None:
        read_input(story.logo, settings.photo.max_bytes, "photo")


def compose(
    request: StoryRequest,
    target: Path,
    settings: Settings,
    report: Report,
    _companion: Path | None = None,
) -> Video:
    """Write the story; a work of a render child, which decodes what people sent.

    Raises:
        TalkingPhotoError: The music or a picture cannot be used; see `compose_story`.
        JobCancelled: Raised by `report`.
    """
    story = request.story
    backgrounds = _backgrounds(story, settings)
    music = None
    if story.music is not None:
        music = read_input(story.music, settings.sound.max_bytes, "sound")
    logo = None
    if story.logo is not None:
        logo = story.logo, read_input(story.logo, settings.photo.max_bytes, "photo")
    report(Stage.FRAMES, 0.0)
    fades = fades_of(story)
    parts = [
        Part(
            shows=_shows(scene, video, backgrounds),
            fades=fades[number],
            chapter=scene.chapter or (scene.card[0] if scene.card else None),
        )
        for number, (scene, video) in enumerate(zip(story.scenes, request.scenes, strict=True))
    ]
    rendered = [video for video in request.scenes if video is not None]
    spoken = next((it.spoken_by for it in rendered if it.spoken_by), None)
    scenery = Scenery(
        size=_size(story, rendered, settings.render.max_side),
        music=music,
        logo=logo,
        tags=Tags(
            title=story.title or story.file.rpartition(".")[0],
            language=spoken.language if spoken else "",
        ),
    )
    progress = share_of(report, Stage.FRAMES, 0.0, 1.0)
    video = compose_story(parts, scenery, target, settings.video, progress)
    source = None
    if rendered:
        sources = (it.speech_source for it in rendered if it.speech_source)
        source = next(sources, SpeechSource.SYNTHESIZED)
    return replace(video, spoken_by=spoken, speech_source=source, notes=tuple(_notes(rendered)))


def fades_of(story: Story) -> list[bool]:
    """Return for each scene whether it fades in.

    A face that goes on speaking in front of the same background follows itself with a cut.
    """
    fades = []
    before: StoryScene | None = None
    for scene in story.scenes:
        same = before is not None and (before.photo, before.background, before.card) == (
            scene.photo,
            scene.background,
            scene.card,
        )
        default = Transition.CUT if same else Transition.CROSSFADE
        wanted = scene.transition or default
        fades.append(before is not None and wanted is Transition.CROSSFADE)
        before = scene
    return fades


def _request(scene: StoryScene, photo: Path, fades: Sequence[bool], number: int) -> SpeakRequest:
    """Return what is rendered: with silence for the crossfades, so that no word is faded."""
    fade = FADE_FRAMES / FPS
    fades_out = number + 1 < len(fades) and fades[number + 1]
    if scene.words is None and scene.sound is None:
        seconds = (scene.seconds or 0.0) + fade * (fades[number] + fades_out)
        return SpeakRequest(photo=photo, options=scene.options, silence_after=seconds, title="")
    has = (0.0, 0.0) if scene.sound else (_LEAD_IN_SECONDS, _TAIL_SECONDS)
    return SpeakRequest(
        photo=photo,
        text=scene.words,
        sound=scene.sound,
        options=scene.options,
        silence_before=max(fade - has[0], 0.0) if fades[number] else 0.0,
        silence_after=(max(fade - has[1], 0.0) if fades_out else 0.0) + (scene.seconds or 0.0),
        title="",
    )


def _shows(
    scene: StoryScene, video: Video | None, backgrounds: Mapping[Path, UInt8]
) -> Card | FaceScene:
    background = backgrounds[scene.background] if scene.background else None
    if video is not None:
        return FaceScene(video=video, background=background)
    return Card(lines=scene.card, seconds=card_seconds(scene), background=background)


def _size(story: Story, rendered: Sequence[Video], max_side: int) -> tuple[int, int]:
    """Return width and height: those of the largest scene, but enough for title cards."""
    largest = max((max(it.width, it.height) for it in rendered), default=_LEAST_SIDE)
    longer = min(max(largest, _LEAST_SIDE), max_side)
    first = rendered[0] if rendered else None
    aspect = _ASPECTS.get(story.layout) or (first.width / first.height if first else 16 / 9)
    width, height = (longer, longer / aspect) if aspect > 1 else (longer * aspect, longer)
    return round(width / 2) * 2, round(height / 2) * 2


def _backgrounds(story: Story, settings: Settings) -> Mapping[Path, UInt8]:
    """Read each background once, as large as it can be shown."""
    limits = settings.photo.model_copy(update={"max_side": settings.render.max_side})
    pictures: dict[Path, UInt8] = {}
    for number, scene in enumerate(story.scenes):
        file = scene.background
        if file is None or file in pictures:
            continue
        try:
            data = read_input(file, settings.photo.max_bytes, "photo")
            pictures[file] = read_photo(data, limits).pixels
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **exc.facts, **story.place(number)) from exc
    return pictures


def _notes(rendered: Sequence[Video]) -> Iterator[Note]:
    """Yield the notes of all scenes, each once."""
    seen: list[Note] = []
    for note in (note for video in rendered for note in video.notes):
        if note not in seen:
            seen.append(note)
            yield note


if TYPE_CHECKING:
    from talking_photo.core.workers.render_child import Work

    _WORK: Work[StoryRequest] = compose
