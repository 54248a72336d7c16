"""The values that the stages exchange. Frozen, and without logic of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
UInt8 = npt.NDArray[np.uint8]

FPS = 25
"""Frames per second of every track, performance and video."""


class Expression(StrEnum):
    """Facial expression while speaking; the photo's own is NEUTRAL."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISED = "surprised"
    ANGRY = "angry"


class Layout(StrEnum):
    """Shape of the video: the photo's own, 1:1, 9:16, 16:9, or a square shown as a circle."""

    ORIGINAL = "original"
    SQUARE = "square"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    ROUND = "round"


class Background(StrEnum):
    """Background of the person: the photo, a green screen, or nothing."""

    KEEP = "keep"
    GREEN = "green"
    TRANSPARENT = "transparent"

    @property
    def suffix(self) -> str:
        """Suffix of the video's file: mp4 has no transparency."""
        return ".webm" if self is Background.TRANSPARENT else ".mp4"


class CaptionStyle(StrEnum):
    """Look of the captions in the picture: white, or with the word that is said in yellow."""

    PLAIN = "plain"
    HIGHLIGHT = "highlight"


GREEN = (0, 177, 64)
"""sRGB of a green screen (Pantone 354 C), which editors key out by default."""


class MouthState(StrEnum):
    """State of the mouth in the photo."""

    CLOSED = "closed"
    OPEN = "open"
    TEETH = "teeth"


