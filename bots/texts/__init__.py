"""The sentences that people read, by language and code: what happened, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from talking_photo.bots.texts import discord, english, german, russian, spanish
from talking_photo.core.errors import Fact
from talking_photo.core.model import Stage

_LANGUAGES = {"en": english, "de": german, "es": spanish, "ru": russian}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    code: words.SENTENCES for code, words in _LANGUAGES.items()
}
"""For each language, the code of an error or a note -> a sentence for whoever asked, in a chat or at the terminal."""

OPERATOR: Mapping[str, Mapping[str, str]] = {
    code: words.OPERATOR for code, words in _LANGUAGES.items()
}
"""For each language, what only an operator can act on: in place of a sentence for askers, or where they get none."""

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

ON_PLATFORM: Mapping[str, Mapping[str, Mapping[str, str]]] = {"discord": discord.CHAT}
"""What is said otherwise on a platform, or only there, such as where it has other commands."""

DISCORD_COMMANDS: Mapping[str, Mapping[str, str]] = discord.COMMANDS
"""For each language, the commands on Discord and their options, such as `speak photo` -> what they do."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    code: words.COMMANDS for code, words in _LANGUAGES.items()
}
"""For each language, the commands of a chat, in the order of the menu -> what they do."""


def sentence(code: str, facts: Mapping[str, Fact], language: str = "en") -> str:
    """Say what an error or a note means, with its facts written for people, and `seconds` also as `time`.

    Where a fact is a `face`, the sentence is about that one of several and begins with its number.
    """
    return _said(SENTENCES[language][code], code, facts, language)


def operator_sentence(code: str, facts: Mapping[str, Fact], language: str = "en") -> str:
    """Say the same to an operator, who can change the settings and the machine."""
    known = OPERATOR[language] if code in OPERATOR[language] else SENTENCES[language]
    return _said(known[code], code, facts, language)


def is_for_askers(code: str) -> bool:
    """Whether there is a sentence for people in chats; what has none is a fault of ours, or the operator's to mend."""
    return code in SENTENCES["en"]


def reason(code: str, language: str = "en") -> str:
    """Say in half a sentence why a voice does not speak."""
    return REASONS[language][code]


def stage(step: Stage, language: str = "en") -> str:
    """Name a step of a job."""
    return STAGES[language][step]


def chat(key: str, language: str, *, platform: str = "", **facts: Fact) -> str:
    """Say something in a chat, as it is said on that platform."""
    told = {name: _for_people(name, fact, language) for name, fact in facts.items()}
    there = ON_PLATFORM.get(platform, CHAT)[language]
    words = there[key] if key in there else CHAT[language][key]
    return words.format_map(told)


def language_of(code: str | None) -> str:
    """The language to talk in with somebody whose program says it is set to `code`, such as `de-AT`."""
    spoken = (code or "").lower().replace("_", "-").split("-")[0]
    return spoken if spoken in _LANGUAGES else "en"


def _said(words: str, code: str, facts: Mapping[str, Fact], language: str) -> str:
    told = {name: _for_people(name, fact, language) for name, fact in facts.items()}
    if "seconds" in facts:
        told["time"] = _for_people("time", facts["seconds"], language)
    if code == "voice_fell_back":
        told["reason"] = reason(told["reason"], language)
    said = words.format_map(told)
    return said if "face" not in facts else chat("about_face", language, face=facts["face"]) + said


def _for_people(name: str, fact: Fact, language: str) -> str:
    if isinstance(fact, str):
        return fact
    if name == "time":
        return _time(float(fact))
    if name.endswith("bytes"):
        return _number(f"{fact / 1e6:.3g} MB", language)
    if float(fact).is_integer():
        return f"{int(fact):,}".replace(",", "\N{NO-BREAK SPACE}")
    return _number(f"{fact:.3g}", language)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def _number(written: str, language: str) -> str:
    """Only English has a point where the others have a comma."""
    return written if language == "en" else written.replace(".", ",")
