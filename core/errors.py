"""What can go wrong, and who can do something about it.

* TalkingPhotoError
  + RequestError       the asker: another photo, sound or text is needed
  + DependencyError    the world: a service or a library failed; trying again may help
  + RenderError        us: a fault of this program
  + SettingsError      the operator: the configuration is wrong
  + StorageError       the operator: a folder, a disk or a database is wrong
  + Undeliverable      nobody: the chat is closed to us, and the job ends quietly
* JobCancelled         not a fault: somebody asked to stop

Every error carries a code and the facts (numbers, names) that a sentence about it needs. The
sentences live in `bots/texts/`; `str(error)` is for logs and never reaches a user. Facts never
hold a user's words or a token.
"""

from __future__ import annotations

import errno

Fact = str | int | float

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The `errno` of an OSError when there is no more room, by the disk, a quota or a limit."""


class TalkingPhotoError(Exception):
    """Root of everything this program raises on purpose."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way from a child process with code and facts."""
        return _rebuild, (type(self), self.code, self.facts)

    def __str__(self) -> str:
        """Code and facts, for logs."""
        return " ".join([self.code, *(f"{key}={value}" for key, value in self.facts.items())])


class RequestError(TalkingPhotoError):
    """The asker can mend it: another photo, another sound, other words."""


class DependencyError(TalkingPhotoError):
    """Something outside failed; trying again later may help."""


class RenderError(TalkingPhotoError):
    """A fault of this program."""


class SettingsError(TalkingPhotoError):
    """The operator's configuration cannot be used."""


class StorageError(TalkingPhotoError):
    """Something cannot be read or written where it should be."""


class Undeliverable(TalkingPhotoError):
    """There is no way to the asker: blocked, thrown out of the group, the chat is gone."""


class JobCancelled(Exception):
    """Somebody asked this job to stop."""


def _rebuild(
    kind: type[TalkingPhotoError], code: str, facts: dict[str, Fact]
) -> TalkingPhotoError:
    return kind(code, **facts)