class Stage(StrEnum):
    """The steps of a job, in order, as progress names them."""

    WAITING = "waiting"
    PHOTO = "photo"
    VOICE = "voice"
    LIPS = "lips"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note for the user about a job that succeeded, such as a fallback voice."""

    code: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Words that are said in one manner."""

    text: str
    expression: Expression = Expression.NEUTRAL
    strength: float = 1.0
    """Strength of the expression, 0..1.5."""
    whisper: bool = False
    pause: float = 0.0
    """Silence before the words, in seconds."""
    face: int | None = None
    """The face that says it in a dialogue, counted from the left, from 1."""
    pace: float = 1.0
    """Factor on the speed of the voice."""
    pitch: float = 1.0
    """Factor on the pitch of the voice."""
    gain: float = 1.0
    """Factor on the amplitude of the sound."""
    language: str | None = None
    """BCP 47 code of these words where it differs from that of the others; None for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Validated words, split where the manner changes.

    Not empty; at least one segment has words.
    """

    segments: tuple[Segment, ...]

    @property
    def faces(self) -> tuple[int, ...]:
        """The faces of a dialogue; empty when it is none."""
        return tuple(sorted({segment.face for segment in self.segments if segment.face}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone and its interval."""

    symbol: str
    """IPA, such as `p`, `ɑː`, `tʃ`; empty for silence."""
    start: float
    """Seconds from the start of the speech."""
    end: float
    stress: int = 0
    """0 none, 1 secondary, 2 primary; carried by vowels only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as written and its interval, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """From `start` (seconds) on, the face shows `expression` with `strength` (0..1.5)."""

    start: float
    expression: Expression
    strength: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """From `start` (seconds) on, the face with this number speaks."""

    start: float
    face: int


class SpeechSource(StrEnum):
    """Where the sound of a video comes from."""

    SYNTHESIZED = "synthesized"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenBy:
    """The voice that said most of the words."""

    voice: str
    kind: str | None
    """A `SpeakerKind`; None when nobody knows whom the voice sounds like."""
    language: str
    kinds: tuple[str, ...] = ()
    """Kinds of voices that could have said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Sound with its phones, words, moods and turns."""

    samples: Float32
    """Mono, shape (N,), -1..1."""
    sample_rate: int
    """Samples per second (Hz)."""
    phones: tuple[Phone, ...] | None = None
    """In order, not overlapping; None for a recording."""
    words: tuple[Word, ...] = ()
    moods: tuple[Mood, ...] = ()
    turns: tuple[Turn, ...] = ()
    """Of a dialogue, in order; empty when it is none."""
    notes: tuple[Note, ...] = ()
    spoken_by: SpokenBy | None = None
    """None for a recording."""

    @property
    def faces(self) -> tuple[int, ...]:
        """The faces of a dialogue; empty when it is none."""
        return tuple(sorted({turn.face for turn in self.turns}))

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A validated, upright picture: RGB u8, shape (H, W, 3), no alpha, no metadata."""

    pixels: UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceBox:
    """A detected face: its box in photo pixels, and the detector's score, 0..1."""

    x: float
    y: float
    width: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Weak perspective: X (cm, head frame: x right, y up, z to the viewer) is seen at s R X + t.

    The result is in pixels, y up.
    """

    scale: float
    """Pixels per centimetre."""
    rotation: Float32
    """Shape (3, 3)."""
    translation: Float32
    """Shape (3,), pixels, y up."""

    @property
    def yaw(self) -> float:
        """Rotation to the side, radians; positive when the nose points to the image's right."""
        return float(np.arctan2(self.rotation[0, 2], self.rotation[2, 2]))

    @property
    def pitch(self) -> float:
        """Rotation up or down, radians; positive when the nose points down."""
        return float(-np.arcsin(np.clip(self.rotation[1, 2], -1, 1)))

    @property
    def roll(self) -> float:
        """Rotation in the image plane, radians; positive counter-clockwise."""
        return float(np.arctan2(self.rotation[1, 0], self.rotation[1, 1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A photo and one face in it that will speak."""

    pixels: UInt8
    """RGB, shape (H, W, 3)."""
    landmarks: Float32
    """Shape (478, 3): x right, y down, z away from the viewer, all in pixels; mediapipe's face
    mesh order."""
    visible: npt.NDArray[np.bool_]
    """Shape (478,): False where the head itself occludes the point."""
    pose: Pose
    mouth: MouthState
    subject: UInt8
    """Shape (H, W): 255 on the person, 0 on the background."""
    faces: tuple[FaceBox, ...]
    """Every face found, from left to right."""
    number: int
    """The number of this one, from 1."""
    placed: bool = False
    """Whether its points were placed by hand: it is no human face, or none that was found."""
    near_hand: bool = False
    """Whether a hand lies so near to the lips that it bends with them."""


MOUTH = (
    "jaw",
    "wide",
    "pucker",
    "press",
    "tuck",
    "upper_up",
    "lower_down",
    "tongue",
    "tongue_out",
)
"""The mouth parameters, in the order of a MouthTrack's columns. Rest is 0 everywhere.

jaw         opening of the lower jaw at the mouth's middle, cm
wide        each corner away from the middle (negative: narrower), cm
pucker      rounding and protrusion, 0..1, a little more in the middle of a slow w
press       lips pressed on each other (p b m), about 0..0.2
tuck        lower lip under the upper teeth (f v), 0..0.5
upper_up    upper lip raised, cm
lower_down  lower lip lowered, cm
tongue      tongue tip raised behind the teeth, 0..1
tongue_out  tongue tip between the teeth (th), 0..1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthTrack:
    """Lip parameters over time: shape (T, len(MOUTH)), row t at time t / FPS."""

    values: Float32


class FrameControls(NamedTuple):
    """Everything that moves in one frame; rest is 0 everywhere.

    The first nine are those of MOUTH. Expression controls and blinks are 0..1 (left and right as
    seen in the image); gaze is the movement of the iris in cm (right, up); yaw, pitch and roll
    rotate the head away from the photo's pose, in radians, with the signs of Pose; breath is 0..1,
    one for full lungs; shift moves head and body (cm of the image; right, up).
    """

    jaw: float
    wide: float
    pucker: float
    press: float
    tuck: float
    upper_up: float
    lower_down: float
    tongue: float
    tongue_out: float
    smile: float
    frown: float
    sneer: float
    cheek: float
    brow_up: float
    brow_inner: float
    brow_down: float
    blink_left: float
    blink_right: float
    squint: float
    eye_wide: float
    gaze_x: float
    gaze_y: float
    yaw: float
    pitch: float
    roll: float
    breath: float
    shift_x: float
    shift_y: float


CONTROLS = FrameControls._fields
"""Names of the controls, in the order of a Performance's columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Control curves of a face: shape (T, len(CONTROLS)), row t at time t / FPS."""

    values: Float32

    def frame(self, index: int) -> FrameControls:
        """Return the controls of one frame."""
        return FrameControls._make(self.values[index].tolist())

    def column(self, name: str) -> Float32:
        """Return the values of one control over time, shape (T,)."""
        column: Float32 = self.values[:, CONTROLS.index(name)]
        return column


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """A finished file, as the works of a render child return it."""

    path: Path
    width: int
    height: int
    bytes: int
    sha256: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(RenderedFile):
    """A finished video file."""

    seconds: float
    words: tuple[Word, ...] = ()
    """What is said and when, as written; empty for a recording whose words are not known."""
    spoken_by: SpokenBy | None = None
    speech_source: SpeechSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(RenderedFile):
    """A finished still image, such as a contact sheet or the numbered faces of a photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropWindow:
    """A crop in pixels of the photo; it may extend beyond the photo."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceVerdict:
    """A face of a photo, and whether it can speak."""

    box: FaceBox
    problem: str | None = None
    """The code of what is wrong with it; None when it can speak."""
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
    placed: bool = False
    """As in `Portrait`."""
    frames: Mapping[Layout, CropWindow] = field(default_factory=dict)
    """What each layout keeps of the photo when this face speaks; empty when it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedPhoto(RenderedFile):
    """A photo, upright and small, with the verdict on each of its faces, from left to right."""

    faces: tuple[FaceVerdict, ...]
    """Their boxes and frames are in pixels of this picture."""
    frames: Mapping[Layout, CropWindow] = field(default_factory=dict)
    """The same when all that can speak do."""
