"""Voices to choose from, voices of one's own, and how words are said."""

from __future__ import annotations

import asyncio
import dataclasses
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from talking_photo.bots import texts
from talking_photo.bots.conversation import dictionary, languages, menus
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.uploads import Accepted, Form, read_form
from talking_photo.bots.web_studio.visitors import Visitor, preferred_language
from talking_photo.core.errors import RequestError
from talking_photo.core.request import OwnVoice
from talking_photo.core.speech.languages import detect_language
from talking_photo.core.speech.voice_sample import UsableVoice

_MADE_OF = tuple(field.name for field in dataclasses.fields(OwnVoice))
_MOST_NAMED = 20
"""Languages that a refusal names."""


class Voices:
    """Answers for voices, languages and the dictionary.

    Args:
        shared: What all adapters share.
    """

    def __init__(self, shared: AdapterContext) -> None:
        self._shared = shared

    async def list(self, request: web.Request, visitor: Visitor) -> web.Response:
        """List the voices that work now, or those for a language; the first one is the default."""
        language = request.query.get("language")
        if language is None:
            voices = await self._shared.voices.working(visitor.person)
        else:
            voices = await self._shared.voices.usable(visitor.person, language)
        own = {one.name: one for one in await self._shared.voices.own(visitor.person)}
        data = [
            _described(voice, own.get(voice.name) if voice.own else None, visitor.language)
            for voice in voices
        ]
        return json_answer({"object": "list", "data": data})

    async def create(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Make a voice of another one, or change one's own of the same name.

        Raises:
            RequestError: field_missing, own_voice_name_wrong, own_voice_name_taken, option_wrong,
                voice_unknown, voices_not_blendable or too_many_own_voices.
        """
        form = await read_form(request, self._accepting(*_MADE_OF))
        for field in ("name", "base"):
            if form.text(field) is None:
                raise RequestError("field_missing", field=field)
        voice = _own_voice(form)
        await self._shared.voices.create(visitor.person, voice)
        working = await self._shared.voices.working(visitor.person)
        made = next((one for one in working if one.own and one.name == voice.name), None)
        if made is None:
            raise RequestError("voice_unknown", known=", ".join(one.name for one in working))
        return json_answer(_described(made, voice, visitor.language), status=HTTPStatus.CREATED)

    async def delete(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Delete a voice of one's own.

        Raises:
            RequestError: not_there.
        """
        name = request.match_info["name"]
        if not await self._shared.voices.delete(visitor.person, name):
            raise RequestError("not_there")
        return json_answer({"name": name, "object": "voice.deleted", "deleted": True})

    async def sample(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Let a voice say a sentence.

        Raises:
            RequestError: voice_unknown.
            DependencyError: voice_failed or voice_timeout.
        """
        name = request.match_info["name"]
        working = await self._shared.voices.working(visitor.person)
        voice = next((one for one in working if one.name == name), None)
        if voice is None:
            raise RequestError("voice_unknown", known=", ".join(one.name for one in working))
        asked = request.query.get("language", visitor.language).split("-")[0]
        known = [code for code in (asked, visitor.language, "en") if code in texts.CHAT]
        language = next((code for code in known if voice.speaks(code)), "en")
        sound = await self._shared.voices.sample(
            visitor.person, voice=name, language=language, words=texts.chat("sample", language)
        )
        return web.Response(body=sound, headers=headers.API, content_type="audio/ogg")

    async def language(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Guess the language of words, as will be done when a voice speaks them.

        Raises:
            RequestError: field_missing.
        """
        words = (await read_form(request, self._accepting("words"))).text("words")
        if words is None:
            raise RequestError("field_missing", field="words")
        working = await self._shared.voices.working(visitor.person)
        offered = frozenset({"en"}).union(*(voice.languages for voice in working))
        hint = preferred_language(request)
        hints = () if hint is None else (hint,)
        code = await asyncio.to_thread(detect_language, words, offered, hints)
        name = languages.name_in(code, visitor.language)
        return json_answer({"object": "language", "language": code, "name": name})

    async def entries(self, _request: web.Request, visitor: Visitor) -> web.Response:
        """List the words whose pronunciation the visitor has taught."""
        person = await self._shared.people.find(visitor.person)
        data = [_entry(word, sound) for word, sound in dictionary.entries_of(person).items()]
        return json_answer({"object": "list", "data": data})

    async def add_entry(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Take up a word and how it is said, in place of what was known of it.

        Raises:
            RequestError: field_missing, dictionary_full, dictionary_word_wrong,
                pronunciation_wrong or ipa_wrong.
        """
        form = await read_form(request, self._accepting("word", "sound"))
        word, sound = form.text("word"), form.text("sound")
        if word is None or sound is None:
            raise RequestError("field_missing", field="sound" if word else "word")
        person = await self._shared.people.find(visitor.person)
        person, word = dictionary.with_entry(person, word, sound)
        await self._shared.people.keep(person)
        sound = dictionary.entries_of(person)[word]
        return json_answer(_entry(word, sound), status=HTTPStatus.CREATED)

    async def hear_entry(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Say a word of the dictionary.

        Raises:
            RequestError: not_there or language_unknown.
            DependencyError: voice_failed or voice_timeout.
        """
        person = await self._shared.people.find(visitor.person)
        word = request.match_info["word"]
        sound = dictionary.entries_of(person).get(word)
        if sound is None:
            raise RequestError("not_there")
        language = request.query.get("language", visitor.language)
        working = await self._shared.voices.working(visitor.person)
        if not any(voice.speaks(language) for voice in working):
            known = sorted(frozenset[str]().union(*(voice.languages for voice in working)))
            some = ", ".join(known[:_MOST_NAMED])
            raise RequestError("language_unknown", known=some, count=len(known))
        said = await dictionary.sample(self._shared, person, language, {word: sound})
        return web.Response(body=said, headers=headers.API, content_type="audio/ogg")

    async def remove_entry(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Remove a word from the dictionary.

        Raises:
            RequestError: not_there.
        """
        person = await self._shared.people.find(visitor.person)
        word = request.match_info["word"]
        if word not in dictionary.entries_of(person):
            raise RequestError("not_there")
        await self._shared.people.keep(dictionary.without_entry(person, word))
        return json_answer({"word": word, "object": "dictionary.entry.deleted", "deleted": True})

    def _accepting(self, *fields: str) -> Accepted:
        return Accepted(
            files={}, fields=fields, seconds=self._shared.settings.studio.upload_seconds
        )


def _own_voice(form: Form) -> OwnVoice:
    """Return the voice that a form describes; text stands for numbers.

    Raises:
        RequestError: own_voice_name_wrong or option_wrong.
    """
    given = {
        name: form.fields[name] for name in _MADE_OF if form.fields.get(name) not in (None, "")
    }
    try:
        return TypeAdapter(OwnVoice).validate_python(given)
    except ValidationError as exc:
        field = str(exc.errors()[0]["loc"][0])
        raise RequestError("field_wrong", field=field) from exc


def _described(voice: UsableVoice, own: OwnVoice | None, language: str) -> dict[str, Any]:
    return {
        "name": voice.name,
        "label": menus.label("voice", voice.name, language),
        "kind": voice.kind,
        "natural": voice.natural,
        "own": voice.own,
        "made_of": None if own is None else dataclasses.asdict(own),
        "languages": sorted(voice.languages),
        "sample": f"/v1/voices/{quote(voice.name, safe='')}/sample",
    }


def _entry(word: str, sound: str) -> dict[str, str]:
    address = f"/v1/dictionary/{quote(word, safe='')}/sample"
    return {"object": "dictionary.entry", "word": word, "sound": sound, "sample": address}
