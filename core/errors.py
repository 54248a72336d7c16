"""Errors, by who can act on them.

* TalkingPhotoError
  + RequestError       the user: another photo, sound or text is needed
  + DependencyError    a service or a library failed; retrying may help
  + RenderError        us: a fault of this program
  + SettingsError      the operator: the configuration is wrong
  + StorageError       the operator: a folder, a disk or a database is wrong
  + Undeliverable      nobody: the chat is closed, and the job ends quietly
* JobCancelled         not a fault: the job was cancelled

Every error carries a code and the facts (numbers, names) that a sentence about it needs. The
sentences live in `bots/texts/`; `str(error)` is for logs and never reaches a user. Facts never
hold a user's words or a token.
"""

from __future__ import annotations

import errno

Fact = str | int | float

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""`errno` values of an OSError for a full disk, a quota or a file size limit."""


class TalkingPhotoError(Exception):
    """Root of all errors that this program raises on purpose."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with code and facts, for the way from a child process."""
        return _rebuild, (type(self), self.code, self.facts)

    def __str__(self) -> str:
        """Return code and facts, for logs."""
        return " ".join([self.code, *(f"{key}={value}" for key, value in self.facts.items())])


class RequestError(TalkingPhotoError):
    """The user must change the photo, the sound or the words."""


class DependencyError(TalkingPhotoError):
    """An external service or library failed; retrying later may help."""


class RenderError(TalkingPhotoError):
    """A fault of this program."""


class SettingsError(TalkingPhotoError):
    """The operator's configuration cannot be used."""


class StorageError(TalkingPhotoError):
    """A file or a database cannot be read or written."""


class Undeliverable(TalkingPhotoError):
    """The chat cannot be reached any more: the bot was blocked or removed, or the chat is gone."""


class JobCancelled(Exception):
    """The job was cancelled."""


def _rebuild(
    kind: type[TalkingPhotoError], code: str, facts: dict[str, Fact]
) -> TalkingPhotoError:
    return kind(code, **facts)
