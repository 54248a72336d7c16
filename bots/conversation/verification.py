"""/verify: tells what the marks of a file show, and where to report a video."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from talking_photo.bots import texts
from talking_photo.bots.conversation import operator
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import IncomingMessage, Kind
from talking_photo.bots.texts.facts import written_day
from talking_photo.core.errors import RequestError
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.jobs.job import Person
from talking_photo.core.provenance.credentials import CredentialsState, sidecar_of
from talking_photo.core.provenance.verdict import Verdict, Verification
from talking_photo.core.workers.temporary import scratch
from talking_photo.core.workers.verification import verify_file

_SPEECH: Mapping[str | None, str] = {
    "synthesized": "verify_speech_synthesized",
    "recorded": "verify_speech_recorded",
}
"""What the credentials say of the sound -> the key of its sentence."""
_HEAD_BYTES = 512


def sentences(found: Verification, language: str) -> list[str]:
    """Return what was found, in sentences: the verdict, who signed, and each mark."""
    credentials = found.credentials
    signer = credentials.signer or "?"

    def say(key: str, **facts: str) -> str:
        return texts.chat(key, language, **facts)

    said = [say(f"verify_{found.verdict}", signer=signer)]
    if credentials.state is CredentialsState.EXPIRED:
        said.append(say("verify_expired"))
    if found.verdict in {Verdict.OURS, Verdict.FOREIGN}:
        day = written_day(credentials.when or "", language)
        if day is not None:
            said.append(say("verify_when", date=day))
        if credentials.made_by_ai:
            said.append(say("verify_made_by_ai"))
    if found.verdict is Verdict.OURS and credentials.speech in _SPEECH:
        said.append(say(_SPEECH[credentials.speech]))
    if credentials.photo_credentials and found.verdict is Verdict.OURS:
        said.append(say("verify_photo_credentials"))
    if found.note and found.verdict is Verdict.STRIPPED:
        said.append(say("verify_note"))
    if found.speech_mark:
        said.append(say("verify_speech_mark"))
    return said


async def verify_contents(
    contents: bytes, shared: AdapterContext, credentials: bytes | None = None
) -> Verification:
    """Verify a file that somebody sent.

    Args:
        contents: Of the file.
        shared: What all adapters share.
        credentials: Those of a WebM; without them, those of the same video in the media store.

    Raises:
        StorageError: The database or the media cannot be reached, or the keys that sign
            videos cannot be read.
        SettingsError: certificate_unusable.
    """
    if credentials is None and kind_of(contents[:_HEAD_BYTES]) == "matroska":
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(contents).hexdigest())
        credentials = await shared.job_service.credentials_of(sha256)
    with scratch() as folder:
        file = folder / "file"
        await asyncio.to_thread(file.write_bytes, contents)
        if credentials is not None:
            await asyncio.to_thread(sidecar_of(file).write_bytes, credentials)
        return await verify_file(file, shared.settings)


async def verify(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    """Verify the file of a message, or of the one that it replies to."""
    file = incoming.file or incoming.replied
    if file is None or not file.id or file.kind is Kind.TEXT:
        await context.say(incoming, "verify_how")
        return
    most = context.platform.download_bytes
    if (file.bytes or 0) > most:
        await context.say(incoming, "verify_too_big", max_bytes=most)
        return
    await context.chat_client.busy(incoming.ref)
    async with context.submissions:
        try:
            contents = await context.chat_client.fetch(file)
        except RequestError as exc:
            await context.explain(incoming, exc)
            return
        found = await verify_contents(contents, context.shared)
    text = "\n".join(sentences(found, incoming.language))
    await context.chat_client.say(incoming.ref, text, quiet=True)


async def report(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    """Say whom to tell of a video that hurts somebody."""
    settings = context.shared.settings.operator
    who = operator.who_runs_it(settings, incoming.language)
    await context.say(incoming, "report" if settings.contact else "report_alone", who=who)
