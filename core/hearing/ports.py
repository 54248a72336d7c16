"""Protocol of a speech recogniser."""

from __future__ import annotations

from typing import Protocol

from talking_photo.core.model import Speech, Word


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
