"""The pipeline: every step from a request to a video, in one function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from talking_photo.core.beside import beside
from talking_photo.core.errors import RequestError, StorageError, TalkingPhotoError
from talking_photo.core.face import (
    FaceSelection,
    find_faces,
    find_portraits,
    inspect_faces,
    mouth_notes,
    placed_portraits,
)
from talking_photo.core.face.models import face_models
from talking_photo.core.face_points import each_face
from talking_photo.core.hearing.vosk import vosk_in
from talking_photo.core.hearing.whisper import whisper_in
from talking_photo.core.intake.files import read_input
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.intake.text import read_text
from talking_photo.core.lipsync.lips import frame_count, lips
from talking_photo.core.model import (
    FPS,
    Background,
    CropWindow,
    FaceBox,
    FaceVerdict,
    InspectedPhoto,
    Layout,
    Mood,
    Note,
    Performance,
    Photo,
    Picture,
    Portrait,
    Script,
    Speech,
    SpeechSource,
    SpokenBy,
    Stage,
    UInt8,
    Video,
)
from talking_photo.core.packages.pinned import WHISPER
from talking_photo.core.performance import (
    listener_gaze,
    loop_seconds,
    looped,
    perform,
    speech_of_face,
)
from talking_photo.core.progress import Progress, Report, no_progress, share_of
from talking_photo.core.provenance import credentials
from talking_photo.core.provenance.speech_mark import add_mark
from talking_photo.core.render import FrameRenderer, motion_reach, render_frames
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.speech import kokoro
from talking_photo.core.speech.silence import silence, with_silence
from talking_photo.core.speech.transcript import (
    LETTERS_PER_SECOND,
    align_words,
    transcribe_and_align,
    with_note_words_not_found,
)
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from talking_photo.core.video.budget import check_length, downgrade_notes, plan_budget, side_within
from talking_photo.core.video.captions import make_captions
from talking_photo.core.video.composition import choose_crop
from talking_photo.core.video.contact_sheet import write_contact_sheet
from talking_photo.core.video.encode import Pcm, write_video
from talking_photo.core.video.face_numbers import annotate_faces
from talking_photo.core.video.layout import Framing, frame_portraits, small_face_notes
from talking_photo.core.video.loudness import at_loudness, loudness_of
from talking_photo.core.video.tags import Tags, title_of

_PREVIEW_SIDE = 1280
"""Pixels of the longer side of an inspected photo; a page shows it no larger."""


def make_video(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    contact_sheet: Path | None = None,
) -> Video:
    """Make the photo speak.

    Args:
        request: Photo, words or sound, and options.
        target: Path of the video, an mp4 or, when transparent, a WebM; its folder must exist.
        settings: The operator's.
        report: Called with the stage and the share that is done; raises JobCancelled to stop.
        contact_sheet: Path of a contact sheet, a PNG, if one is requested.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        JobCancelled: Raised by `report`; no file is left behind.
    """
    video, framing = _make(request, target, settings, report)
    if contact_sheet is not None:
        try:
            write_contact_sheet(target, framing, contact_sheet)
        except TalkingPhotoError:
            target.unlink(missing_ok=True)  # both files or none
            raise
    return video


def make_video_with_choice(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    numbered_faces: Path | None = None,
) -> Video:
    """Make the photo speak, and number its faces when there are several and none was selected.

    Args:
        request: Photo, words or sound, and options.
        target: Path of the video.
        settings: The operator's.
        report: Called with the stage and the share that is done; raises JobCancelled to stop.
        numbered_faces: Path of a PNG with a number at each face, for a second choice.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        JobCancelled: Raised by `report`.
    """
    video, _ = _make(request, target, settings, report, numbered_faces=numbered_faces)
    return video


def make_scene(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    _companion: Path | None = None,
) -> Video:
    """Make the photo speak; without words and sound, breathe and blink for `silence_after`.

    The latter is a loop: its last frame leads to its first.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        JobCancelled: Raised by `report`.
    """
    if request.text is None and request.sound is None:
        return _make_idle(request, target, settings, report)
    return make_video(request, target, settings, report)


def make_video_with_record(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    record: Path | None = None,
) -> Video:
    """Make the photo speak, and write what is known of the video beside it.

    Args:
        request: Photo, words or sound, and options.
        target: Path of the video.
        settings: The operator's.
        report: Called with the stage and the share that is done; raises JobCancelled to stop.
        record: Path of a JSON with a `Video`, before it is signed.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        JobCancelled: Raised by `report`.
    """
    from pydantic import TypeAdapter

    video, _ = _make(request, target, settings, report)
    if record is not None:
        record.write_bytes(TypeAdapter(Video).dump_json(video))
    return video


def make_contact_sheet(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    index_row: Path | None = None,
) -> Picture:
    """Make the photo speak, and keep only the contact sheet of the video.

    Args:
        request: Photo, words or sound, and options.
        target: Path of the contact sheet, a PNG.
        settings: The operator's.
        report: Called with the stage and the share that is done; raises JobCancelled to stop.
        index_row: Path of a PNG with the same in one row, for the index of many photos.

    Returns:
        The sheet, with the notes of the video.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
    """
    suffix = request.options.background.suffix
    video, framing = _make(request, target.with_suffix(suffix), settings, report)
    write_contact_sheet(video.path, framing, target, row=index_row)
    video.path.unlink()
    return _picture(target, video.notes)


def _make(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    *,
    numbered_faces: Path | None = None,
) -> tuple[Video, Framing]:
    """Run all steps from the request to the video; also return how its picture is framed.

    Raises:
        RequestError: What is wrong with the photo, the recording or the text.
    """
    options = request.options
    words = _read_words(request, settings)  # first: refusing them costs nothing
    photo = _read_photo(request, settings)
    # With this report a render child lifts the limits that hold while files are decoded.
    report(Stage.PHOTO, 0.0)
    words = _with_words(words, request, settings, share_of(report, Stage.VOICE, 0.0, 0.05))
    try:
        selection, portraits, speech = _faces_and_speech(words, photo, request, settings, report)
    except RequestError as exc:
        if not (words.faces and exc.code == "face_unknown" and exc.facts["count"] == 1):
            raise
        # Nobody is there to take turns with: "1: milk 2: eggs" is a list.
        words = _read_words(request, settings, dialogue=False)
        selection, portraits, speech = _faces_and_speech(words, photo, request, settings, report)
    speech = with_silence(speech, request.silence_before, request.silence_after)
    seconds = frame_count(speech) / FPS
    check_length(seconds, request.max_seconds)
    budget = plan_budget(_bytes_for_video(request, settings), seconds)
    max_side = side_within(budget, settings.render.max_side)
    framing = frame_portraits(portraits, options.layout, max_side, options.background)
    report(Stage.LIPS, 0.20)
    with beside(lambda _: FrameRenderer(framing.portraits, options.background)) as prepared:
        performances = _perform_all(speech, framing, options)
        captions, notes = (
            make_captions(speech.words, framing, options.caption_style)
            if options.captions
            else ((), ())
        )
        if request.sound is None and settings.provenance.speech_mark:
            add_mark(speech.samples, speech.sample_rate)
        at_loudness(speech.samples, speech.sample_rate, loudness_of(options.layout))
        sound, count = Pcm.of(speech), frame_count(speech)
        speech_notes, spoken, spoken_by = speech.notes, speech.words, speech.spoken_by
        del words, speech  # what follows takes by far the longest and needs none of it
        video = write_video(
            _drawn(prepared, performances),
            count=count,
            framing=framing,
            speech=sound,
            captions=captions,
            settings=settings.video,
            target=target,
            progress=share_of(report, Stage.FRAMES, 0.22, 1.0),
            budget=budget,
            transparent=options.background is Background.TRANSPARENT,
            tags=Tags(
                title=title_of(spoken) if request.title is None else request.title,
                language=_language_of(spoken_by, request) or "",
            ),
        )
    others = _other_faces_note(selection, portraits[0])
    if others and numbered_faces is not None:
        numbered_faces.write_bytes(annotate_faces(portraits[0].pixels, portraits[0].faces))
    smaller = downgrade_notes(video, budget, smaller=max_side < settings.render.max_side)
    face_notes = (*small_face_notes(portraits, framing, max_side), *mouth_notes(portraits))
    framing_notes = (*others, *face_notes, *smaller)
    notes = (*framing_notes, *speech_notes, *notes)
    source = SpeechSource.RECORDED if request.sound else SpeechSource.SYNTHESIZED
    video = replace(video, words=spoken, spoken_by=spoken_by, speech_source=source)
    return replace(video, notes=notes), framing


def _drawn(
    prepared: Callable[[Progress], FrameRenderer], performances: Sequence[Performance]
) -> Iterator[UInt8]:
    """Yield the frames of a renderer that may still be in preparation."""
    yield from prepared(no_progress).frames(performances)


def _faces_and_speech(
    words: Script | Speech,
    photo: Photo,
    request: SpeakRequest,
    settings: Settings,
    report: Report,
) -> tuple[FaceSelection, tuple[Portrait, ...], Speech]:
    """Find the faces while the voice speaks; return how they were selected, they and the speech.

    Raises:
        RequestError: What is wrong with the face, else with the words.
    """
    selection = _select_faces(request.options, words)
    start = 0.05 if isinstance(words, Speech) else 0.0
    with beside(partial(_speech_of, words, request, settings)) as speech:
        progress = share_of(report, Stage.PHOTO, start, 0.10)
        portraits = _portraits(photo, request.options, selection, progress)
        return selection, portraits, speech(share_of(report, Stage.VOICE, 0.10, 0.20))


def _make_idle(request: SpeakRequest, target: Path, settings: Settings, report: Report) -> Video:
    """Make the video of a face that says nothing, as a loop."""
    options = request.options
    photo = _read_photo(request, settings)
    report(Stage.PHOTO, 0.0)
    selection = None if options.face is None or options.face == "all" else (options.face,)
    portraits = _portraits(photo, options, selection, share_of(report, Stage.PHOTO, 0.0, 0.2))
    framing = frame_portraits(
        portraits, options.layout, settings.render.max_side, options.background
    )
    mood = Mood(start=0.0, expression=options.expression, strength=options.strength)
    speech = silence(loop_seconds(request.silence_after), mood)
    loops = [looped(performance) for performance in _perform_all(speech, framing, options)]
    video = write_video(
        render_frames(framing.portraits, loops, options.background),
        count=len(loops[0].values),
        framing=framing,
        speech=Pcm.of(speech),
        captions=(),
        settings=settings.video,
        target=target,
        progress=share_of(report, Stage.FRAMES, 0.22, 1.0),
        transparent=options.background is Background.TRANSPARENT,
        tags=Tags(title=request.title or "", language=options.language or ""),
    )
    return replace(video, speech_source=SpeechSource.SYNTHESIZED)


def show_faces(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    _companion: Path | None = None,
) -> Picture:
    """Write the request's photo with a number at each face, a PNG, to `target`.

    Returns:
        The picture, with a note `face_found` (number, width_pixels, percent) for each face, from
        left to right.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        StorageError: output_not_writable.
    """
    photo = _read_photo(request, settings)
    upright, faces = find_faces(photo, share_of(report, Stage.PHOTO, 0.0, 1.0))
    try:
        target.write_bytes(annotate_faces(upright.pixels, faces))
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
    return _picture(
        target,
        tuple(
            Note(
                code="face_found",
                facts={
                    "number": number,
                    "width_pixels": round(face.width),
                    "percent": round(100 * face.score),
                },
            )
            for number, face in enumerate(faces, 1)
        ),
    )


def inspect_photo(
    request: SpeakRequest,
    target: Path,
    settings: Settings,
    report: Report,
    _companion: Path | None = None,
) -> InspectedPhoto:
    """Write the request's photo, upright and small, as a JPEG to `target`, and judge its faces.

    Raises:
        TalkingPhotoError: A stage refused the input or failed; see `core.errors`.
        StorageError: output_not_writable.
    """
    from PIL import Image

    photo = _read_photo(request, settings)
    progress = share_of(report, Stage.PHOTO, 0.0, 1.0)
    if request.options.points is None:
        upright, faces, portraits = inspect_faces(photo, progress)
    else:
        portraits = placed_portraits(photo, each_face(request.options.points))
        upright = photo
        faces = tuple(FaceVerdict(box=box, placed=True) for box in portraits[0].faces)
    picture = Image.fromarray(upright.pixels)
    picture.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    try:
        picture.save(target, "JPEG", quality=85)
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
    scale = picture.width / upright.pixels.shape[1]
    by_number = {portrait.number: (portrait,) for portrait in portraits}
    return InspectedPhoto(
        **_described(target, picture.size),
        faces=tuple(
            replace(
                face,
                box=_scaled(face.box, scale),
                frames=_frames(by_number.get(number, ()), scale),
            )
            for number, face in enumerate(faces, 1)
        ),
        frames=_frames(portraits, scale),
    )


def _scaled(box: FaceBox, scale: float) -> FaceBox:
    return replace(box, x=box.x * scale, y=box.y * scale, width=box.width * scale)


def _frames(portraits: Sequence[Portrait], scale: float) -> Mapping[Layout, CropWindow]:
    """Return what each layout keeps of the photo, times a scale; nothing without a face."""
    if not portraits:
        return {}
    return {
        layout: CropWindow(
            left=crop.left * scale,
            top=crop.top * scale,
            width=crop.width * scale,
            height=crop.height * scale,
        )
        for layout in Layout
        for crop in (choose_crop(portraits, layout),)
    }


def warm_up() -> None:
    """Import what every job needs and load the networks, so that the first job need not."""
    face_models()
    at_loudness(np.ones(100, np.float32), 16_000, loudness_of(Layout.ORIGINAL))  # scipy.signal


def _read_words(
    request: SpeakRequest, settings: Settings, *, dialogue: bool = True
) -> Script | Speech:
    """Return the validated text, or the recording."""
    options = request.options
    if request.sound is None:
        return read_text(
            request.text or "",
            settings.text,
            options.expression,
            options.strength,
            dialogue=dialogue,
            dictionary=_dictionary_of(request, settings),
        )
    mood = Mood(start=0.0, expression=options.expression, strength=options.strength)
    contents = read_input(request.sound, settings.sound.max_bytes, "sound")
    return replace(read_sound(contents, settings.sound), moods=(mood,))


def _with_words(
    words: Script | Speech, request: SpeakRequest, settings: Settings, progress: Progress
) -> Script | Speech:
    """Return a recording with its words where they are known; a text as it is."""
    if isinstance(words, Script):
        return words
    options = request.options
    if not request.text:
        recogniser = vosk_in(settings.voice.vosk_folder) or whisper_in(
            settings.voice.folder / WHISPER.name
        )
        if recogniser is None:
            return words
        return transcribe_and_align(words, recogniser, options.language, progress)
    most = int(words.seconds * LETTERS_PER_SECOND)
    limits = settings.text.model_copy(update={"max_characters": most})
    try:
        script = read_text(request.text, limits, options.expression, options.strength)
    except RequestError:  # lips follow the sound without them
        return with_note_words_not_found(words)
    return align_words(
        words,
        script,
        options.language,
        request.language_hints,
        dictionary=_dictionary_of(request, settings),
    )


def _speech_of(
    words: Script | Speech, request: SpeakRequest, settings: Settings, progress: Progress
) -> Speech:
    """Synthesise a text; a recording is used as it is."""
    if isinstance(words, Speech):
        return words
    options = request.options
    try:
        return synthesize(
            words,
            preferred_voice=options.voice,
            language=options.language,
            voices=build_voices(settings.voice, request.own_voices),
            manner=manner_of(settings.voice, options),
            progress=progress,
            hints=request.language_hints,
            by_language=options.voices,
            dictionary=_dictionary_of(request, settings),
        )
    finally:
        kokoro.release()  # its memory is needed for the frames


def _bytes_for_video(request: SpeakRequest, settings: Settings) -> int | None:
    """Return what the limit of the file leaves for picture and sound, without the credentials."""
    if request.max_bytes is None or not settings.provenance.credentials:
        return request.max_bytes
    return max(request.max_bytes - credentials.MAX_BYTES, 1)


def _language_of(spoken_by: SpokenBy | None, request: SpeakRequest) -> str | None:
    """Return the language of the words, or else the likeliest of the user; None for neither."""
    if spoken_by is not None:
        return spoken_by.language
    return request.options.language or next(iter(request.language_hints), None)


def _dictionary_of(request: SpeakRequest, settings: Settings) -> Mapping[str, str]:
    """Return the pronunciations of the settings, and over them those of the request."""
    return {**settings.dictionary, **request.options.dictionary}


def _select_faces(options: RenderOptions, words: Script | Speech) -> FaceSelection:
    """Return the faces that a dialogue names, or that the request selects."""
    if words.faces:
        return words.faces
    return options.face if options.face is None or options.face == "all" else (options.face,)


def _portraits(
    photo: Photo, options: RenderOptions, selection: FaceSelection, progress: Progress
) -> tuple[Portrait, ...]:
    """Return the selected ones of the faces whose points were placed, or of those that are found.

    Raises:
        RequestError: What is wrong with the face; see `find_portraits` and `placed_portraits`.
    """
    if options.points is None:
        return find_portraits(photo, selection, progress)
    cut_out = options.background is not Background.KEEP
    portraits = placed_portraits(photo, each_face(options.points), cut_out=cut_out)
    progress(1.0)
    if selection == "all":
        return portraits
    if selection is None:
        return (max(portraits, key=lambda portrait: portrait.pose.scale),)
    if max(selection) > len(portraits):
        raise RequestError("face_unknown", number=max(selection), count=len(portraits))
    return tuple(portrait for portrait in portraits if portrait.number in selection)


def _other_faces_note(selection: FaceSelection, speaker: Portrait) -> tuple[Note, ...]:
    """Return a note when there are several faces and none was selected."""
    if selection is not None or len(speaker.faces) == 1:
        return ()
    return (
        Note(
            code="several_faces",
            facts={"count": len(speaker.faces), "number": speaker.number},
        ),
    )


def _perform_all(speech: Speech, framing: Framing, options: RenderOptions) -> list[Performance]:
    """Return the performance of each face; without a dialogue all have the same lips."""
    together = None if speech.turns else lips(speech)
    performances = []
    for portrait in framing.portraits:
        part = speech_of_face(speech, portrait.number)
        mouth = lips(part) if together is None else together
        looks = listener_gaze(speech, framing.portraits, portrait.number, len(mouth.values))
        performances.append(
            perform(
                part,
                mouth,
                portrait,
                seed=options.seed,
                motion=options.motion * motion_reach(portrait),
                gaze_target=looks,
            )
        )
    return performances


def _picture(path: Path, notes: tuple[Note, ...]) -> Picture:
    """Describe a PNG that was written."""
    from PIL import Image

    with Image.open(path) as image:
        size = image.size
    return Picture(**_described(path, size), notes=notes)


def _described(path: Path, size: tuple[int, int]) -> dict[str, Any]:
    """Return what there is to know of a picture that was written."""
    data = path.read_bytes()
    return {
        "path": path,
        "width": size[0],
        "height": size[1],
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _read_photo(request: SpeakRequest, settings: Settings) -> Photo:
    return read_photo(read_input(request.photo, settings.photo.max_bytes, "photo"), settings.photo)


if TYPE_CHECKING:
    from talking_photo.core.workers.render_child import Work

    # A child gets their names only; the type checker verifies here that it can call them.
    _WORKS: tuple[Work[SpeakRequest], ...] = (
        make_video,
        make_video_with_choice,
        make_video_with_record,
        make_scene,
        make_contact_sheet,
        show_faces,
        inspect_photo,
    )
