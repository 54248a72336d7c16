"""What becomes of texts: words of captions, the language of short messages, floods of signs."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.table import Section, Table
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import TextLimits
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.languages import detect_language
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import Voices, synthesize
from talking_photo.core.video.captions import break_into_captions

_HERE = Path(__file__).parent
_BASES = {"cmn": "zh", "nb": "no"}
_LOOSE = re.compile(r"\s+(?=[?!;:»…]|\.\.\.)|(?<=«)\s+")
"""Spaces that French sets at punctuation; a caption may leave them out."""
FLOODS = {
    "4,000 emoji": "😀" * 4000,
    "4,000 emoji that may be words": "I want " + "🍕" * 4000,
    "4,000 flags": "🇩🇪" * 4000,
    "4,000 families of four": "👨‍👩‍👧‍👦" * 4000,
    "4,000 combining marks": "a" + "\u0301" * 4000,
    "4,000 letters with two marks each": "a\u0301\u0302" * 4000,
    "4,000 zero-width characters": "Hi" + "\u200b\u200d\ufeff" * 1334,
    "4,000 changes of direction": "\u202eabc\u202d" * 1000 + "Hi",
    "4,000 right-to-left letters": "שלום " * 800,
    "4,000 marks": "[happy]" * 4000 + "Hi",
    "4,000 open brackets": "[" * 4000,
    "4,000 full stops": "." * 4000,
    "4,000 digits": "7" * 4000,
    "1 MB of tags": "<b>" * 350_000,
    "a bomb of entities": '<!DOCTYPE x [<!ENTITY a "ha">]><speak>&a;</speak>',
}


def measure() -> Section:
    """Synthesise all sentences with espeak, and guess the language of all short messages."""
    sentences = read_table("sentences.tsv")
    wrong = {
        text: caption
        for language, text, caption in captions_of(sentences)
        if not same_words(text, caption)
    }
    messages = read_table("short_messages.tsv")
    rates = language_rates(messages)
    answers = [(name, *answer_to(text)) for name, text in FLOODS.items()]
    counts = Counter(language for language, _ in sentences)
    tables = (
        Table(
            header=("sentences", "languages", "captions with the written words"),
            rows=(
                (str(len(sentences)), str(len(counts)), f"{1 - len(wrong) / len(sentences):.1%}"),
            ),
        ),
        Table(
            header=("what is known of the writer", "language of short messages right"),
            rows=tuple((name, f"{rate:.1%} of {len(messages)}") for name, rate in rates.items()),
        ),
        Table(
            header=("flood", "answer", "s"),
            rows=tuple((name, answer, f"{seconds:.2f}") for name, answer, seconds in answers),
        ),
    )
    return Section(
        title="Texts",
        how="Captions of `benchmarks/sentences.tsv` spoken by espeak; the languages of "
        "`benchmarks/short_messages.tsv`; and floods of signs, up to the answer before any voice.",
        tables=tables,
        caveats=(
            "Sentences and messages were written for this program; spaces that French sets at "
            "punctuation are not compared.",
        ),
        figures={"captions_wrong": wrong, "languages": rates, "floods": answers},
    )


def read_table(name: str) -> list[tuple[str, str]]:
    """Return language and text of each line of a table."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [
        (language, text) for language, _, text in (line.partition("\t") for line in lines) if text
    ]


def captions_of(sentences: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield language, text and the words of the captions of each sentence."""
    voices = Voices(order=(Espeak(),), on_request=())
    for language, text in sentences:
        speech = synthesize(
            read_text(text, TextLimits(), Expression.NEUTRAL),
            preferred_voice=None,
            language=language,
            voices=voices,
            manner=Manner(),
            progress=no_progress,
        )
        # Rows of a script without spaces continue one another.
        between = "" if language == "zh" else " "
        yield (
            language,
            text,
            between.join(row for one in break_into_captions(speech.words) for row in one.rows),
        )


def language_rates(messages: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the share of languages guessed right, by what is known of the writer."""
    offered = Espeak().languages()
    known = {
        "nothing": lambda _language: (),
        "the language of the message": lambda language: (language,),
        "another one (English; German for English)": lambda language: (
            "de" if language == "en" else "en",
        ),
        "another one (Spanish; Portuguese for Spanish)": lambda language: (
            "pt" if language == "es" else "es",
        ),
    }

    def is_right(language: str, text: str, hints: Sequence[str]) -> bool:
        base = detect_language(text, offered, hints).split("-")[0]
        return _BASES.get(base, base) == language

    return {
        name: sum(is_right(language, text, hints(language)) for language, text in messages)
        / len(messages)
        for name, hints in known.items()
    }


def answer_to(text: str) -> tuple[str, float]:
    """Return the code of the refusal, or how much would be spoken, and the seconds it took."""
    began = time.perf_counter()
    try:
        script = read_text(text, TextLimits(), Expression.NEUTRAL)
    except RequestError as exc:
        return exc.code, time.perf_counter() - began
    letters = sum(len(segment.text) for segment in script.segments)
    return f"{letters} characters", time.perf_counter() - began


def same_words(text: str, caption: str) -> bool:
    """Return whether a caption has the words of a text, with the spaces between them."""
    return _LOOSE.sub("", text).split() == _LOOSE.sub("", caption).split()
