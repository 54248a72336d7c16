"""Who speaks for which face."""

from dataclasses import dataclass

import pytest

from talking_photo.core.speech.dialogue import cast_parts
from talking_photo.core.speech.ports import SpeakerKind

WOMAN, MAN, CHILD = SpeakerKind


@dataclass(eq=False)
class Known:
    name: str
    kind: SpeakerKind | None
    natural: bool = True
    spoken: tuple = ("en",)

    def languages(self):
        return set(self.spoken)


ANNA, BERT, CARL = Known("anna", WOMAN), Known("bert", MAN), Known("carl", MAN)
ROBOT = Known("robot", MAN, natural=False)
ALL = (ANNA, ROBOT, BERT, Known("kid", CHILD), Known("juan", MAN, spoken=("es",)), CARL)


def parts(faces, first, others=ALL, *, alternate=True):
    cast = cast_parts(faces, first, "en", others, alternate=alternate)
    return [(face, part.voice.name, part.pitch) for face, part in cast.items()]


@pytest.mark.parametrize(
    ("first", "others", "alternate", "expected"),
    [
        (ANNA, ALL, True, [("anna", 1), ("bert", 1), ("anna", 1.25), ("carl", 1)]),
        (BERT, ALL, True, [("bert", 1), ("anna", 1), ("carl", 1), ("anna", 1.25)]),
        (BERT, ALL, False, [("bert", 1), ("carl", 1), ("bert", 1.25), ("carl", 1.25)]),
        (ANNA, (), True, [("anna", 1), ("anna", 1.25), ("anna", 0.8), ("anna", 1.45)]),
        (ROBOT, ALL, True, [("robot", 1), ("robot", 1.25), ("robot", 0.8), ("robot", 1.45)]),
        (Known("any", None), ALL, True, [("any", 1), ("any", 1.25), ("any", 0.8), ("any", 1.45)]),
    ],
)
def test_each_face_has_a_voice_or_a_pitch_of_its_own(first, others, alternate, expected):
    got = parts([2, 1, 2, 4, 1, 3], first, others, alternate=alternate)
    assert got == [(face, *one) for face, one in zip((2, 1, 4, 3), expected, strict=True)]


def test_one_face_alone_has_the_first_voice():
    assert parts([3, 3], BERT) == [(3, "bert", 1.0)]
