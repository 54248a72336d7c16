"""Google Translate's voice.

More natural than espeak, needs the network, sends the words to Google.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
import time
from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.model import Speech
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.settings import SoundLimits
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.level import normalize_loudness
from talking_photo.core.speech.ports import Manner, SpeakerKind

if TYPE_CHECKING:
    import requests

_BASE_URL = "https://translate.google.com"
_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_MAX_BYTES = 4_000_000
"""Limit of one answer; 100 characters are some 60 kB."""
_AUDIO = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]*)\\"')
_SLOW_PACE = 0.8
"""Pace below which the service's slow speech is used; it has no other rates."""
_LIMITS = SoundLimits(max_bytes=40_000_000, min_seconds=0.05, max_seconds=600)


class Google:
    """Synthesises with the requests of gTTS.

    gTTS splits the words at 100 characters and lists the languages; the exchange itself is done
    here, because gTTS disables certificate checks and has no deadline for the whole answer. The
    answer has no phones: those of espeak are aligned to the sound. Pitch, variant and whisper are
    not supported.
    """

    name = "google"
    kind = SpeakerKind.WOMAN
    natural = True
    version = "service"
    licence = "service of Google"
    package = None

    def __init__(self, *, timeout_seconds: float, base_url: str | None, phones: Espeak) -> None:
        self._timeout = timeout_seconds
        self._base_url = base_url or _BASE_URL
        self._phones = phones

    def availability(self) -> str | None:
        """Return None when the service answers at all."""
        import requests

        try:
            requests.head(self._base_url, timeout=min(self._timeout, 5), allow_redirects=False)
        except requests.RequestException:
            return "voice_unreachable"
        return None

    @property
    def speaks(self) -> Set[str]:
        """Return the languages that gTTS lists."""
        return self.languages()

    def languages(self) -> Set[str]:
        """Return the languages that gTTS lists."""
        from gtts.lang import tts_langs

        return {language.lower() for language in tts_langs()}

    def unreadable_scripts(self, language: str) -> Set[str]:  # noqa: ARG002 - as the protocol asks
        """Return no script: the service reads what it offers."""
        return frozenset()

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`.

        Raises:
            DependencyError: voice_unreachable, voice_timeout, voice_busy (too many requests),
                voice_refused (with the HTTP status), voice_answer_broken.
        """
        deadline = time.monotonic() + self._timeout
        # The service takes no phonemes.
        plain = "".join(
            part.word if isinstance(part, Pronounced) else part for part in split_pronounced(text)
        )
        bodies = _requests(plain, language, slow=manner.pace < _SLOW_PACE)
        if not bodies:
            return Speech(samples=np.zeros(0, np.float32), sample_rate=16_000, phones=())
        audio = b"".join(_audio(self._ask(body, deadline), self.name) for body in bodies)
        try:
            sound = read_sound(audio, _LIMITS)
        except RequestError as exc:  # the sound is the service's, not the user's
            raise DependencyError("voice_answer_broken", voice=self.name, why=exc.code) from exc
        sound = replace(sound, samples=normalize_loudness(sound.samples, sound.sample_rate))
        known = match_language(language, self._phones.languages())
        if known is None:
            return sound
        return force_align(self._phones.speak(text, known, Manner()), sound)

    def _ask(self, body: str, deadline: float) -> bytes:
        import requests

        try:
            with requests.post(
                self._base_url + _PATH,
                data=body,
                headers=_headers(),
                timeout=max(deadline - time.monotonic(), 0.1),
                stream=True,
            ) as answer:
                _check_status(answer, self.name)
                return _read(answer, deadline)
        except (requests.Timeout, TimeoutError) as exc:
            raise DependencyError("voice_timeout", voice=self.name, seconds=self._timeout) from exc
        except requests.RequestException as exc:
            raise DependencyError("voice_unreachable", voice=self.name) from exc


def _requests(text: str, language: str, *, slow: bool) -> list[str]:
    """Return the bodies that gTTS would post; none when nothing of the text can be spoken."""
    from gtts import gTTS
    from gtts.lang import tts_langs

    logging.getLogger("gtts").setLevel(logging.WARNING)  # its debug lines hold the words
    exact = next(code for code in tts_langs() if code.lower() == language)
    speaker = gTTS(text, lang=exact, slow=slow, lang_check=False)
    try:
        bodies: list[str] = speaker.get_bodies()
    except AssertionError:  # raised when only punctuation is left
        return []
    return bodies


def _headers() -> dict[str, str]:
    from gtts import gTTS

    headers: dict[str, str] = gTTS.GOOGLE_TTS_HEADERS
    return headers


def _check_status(answer: requests.Response, voice: str) -> None:
    if answer.status_code == 429:
        raise DependencyError("voice_busy", voice=voice)
    if answer.status_code != 200:
        raise DependencyError("voice_refused", voice=voice, status=answer.status_code)


def _read(answer: requests.Response, deadline: float) -> bytes:
    """Read the whole body within the deadline; the time-out of requests restarts with each packet.

    Raises:
        TimeoutError: The deadline has passed.
        DependencyError: voice_answer_broken.
    """
    body = bytearray()
    for piece in answer.iter_content(1024):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > _MAX_BYTES:
            raise DependencyError("voice_answer_broken", voice=Google.name, why="too_long")
    return bytes(body)


def _audio(body: bytes, voice: str) -> bytes:
    """Return the MP3 inside the answer: lines of JSON, one of which holds it in base 64.

    Raises:
        DependencyError: voice_answer_broken.
    """
    found = _AUDIO.search(body)
    if found is None:
        raise DependencyError("voice_answer_broken", voice=voice, why="no_sound")
    try:
        return base64.b64decode(found[1], validate=True)
    except binascii.Error as exc:
        raise DependencyError("voice_answer_broken", voice=voice, why="base64") from exc
