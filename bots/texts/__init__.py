"""The sentences that people read, by language and code: what happened, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from talking_photo.bots.texts import (
    english,
    french,
    german,
    operators,
    portuguese,
    russian,
    spanish,
    ukrainian,
)
from talking_photo.bots.texts import (
    operator_chat as operator_texts,
)
from talking_photo.bots.texts.facts import Written, written_date
from talking_photo.bots.texts.facts import local_date as local_date
from talking_photo.bots.texts.facts import zone_city as zone_city
from talking_photo.core.errors import Fact
from talking_photo.core.model import Stage
from talking_photo.core.video.exports.faq import FaqLabels
from talking_photo.core.video.exports.lesson import Labels

_LANGUAGES = {
    "en": english,
    "de": german,
    "es": spanish,
    "fr": french,
    "pt": portuguese,
    "ru": russian,
    "uk": ukrainian,
}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    code: words.SENTENCES for code, words in _LANGUAGES.items()
}
"""For each language, the code of an error or a note -> a sentence."""

OPERATOR: Mapping[str, str] = operators.SENTENCES
"""The code of what only an operator can act on -> a sentence, in English."""

DOCTOR: Mapping[str, str] = operators.DOCTOR
"""What `doctor` finds -> what it prints, in English."""

REASONS: Mapping[str, Mapping[str, str]] = {
    code: words.REASONS for code, words in _LANGUAGES.items()
}
"""For each language, the code that keeps a voice from speaking -> half a sentence."""

STAGES: Mapping[str, Mapping[Stage, str]] = {
    code: words.STAGES for code, words in _LANGUAGES.items()
}
"""For each language, what is being done."""

CHAT: Mapping[str, Mapping[str, str]] = {code: words.CHAT for code, words in _LANGUAGES.items()}
"""For each language, what is said in a chat when all is well."""

ON_PLATFORM: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "discord": {code: words.DISCORD for code, words in _LANGUAGES.items()}
}
"""What is said otherwise on a platform, or only there, such as where it has other commands."""

DISCORD_COMMANDS: Mapping[str, Mapping[str, str]] = {
    code: words.DISCORD_COMMANDS for code, words in _LANGUAGES.items()
}
"""For each language, the commands on Discord and their options by their path -> what they do; up
to 100 letters."""

STUDIO: Mapping[str, Mapping[str, str]] = {
    code: words.STUDIO for code, words in _LANGUAGES.items()
}
"""For each language, what stands on the page and nowhere in a chat."""

OPERATOR_CHAT: Mapping[str, Mapping[str, str]] = operator_texts.CHAT
"""For each language, what is said in the operator's own chat, and who runs the bot."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    code: words.COMMANDS for code, words in _LANGUAGES.items()
}
"""For each language, the commands of a chat, in the order of the menu -> what they do."""


def sentence(code: str, facts: Mapping[str, Fact], language: str) -> str:
    """Return what people in a chat read about an error or a note.

    Where a fact is a `face`, the sentence is about that one of several and begins with its number.
    Of what only an operator can cure, people read that something went wrong, with the code to
    report.
    """
    if not is_for_askers(code):
        return chat("fault", language, number=code)
    return _about_face(_filled(SENTENCES[language][code], facts, language), facts, language)


def operator_sentence(code: str, facts: Mapping[str, Fact]) -> str:
    """Return what an operator reads, who can change the settings and the machine."""
    words = OPERATOR[code] if code in OPERATOR else SENTENCES["en"][code]
    return _about_face(_filled(words, facts, "en"), facts, "en")


def doctor(key: str, **facts: Fact) -> str:
    """Return what `doctor` prints."""
    return _filled(DOCTOR[key], facts, "en")


def is_for_askers(code: str) -> bool:
    """Tell whether there is a sentence for people in chats.

    What has none is a fault of ours, or for the operator to cure.
    """
    return code in SENTENCES["en"]


def reason(code: str, language: str = "en") -> str:
    """Return half a sentence that says why a voice does not speak."""
    return REASONS[language][code]


def stage(step: Stage, language: str = "en") -> str:
    """Return the name of a step of a job."""
    return STAGES[language][step]


def chat(key: str, language: str, *, platform: str = "", **facts: Fact) -> str:
    """Return a sentence of a chat, as it is said on that platform."""
    there = ON_PLATFORM.get(platform, CHAT)[language]
    words = there[key] if key in there else CHAT[language][key]
    return _filled(words, facts, language)


def studio(key: str, language: str, **facts: Fact) -> str:
    """Return a sentence of the page."""
    return _filled(STUDIO[language][key], facts, language)


def lesson_labels(spoken: str) -> Labels:
    """Return what stands on the page of a lesson in which this language is spoken."""
    language = language_of(spoken)
    return Labels(
        transcript=studio("transcript", language),
        made_by_ai=chat("made_by_ai", language),
        language=language,
    )


def faq_labels(spoken: str) -> FaqLabels:
    """Return what stands on the page of an FAQ in which this language is spoken."""
    language = language_of(spoken)
    return FaqLabels(
        questions=studio("faq_questions", language),
        motion=studio("faq_motion", language),
        video=studio("faq_video", language),
    )


def date(timestamp: float, language: str) -> str:
    """Return a moment (seconds since 1970) as day and time in UTC."""
    return written_date(timestamp, language)


def operator_chat(key: str, language: str, **facts: Fact) -> str:
    """Return a sentence of the operator's own chat, or who runs the bot."""
    return _filled(OPERATOR_CHAT[language][key], facts, language)


def checked(name: str, language: str) -> str:
    """Return the name of what a health check looks at: a part of this program, or a platform."""
    return OPERATOR_CHAT[language].get(name, name.capitalize())


def problem(name: str, code: str, facts: Mapping[str, Fact], language: str) -> str:
    """Return what the operator reads of something that a health check found wrong."""
    known = OPERATOR_CHAT[language]
    said = _filled(known[code], facts, language) if code in known else code
    return operator_chat("report_wrong", language, what=checked(name, language), problem=said)


def language_of(code: str | None) -> str:
    """Return the language of a person whose program is set to `code`, such as `de-AT`."""
    spoken = (code or "").lower().replace("_", "-").split("-")[0]
    return spoken if spoken in _LANGUAGES else "en"


def _about_face(text: str, facts: Mapping[str, Fact], language: str) -> str:
    """Begin the sentence with what it is about: a face, and a place in a file."""
    if "face" in facts:
        text = chat("about_face", language, face=facts["face"]) + text
    if "in_line" in facts:
        key = "about_scene" if "in_scene" in facts else "about_line"
        text = _filled(CHAT[language][key], facts, language) + text
    return text


def _filled(words: str, facts: Mapping[str, Fact], language: str) -> str:
    """Fill in the facts; `seconds` also as `time`, codes as the words for them."""
    values = dict(facts)
    if "seconds" in facts:
        values["time"] = facts["seconds"]
    if values.get("reason") in REASONS[language]:
        values["reason"] = reason(str(values["reason"]), language)
    if f"kind_{values.get('kind')}" in CHAT[language]:
        values["kind"] = CHAT[language][f"kind_{values['kind']}"]
    return words.format_map(
        {name: Written(name, value, language) for name, value in values.items()}
    )
