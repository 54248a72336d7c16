"""What the core needs from outside, as protocols; whoever fulfils one need not know of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.job import Failure, Job, JobState, MediaKey, Receipt
from core.model import Clip, Speech, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How something is said. A voice ignores what it cannot do."""

    pitch: float = 1.0
    """Factor on the voice's own pitch, 0.5..2."""
    pace: float = 1.0
    """Factor on the voice's own speed, 0.5..2; more is faster."""
    variant: str = ""
    """Name of a variant of the voice; empty for its own."""
    whisper: bool = False


class Voice(Protocol):
    """Something that can say words. All calls block; those that synthesise belong into a render child."""

    @property
    def name(self) -> str:
        """Short name that people choose it by."""
        ...

    def availability(self) -> str | None:
        """None when it works now, else the code of the reason. Must not raise, may take some seconds."""
        ...

    def languages(self) -> Set[str]:
        """The languages it speaks, as lower-case BCP 47 codes; empty when it is not installed."""
        ...

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Say the words.

        Args:
            text: Plain words; never markup.
            language: One of `languages()`.
            manner: How.

        Returns:
            The sound, the phones from first to last (None when they cannot be known), the words with their times.
            Phones are in order, do not overlap, and end within the sound. Without a sound (words that
            have none, such as "...") the samples or the phones are empty.

        Raises:
            DependencyError: It does not work now; the next voice is tried.
            SettingsError: voice_variant_unknown.
        """
        ...


class Recogniser(Protocol):
    """Something that understands what is said in a recording. Blocks; belongs into a render child."""

    @property
    def name(self) -> str:
        """Short name."""
        ...

    def words(self, speech: Speech) -> tuple[Word, ...]:
        """The words in order, with their times; empty when none are understood.

        Raises:
            DependencyError: It does not work.
        """
        ...


class MediaStore(Protocol):
    """Keeps files. Keys of one person begin alike (`core.media_keys`)."""

    async def put(self, key: MediaKey, contents: bytes | Path) -> None:
        """Store a file, whole or not at all; replaces one of the same key.

        Raises:
            StorageError: media_unreachable.
        """
        ...

    async def get(self, key: MediaKey) -> bytes:
        """Read a file.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        ...

    async def fetch(self, key: MediaKey, target: Path) -> None:
        """Copy a file to the local disk, piece by piece.

        Raises:
            StorageError: media_missing or media_unreachable.
        """
        ...

    async def has(self, key: MediaKey) -> bool:
        """Whether there is such a file."""
        ...

    async def remove(self, key: MediaKey) -> None:
        """Delete a file; none there is fine."""
        ...

    async def remove_all(self, prefix: str) -> None:
        """Delete every file whose key begins like this; whole folders only."""
        ...

    def older_than(self, then: float) -> AsyncIterator[MediaKey]:
        """Every file that was stored before `then` (seconds since 1970)."""
        ...


class Delivery(Protocol):
    """What an adapter does with a finished job. Called in the process that holds the platform's token.

    The calls may be repeated after a crash or a failure, with the same job, and must then not show
    the film or the refusal twice; `DeliveryStore` helps. They run on the event loop.
    """

    async def deliver(self, job: Job, clip: Clip) -> Receipt:
        """Give the film to the asker.

        Args:
            job: In the state rendered, `job.order.chat` says where to.
            clip: The film as a local file, which is gone after the call.

        Raises:
            DependencyError: The platform does not take it now; tried again later, after
                `facts["retry_after"]` seconds if that is given.
            Undeliverable: Nobody is there to take it, now and later.
        """
        ...

    async def refuse(self, job: Job, failure: Failure) -> Receipt:
        """Tell the asker why there is no film. Raises as `deliver`."""
        ...

    async def offer(self, job: Job, picture: Path) -> Receipt:
        """After the film, let the asker choose another face.

        Args:
            job: Its clip has the note several_faces.
            picture: The photo with a number at each face, a PNG; gone after the call.

        Raises as `deliver`.
        """
        ...


class Meter(Protocol):
    """Counts what the operator wants to see. Must not raise."""

    def waited(self, seconds: float) -> None:
        """A job was begun so long after it was submitted."""
        ...

    def worked(self, seconds: float) -> None:
        """A film took so long from begin to end."""
        ...

    def ended(self, state: JobState) -> None:
        """A job came to an end here."""
        ...

    def taken_over(self, jobs: int) -> None:
        """So many jobs of a dead worker were handed on."""
        ...

    def delivery_failed(self) -> None:
        """A delivery has to be tried again."""
        ...
