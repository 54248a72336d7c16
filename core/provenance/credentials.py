"""Content Credentials (C2PA): signs videos, and reads what files carry.

The only module that imports c2pa.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from talking_photo import __version__
from talking_photo.core.errors import RenderError
from talking_photo.core.provenance.authority import PURPOSES, Trust
from talking_photo.core.provenance.metadata import DIGITAL_SOURCE_TYPE

if TYPE_CHECKING:
    import c2pa

MAX_BYTES = 16_000
"""What the credentials add to a video whose photo has none: the certificates above all."""
GENERATOR = "talking-photo"
FACTS = "talking-photo.video"
"""Label of the assertion with what only this program says of a video."""
_MP4, _WEBM = "video/mp4", "video/webm"
_PHOTO = "photo"
_SETTINGS: Mapping[str, Any] = {
    # No picture of anybody in the manifest, and the library asks the network for nothing.
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {
        "verify_after_sign": False,
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
    },
}

_EXPIRED = frozenset(("signingCredential.expired", "claimSignature.outsideValidity"))
_UNKNOWN = frozenset(("signingCredential.untrusted", "signingCredential.invalid"))
"""Nobody vouches for the certificate, or it is not for signing; what it signed is checked all the
same."""
_NOBODY = Trust(authorities="", signers="")
_MANIFEST = b"jumdc2pa"
"""How the description of a manifest store begins, in every format (JUMBF, ISO 19566-5)."""
_PART_BYTES = 1_000_000
_MAX_TEXT = 100
"""Characters that are taken of a name in a manifest: whoever signed it wrote it."""

Sign = Callable[[bytes], bytes]
"""Returns the signature of these bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a video is signed with, besides the key."""

    certificates: str
    """PEM."""
    algorithm: str
    """As C2PA names it, such as `ed25519`."""
    when: str
    """ISO 8601, by the clock of the machine."""
    job: str
    timestamp_url: str | None = None
    timestamp_seconds: float = 5.0
    """How long it is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a video was made of."""

    photo: Path
    photo_kind: str
    """Its MIME type."""
    speech: str
    """`synthesized` or `recorded`."""
    language: str | None = None


def sign_video(
    video: Path, signing: Signing, origin: Origin, sign: Sign, max_bytes: int | None = None
) -> bool:
    """Sign a finished video; every later change invalidates this.

    An mp4 is signed in place. A WebM cannot carry credentials: they are put beside it.

    The photo is named as what the video was made of, with its own credentials as long as the video
    then fits into `max_bytes`. It is not stored.

    Returns:
        False when the service for time stamps gave none: it is signed without.

    Raises:
        RenderError: signing_failed.
        OSError: The file cannot be read or written.
    """
    part = video.with_name(f".{secrets.token_hex(8)}.signed")
    try:
        stamped = _sign(video, part, signing, origin, sign)
        embedded = video.suffix == ".mp4"
        if embedded and max_bytes is not None and part.stat().st_size > max_bytes:
            if not stamped:  # the service is not waited for twice
                signing = replace(signing, timestamp_url=None)
            stamped = _sign(video, part, signing, None, sign) and stamped
        part.replace(video if embedded else sidecar_of(video))
        return stamped
    finally:
        part.unlink(missing_ok=True)


def sidecar_of(video: Path) -> Path:
    """Return where the credentials of a video are that cannot carry them."""
    return video.with_suffix(".c2pa")


def _sign(video: Path, to: Path, signing: Signing, origin: Origin | None, sign: Sign) -> bool:
    """Write the signed video, or the sidecar; returns as `sign_video`.

    Raises:
        RenderError: signing_failed.
    """
    if signing.timestamp_url is not None and _write_stamped(video, to, signing, origin, sign):
        return True
    # A video without its stamp is better than none.
    _write(video, to, replace(signing, timestamp_url=None), origin, sign)
    return signing.timestamp_url is None


def _write_stamped(
    video: Path, to: Path, signing: Signing, origin: Origin | None, sign: Sign
) -> bool:
    """Write as `_write`, and tell whether the service for time stamps has answered in time.

    The library waits for half a minute, and cannot be told to stop: it does so in a thread, whose
    file and questions are for nobody then.
    """
    part = to.with_name(f"{to.name}-stamped")
    asking, waiting, done = threading.Lock(), True, Future[None]()

    def sign_while_waited_for(data: bytes) -> bytes:
        with asking:
            if not waiting:
                raise TimeoutError
            return sign(data)

    def write() -> None:
        try:
            _write(video, part, signing, origin, sign_while_waited_for)
        except Exception as exc:  # noqa: BLE001 - it is raised where the result is waited for
            done.set_exception(exc)
        else:
            done.set_result(None)
        if not waiting:
            part.unlink(missing_ok=True)

    threading.Thread(target=write, name="sign with a time stamp", daemon=True).start()
    try:
        done.result(signing.timestamp_seconds)
        part.replace(to)
    except (RenderError, TimeoutError):
        return False
    else:
        return True
    finally:
        with asking:
            waiting = False
        part.unlink(missing_ok=True)


def _write(video: Path, to: Path, signing: Signing, origin: Origin | None, sign: Sign) -> None:
    with _errors(), _context() as context, video.open("rb") as source, to.open("w+b") as target:
        import c2pa

        kind = _MP4 if video.suffix == ".mp4" else _WEBM
        builder = _builder(context, signing, origin, kind)
        signer = c2pa.Signer.from_callback(
            sign,
            c2pa.C2paSigningAlg[signing.algorithm.upper()],
            signing.certificates,
            signing.timestamp_url,
        )
        if kind == _MP4:
            builder.sign(signer, kind, source, target)
        else:
            target.write(builder.sign(signer, kind, source))


def _builder(
    context: c2pa.Context, signing: Signing, origin: Origin | None, kind: str
) -> c2pa.Builder:
    """Return the manifest, with the photo as its ingredient if it can be read as one."""
    import c2pa

    def build(*, photo: bool) -> c2pa.Builder:
        manifest = {**_manifest(signing, origin, photo=photo), "format": kind}
        builder = c2pa.Builder(json.dumps(manifest), context)
        if kind == _WEBM:
            builder.set_no_embed()
        return builder

    if origin is not None:
        builder = build(photo=True)
        photo = {"title": _PHOTO, "relationship": "parentOf", "label": _PHOTO}
        try:
            with origin.photo.open("rb") as file:
                builder.add_ingredient(json.dumps(photo), origin.photo_kind, file)
        except c2pa.C2paError:  # a format that the library does not know, or broken credentials
            builder.close()
        else:
            return builder
    return build(photo=False)


def _manifest(signing: Signing, origin: Origin | None, *, photo: bool) -> Mapping[str, Any]:
    """Return the definition of a manifest.

    By the specification a photo is opened and edited; without one the video is created.
    """
    made: dict[str, Any] = {
        "action": "c2pa.edited" if photo else "c2pa.created",
        "when": signing.when,
        "digitalSourceType": DIGITAL_SOURCE_TYPE,
        "softwareAgent": {"name": GENERATOR, "version": __version__},
    }
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [_PHOTO]}}
    facts = {"job": signing.job}
    if origin is not None:
        facts["speech"] = origin.speech
        if origin.language is not None:
            facts["language"] = origin.language
    return {
        "claim_generator_info": [{"name": GENERATOR, "version": __version__}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [opened, made] if photo else [made]},
            },
            {"label": FACTS, "data": facts},
        ],
    }


class CredentialsState(StrEnum):
    """What the Content Credentials of a file are worth."""

    NONE = "none"
    OURS = "ours"
    """Signed by this installation or one that it trusts; nothing was changed since."""
    FOREIGN = "foreign"
    """Signed by somebody else, whoever that is; nothing was changed since."""
    EXPIRED = "expired"
    """Nothing was changed, but the certificate of the signature has expired."""
    ALTERED = "altered"
    """The file was changed after it was signed."""
    UNREADABLE = "unreadable"
    """There are some, but they are damaged or forged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The Content Credentials of a file; texts are what the signer wrote."""

    state: CredentialsState
    signer: str | None = None
    generator: str | None = None
    """The program that made the file."""
    when: str | None = None
    """ISO 8601: of the time stamp, or else by the clock of the signer."""
    made_by_ai: bool = False
    """Whether they say so."""
    job: str | None = None
    speech: str | None = None
    """`synthesized` or `recorded`."""
    language: str | None = None
    photo_credentials: bool = False
    """Whether the photo had credentials of its own, which are kept."""


NO_CREDENTIALS = Credentials(state=CredentialsState.NONE)


def read_credentials(
    file: BinaryIO, kind: str, trust: Trust, sidecar: bytes | None = None
) -> Credentials:
    """Read and validate the credentials of a file; whatever it holds, this returns.

    Args:
        file: Opened for reading.
        kind: Its MIME type.
        trust: Whose signatures are ours.
        sidecar: The credentials, where they are beside the file.
    """
    import c2pa

    broken = Credentials(state=CredentialsState.UNREADABLE)
    try:
        with _context(trust) as context:
            reader = c2pa.Reader.try_create(kind, file, sidecar, context=context)
            if reader is None:
                return broken if sidecar else NO_CREDENTIALS
            with reader:
                return _credentials(json.loads(reader.json()))
    except c2pa.C2paError.NotSupported:
        return broken if sidecar else NO_CREDENTIALS
    except (c2pa.C2paError, ValueError, LookupError, TypeError, AttributeError):
        return broken if sidecar or _has_some(file) else NO_CREDENTIALS


def _has_some(file: BinaryIO) -> bool:
    """Tell whether there is a manifest at all in a file that the library cannot read."""
    file.seek(0)
    end = b""
    while part := file.read(_PART_BYTES):
        if _MANIFEST in end + part:
            return True
        end = part[-len(_MANIFEST) :]
    return False


def _credentials(store: Mapping[str, Any]) -> Credentials:
    """Return what a manifest store says; it is as the library validated it."""
    manifest = store["manifests"][store["active_manifest"]]
    assertions = {one["label"]: one["data"] for one in manifest.get("assertions", ())}
    actions = [
        action
        for label, data in assertions.items()
        if label.startswith("c2pa.actions")
        for action in data.get("actions", ())
    ]
    signature = manifest.get("signature_info") or {}
    facts = assertions.get(FACTS, {})
    generator: Mapping[str, Any] = next(iter(manifest.get("claim_generator_info") or ()), {})
    times = [signature.get("time"), *(action.get("when") for action in actions)]
    return Credentials(
        state=_state(store),
        signer=_text(signature.get("common_name") or signature.get("issuer")),
        generator=_text(generator.get("name")),
        when=_text(next(filter(None, times), None)),
        made_by_ai=any(
            "rainedAlgorithmicMedia" in str(action.get("digitalSourceType")) for action in actions
        ),
        job=_text(facts.get("job")),
        speech=_text(facts.get("speech")),
        language=_text(facts.get("language")),
        photo_credentials=any(
            "active_manifest" in one for one in manifest.get("ingredients") or ()
        ),
    )


def _state(store: Mapping[str, Any]) -> CredentialsState:
    active = (store.get("validation_results") or {}).get("activeManifest") or {}
    failures = {failure["code"] for failure in active.get("failure", ())}
    if any(code.endswith("mismatch") for code in failures):
        return CredentialsState.ALTERED
    if failures - _EXPIRED - _UNKNOWN:
        return CredentialsState.UNREADABLE
    if failures & _EXPIRED:
        return CredentialsState.EXPIRED
    if store.get("validation_state") == "Trusted":
        return CredentialsState.OURS
    return CredentialsState.FOREIGN


def _text(value: object) -> str | None:
    """Return a short text without what could deceive on a terminal; None for anything else."""
    if not isinstance(value, str):
        return None
    return "".join(filter(str.isprintable, value))[:_MAX_TEXT] or None


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Translate the library's errors.

    Raises:
        RenderError: signing_failed.
    """
    import c2pa

    try:
        yield
    except c2pa.C2paError as exc:
        raise RenderError("signing_failed", reason=type(exc).__name__) from exc


@contextlib.contextmanager
def _context(trust: Trust = _NOBODY) -> Iterator[c2pa.Context]:
    import c2pa

    # The library drops names that it does not know without a word, such as those of before 0.91.
    trusted = {
        "trust_kind": "manifest",
        "trust_anchors": trust.authorities,
        "allowed_list": trust.signers,
    }
    given = {"anchors": [trusted], "trust_config": "\n".join(sorted(PURPOSES))}
    context = c2pa.Context.from_dict({**_SETTINGS, "trust": given})
    try:
        yield context
    finally:
        context.close()
